"""Bounds as policies write them (1000以上、不足3000; 满1年不满2年), read as intervals a figure lies in or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of

_NUMBER = rf"(?:{DIGITS}|{HAN_RUN})"
_UNIT = (
    r"元|美元|港元|欧元|%|分(?![之别类钟])|个?月(?!份)|年|天|日|岁|平方米|公顷|公里|千米|立方米|亩|吨标准煤|吨|千瓦时|千瓦|兆瓦|度"
    r"|[架班车场台航人]次|标箱|课时|学时|小时|人|名|家|户|台|辆|套|项|件|条|场|座|张|间|床|个(?![人月年])|级"
)
_BEFORE = (
    r"(?:(?P<least>不低于|不少于|不小于|至少|达到(?:或者?超过)?|达|(?<![不未])满|≥|>=)"
    r"|(?P<over>(?<![不未])超过|(?<!不)高于|(?<!不)大于|(?<!不)多于|>)"
    r"|(?P<under>不足|不满|未满|未达到?|不到|(?<!不)低于|(?<!不)少于|(?<!不)小于|<)"
    r"|(?P<most>不超过|未超过|不高于|不大于|不多于|至多|≤|<=))"
)
_SCALE = "(?:[百万亿]|千(?![瓦米克]))*"
_NOTE = r"(?:\((?P<{0}>不?含)[^()]{{0,14}}\))?"
_BOUND = re.compile(
    rf"{_BEFORE}?\s*"
    rf"(?P<n>{_NUMBER}) ?(?P<scale>{_SCALE})\s*(?P<unit>{_UNIT})?{_NOTE.format('note1')}"
    rf"(?P<behind>(?:及|\(含\))?(?:以上|以下|以内|之内)|起(?!算)|内(?=[的,]|$))?{_NOTE.format('note2')}"
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})(?P<am>[百千万亿]*)(?:{_UNIT})?(?P<from>\(不?含[^()]{{0,8}}\))?\s*(?:[-—–~至到])\s*"
    rf"(?P<high>{_NUMBER})(?P<bm>[百千万亿]*)\s*(?P<unit>{_UNIT})?(?P<without>\(不?含[^()]{{0,14}}\))?"
)
_JOINS = re.compile(r"^(?:[,，、]|且|并且?|到|至|[-—–~]|的|\s)*$")
_LONGEST = 100
"""Years; a greater number is a year of the calendar."""
_MONTHS = {"年": 12, "月": 1, "个月": 1}
_SAME = {"名": "人", "度": "千瓦时", "日": "天"}


@dataclass(frozen=True)
class Interval:
    """A bound below, above or both, each with whether the bound itself lies within; years are counted in months."""

    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = False
    start: int = 0
    end: int = 0

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` lies within."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below


def interval(words: str, unit: str = "") -> Interval | None:
    """The one interval that all of the folded ``words`` tell, such as a table's cell; ``unit`` is its head's."""
    found = intervals(words, unit)
    if len(found) != 1:
        return None
    left = words[: found[0].start] + words[found[0].end :]
    return found[0] if not re.search(r"[0-9]", left) else None


def intervals(text: str, unit: str = "") -> list[Interval]:
    """The intervals in a folded text, in order; a bound below and one above that stand together are one."""
    bounds = sorted(
        [*_ranges(text, unit), *_bounds(text, unit)], key=lambda one: (one.start, one.low is None or one.high is None)
    )
    found: list[Interval] = []
    for bound in bounds:
        last = found[-1] if found else None
        if last and bound.start < last.end:
            continue
        joined = _joined(last, bound, text) if last else None
        if joined:
            found[-1] = joined
        else:
            found.append(bound)
    return found


def _joined(last: Interval, bound: Interval, text: str) -> Interval | None:
    """A bound below and the one above behind it (or the other way round) as one interval."""
    if (
        last.unit != bound.unit
        or len(text[last.end : bound.start]) > 2
        or not _JOINS.match(text[last.end : bound.start])
    ):
        return None
    low, high = (last, bound) if last.high is None else (bound, last)
    if low.low is None or low.high is not None or high.low is not None or high.high is None or low.low >= high.high:
        return None
    return Interval(last.unit, low.low, high.high, low.low_in, high.high_in, last.start, bound.end)


def _ranges(text: str, unit: str) -> list[Interval]:
    found = []
    for match in _RANGE.finditer(text):
        named = match["unit"] or unit
        low = decimal_of(match["low"] + (match["am"] or match["bm"]))
        high = decimal_of(match["high"] + match["bm"])
        if not named or low is None or high is None or low >= high or _is_date(match, text, high):
            continue
        low_in, high_in = _inside(match)
        found.append(_made(named, low, high, low_in=low_in, high_in=high_in, place=match.span()))
    return found


def _inside(match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the ends of a range lie within it; where only one end is said to (300个(含)至600个), the other not."""
    first, last = match["from"] or "", match["without"] or ""
    low_in = "不" not in first and bool(first or not last or "不" in last)
    return low_in, "不" not in last and bool(last or not first or "不" in first)


def _bounds(text: str, unit: str) -> list[Interval]:
    found = []
    for match in _BOUND.finditer(text):
        value, named = decimal_of(match["n"] + match["scale"]), match["unit"] or unit
        side = _side(match)
        if value is None or not named or side is None or _is_date(match, text, value):
            continue
        below, inside = side
        ends = (value, None) if below else (None, value)
        found.append(_made(named, *ends, low_in=inside, high_in=inside, place=match.span()))
    return found


def _is_date(match: re.Match[str], text: str, value: Decimal) -> bool:
    """Whether a number is one of a date (2026年3月, 8日至) and no length of time."""
    long = match["unit"] == "年" and value > _LONGEST
    return long or bool(re.match("[年月](?=[0-9])", text[match.end("unit") - 1 :]) and match["unit"])


def _side(match: re.Match[str]) -> tuple[bool, bool] | None:
    """Whether a number bounds from below, and whether it lies within itself; None when it bounds nothing."""
    behind = match["behind"] or ""
    inside = (match["note2"] or match["note1"]) != "不含"
    if behind.endswith("以上") or behind == "起":
        return True, inside
    if behind or match["most"]:
        return False, inside
    if match["least"]:
        return True, True
    return (bool(match["over"]), False) if match["over"] or match["under"] else None


def _made(
    unit: str, low: Decimal | None, high: Decimal | None, *, low_in: bool, high_in: bool, place: tuple[int, int]
) -> Interval:
    """An interval in the unit figures are told in: money in 元, years in months."""
    unit, times = scaled(unit)
    bounds = [None if value is None else value * times for value in (low, high)]
    return Interval(unit, bounds[0], bounds[1], low_in, high_in, *place)


def scaled(unit: str) -> tuple[str, Decimal]:
    """The unit a figure is told in and by how much it is to be multiplied: 万元 is 10000 元, 年 is 12 月."""
    if unit in _MONTHS:
        return "月", Decimal(_MONTHS[unit])
    match = re.fullmatch(r"(?P<scale>[百千万亿]+)?(?P<unit>[^\W\d]+|%)", unit)
    if match and match["scale"]:
        return _SAME.get(match["unit"], match["unit"]), decimal_of("1" + match["scale"]) or Decimal(1)
    return _SAME.get(unit, unit), Decimal(1)
