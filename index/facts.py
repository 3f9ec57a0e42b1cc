"""A clause to its facts: departments by role, and dates with what they are the dates of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.numbering import HAN, han_number
from index.policy import DateFact, DateKind, Departments

_OPEN, _CLOSE = "(（〔[<〈《“【", ")）〕]>〉》”】"

# -- departments ---------------------------------------------------------------------------------------------------

_LABEL = re.compile(
    r"^\s*(?P<role>牵头(?:部门|单位|责任单位)?|责任(?:部门|单位|主体)|配合(?:部门|单位)?|协办(?:部门|单位)?|"
    r"参与(?:部门|单位)|"
    r"主办(?:部门|单位)|(?:主管|实施|负责|落实)(?:部门|单位))\s*[:：]"
)
_LABEL_INSIDE = re.compile(
    r"[;；,，。]?\s*(?=(?:牵头(?:部门|单位|责任单位)|责任(?:部门|单位|主体)|配合(?:部门|单位)|协办(?:部门|单位)"
    r"|参与(?:部门|单位))\s*[:：])"
)
_VERB = re.compile(
    r"(?P<names>.+?)(?:等)?(?:按照?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同)?|分别|共同|联合)?"
    r"(?P<verb>牵头负责|牵头组织|牵头落实|牵头|配合落实|配合实施|配合|协助|协办|参与|分工落实|分工负责|组织落实"
    r"|组织实施|负责落实|负责实施|负责|落实|承办|主办)$"
)
_SAYS_ROLE = re.compile(r"牵头|负责|落实|配合|责任|单位[:：]|部门[:：]|承办|主办|协办")
_LEADS = ("牵头", "主办")
_SUPPORTS = ("配合", "协助", "协办", "参与")
_PLACE_END = re.compile(r"(?:市|县|区|州|盟|旗|〔区〕|<区>|（区）|\(区\))$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|管委会)$")
_NAME = re.compile(r"^[\w“”+<>〔〕（）()·、\-]{2,60}$")
_ORGAN = re.compile(
    r"(?:委|局|厅|部|办|署|院|会|行|司|处|科|中心|政府|公司|大学|机构|单位|部门|协会|学会|园区|银行|组|站|所"
    r"|队|社|校|馆|法院|检察院|公署|委员会|办公室|领导小组|〕|\)|）)$"
)


def departments(text: str) -> Departments:
    """The departments in the brackets that close a clause, by role, in the words of the text."""
    roles: dict[str, list[str]] = {"lead": [], "with": [], "responsible": []}
    for bracket in _closing_brackets(text):
        for part in re.split(r"[;；。]", bracket):
            for role, name in _part_roles(part):
                if name not in roles[role]:
                    roles[role].append(name)
    return Departments(
        lead=tuple(roles["lead"]), supporting=tuple(roles["with"]), responsible=tuple(roles["responsible"])
    )


def policy_wide_rule(text: str) -> str | None:
    """The sentence in a closing bracket that binds departments for all the tasks that follow, if there is one."""
    for bracket in _closing_brackets(text):
        for part in re.split(r"[。;；]", bracket):
            if re.search(r"以下(?:各项)?(?:任务|工作|措施|条款).{0,12}(?:均|都)", part):
                return part.strip()
    return None


def bracket_start(line: str) -> int | None:
    """Where the bracket that closes ``line`` and names departments begins, or None when there is none."""
    bare = line.rstrip().rstrip("。.;；")
    if not bare or bare[-1] not in ")）】]〕":
        return None
    start = _matching(bare)
    if start is None or not _SAYS_ROLE.search(bare[start + 1 : -1]):
        return None
    return start


def _closing_brackets(text: str) -> Iterator[str]:
    """The contents of the brackets at the ends of a clause's paragraphs that may name departments."""
    for line in text.split("\n"):
        start = bracket_start(line)
        if start is not None:
            yield line.rstrip().rstrip("。.;；")[start + 1 : -1]


def _matching(line: str) -> int | None:
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        if line[place] in ")）】]〕>":
            depth += 1
        elif line[place] in "(（【[〔<":
            depth -= 1
            if depth == 0:
                return place
    return None


def _part_roles(part: str) -> Iterator[tuple[str, str]]:
    """Roles and names in one statement, such as 「甲局牵头,乙局、丙局配合」 or 「责任单位:甲局、乙局」."""
    if re.search(r"以下.{0,16}(?:均|都)需?", part):
        return
    for labelled in _LABEL_INSIDE.split(part):
        label = _LABEL.match(labelled)
        if label:
            role = _label_role(label["role"])
            yield from ((role, name) for name in _names(labelled[label.end() :]))
        else:
            yield from _verb_roles(labelled)


def _label_role(label: str) -> str:
    if label.startswith(_LEADS):
        return "lead"
    return "with" if label.startswith(_SUPPORTS) else "responsible"


