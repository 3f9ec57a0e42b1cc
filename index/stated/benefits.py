"""What a clause grants or refuses: to whom, on what conditions, what they get. Everything is a place in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.stated.departments import bracket_start
from index.stated.fact import Benefit, BenefitKind, Span
from index.stated.rows import cells

_HELP = "(?:奖励|补助|补贴|资助|贴息|奖补)"
# 补助 and its like are verbs before a sum or those who get it, or behind 一次性, 分别, 每人; else they are nouns.
_GRANT = (
    "(?<!不)给予(?![^,，;；]{0,24}(?:处分|处罚|处理|警告|批评|通报|治安|纪律))"
    f"|予以{_HELP}|(?:一次性|分别|定额|全额|再){_HELP}"
    rf"|{_HELP}(?<!停止补助)(?<!停止补贴)(?= ?[0-9一二三四五六七八九十百两]|最高|不超过|企业|孵化|其(?!他)|个人|单位)"
    "|发放(?=[^,，]{0,16}(?:补|贴|奖|金|券|费))|兑付|返还|补足|配套(?:支持|奖励|补助)|支付(?=一次性)"
)
_RELIEF = (
    "免征|减征|减半|减按|免收|免除|免缴|退还(?=[^,，]{0,10}(?:税|费|金|款))|缓缴|加计扣除(?!的|申报|以及|政策)|抵扣(?!率|凭证)|抵免"
    "|免费(?!率)|减免(?!的)|不征|免予"
)
_PREFERENCE = (
    "可以?享受|享受(?!的|过|了)|优先(?!股|级|权|发展|事项|原则|、)|纳入(?=[^,，。;；]{2,30}(?:支持|范围|名单|目录|计划))|予以支持"
    "|可以?申请(?!的)|可以?申领|有权(?=获得|享受|申请|要求|取得|领取)|绿色通道"
)
_REFUSAL = (
    "不得(?!超过|低于|少于|高于|多于|已)|不予|禁止(?!的)|严禁|不再(?=享受|给予|支持|补|奖|安排|受理|重复)|不享受|不适用|除外|不重复(?!的|原则)|不纳入"
    "|取消(?=[^,，。;；]{0,12}(?:资格|待遇))|不能享受|不给予|停止(?:补助|补贴|拨付|享受|发放)"
)
_KINDS: tuple[tuple[BenefitKind, str], ...] = (
    ("prohibition", _REFUSAL),
    ("relief", _RELIEF),
    ("grant", _GRANT),
    ("preference", _PREFERENCE),
)
_TRIGGER = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS))
_SIGNS = (
    *(
        "予",
        "奖",
        "补",
        "资助",
        "贴息",
        "发放",
        "兑付",
        "返还",
        "免",
        "减",
        "退还",
        "缓缴",
        "抵扣",
        "享受",
        "优先",
        "纳入",
    ),
    *("可申", "以申", "有权", "不得", "禁", "不再", "不适用", "除外", "取消", "不重复", "不能", "不征", "绿色通道"),
)
_LEAD_IN = re.compile(
    r"^\s*(?:[#*>\s]*)(?:第[一二三四五六七八九十百零0-9]{1,7}条(?:之[一二三四五])?[*\s]*|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[.、]|[①-⑳]"
    r"|[一二三四五六七八九十]是|第[一二三四五六],|或者|但是?,?|其中[,:]?|同时,|此外,|并且?,?)\s*"
)
_HEADING = re.compile(r"[^,，:：。;；]{2,16}[:：](?=\S)")
_TOWARDS = re.compile(
    r"(?:[^,，]{0,12}(?:方面|其中|同时))?(?:对于?|凡是?)(?P<who>[^,，。;；]{2,80}?)(?=的?(?:[,，]|$|给予|按照?|予以|发放|一次性|可|免|减|实行|不|依法))"
)
_THING = re.compile(
    "(?:企业|单位|机构|个人|人员|群体|毕业生|创业者|劳动者|申请人|纳税人|扣缴义务人|工商户|合作社|农户|家庭|公民|职工|人才|团队|项目"
    "|园区|平台|经营者|生产者|学校|医院|银行|组织|部门|机关|政府|法人|当事人|投资者|消费者|残疾人|老年人|未成年人|妇女|儿童|学生"
    "|居民|村民|住户|(?<!或)者(?!,)|军人|船长|船员|器)(?!的?(?:称号|名录|资格|认定|登记))"
)
_AND = re.compile("[、和及或]|以及|或者")
_CONDITION = re.compile(
    r"^(?:且|并且?|同时)?(?:符合|具备|具有|满足|达到|属于|列入|取得|通过|未|无|按规定|确认|逾期|情节"
    r"|经[^,，]{2,20}(?:认定|批准|审核|备案|评估|评审|同意|验收|许可)|在[^,，]{2,30}(?:前提|条件|期间|范围内))"
)
_CONDITION_END = re.compile(r"(?:的|时|后|外|期间|情形之一)$")
_STATE = re.compile("因|符合|具备|达到|经|在|首次|新|已|未|被|有|取得|完成|通过|工|购|租|招|建|引|获|依法|上")
_TITLE = re.compile(r"^\s*关于.*(?:建议|通知|意见|办法|决定|规定)$")
_LONGEST = 200  # characters of a sentence's part before its verb


def benefits(text: str) -> tuple[Benefit, ...]:
    """The statements of ``text`` that grant, relieve, prefer or refuse, in its order.

    ``text`` is a clause, or a table's row written 表头:值;表头:值, of which each cell is read by itself.
    """
    if not any(sign in text for sign in _SIGNS):
        return ()
    row = cells(text)
    if row:
        return tuple(
            found for number, (_, start, end) in enumerate(row) if number for found in _segment(text, start, end)
        )
    return tuple(found for start, end in _segments(text) for found in _segment(text, start, end))


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """The parts of the text between 。 ; and line ends, without the brackets that name departments."""
    place = 0
    for line in text.split("\n"):
        bracket = bracket_start(line) if line[-1:] in ")）。" else None
        end = place + (bracket if bracket is not None else len(line))
        for match in re.finditer(r"[^。;；!！]+", text[place:end]):
            yield place + match.start(), place + match.end()
        place += len(line) + 1


def _segment(text: str, start: int, end: int) -> Iterator[Benefit]:
    """The grant of a segment and the refusal that may follow it (…给予补助,但不得重复享受)."""
    begin = _after_lead_in(text, start, end)
    if _TITLE.match(text[begin:end]):
        return
    triggers = [one for one in _TRIGGER.finditer(text, begin, end) if not _describes(text, one, end)]
    if not triggers or triggers[0].start() - begin > _LONGEST:
        return
    first = triggers[0]
    second = None
    if first.lastgroup != "prohibition":
        second = next((one for one in triggers[1:] if one.lastgroup == "prohibition"), None)
    stop = _piece_start(text, begin, second.start()) if second else end
    if second and stop <= first.start():
        stop, second = end, None
    yield _benefit(text, begin, stop, first)
    if second:
        yield _benefit(text, _after_lead_in(text, stop, second.start()), end, second)


def _after_lead_in(text: str, start: int, end: int) -> int:
    """Where a segment begins behind its number and its heading."""
    begin = start
    while (lead := _LEAD_IN.match(text, begin, end)) and lead.end() > begin:
        begin = lead.end()
    heading = _HEADING.match(text, begin, end)
    return heading.end() if heading and _TRIGGER.search(text, heading.end(), end) else begin


def _describes(text: str, trigger: re.Match[str], end: int) -> bool:
    """Whether a verb stands in a condition (已领取奖励的,…) or describes a thing, and grants nothing itself."""
    end = min(end, trigger.end() + _LONGEST)
    stop = min((place for mark in ",，" if (place := text.find(mark, trigger.end(), end)) >= 0), default=end)
    piece = text[trigger.end() : stop].rstrip(' ”"')
    return piece.endswith("的")


def _piece_start(text: str, begin: int, place: int) -> int:
    return max(text.rfind(",", begin, place), text.rfind("，", begin, place), begin - 1) + 1


def _benefit(text: str, begin: int, end: int, trigger: re.Match[str]) -> Benefit:
    verb = max(trigger.start(), begin)
    piece = max(_piece_start(text, begin, verb), begin)
    stop = end
    while stop > verb and text[stop - 1] in ",，:： ":
        stop -= 1
    who, conditions = _before(text, begin, piece)
    if who is None:
        who, place = _within(text, piece, verb)
    else:
        place = piece
    kind: BenefitKind = trigger.lastgroup  # type: ignore[assignment]
    return Benefit(begin, stop, text[begin:stop], kind, _span(text, place, stop), who, conditions)


def _within(text: str, piece: int, verb: int) -> tuple[Span | None, int]:
    """Those named in the verb's own piece (企业可享受, 对企业给予), and where what they get begins."""
    towards = _TOWARDS.match(text, piece, verb)
    if towards:
        place = towards.end() + text.startswith("的", towards.end())
        return _span(text, towards.start("who"), towards.end("who")), place
    if text.startswith(_MEASURES, piece):
        return None, piece
    things = list(_THING.finditer(text, piece, verb))
    if not things or (things[-1][0] in _GIVERS and text[verb : verb + 2] in ("给予", "发放", "返还", "予以")):
        return None, piece if things or verb - piece <= _SHORT else verb
    return _span(text, piece, things[-1].end()), things[-1].end()


