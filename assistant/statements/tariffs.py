"""Tariffs: what a clause grants for each thing, by a rate or at once, with the case each is for and its ceilings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence import sentences
from index.known import ClauseFacts
from index.policy import Clause
from index.stated.fact import Amount
from index.tables import row_at
from index.variants import fold

UNITS = (
    "[架班车航场台]次|人次|标箱|千瓦时|兆瓦时|兆瓦|千瓦|平方米|立方米|公里|公顷|人|名|位|辆|台|套|家|户|个|张|亩|吨|项|件|间|床"
    "|条|座|架|艘|处|份|头|只|株|棵|枚|栋|幢|例|所|场|次"
)
ALIKE = {"名": "人", "位": "人"}
_EACH = re.compile(
    rf"(?:每|单(?!位))(?P<verb>新增|新建|招用|引进|培养|培训|吸纳|聘用|录用|改造)?(?:1|一)?(?P<unit>{UNITS})"
    r"(?P<noun>(?:(?!每|按|给|再|补|奖|不超|最高|可|达|支付|资助|累计|予)[^\W\d]){0,8})"
)
WHOLES = re.compile(
    r"^(?:法人|独立|申报|申请|补助|服务|市场|运营)*(?:企业|单位|主体|项目|机构|设施|园区|平台|中心|组织|助餐点|起降点|网点|站点|载体|公司|学校|医院|基地"
    r"|合作社|农场|集体|展会|活动|家庭|人|年度|会计年度)"
)
_TIME = re.compile(r"(?:每|按)(?P<time>年|月|季|日|天|学期|学年)")
# A share that is paid out first, and what is put on top of a sum, are no tariffs of their own.
_SHARE_PAID = re.compile(r"(?:拨付|发放|支付|兑付|兑现|预拨|承担|分担|负担)[^,，。;；]{0,6}$")
_ON_TOP = re.compile(r"(?:上浮|增加|提高|加发|再加|上调|下调|下浮|降低|减少|扣减|扣除|低于|高于)[^,，。;；]{0,4}$")
_RAISES = re.compile(r"(?:提高|增加|上调|调整|放宽)[到至为]")
_VERBS = re.compile(
    r"(?:,|:)*(?:(?:[^,:]{0,6}(?:提高|调整)[到至为]|的标准|标准|由[^,]{2,8}|分别|最高|一次性|再|可|予以|给予|按照?|享受|发放|奖励|补助|补贴|资助|奖补|贴息|年度|为|其|每[年月日天季])*)$"
)
_LABEL = re.compile(
    r"^(?:第[^\W\d]{1,6}条|[(（]?[一二三四五六七八九十\d]{1,3}[)）.、]|其中[,:]?|[^,:。;；]{2,10}[。:](?=\S))\s*"
)
# So much for each of those over a number, or for each so many, is no plain product.
BEYOND = re.compile(
    r"每(?:满|增加|超过|提高|多|增长|下降|降低|上升|完成)?(?:[2-9]|1[0-9]|[二两三四五六七八九十百千万](?!瓦|米|克))"
    r"|每(?:满|增加|超过|提高|多|增长|下降|降低|上升)|每(?:1|一)?(?:美元|港元|欧元|元)|增量每"
)
_STEPPED = re.compile(r"累进|的部分[,，]?(?:按|给|补|奖)|分段")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Each:
    """What a sum or ceiling is for each of: its measure word and noun (张, 床位), empty for a whole, and 新增, 招用."""

    unit: str = ""
    noun: str = ""
    words: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Cap:
    """A ceiling in money, what it is for, and whether it is for a year or a month."""

    amount: Amount
    each: Each
    yearly: bool
    monthly: bool = False


@dataclass(frozen=True)
class Tariff:
    """A sum or rate with its case (``name``), what it is for each of, and its ceilings; places are in its clause.

    ``limits`` are the bounds its case sets; ``raises`` says that it replaces the tariff before it when they are met.
    """

    clause: Clause
    place: tuple[int, int]
    amount: Amount
    name: str
    case: str
    each: Each
    time: str
    caps: tuple[Cap, ...]
    limits: tuple[Amount, ...]
    raises: bool
    base: str = ""


def tariffs_of(clause: Clause, facts: ClauseFacts) -> list[Tariff]:
    """The tariffs of a clause in its order; none where each part of a sum has a rate of its own."""
    text = fold(clause.readable)
    if _STEPPED.search(text):
        return []
    found: list[Tariff] = []
    places = [one for one in sentences(clause) if not row_at(clause.readable, *one)]
    for start, end in places:
        floor = start
        for amount in (one for one in facts.amounts if start <= one.start < end):
            if _is_paid(amount, text):
                found.append(_tariff(clause, text, (start, end), amount, floor, facts))
                floor = amount.end
            elif amount.role == "ceiling":
                floor = amount.end if found and found[-1].place == (start, end) else floor
    return [_with_base(one, found) for one in _with_caps(found, _caps(facts.amounts, text), places)]


def _is_paid(amount: Amount, text: str) -> bool:
    """Whether an amount is a sum or rate that is granted."""
    if len(amount.values) != 1 or amount.bound != "exact" or amount.role not in ("benefit", "stated"):
        return False
    before = text[max(amount.start - 16, 0) : amount.start]
    piece = max(text.rfind(mark, 0, amount.start) for mark in ";；。\n") + 1
    if BEYOND.search(text, piece, amount.start):
        return False
    if amount.unit == "%":
        granted = amount.role == "benefit" or bool(amount.base)
        return granted and bool(amount.base or not _SHARE_PAID.search(before)) and not _ON_TOP.search(before)
    return amount.unit == "元" and (amount.role == "benefit" or bool(amount.per))


def _tariff(
    clause: Clause, text: str, place: tuple[int, int], amount: Amount, floor: int, facts: ClauseFacts
) -> Tariff:
    before = text[floor : amount.start]
    each = next(iter(eaches(before[-40:])[-1:]), Each())
    time = next((match["time"] for match in _TIME.finditer(before[before.rfind(",") + 1 :])), "")
    bounds = [one for one in facts.amounts if floor <= one.start < amount.start and one.role in _BOUNDS]
    limits = tuple(one for one in bounds if not re.search("最多|至多", one.words))
    begin, stop = _name_place(text, floor, amount.start, each)
    name = amount.grade or "" if begin == stop else clause.readable[begin:stop]
    raises = bool(_RAISES.search(before)) and floor >= place[0]
    return Tariff(clause, place, amount, name, before, each, time, (), limits, raises, amount.base or "")


_BOUNDS = ("threshold", "rate", "target")


def eaches(words: str) -> list[Each]:
    """What the words before a sum say that it is for each of; times are none."""
    return [
        Each(ALIKE.get(match["unit"], match["unit"]), match["noun"], match[0], match["verb"] or "")
        for match in _EACH.finditer(words)
        if not re.match(r"年|月|季|学", match["noun"])
    ]


def _name_place(text: str, floor: int, end: int, each: Each) -> tuple[int, int]:
    """Where the words that name a tariff's case stand: the last piece that says more than 每张床位补助."""
    begin, stop = floor, end
    while begin < stop and text[begin] in ",，、;；。: ":
        begin += 1
    while lead := _LABEL.match(text, begin, stop):
        begin = lead.end()
    for _ in range(3):
        stop = begin + len(_VERBS.sub("", text[begin:stop]))
        if each.words and text[begin:stop].endswith(each.words):
            stop -= len(each.words)
    begin = max(begin, *(text.rfind(mark, begin, stop) + 1 for mark in ":："))
    comma = text.rfind(",", begin, stop)
    if comma > begin and "的" not in text[comma:stop] and re.search("最多|至多|不超过", text[begin:comma]):
        begin = comma + 1
    by = re.search(r"按照?[^,，]{2,24}$", text[begin:stop])
    stop = begin + by.start() if by and by.start() else stop
    while stop > begin and text[stop - 1] in ",，、: ":
        stop -= 1
    if stop - begin > _LONGEST_NAME:
        cut = text.rfind(",", begin, stop - 2)
        begin = cut + 1 if cut > begin else begin
    return (begin, stop) if not re.search(r"^[^\W\d]{0,3}再$", text[begin:stop]) else (begin, begin)