def _verb_roles(part: str) -> Iterator[tuple[str, str]]:
    pending: list[str] = []
    for piece in _split(part, ",，"):
        match = _VERB.match(piece.strip())
        if not match:
            pending.append(piece)
            continue
        verb = match["verb"]
        names = "、".join([*pending, match["names"].removeprefix("由")])
        pending = []
        role = "lead" if verb.startswith(_LEADS) else "with" if verb.startswith(_SUPPORTS) else "responsible"
        yield from ((role, name) for name in _names(names))


def _names(text: str) -> list[str]:
    """The names in a list, with a list that shares one ending (甲市、乙市人民政府) kept as one."""
    names: list[str] = []
    carried: list[str] = []
    for piece in _split(text, "、,，;；"):
        for name in _joined(piece.strip(" 。等")):
            if _PLACE_END.search(name) and not _ORGAN.search(re.sub(r"[〔<（(].*$", "", name)):
                carried.append(name)
            elif carried and _GOVERNMENT.search(name):
                names.append("、".join([*carried, name]))
                carried = []
            else:
                names += [*carried, name]
                carried = []
    return [name for name in [*names, *carried] if _NAME.match(name)]


def _joined(piece: str) -> list[str]:
    """Split 「甲局和各市」 and 「甲局及乙局」, but not a name that holds 和 itself (工业和信息化厅)."""
    match = re.match(
        r"(.+?(?:委|局|厅|部|办|会|中心|政府|公司|大学|机构|单位|部门))(?:和|及|以及|与)((?:各|有关|相关|市|"
        r"省|县|区|自治区).+)$",
        piece,
    )
    return [*_joined(match[1]), match[2]] if match else [piece] if piece else []


def _split(text: str, marks: str) -> list[str]:
    """Split at any of ``marks`` that stands outside brackets and quotation marks."""
    parts, depth, last = [], 0, 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0 and character in marks:
            parts.append(text[last:place])
            last = place + 1
    return [part for part in [*parts, text[last:]] if part.strip()]


# -- dates ---------------------------------------------------------------------------------------------------------

_YEAR = "(?P<{0}y>[12][0-9]{{3}}|[二一][〇零○0一二三四五六七八九]{{3}})年"
_DAY = (
    _YEAR + r"(?:(?P<{0}m>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:(?P<{0}d>[0-9]{{1,2}}|"
    r"[一二三四五六七八九十]{{1,3}})日)?)?"
)
_DATE = re.compile(_DAY.format("a"))
_SELF = (
    r"本(?:通知|意见|办法|方案|细则|规定|措施|政策|指南|条例|规划|规则|规程|制度|实施\w{2}|若干\w{2}|决定|公告"
    r"|文件|标准|要点)"
)
_EFFECTIVE = re.compile(rf"自{_DAY.format('a')}(?:零时)?起(?:正式|开始)?(?:施行|实施|执行|生效|试行)")
_FROM_ISSUE = re.compile(
    r"自(?P<event>印发|发布|公布|签发|下发)之日起(?P<after>[0-9一二三四五六七八九十]+日后)?(?:正式|开始)?(?:施行"
    r"|实施|执行|生效|试行)"
)
_EXPIRES = re.compile(
    rf"(?:有效期(?:限)?|试行期|执行期(?:限)?|施行|实施|执行)(?:为)?(?:自{_DAY.format('b')})?(?:截)?(?:至|到|"
    rf"止于|截止){_DAY.format('a')}"
)
_YEARS = re.compile(rf"(?:有效期(?:限)?|试行期?(?:限)?|执行期(?:限)?|试行)(?:为|:|：)?(?P<n>[0-9]+|[{HAN}两]+)年")
_TARGET = re.compile(rf"(?:争取|力争|确保|计划)?(?:到|至){_YEAR.format('a')}(?:底|末)?(?!度)(?=[,，、]|[^0-9月起])")
_APPLIES = re.compile(rf"自{_DAY.format('a')}(?:起|以来|之后|以后)(?!(?:正式|开始)?(?:施行|实施|执行|生效|试行))")
_PERIOD = re.compile(
    r"(?<=[(（])(?P<from>[12][0-9]{3})年?\s*[-—–－~～至到]+\s*(?P<to>[12][0-9]{3})年(?=[)）]》(?![(（]))"
)
_WINDOW = re.compile(
    rf"(?:申报|申请|受理|报名|征集|兑付|填报)[^。;；]{{0,24}}?{_DAY.format('a')}(?:[0-9:时分起]*)\s*(?:[-—–－~～至到]+"
    rf"|起至)\s*"
    r"(?:(?P<by>[12][0-9]{3})年)?(?:(?P<bm>[0-9]{1,2})月)?(?P<bd>[0-9]{1,2})日"
)
_ITERATED: tuple[tuple[re.Pattern[str], DateKind], ...] = ((_TARGET, "target"), (_APPLIES, "applies_from"))