_MEASURES = ("按", "一次性", "分别", "最高", "可", "每", "由", "在", "连续", "从", "自", "以", "将", "优先", "依法")
_GIVERS = frozenset({"部门", "机关", "政府", "机构", "银行"})
_SHORT = 10  # characters such as 3年内 or 逾期 that belong to what is granted or refused


def _before(text: str, begin: int, end: int) -> tuple[Span | None, tuple[Span, ...]]:
    """Those a statement is for and its conditions, from the pieces before the verb's own."""
    who: Span | None = None
    conditions: list[Span] = []
    pieces = list(_pieces(text, begin, end))
    for number, (start, stop) in enumerate(pieces):
        towards = _TOWARDS.match(text, start, stop)
        if towards:
            who, conditions = _span(text, towards.start("who"), towards.end("who")), []
        elif _is_condition(text, pieces, number):
            subject, rest = _subject(text, start, stop) if who is None else (None, _bare(text, start, stop))
            who = who or subject
            conditions += [rest] if rest else []
        elif who is None:
            who, rest = _noun(text, start, stop)
            conditions += [rest] if rest else []
    return who, tuple(conditions)


def _is_condition(text: str, pieces: list[tuple[int, int]], number: int) -> bool:
    """Whether a piece states a condition: by its end, by its first word, or as part of one that ends with 的."""
    start, stop = pieces[number]
    words = text[start:stop].strip()
    if _CONDITION_END.search(words) or _CONDITION.match(words):
        return True
    behind = [text[one:other].strip() for one, other in pieces[number + 1 :]]
    ends = next((place for place, piece in enumerate(behind) if piece.endswith("的")), None)
    return ends is not None and not any(_TOWARDS.match(piece) for piece in behind[: ends + 1])