def _caps(amounts: Sequence[Amount], text: str) -> list[Cap]:
    caps = []
    for amount in amounts:
        if amount.role == "ceiling" and amount.unit == "元" and amount.bound == "at_most":
            start = max(text.rfind(mark, 0, amount.start) for mark in ",，。;；\n:")
            words = re.sub(r"\([^()]*\)", "", text[start + 1 : amount.start])
            each = next(iter(eaches(words)[-1:]), Each())
            yearly = "每年" in words or "年度" in words or "每年" in amount.per
            caps.append(Cap(amount, each, yearly, "每月" in words or "按月" in words))
    return caps


def _with_caps(found: Sequence[Tariff], caps: Sequence[Cap], places: Sequence[tuple[int, int]]) -> list[Tariff]:
    """Each tariff with its ceilings: those behind it in its own sentence, else those of a sentence without tariffs."""
    own = {one.place for one in found}
    shared = [cap for cap in caps if not any(a <= cap.amount.start < b for a, b in own)]
    made: list[Tariff] = []
    for number, one in reversed(list(enumerate(found))):
        after = found[number + 1].amount.start if number + 1 < len(found) else len(one.clause.readable)
        mine = [cap for cap in caps if one.amount.end <= cap.amount.start < min(after, one.place[1])]
        if not mine and made and made[-1].place == one.place:
            mine = list(made[-1].caps)  # one ceiling behind a list of sums is for all of them
        together = [] if any(not cap.each.unit for cap in mine) else [cap for cap in shared if cap not in mine]
        made.append(replace(one, caps=(*mine, *together)))
    made.reverse()
    return made if places else []


def _with_base(one: Tariff, found: Sequence[Tariff]) -> Tariff:
    """A rate without words for what it is of (B类按50%补助) takes those of the rate before it."""
    if one.amount.unit != "%" or one.base:
        return one
    before = [other.base for other in found if other.amount.start < one.amount.start and other.base]
    return replace(one, base=before[-1] if before else "")