def dates(text: str) -> tuple[DateFact, ...]:
    """The dates a clause states, each with its words and its kind, in the order of the text."""
    found: list[tuple[int, DateFact]] = []
    for pattern, kind in _ITERATED:
        found += [(m.start(), _fact(m, kind)) for m in pattern.finditer(text)]
    for match in _PERIOD.finditer(text):
        found.append((match.start(), DateFact(date=match["from"], text=match[0], kind="plan_period_start")))
        found.append((match.start(), DateFact(date=match["to"], text=match[0], kind="plan_period_end")))
    for match in _WINDOW.finditer(text):
        found += _window(match)
    for sentence in re.finditer(r"[^。;；\n]+", text):
        if re.search(_SELF, sentence[0]):
            found += _own_dates(sentence[0], sentence.start())
    return tuple(fact for _, fact in sorted(found, key=lambda pair: pair[0]))


def _own_dates(sentence: str, place: int) -> Iterator[tuple[int, DateFact]]:
    effective = _EFFECTIVE.search(sentence)
    if effective:
        yield place + effective.start(), _fact(effective, "effective")
    for match in _EXPIRES.finditer(sentence):
        yield place + match.start(), _fact(match, "expires")


def _fact(match: re.Match[str], kind: DateKind) -> DateFact:
    return DateFact(date=_iso(match, "a"), text=match[0], kind=kind)


def _window(match: re.Match[str]) -> Iterator[tuple[int, DateFact]]:
    start = _iso(match, "a")
    year, month = match["by"] or match["ay"], match["bm"] or match["am"]
    yield match.start(), DateFact(date=start, text=match[0], kind="window_start")
    if month:
        end = f"{_number(year):04d}-{_number(month):02d}-{int(match['bd']):02d}"
        yield match.start(), DateFact(date=end, text=match[0], kind="window_end")


def _iso(match: re.Match[str], prefix: str) -> str:
    groups = match.groupdict()
    parts = [f"{_number(match[prefix + 'y']):04d}"]
    for name in ("m", "d"):
        value = groups.get(prefix + name)
        if value is None:
            break
        parts.append(f"{_number(value):02d}")
    return "-".join(parts)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else han_number(text.replace("○", "〇"))


def find_day(text: str) -> str | None:
    """The first date in ``text`` that names a day, as ISO; also 20241025 and 2024-10-25."""
    for match in _DATE.finditer(re.sub(r"\s+", "", text)):
        iso = _iso(match, "a")
        if len(iso) == 10 and _valid(iso):
            return iso
    digits = re.search(r"(?<!\d)([12]\d{3})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)", text)
    if digits:
        iso = "-".join(digits.groups())
        return iso if _valid(iso) else None
    return None


def _valid(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


def validity_dates(text: str, issued: str | None) -> tuple[str | None, str | None]:
    """The first and last day of a policy's validity that ``text`` states of the policy itself, as ISO days.

    ``issued`` is the day of signing or publication, for 自印发之日起. What is not stated is None.
    """
    effective: str | None = None
    expires: str | None = None
    for sentence in re.split(r"[。\n]", text):
        if not re.search(_SELF, sentence):
            continue
        stated, issue = _EFFECTIVE.search(sentence), _FROM_ISSUE.search(sentence)
        if stated and len(_iso(stated, "a")) == 10:
            effective = _iso(stated, "a")
        elif issue and issued and not issue["after"]:
            effective = issued
        end = _EXPIRES.search(sentence)
        if end and len(_iso(end, "a")) == 10:
            expires = _iso(end, "a")
        years = _YEARS.search(sentence)
        if years and effective and not end:
            expires = _after_years(effective, _number(years["n"]))
    return effective, expires


def _after_years(first: str, years: int) -> str:
    """The last day of ``years`` whole years that begin on ``first``."""
    begin = date.fromisoformat(first)
    try:
        anniversary = begin.replace(year=begin.year + years)
    except ValueError:  # 29 February
        anniversary = date(begin.year + years, 3, 1)
    return (anniversary - timedelta(days=1)).isoformat()


_REPEAL = re.compile(r"(?:同时)?(?:予以)?废止|(?:停止|不再)执行|(?:自行|即行)?失效")
_CITED = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[(（](?P<number>[^()（）]*?号)[)）])?")


def repeals(text: str) -> tuple[str, ...]:
    """The titles and document numbers of the policies this text repeals."""
    found: list[str] = []
    for sentence in re.split(r"[。\n]", text):
        if _REPEAL.search(sentence) and re.search(r"同时|原|自.*起|废止", sentence):
            for match in _CITED.finditer(sentence):
                found += [part for part in (match["number"], match["title"]) if part]
    return tuple(dict.fromkeys(found))
