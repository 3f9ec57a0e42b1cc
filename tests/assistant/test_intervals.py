"""Bounds of policies as intervals, and the figures an asker tells to be held against them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.statements.given import figures, lengths
from assistant.statements.intervals import interval, intervals


@pytest.mark.parametrize(
    ("words", "unit", "inside", "outside"),
    [
        ("1000以上(含1000)、不足3000", "万元", (1000_0000, 2999_9999), (999_9999, 3000_0000)),
        ("3000以上(不含)", "万元", (3000_0001,), (3000_0000,)),
        ("75—89分", "", (75, 89), (74, 90)),
        ("300-1000(不含)", "亩", (300, 999), (1000,)),
        ("满1年不满2年", "", (12, 23), (11, 24)),
        ("不足60分", "", (0, 59), (60,)),
        ("逾期3个月以上6个月以内", "", (3, 6), (2, 7)),
        ("不低于500万元且不超过2000万元", "", (500_0000, 2000_0000), (499_9999, 2000_0001)),
    ],
)
def test_a_bound_holds_what_it_says(words: str, unit: str, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    held = interval(words, unit)
    assert held is not None
    assert all(held.holds(Decimal(value)) for value in inside)
    assert not any(held.holds(Decimal(value)) for value in outside)


@pytest.mark.parametrize("words", ["2026年3月1日至3月31日", "第3项", "三家企业", "按10%补助"])
def test_what_bounds_nothing_is_no_interval(words: str) -> None:
    assert not [one for one in intervals(words) if one.unit in ("月", "%")]


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("开了14个月", "14", "14"),
        ("一年半", "18", "18"),
        ("两年多", "24", "35.99"),
        ("1年零3个月", "15", "15"),
        ("半年", "6", "6"),
    ],
)
def test_lengths_of_time_are_counted_in_months(words: str, low: str, high: str) -> None:
    (length,) = lengths(words)
    assert (length.low, length.high) == (Decimal(low), Decimal(high))


def test_a_year_or_month_of_the_calendar_is_no_length() -> None:
    assert not lengths("2026年3月开的,不到两年")


def test_english_sums_and_scores_are_figures() -> None:
    found = figures("We invested 2.5 million yuan in equipment and scored 68 points")
    assert [(one.value, one.unit) for one in found] == [(Decimal(2_500_000), "元"), (Decimal(68), "分")]
