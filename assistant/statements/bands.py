"""Bands: what is granted for each range of a figure, from the rows of a table or the parts of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.statements.intervals import Interval, interval, intervals, scaled
from index.known import ClauseFacts
from index.policy import Clause, PolicyHeader
from index.stated.decimals import decimal_of
from index.stated.fact import Amount
from index.tables import Cell, Table, row_at, row_in_words
from index.variants import fold

_HEAD_UNIT = re.compile(r"[(](?:单位[:：])?(?P<unit>[^()]{1,8})[)]\s*$")
_FACTOR_HEAD = re.compile(r"系数|(?:兑现|拨付|核定|发放|结算)比例")
_CAP_HEAD = re.compile(r"上限|最高|封顶|限额")
_NAME_HEAD = re.compile(r"等级|等次|档次|档|级别|类别|结果|类型")
_FACTOR = re.compile(r"系数(?:分别)?(?:为|是|按|取|[:：])?\s*(?P<n>[0-9](?:\.[0-9]{1,2})?)(?![0-9%.])")
_NONE = re.compile(r"不予|不再|不享受|不补|不奖|不发|不拨|不兑|取消")
_WHOLE = re.compile(r"全额|全部|足额")
_HALF = re.compile(r"一半|半数|减半")
_NAMED = re.compile(
    r"^(?:的)?[,，]?(?:评定|确定|认定|评)?(?:为|是)[“\"]?(?P<name>[^\W\d]{1,4}?)[”\"]?(?:等级|等次|等|档|级)?(?=[,，、;；。]|的|$|系数)"
)
_BARE = re.compile(r"^[0-9][0-9,.]*$")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Granted:
    """What a band grants: a rate in percent, a sum in 元 and per what, a ceiling in 元, a factor, or nothing at all."""

    rate: Decimal | None = None
    paid: Amount | None = None
    sum: Decimal | None = None
    cap: Decimal | None = None
    factor: Decimal | None = None
    nothing: bool = False

    def __bool__(self) -> bool:
        return self.nothing or any(one is not None for one in (self.rate, self.sum, self.factor))


@dataclass(frozen=True)
class Band:
    """A range of ``thing`` with its name (一档, 良好), what it grants, and its place in its clause.

    ``said`` are the words of the range; ``words`` those of the whole band; ``row`` its cells in a table.
    """

    clause: Clause
    start: int
    end: int
    thing: str
    held: Interval | None
    said: str
    granted: Granted
    name: str = ""
    row: tuple[Cell, ...] = ()

    @property
    def words(self) -> str:
        """What it says, a row with the heads before its values."""
        return row_in_words(self.row) if self.row else self.clause.readable[self.start : self.end].strip("；;。，, ")

    def rested_on(self, policy: PolicyHeader) -> Evidence:
        """The evidence that is quoted for it: its row, or the part of its sentence."""
        text = self.words if self.row else self.clause.readable[self.start : self.end]
        place = Sentence(self.start, self.end, text, 1.0, in_table=bool(self.row))
        return Evidence(0, self.clause, policy, 1.0, (place,))


def bands_of(clause: Clause, facts: ClauseFacts) -> list[tuple[Band, ...]]:
    """The bands of a clause, those together that divide one range; tables come first."""
    found = [bands for table in facts.tables if (bands := _of_table(clause, table))]
    for group in _groups(clause):
        found += _of_sentence(clause, group, facts)
    return found


def band_for(bands: Sequence[Band], low: Decimal, high: Decimal | None = None) -> Band | None:
    """The one band a figure lies in, from ``low`` to ``high``.

    Of bands that only set bounds below (满300…, 满1000…) the highest one met, of those above the lowest; None where
    two bands hold the figure otherwise.
    """
    ends = (low, low if high is None else high)
    found = [band for band in bands if band.held and all(band.held.holds(end) for end in ends)]
    partly = [band for band in bands if band.held and any(band.held.holds(end) for end in ends)]
    if len(found) != len(partly) or not found:
        return None
    if len(found) == 1:
        return found[0]
    held = [band.held for band in found if band.held]
    if all(one.high is None for one in held):
        return max(found, key=lambda band: _low(band))
    return min(found, key=lambda band: _high(band)) if all(one.low is None for one in held) else None


def _low(band: Band) -> Decimal:
    return band.held.low if band.held and band.held.low is not None else Decimal(0)


def _high(band: Band) -> Decimal:
    return band.held.high if band.held and band.held.high is not None else Decimal("Infinity")


# -- tables --------------------------------------------------------------------------------------------------------


def _of_table(clause: Clause, table: Table) -> tuple[Band, ...]:
    """The rows of a table with one column of ranges, or of names and factors; none where a row cannot be read."""
    held = [head for head in table.columns if _is_range(table, head)]
    named = next((head for head in table.columns if head not in held and _NAME_HEAD.search(fold(head))), "")
    if len(held) > 1 or not (held or named):
        return ()
    bands = []
    for row in table.rows:
        cells = {cell.column_head: fold(cell.text) for cell in row}
        granted = _of_cells({head: text for head, text in cells.items() if head not in (*held, named)})
        if not granted:
            return ()
        said = cells.get(held[0], "") if held else ""
        bands.append(
            Band(
                clause,
                row[0].start,
                row[-1].end,
                _thing(held[0]) if held else "",
                interval(said, _unit_of(held[0])) if held else None,
                said,
                granted,
                cells.get(named, ""),
                tuple(row),
            )
        )
    return tuple(bands)


def _is_range(table: Table, head: str) -> bool:
    cells = [fold(cell.text) for row in table.rows for cell in row if cell.column_head == head]
    return len(cells) == len(table.rows) and all(interval(cell, _unit_of(head)) for cell in cells)


def _unit_of(head: str) -> str:
    match = _HEAD_UNIT.search(fold(head))
    if match:
        return match["unit"]
    return "分" if "分" in head else ""


def _thing(head: str) -> str:
    return _HEAD_UNIT.sub("", fold(head)).strip()


def _of_cells(cells: dict[str, str]) -> Granted:
    """What the cells beside a range grant; nothing known where two say the same kind of thing."""
    rate = total = cap = factor = None
    count = 0
    for head, text in cells.items():
        folded = fold(head)
        percent = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)%", text)
        number = decimal_of(text) if _BARE.match(text) else None
        if _FACTOR_HEAD.search(folded) and (percent or number is not None):
            factor = Decimal(percent[1]) / _HUNDRED if percent else number
        elif money := _money(text, _unit_of(head)):
            cap, total = (money, total) if _CAP_HEAD.search(folded) else (cap, money)
        elif percent:
            rate = Decimal(percent[1])
        elif _NONE.search(text):
            return Granted(nothing=True)
        else:
            continue
        count += 1
    filled = [one for one in (rate, total, cap, factor) if one is not None]
    return Granted(rate, None, total, cap, factor) if len(filled) == count else Granted()


def _money(text: str, unit: str) -> Decimal | None:
    match = re.fullmatch(r"(?:最高|不超过)?(?P<n>[0-9][0-9,.]*)\s*(?P<unit>[百千万亿]*元)?(?:封顶)?", text)
    named = (match["unit"] if match else None) or (unit if unit.endswith("元") else "")
    if match is None or not named:
        return None
    value = decimal_of(match["n"])
    return value * scaled(named)[1] if value is not None else None


# -- sentences -----------------------------------------------------------------------------------------------------


def _groups(clause: Clause) -> Iterator[tuple[int, int]]:
    """The places of a clause's sentences, the parts that semicolons divide together; rows of tables are left out."""
    readable, start = clause.readable, -1
    for begin, end in sentences(clause):
        if row_at(readable, begin, end):
            start = -1
            continue
        start = begin if start < 0 else start
        if not readable[begin:end].endswith((";", "；")):
            yield start, end
            start = -1


