"""What a rule on money is made of, read from its words: sums, rates, tiers, steps, what is put on top, ceilings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assistant.evidence import sentences
from assistant.statements.tariffs import ALIKE, UNITS
from index.policy import Clause
from index.stated.decimals import DIGITS, HAN_RUN, decimal_of
from index.tables import Cell, row_at
from index.variants import fold

Kind = Literal[
    "sum", "each", "rate", "tier", "step", "more", "points", "to_rate", "times", "also", "cap", "share_cap", "most"
]
CEILINGS: tuple[Kind, ...] = ("cap", "share_cap", "most")
BASES: tuple[Kind, ...] = ("sum", "each", "rate", "tier")
"""The parts that a sum begins with; the others change one."""
_MEASURE = rf"(?:{UNITS}|餐|天|晚|届|期|节|美元|港元|欧元|元)"
_FIGURE = re.compile(
    rf"(?P<n>{DIGITS}|{HAN_RUN})(?P<scale>[百千万亿]*)(?P<unit>元|%|个百分点|倍)(?:/(?P<per>{_MEASURE}))?"
)
_NO_PART = re.compile(r"^\(?(?:不?含[^()]{0,6}\))?(?:及?以[上下内]|的?罚款|的部分|起)")
_BOUND = re.compile(
    r"(?:达到|不低于|不少于|(?<!不)超过|低于|高于|(?<!上)(?<!下)满|不足|注册资本|收入|投资额?|产值|费用)$"
)
_CAP = re.compile(
    r"(?:最高|最多|不(?:得|能)?超过|不(?:得)?高于|上限|封顶|限额)(?:不(?:得)?超过)?(?P<of>[^,;。]{0,24}?)"
    r"(?:提高|调整|放宽)?[到至为]?的?$"
)
_CAPS_BEHIND = re.compile("^(?:封顶|以内|为限|为上限)")
_STEP = re.compile(
    rf"每(?:再|超过?|增加|新增|增长|提高|多|满|完成)+(?P<n>{DIGITS}|{HAN_RUN})?(?P<scale>[百千万亿]*)(?P<unit>{_MEASURE})"
    r"(?P<noun>[^,;。0-9]{0,14})[)]?[,]?[^,;。0-9]{0,10}$"
)
_FROM = re.compile(rf"(?:在|超过|超出|达到)(?P<n>{DIGITS}|{HAN_RUN})(?P<scale>[百千万亿]*)(?P<unit>{_MEASURE})")
_ALSO = re.compile(
    r"(?:基础上[,]?|另外?|额外)[^,;。0-9]{0,8}$|(?<![0-9])再(?:给予|增加|补助|奖励|补贴|资助|加发|追加)[^,;。0-9]{0,8}$"
)
_MORE = re.compile(r"(?:上浮|增加|提高|上调|加发|增发)(?:发放|补助|补贴|奖励|标准|资金|比例)*$")
_TO_RATE = re.compile(r"(?:提高|调整|增加|上调|上浮|放宽)[到至为]$")
_RATE = re.compile(r"(?:按照?|给予|以|退还|补助|补贴|奖励|资助)(?P<of>[^,;。:]{0,40}?)的?$")
_TIER = re.compile(
    rf"(?P<over>超过|超出)?(?P<a>{DIGITS})(?P<as>[百千万亿]*)(?P<unit>{_MEASURE})"
    rf"(?P<below>\(含\)以下|及?以下|以内|\(含\))?(?:[至到~—-](?P<b>{DIGITS})(?P<bs>[百千万亿]*){_MEASURE})?"
    r"(?:\(含\))?的?部分[^;。0-9]{0,12}$"
)
_EACH = re.compile(
    rf"(?:每|单(?!位))(?:新增|建成|招用|引进)?(?P<n>{DIGITS}|一)?(?P<scale>[百千万亿]*)(?P<unit>{_MEASURE})(?P<noun>[^,;。0-9]{{0,10}}?)"
    r"(?:给予|奖励|补助|补贴|奖补|资助|发放|一次性|最高|另|再|按)*$"
)
# How many are paid for at most (每家不超过50人, 补助面积不超过300平方米); no case (…不超过10人的).
_MOST = re.compile(
    rf"(?P<words>[^,;。:]{{0,20}})(?:不(?:得)?超过|最多(?:不超过|补助|补贴|奖励|支持|按)?|最高(?:不超过)?|至多)"
    rf"(?P<n>{DIGITS}|{HAN_RUN})(?P<scale>[百千万亿]*)(?P<unit>(?!元|美元|年|[个]?月|天|日|次[^,;。]|个百分点|个月|个工作日){_MEASURE})"
    r"(?!的|[/·]|以[上下]|及以|[个\w]{0,4}(?:企业|单位)的)"
)
_EACH_TIME = re.compile("每(?:年|月|季|天|日|学)")
_EACH_BOTH = re.compile(
    "每[人名位户台辆床个家套间][^,;。]{0,4}每个?[年月季天日学]|每个?[年月季天日学][^,;。]{0,4}每[人名位户台辆床个家套间]"
)
_OF_STANDARD = re.compile(r"标准|上述|前[款项条]|第[^,;。]{1,6}[项条款]|该项")
_GRANTS = re.compile(r"补|奖|给予|资助|支持|发放|额度|贷|退|减|返")
_BARE = re.compile(rf"^(?P<n>{DIGITS})$")
_HEAD_UNIT = re.compile(rf"[(](?:单位:)?(?P<unit>[百千万亿]*元)(?:/(?P<per>{_MEASURE}))?[)]")
_VOUCHER = re.compile(r"满[0-9.]+[百千万]*元[^,;。]{0,4}$")
_NO_GRANT = re.compile("折算|计算|计入|的比例|左右")
_TAKEN = re.compile("罚款|没收|违约金|滞纳金")
_TOGETHER = re.compile(r"(?P<names>[^,;。:]{4,60}?)[,]?分别(?:一次性)?[^,;。0-9]{0,16}(?=[0-9])")


@dataclass(frozen=True)
class Part:
    """A figure of a rule: what it does (``kind``), its value in 元, percent or times, and where it is told.

    ``case`` are the words before it that say when it holds; ``head`` those of its sentence before its first figure.
    ``of`` is what a rate is taken of; ``unit`` what a sum is for each of; a step goes by ``width`` from ``low``, a tier
    from ``low`` to ``high``.
    """

    kind: Kind
    clause: Clause
    place: tuple[int, int]
    case: str
    head: str
    value: Decimal
    of: str = ""
    unit: str = ""
    noun: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    width: Decimal | None = None
    row: tuple[Cell, ...] = ()


def parts_of(clause: Clause) -> list[Part]:
    """The parts of a clause in its order, the rows of its tables cell by cell; none of what is fined."""
    if _TAKEN.search(fold(clause.readable)):
        return []
    found: list[Part] = []
    rows: set[int] = set()
    for start, end in sentences(clause):
        row = row_at(clause.readable, *_unframed(clause.readable, start, end))
        if row is None:
            found += _of_sentence(clause, (start, end), found)
        elif row[0].start not in rows:
            rows.add(row[0].start)
            found += _of_row(clause, row)
    return found


def _unframed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a line without the marks that frame the row of a table."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip("| ")), start + len(words.rstrip("| "))


def _of_sentence(clause: Clause, place: tuple[int, int], before: list[Part]) -> list[Part]:
    text = fold(clause.readable[slice(*place)])
    made = list(_read(clause, place, text, before))
    return [*_named_apart(made, text), *_mosts(clause, place, text, made)]


def _mosts(clause: Clause, place: tuple[int, int], text: str, made: list[Part]) -> Iterator[Part]:
    """How many of a measure are paid for at most, told behind what is paid for each of it."""
    units = {one.unit for one in made if one.kind == "each"}
    for match in _MOST.finditer(text):
        value = (decimal_of(match["n"]) or Decimal(0)) * _scale(match["scale"])
        unit = ALIKE.get(match["unit"], match["unit"])
        if value and unit in units and _FIGURE.search(text[: match.start("n")]):
            each = _EACH.search(match["words"])
            head = made[0].head if made else ""
            yield Part("most", clause, place, match["words"], head, value, unit=unit, of=each["unit"] if each else "",
                       noun=each["noun"] if each else "")  # fmt: skip


def _named_apart(made: list[Part], text: str) -> list[Part]:
    """Sums told 分别 with the names they are for, each with its own."""
    match = _TOGETHER.search(text)
    names = re.split("[、,]|和|及", re.sub("^.*?对", "", match["names"])) if match else []
    for kind in ("sum", "rate"):
        told = [one for one in made if one.kind == kind]
        if len(names) == len(told) and len(told) >= len(("one", "other")):
            own = iter(names)
            return [replace(one, case=next(own)) if one.kind == kind else one for one in made]
    return made


def _of_row(clause: Clause, row: tuple[Cell, ...]) -> Iterator[Part]:
    """The parts of the cells of a row; what a row is for is told by its first cell and the heads of its columns."""
    place = (row[0].start, row[-1].end)
    name = fold(row[0].row_head)
    for cell in row[1:]:
        head, text = fold(cell.column_head), fold(cell.text)
        bare, unit = _BARE.match(text.strip()), _HEAD_UNIT.search(head)
        if bare and unit:
            value = (decimal_of(bare["n"]) or Decimal(0)) * _scale(unit["unit"][:-1])
            kind: Kind = "each" if unit["per"] else "sum"
            yield Part(kind, clause, place, name, name, value, unit=unit["per"] or "", row=row)
            continue
        before: list[Part] = []
        for piece in re.finditer("[^;。]+", text):
            for part in _read(clause, place, piece[0], before, name):
                before.append(part)
                yield replace(part, case=f"{name},{_HEAD_UNIT.sub('', head)},{part.case}", head=name, row=row)


def _scale(words: str) -> Decimal:
    return decimal_of(f"1{words}") or Decimal(1)


def _read(clause: Clause, place: tuple[int, int], text: str, before: list[Part], name: str = "") -> Iterator[Part]:
    """The parts of a sentence or cell, each with the words between it and the one before it."""
    floor, head, own = 0, "", list(before)
    for match in _FIGURE.finditer(text):
        words, behind = text[floor : match.start()], text[match.end() :]
        if _NO_PART.match(behind) or (_BOUND.search(words) and not _CAP.search(words)):
            continue
        value = (decimal_of(match["n"]) or Decimal(0)) * _scale(match["scale"])
        made = _kind(match, f"{name},{words}" if name else words, behind, own, text)
        if made is None:
            continue
        head = head or words
        kind, more = made
        value = value / 100 if kind == "times" and match["unit"] == "%" else value
        part = replace(Part(kind, clause, place, words, head, value), **more)  # type: ignore[arg-type]
        own.append(part)
        yield part
        floor = match.end()


_Made = tuple[Kind, dict[str, object]]


def _kind(match: re.Match[str], words: str, behind: str, before: list[Part], text: str) -> _Made | None:
    unit = match["unit"]
    if unit == "倍":
        return ("times", {}) if re.search("(?:的|到|至|按)$", words) and _OF_STANDARD.search(words) else None
    if unit == "个百分点":
        return ("points", {}) if _MORE.search(words) else None
    cap = _CAP.search(words)
    if cap or _CAPS_BEHIND.match(behind):
        return _of_cap(cap, words, unit)
    if unit == "%":
        return None if _NO_GRANT.match(behind) else _of_rate(words, before)
    return _of_sum(match, words, text)


def _of_cap(cap: re.Match[str] | None, words: str, unit: str) -> _Made:
    of = cap["of"].strip() if cap else ""
    if unit == "%":
        return "share_cap", {"of": of}
    each = _EACH.search(words[: cap.start()] if cap else words)
    return "cap", {"unit": each["unit"] if each else "", "noun": each["noun"] if each else ""}


def _of_rate(words: str, before: list[Part]) -> _Made | None:
    if _TO_RATE.search(words):
        return "to_rate", {}
    if _MORE.search(words):
        return "more", {}
    match = _RATE.search(words)
    if match is None:
        listed = words in ("、", "和") and before and before[-1].kind == "rate"
        return ("rate", {"of": before[-1].of}) if listed else None
    of = re.split("按照?|给予", match["of"])[-1].strip()
    if of and _OF_STANDARD.search(of):
        return "times", {}
    if not of and before and before[-1].kind == "times":
        return "times", {}
    return "rate", {"of": of or next((one.of for one in reversed(before) if one.kind == "rate"), "")}


def _of_sum(match: re.Match[str], words: str, text: str) -> _Made | None:
    tier = _TIER.search(words)
    if tier:
        return _of_tier(tier, match)
    step = _STEP.search(words)
    if step:
        width = (decimal_of(step["n"]) if step["n"] else Decimal(1)) or Decimal(1)
        low = next((one for one in _FROM.finditer(words) if one["unit"] == step["unit"]), None)
        start = (decimal_of(low["n"]) or Decimal(0)) * _scale(low["scale"]) if low else None
        unit = ALIKE.get(step["unit"], step["unit"])
        return "step", {"unit": unit, "noun": step["noun"], "width": width * _scale(step["scale"]), "low": start}
    if _ALSO.search(words):
        return "also", {}
    if _VOUCHER.search(words):
        return None
    each = None if _EACH_TIME.search(words[-8:]) else _EACH.search(words)
    if _EACH_BOTH.search(words):
        return None  # so much a head and month comes to nothing by either alone
    unit = match["per"] or (each["unit"] if each else "")
    if unit:
        width = _width(each) if each and not match["per"] else Decimal(1)
        return "each", {"unit": ALIKE.get(unit, unit), "noun": each["noun"] if each else "", "width": width}
    return ("sum", {}) if _GRANTS.search(text) or ("|" not in text and len(text) <= len("100万元(税前)")) else None


def _width(each: re.Match[str]) -> Decimal:
    """How many of a measure a sum is for (每100吨, 每万美元)."""
    return (decimal_of((each["n"] or "1").replace("一", "1")) or Decimal(1)) * _scale(each["scale"])


def _of_tier(tier: re.Match[str], match: re.Match[str]) -> _Made:
    first = (decimal_of(tier["a"]) or Decimal(0)) * _scale(tier["as"])
    second = (decimal_of(tier["b"]) or Decimal(0)) * _scale(tier["bs"]) if tier["b"] else None
    low, high = (first, second) if tier["over"] or second is not None else (Decimal(0), first)
    if not (tier["over"] or tier["below"] or second is not None):
        low, high = Decimal(0), first
    return "tier", {"unit": match["per"] or tier["unit"], "low": low, "high": high}
