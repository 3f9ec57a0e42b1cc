"""What the asker tells of himself: dates with their events, how long something has lasted, numbers with units, kinds.

Only what is said plainly is read. What is told about (给房地产公司做软件), asked (是不是营利性), reported of the policy
(文件要求50人) or vague (差不多30人) is left out: a fact that is not sure settles nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from index.stated.decimals import HAN_DIGITS, decimal_of
from index.stated.quantities import Quantity, quantities
from index.variants import fold

EVENTS: tuple[tuple[str, str], ...] = (
    ("落户", "落户|入驻|迁入|迁到|迁来|搬到|搬来|搬进"),
    ("成立", r"成立|注册(?!会计|商标|资[本金])|设立|登记(?!失业)|创办|开办"),
    (
        "经营",
        "(?:正常)?经营(?!范围|者)|运营(?!机构|商)|营业(?![收执额])|开业|开张|开的张|开工(?!建)|(?<!安全)生产(?![线安经性许总企力资要])",
    ),
    ("毕业", "毕业(?!生)"),
    ("退役", "退役(?!军人)|退伍(?!军人)|转业"),
    ("失业", "失业(?!保险)"),
    ("社会保险", "社会保险"),
    ("缴费", "缴纳|缴费|参保"),
    ("合同", "合同|签订|签了|租期|租约"),
    ("完工", "完工|竣工|建成|建好|盖好|盖起|盖的|(?<![新改扩自合共在])建的|投产|投用|投运"),
    ("验收", "验收"),
    ("认定", "认定|获评|评为|评上|获批|获得|取得|拿到"),
    ("招用", "招用|招录|聘用|录用|新招|入职"),
    ("购置", "购置|购买|采购|买"),
)
"""Events by the word that stands for each, with the words that name it in policies and in talk."""
OF_ONESELF = frozenset({"落户", "成立", "经营", "毕业", "退役", "失业"})
"""Events of the asker himself; of any other it must be seen that the same thing is meant."""
EVENT = re.compile("|".join(f"(?P<e{number}>{words})" for number, (_, words) in enumerate(EVENTS)))

_PIECES = re.compile(r"[^,。;:?!\n]+")
_EVERYDAY = (
    ("平米", "平方米"),
    ("社保", "社会保险"),
    ("营收", "营业收入"),
    ("营业额", "营业收入"),
    ("技术员", "技术人员"),
    ("员工", "人员"),
    ("职工", "人员"),
    ("公司", "企业"),
    ("场子", "场地"),
    ("同行", "其他企业"),
    ("别家", "其他企业"),
    ("别的企业", "其他企业"),
    ("招了", "招用"),
    ("雇了", "招用"),
    ("投了", "投入"),
)
# What a policy, not the asker, says.
_REPORTED = re.compile("文件|规定|要求|政策|条件是|门槛|写[着明的]|听说|据说|标准是|不少于|不低于|不得|是不是")
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年|(?P<back>大前年|前年|去年|今年))(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)?"
)
_NOT_OWN_DATE = re.compile("度?(?:起|以来|以后|之后|以前|之前|前|后|的|那|这|出台|发布|印发|版|新|到|至|-|—)")
_OF_POLICY = re.compile("意见|办法|方案|措施|通知|份|条")
_OTHER_BODY = re.compile("分[公支企店]|子企业|门店|基金|网站|平台|中心|工作站|支部|实验室|协会")
_DENIED = re.compile("[没未不无]|还差|打算|准备|计划|想|将")
_NUMBER = rf"(?:\d{{1,3}}|[{HAN_DIGITS}]{{1,3}})"
_LASTING = re.compile(
    rf"(?P<less>不到|不足|不满|未满|没到|没满)?(?:(?P<half>半年(?:以上)?)|(?<![\d第近这前头每过])(?P<n>{_NUMBER})(?P<and>个半(?=月)|个?半(?=年))?(?P<unit>年|个?月(?<=个月)|(?<=半)月)"
    r"(?P<behind>半|多|以上)?)(?![前后内度底初级期份起中来\d])"
)
_SHORT_OF = re.compile("还差|还缺|差[^,]{1,4}(?:月|年|天)")
_NEAR_BEFORE, _NEAR_BEHIND = 8, 6
_VAGUE = re.compile("(?:大概|大约|差不多|接近|将近|快|约|近|上下|左右|来|几)$")
_BELOW = re.compile("(?:不到|不足|不满|没到|未满|少于|低于|没有)$")
_ABOVE = re.compile("(?:超过|高于|多于|至少|不止)$")
_AFTER_MONEY = re.compile(r"(?<=\d)(?P<scale>[万亿])(?=[^元吨亩平立千公张人家户个名台套件辆]|$)")
_AREA = re.compile(r"(?<=\d)平(?![方米均常台板房])")
_PERSONS = re.compile(rf"(?<=[{HAN_DIGITS}0-9])个(?=人(?![体民才]))")


@dataclass(frozen=True)
class Happening:
    """Something that happened between two days."""

    event: str
    first: date
    last: date
    words: str
    piece: str


@dataclass(frozen=True)
class Told:
    """An amount told, between ``low`` and ``high`` (None: no end; ``open_end``: ``high`` itself is not reached).

    ``unit`` is 月 for how long something has lasted, whose ``event`` is told too.
    """

    low: Decimal
    high: Decimal | None
    unit: str
    words: str
    piece: str
    event: str | None = None
    open_end: bool = False


@dataclass(frozen=True)
class Circumstances:
    """What a question tells of the asker."""

    pieces: tuple[str, ...]
    happenings: tuple[Happening, ...]
    lastings: tuple[Told, ...]
    measures: tuple[Told, ...]


def read(question: str, as_of: date) -> Circumstances:
    """What ``question``, asked on ``as_of``, tells of the asker."""
    pieces = tuple(in_policy_words(piece) for piece in _PIECES.findall(fold(question)))
    own = [piece for piece in pieces if not _REPORTED.search(piece)]
    return Circumstances(
        pieces,
        tuple(one for piece in own for one in _happenings(piece, as_of)),
        tuple(one for piece in own for one in _lastings(piece)),
        tuple(one for piece in own for one in _measures(piece)),
    )


def in_policy_words(piece: str) -> str:
    """A piece of talk with the words of policies in the place of those of every day."""
    for everyday, word in _EVERYDAY:
        piece = piece.replace(everyday, word)
    return piece


def event_of(match: re.Match[str]) -> str:
    """The word that stands for an event found by ``EVENT``."""
    return next(name for number, (name, _) in enumerate(EVENTS) if match[f"e{number}"])


def _happenings(piece: str, as_of: date) -> Iterator[Happening]:
    dates = list(_DATE.finditer(piece))
    for number, match in enumerate(dates):
        end = dates[number + 1].start() if number + 1 < len(dates) else len(piece)
        behind = piece[match.end() : end]
        if _NOT_OWN_DATE.match(behind):
            continue
        event = EVENT.search(behind)
        between = behind[: event.start()] if event else ""
        if event is None:
            event = _right_before(piece[: match.start()])
        if event and not _DENIED.search(between) and not _OF_POLICY.search(between):
            first, last = _span(match, as_of)
            name = event_of(event)
            if _of_another(name, piece):
                continue
            yield Happening(name, first, last, f"{_day_words(match, as_of)}{event[0]}", piece)


def _of_another(event: str, piece: str) -> bool:
    """Whether something else than the asker was set up: a branch, a shop, a platform."""
    return event == "成立" and bool(_OTHER_BODY.search(piece))


def _right_before(words: str) -> re.Match[str] | None:
    """The event right before a date: 成立于2019年, 落户是2019年的事."""
    found = list(EVENT.finditer(words))
    return found[-1] if found and re.fullmatch("(?:时间|日期)?[是在于的]{0,2}", words[found[-1].end() :]) else None


def _year_month(match: re.Match[str], as_of: date) -> tuple[int, int | None]:
    year = int(match["year"]) if match["year"] else as_of.year - _YEARS_BACK[match["back"]]
    month = decimal_of(match["month"]) if match["month"] else None
    return year, int(month) if month else None


def _span(match: re.Match[str], as_of: date) -> tuple[date, date]:
    year, month = _year_month(match, as_of)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day_words(match: re.Match[str], as_of: date) -> str:
    year, month = _year_month(match, as_of)
    return f"{year}年" + (f"{month}月" if month else "")


def _lastings(piece: str) -> Iterator[Told]:
    for match in () if _SHORT_OF.search(piece) else _LASTING.finditer(piece):
        found = _near(piece, match.start(), match.end())
        event = event_of(found) if found else ""
        if found is None or _of_another(event, piece) or _VAGUE.search(piece[: match.start()]):
            continue
        low, high = _months(match)
        if match["less"]:
            low, high = Decimal(0), low
        words = piece[min(found.start(), match.start()) : max(found.end(), match.end())]
        yield Told(low, high, "月", words, piece, event, open_end=True)


def _near(piece: str, start: int, end: int) -> re.Match[str] | None:
    """The event beside a stretch of time: the last one before it (社会保险交了8个月), else the next (3年的合同)."""
    before = list(EVENT.finditer(piece, max(start - _NEAR_BEFORE, 0), start))
    found = before[-1] if before else EVENT.search(piece, end, end + _NEAR_BEHIND)
    if found is None or _DENIED.search(piece, max(found.start() - 3, 0), max(start, found.start())):
        return None
    return found


def _months(match: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    if match["half"]:
        return Decimal(6), Decimal(12) if match["half"] == "半年" else None
    unit = 12 if match["unit"] == "年" else 1
    count = decimal_of(match["n"]) or Decimal(0)
    halves = Decimal("0.5") if match["and"] or match["behind"] == "半" else Decimal(0)
    low = (count + halves) * unit
    if match["behind"] == "以上":
        return low, None
    return low, (count + 1) * unit


def _measures(piece: str) -> Iterator[Told]:
    text = _PERSONS.sub("名", _AFTER_MONEY.sub(r"\g<scale>元", _AREA.sub("平方米", piece))).replace("名人", "人")
    for quantity in quantities(text):
        low, high = _ends(text, quantity)
        if low is not None and (high != 1 or quantity.unit not in "个家名"):  # 一家公司, 一个项目 count nothing
            words = text[quantity.start : quantity.end]
            yield Told(low, high, quantity.unit, words, text, open_end=bool(_BELOW.search(text[: quantity.start])))


def _ends(text: str, quantity: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """The ends of an amount as told; no lower one when it is vague."""
    value, before = Decimal(quantity.values[0]), text[: quantity.start]
    words = text[quantity.start : quantity.end + 1]
    if _VAGUE.search(before) or re.search("左右|上下|来", words) or _DENIED.search(before[-1:]):
        return None, None
    if _BELOW.search(before):
        return Decimal(0), value
    if _ABOVE.search(before) or re.search("[多余]|以上", words):
        return value, None
    return value, Decimal(quantity.values[-1])


_ELSEWHERE = re.compile(
    "(?:外地|外省|外市|省外|市外|区外)(?:的)?(?:注册的?)?(?:企业|机构|单位|注册)|注册[地在]{0,2}(?:是|在)?(?:外地|外省|外市|省外|市外|区外)"
)
_MOVES = re.compile("迁|搬|落户|设立|新注册|分[公支]|子公?司|子企业|过来|办厂")


def elsewhere(told: Circumstances) -> str | None:
    """The words in which the asker says that he is registered in another place and does not speak of moving."""
    if any(_MOVES.search(piece) for piece in told.pieces):
        return None
    found = (_ELSEWHERE.search(piece) for piece in told.pieces if not _REPORTED.search(piece))
    return next((match[0] for match in found if match), None)


_IS = "(?:是|属于|为|做|搞|从事|干)"
_BEGINS = f"(?:^|{_IS}|开|办|我们?|咱们?|这种|家|个|的)"
_TRADE = "(?:开发|经营|类|行业|业|性质)*"
_BODIES = (
    "的?(?:小|私立|民营|民办)?(?:企业|单位|机构|医院|诊所|学校|医疗机构|组织|集团|商|户|生意|这一?行|[室馆吧店厅场所厂坊屋]"
    "|生(?![意产活]))"
)
_GOES_ON = "(?=的?$|能|可|也|还|算|符|想|要|在|有|是|享|申|拿|领|够)"
_WORD = 3
"""Characters of a word that needs nothing behind it to name what the asker has (办一个美食节)."""
_OTHERS = re.compile("[给为向帮替和与跟从由对](?:一家|某|别的|好几家|多家|几家)?$")
_NOT_SO = re.compile(f"(?:[不非没]|不再|没有|是不是|是否){_IS}?$")
_PAST = re.compile("以前|原来|曾经?|过去")


def names(kind: str, told: Circumstances) -> str | None:
    """The words in which the asker says that he is of ``kind`` (房地产: 做房产开发的企业); None when he does not."""
    for form in _forms(kind):
        kept = f"(?P<kind>{re.escape(form)}{_TRADE})"
        patterns = [f"{_BEGINS}{kept}{_BODIES}{_GOES_ON}", f"{_IS}{kept}的?$"]
        if len(form) >= _WORD:
            patterns.append(f"{_BEGINS}{kept}$")
        for pattern in patterns:
            found = (_named(pattern, piece) for piece in told.pieces if not _PAST.search(piece))
            if name := next((name for name in found if name), None):
                return name
    return None


def mentions(kind: str, told: Circumstances) -> bool:
    """Whether the asker speaks of ``kind`` by its own word, as of something that is his."""
    found = ((piece[: piece.index(kind)], piece) for piece in told.pieces if kind in piece)
    return any(
        not (_NOT_SO.search(before) or _OTHERS.search(before) or _PAST.search(piece) or _REPORTED.search(piece))
        for before, piece in found
    )


def _named(pattern: str, piece: str) -> str | None:
    for match in re.finditer(pattern, piece):
        before = piece[: match.start("kind")]
        if not _NOT_SO.search(before) and not _OTHERS.search(before):
            return match["kind"]
    return None


def _forms(kind: str) -> list[str]:
    """A word and its short forms, which leave out one character within: 房地产, 房产."""
    return [kind, *(kind[:place] + kind[place + 1 :] for place in range(1, len(kind) - 1))]