def _noun(text: str, start: int, end: int) -> tuple[Span | None, Span | None]:
    """A piece that only names those concerned (本市小微企业), or what befalls them (职工因工作遭受事故伤害)."""
    things = _things(text, start, end)
    if things is None:
        return None, None
    bare = _bare(text, start, end)
    if things == bare.end:
        return _span(text, bare.start, things), None
    return (
        (_span(text, bare.start, things), _span(text, things, bare.end)) if _STATE.match(text, things) else (None, None)
    )


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    last = begin
    for place in range(begin, end):
        if text[place] in ",，":
            if place > last:
                yield last, place
            last = place + 1


def _subject(text: str, start: int, end: int) -> tuple[Span | None, Span | None]:
    """A condition taken apart: those it speaks of (小微企业), and what it says of them (新招用…的)."""
    bare = _bare(text, start, end)
    things = _things(text, bare.start, bare.end)
    if things is None or things > bare.start + _FAR:
        return None, bare
    return _span(text, bare.start, things), _span(text, things, bare.end) if things < bare.end else None


def _things(text: str, start: int, end: int) -> int | None:
    """Where the first naming of persons or bodies ends, lists included; None when there is none."""
    thing = _THING.search(text, start, end)
    if thing and text[thing.end() : thing.end() + 1] == "的":
        thing = _THING.search(text, thing.end(), end) or thing
    place = thing.end() if thing else None
    while place is not None and place < end and _AND.match(text, place):
        more = _THING.search(text, place, min(place + _NEXT, end))
        if not more:
            break
        place = more.end()
    return place


_FAR = 40  # characters before which the subject of a condition ends
_NEXT = 20  # characters within which a list names the next one


def _bare(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " 　":
        start += 1
    stripped = text[start:end].rstrip(" 　")
    stripped = stripped.removesuffix("的")
    return Span(start, start + len(stripped), stripped)


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])