def _of_sentence(clause: Clause, place: tuple[int, int], facts: ClauseFacts) -> list[tuple[Band, ...]]:
    """The bands of a sentence: each range with what is said up to the next one; those of one unit together."""
    text = fold(clause.readable)
    given = [one for one in facts.amounts if one.role in ("benefit", "ceiling", "penalty", "rate")]
    ranges = [
        _at(one, place[0])
        for one in intervals(text[slice(*place)])
        if not any(_overlaps(_at(one, place[0]), amount) for amount in given)
    ]
    found: dict[str, list[Band]] = {}
    for number, held in enumerate(ranges):
        begin = _piece(text, held.start, place[0])
        stop = _piece(text, ranges[number + 1].start, held.end) if number + 1 < len(ranges) else place[1]
        granted = _of_words(text[held.end : stop], [one for one in facts.amounts if held.end <= one.start < stop])
        thing = text[begin : held.start]
        name = _NAMED.match(text[held.end : stop])
        if granted or name:
            said = text[held.start : held.end]
            band = Band(clause, begin, stop, thing, held, said, granted, name["name"] if name else "")
            found.setdefault(held.unit, []).append(band)
    return [tuple(bands) for bands in found.values()]


def _at(held: Interval, offset: int) -> Interval:
    return Interval(held.unit, held.low, held.high, held.low_in, held.high_in, held.start + offset, held.end + offset)


def _overlaps(held: Interval, amount: Amount) -> bool:
    return held.start < amount.end and amount.start < held.end


def _piece(text: str, place: int, floor: int) -> int:
    """Where the piece between marks begins that holds ``place``."""
    return max(floor, *(text.rfind(mark, floor, place) + 1 for mark in ",，;；。:："))


def _of_words(words: str, amounts: Sequence[Amount]) -> Granted:
    """What the words behind a range grant; nothing known where they tell two rates or two sums."""
    factor = _FACTOR.search(words)
    if factor:
        return Granted(factor=Decimal(factor["n"]))
    rates = [one for one in amounts if one.unit == "%" and one.bound == "exact" and one.role != "threshold"]
    paid = [one for one in amounts if one.unit == "元" and one.role != "ceiling" and one.bound == "exact"]
    caps = [one for one in amounts if one.unit == "元" and one.role == "ceiling"]
    if len(rates) + len(paid) > 1 or len(caps) > 1:
        return Granted()
    cap = Decimal(caps[0].values[0]) if caps else None
    if rates:
        return Granted(rate=Decimal(rates[0].values[0]), cap=cap)
    if paid:
        return Granted(paid=paid[0], sum=Decimal(paid[0].values[0]), cap=cap)
    if _WHOLE.search(words) or _HALF.search(words):
        return Granted(rate=_HUNDRED if _WHOLE.search(words) else _HUNDRED / 2)
    return Granted(nothing=bool(_NONE.search(words)))
