"""Dates, amounts and other numbers with units, read from free text so that two can be compared exactly.

Amounts are read by the parser of the index; how they are compared is decided here: 20万元, 200,000元 and 二十万元 are
one value, and so are 0.3%, 千分之三 and 3‰; 6% is not 26%. Bounds (最高, 不少于) are left out of the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain
from index.stated.quantities import MONEY, RATES, quantities
from index.variants import fold

ValueKind = Literal["date", "money", "rate", "period", "number"]

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_HAN = "零〇一二三四五六七八九十"
_YEAR_DIGITS = dict(zip("零〇一二三四五六七八九", "00123456789", strict=True))
_SAID_YEARS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "后年": 2}
_COUNT = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"
_FULL_YEAR = rf"(?:(?:19|20)\d{{2}}|[{_HAN[:-1]}]{{4}})"
_DAY = re.compile(
    rf"(?:(?P<y>{_FULL_YEAR})\s?年度?|(?P<said>{'|'.join(_SAID_YEARS)})的?)"
    rf"(?:(?P<m>{_COUNT})\s?月(?:份|(?P<d>{_COUNT})\s?[日号])?|(?P<end>[年]?[底末]))?"
    rf"|(?P<m2>{_COUNT})\s?月(?P<d2>{_COUNT})\s?[日号]"
)
_NUMERIC_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)")
_YEAR_SPAN = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?=\s?(?:[-—–~～]{1,2}|至|到)\s?(?:19|20)\d{2}\s?年)")
_TO = re.compile(r"\s?(?:[-—–~～]{1,2}|至|到|和|、)\s?")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")
_NAMES = "|".join(_MONTHS)
_ENGLISH_DAY = re.compile(
    rf"(?:(?P<d>\d{{1,2}})\s+(?P<mon>{_NAMES})|(?P<mon2>{_NAMES})(?:\s+(?P<d2>\d{{1,2}}),?)?)\s+(?P<y>(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_ENGLISH_AMOUNT = re.compile(
    r"(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<scale>thousand|million|billion)?\s*(?P<unit>yuan|RMB|CNY|per\s?cent)?\b",
    re.IGNORECASE,
)
_SCALES = {"thousand": 3, "million": 6, "billion": 9}
_TIME_UNITS = "个工作日|工作日|个?季度|个月|小时|周年|周岁|年|月|日|天|周|岁"
_COUNTED = re.compile(
    rf"(?P<n>{DIGITS}|{HAN_RUN})(?P<more>多|余)?\s?(?P<mult>[万亿千百]{{0,2}})"
    rf"(?P<unit>{_TIME_UNITS}|成(?![立为果效员功本长])|折(?![算旧扣合叠])|级|个|次|倍|条|款|项|家|名|人|户|件|台|张|所|处|分)?"
)
_PERIODS = frozenset(("个工作日", "个季度", "个月", "小时", "年", "月", "日", "周", "岁"))
_SAME_UNIT = {"天": "日", "工作日": "个工作日", "季度": "个季度", "周年": "年", "周岁": "岁", "港币": "港元"}
_OF_RATE = {"%": 2, "‰": 3, "‱": 4, "成": 1, "折": 1}


@dataclass(frozen=True)
class Value:
    """A value stated in a text at ``start`` to ``end``.

    ``low`` is an ISO day, month, year or (without a year) ``--MM-DD`` of a date, else an exact decimal in the unit's
    own size: yuan for money, the fraction for a rate; ``high`` is the upper end of a range.
    """

    kind: ValueKind
    unit: str
    low: str
    high: str | None
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """What makes two values the same, wherever they stand."""
        return self.kind, self.unit, self.low, self.high

    def token(self) -> str:
        """The value in one word that no text holds by itself, and that stays whole when punctuation is dropped."""
        numbers = f"{self.low}|{self.high or ''}".replace(".", "p").replace("-", "d")
        return f"⟦{self.kind}|{self.unit}|{numbers}⟧"


def values(text: str, as_of: date | None = None) -> list[Value]:
    """Every value of ``text``, in its order; ``as_of`` is the day from which 今年 and 明年 are reckoned."""
    folded = fold(text)
    found: list[Value] = []
    for read in (_dates, _amounts, _english, _numbers):
        for value in read(folded, as_of):
            found.append(value)
            folded = f"{folded[: value.start]}{'|' * (value.end - value.start)}{folded[value.end :]}"
    return sorted(found, key=lambda value: value.start)


def same(wanted: Value, stated: Value) -> bool:
    """Whether ``stated`` says ``wanted``: exactly, or for a date at least as exactly as it is wanted.

    A number wanted without a unit is said by one with any; a month and day without a year, by that day of any year; a
    year, by its bare digits too.
    """
    if wanted.kind == "date" and stated.kind == "date":
        if wanted.low.startswith("--"):
            return stated.low.endswith(wanted.low[1:])
        return stated.low == wanted.low or stated.low.startswith(f"{wanted.low}-")
    if wanted.kind == "date" and stated.kind == "number":
        return not stated.unit and bool(_BARE_YEAR.fullmatch(wanted.low)) and stated.low == wanted.low
    if wanted.kind == "number" and not wanted.unit:
        return (wanted.low, wanted.high) == (stated.low, stated.high) and stated.kind != "date"
    return wanted.key == stated.key


def canonical(text: str, as_of: date | None = None) -> str:
    """``text`` with every value replaced by its token, so that 有效期2年 and 有效期两年 are the same words."""
    folded, out, place = fold(text), [], 0
    for value in values(text, as_of):
        out += [folded[place : value.start], value.token()]
        place = value.end
    return "".join((*out, folded[place:]))


def bare_year(text: str) -> Value | None:
    """The year that is all of ``text`` (2025), as a gold answer may write it; None for anything else."""
    bare = text.strip()
    return Value("date", "", bare, None, 0, len(text)) if _BARE_YEAR.fullmatch(bare) else None


def _dates(text: str, as_of: date | None) -> Iterator[Value]:
    """Dates; a month and day right behind 至 and a date of a year are of that year."""
    before: Value | None = None
    for value in sorted(_single_dates(text, as_of), key=lambda one: one.start):
        if value.low.startswith("--") and before and _TO.fullmatch(text, before.end, value.start):
            value = replace(value, low=f"{before.low[:4]}{value.low[1:]}")
        before = None if value.low.startswith("--") else value
        yield value


def _single_dates(text: str, as_of: date | None) -> Iterator[Value]:
    taken: set[int] = set()
    for pattern in (_NUMERIC_DAY, _ENGLISH_DAY, _DAY, _YEAR_SPAN):
        for match in list(pattern.finditer(text)):
            said = None if taken & set(range(match.start(), match.end())) else _iso(match.groupdict(), as_of)
            if said:
                taken |= set(range(match.start(), match.end()))
                yield Value("date", "", said, None, match.start(), match.end())


def _iso(parts: dict[str, str | None], as_of: date | None) -> str | None:
    year = _year(parts, as_of)
    if year is None and (parts.get("y") or parts.get("said")):
        return None
    if parts.get("end"):
        return f"{year}-12-31"
    named = parts.get("mon") or parts.get("mon2")
    month = _MONTHS.index(named.lower()) + 1 if named else _count(parts.get("m") or parts.get("m2"))
    day = _count(parts.get("d") or parts.get("d2"))
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    pieces = [year or "-", *(f"{one:02}" for one in (month, day) if one is not None)]
    return "-".join(pieces)


def _year(parts: dict[str, str | None], as_of: date | None) -> str | None:
    if written := parts.get("y"):
        return "".join(_YEAR_DIGITS.get(sign, sign) for sign in written)
    said = parts.get("said")
    return str(as_of.year + _SAID_YEARS[said]) if said and as_of else None


def _count(text: str | None) -> int | None:
    number = decimal_of(text) if text else None
    return int(number) if number is not None else None


def _amounts(text: str, _: date | None) -> Iterator[Value]:
    for one in quantities(text):
        unit = one.unit.split("/")[0]
        if text[one.start : one.end].startswith("一") and one.values == ("1",) and unit not in (*MONEY, *RATES):
            continue  # 一家企业 counts nothing
        low, high = one.values[0], one.values[-1] if len(one.values) > 1 else None
        yield _value(low, high, unit, one.start, one.end)


def _english(text: str, _: date | None) -> Iterator[Value]:
    for match in _ENGLISH_AMOUNT.finditer(text):
        scale, unit = match["scale"], match["unit"]
        if scale or unit:
            number = _moved(match["n"].replace(",", ""), -_SCALES.get((scale or "").lower(), 0))
            sign = "%" if unit and unit.lower().startswith("per") else "元" if unit else ""
            yield _value(number, None, sign, match.start(), match.end())


def _numbers(text: str, _: date | None) -> Iterator[Value]:
    """Numbers that are no amounts: lengths of time, levels, and those without a unit (in digits only)."""
    for match in _COUNTED.finditer(text):
        number, unit = decimal_of(match["n"] + match["mult"]), match["unit"] or ""
        written_out = not match["n"][0].isdigit()
        if number is None or (written_out and (not unit or (match["n"] == "一" and unit not in _PERIODS))):
            continue  # 一次性, 一家 are words, no numbers
        yield _value(plain(number), None, unit, match.start(), match.end())


def _value(low: str, high: str | None, unit: str, start: int, end: int) -> Value:
    unit = _SAME_UNIT.get(unit, unit)
    if unit in _OF_RATE:
        low, high = _moved(low, _OF_RATE[unit]), _moved(high, _OF_RATE[unit]) if high else None
        return Value("rate", "", low, high, start, end)
    kind: ValueKind = "money" if unit in MONEY else "period" if unit in _PERIODS else "number"
    return Value(kind, unit, _plain(low), _plain(high) if high else None, start, end)


def _plain(number: str) -> str:
    return plain(Decimal(number))


def _moved(number: str, places: int) -> str:
    """``number`` divided by ten as often as ``places`` says, exactly."""
    return plain(Decimal(number).scaleb(-places))
