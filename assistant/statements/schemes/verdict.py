"""What is known of a condition, and whether a time of day (当日8:30前) is met by the one the asker tells."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of


class Verdict(Enum):
    """What is known of a condition."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    UNSURE = "unsure"


_N = rf"(?:{DIGITS}|{HAN_RUN})"
_BOUND = re.compile(r"(?P<h>[0-9]{1,2})(?::(?P<m>[0-9]{2})|时(?P<n>[0-9]{1,2})?分?)(?:之|以)?(?P<side>前|后)")
_TOLD = re.compile(
    rf"(?P<late>下午|傍晚|晚上?|夜里)?(?P<h>{_N})(?:[点时](?!间)(?:钟)?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>{_N})分?)?"
    r"|:(?P<mm>[0-5][0-9]))"
)
_GRADES = ("轻度", "中度", "重度")
_NOT_REACHED = re.compile("(?:未达到?|没有?达到?|不到|低于)(?:的|为)?(?P<grade>[轻中重]度)")
_NOON, _HOUR = 12, 60
_DAYS = ("当日", "前一日")


def by_clock(condition: str, words: str) -> Verdict:
    """Whether the one time of day in ``words`` lies before or behind that of a condition, and on the day it names."""
    bounds, told = list(_BOUND.finditer(condition)), list(_TOLD.finditer(words))
    if len(bounds) != 1:
        return Verdict.OPEN
    named = [day for day in _DAYS if day in words]
    if any(day in condition for day in _DAYS) and len(named) == 1 and named[0] not in condition:
        return Verdict.NO
    minutes = _minutes(told[0]) if len(told) == 1 else None
    if minutes is None:
        return Verdict.OPEN
    bound = Decimal(bounds[0]["h"]) * _HOUR + Decimal(bounds[0]["m"] or bounds[0]["n"] or 0)
    met = minutes <= bound if bounds[0]["side"] == "前" else minutes >= bound
    return Verdict.YES if met else Verdict.NO


def by_grade(condition: str, words: str) -> Verdict:
    """Whether the grade the asker names (中度) is one of a condition's, or below one not reached (未达到重度)."""
    named = [number for number, grade in enumerate(_GRADES) if grade in condition]
    mine = [number for number, grade in enumerate(_GRADES) if grade in words]
    if not named or len(mine) != 1:
        return Verdict.OPEN
    below = _NOT_REACHED.search(condition)
    if below:
        return Verdict.YES if mine[0] < _GRADES.index(below["grade"]) else Verdict.NO
    if re.search("度[^,;。]{0,3}(?:及?以上)", condition):
        return Verdict.YES if mine[0] >= named[0] else Verdict.NO
    return Verdict.OPEN if mine[0] in named else Verdict.NO


def _minutes(match: re.Match[str]) -> Decimal | None:
    """A time of day in minutes: 8点10分, 八点半, 下午3点, 16:20."""
    hour, minute = decimal_of(match["h"]), decimal_of(match["m"] or match["mm"] or "0")
    if hour is None or minute is None:
        return None
    if match["half"]:
        minute = Decimal(30)
    elif match["quarter"]:
        minute = Decimal(15 if match["quarter"] == "一" else 45)
    return (hour + (_NOON if match["late"] and hour < _NOON else 0)) * _HOUR + minute
