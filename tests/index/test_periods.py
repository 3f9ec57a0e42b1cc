"""Periods told from an event, and the days they come to when the event's day is known."""

from __future__ import annotations

import pytest

from index.stated.periods import periods, resolve


@pytest.mark.parametrize(
    ("text", "kind", "length", "unit", "anchor"),
    [
        ("应当在3年内完成。", "within", 3, "年", None),
        ("自收到申请之日起30个工作日内作出决定。", "within", 30, "工作日", "收到申请"),
        ("自登记之日起2年免收费用。", "lasting", 2, "年", "登记"),
        ("年度终了后6个月内报送。", "within", 6, "月", "年度终了"),
        ("在验收合格后15日内拨付。", "within", 15, "日", "验收合格"),
        ("公示期7日。", "lasting", 7, "日", None),
        ("有效期三年。", "lasting", 3, "年", None),
        ("自印发之日起30日后施行。", "after", 30, "日", "印发"),
        ("上一年度的研发费用。", "previous", 1, "年", None),
        ("近三年无违法记录。", "previous", 3, "年", None),
        ("每两年评审一次。", "every", 2, "年", None),
        ("试用期半年内不得变更。", "within", 6, "月", None),
        ("省、自治区、直辖市应当自受理之日起20日内审完。", "within", 20, "日", "受理"),
        ("应当在灯会开幕30个工作日前备案。", "within", 30, "工作日", "灯会开幕"),
        ("灯会、论坛结束后60日内提交。", "within", 60, "日", "灯会、论坛结束"),
    ],
)
def test_length_unit_and_event(text: str, kind: str, length: int, unit: str, anchor: str | None) -> None:
    found = periods(text)
    assert len(found) == 1, found
    one = found[0]
    assert text[one.start : one.end] == one.words
    assert (one.kind, one.length, one.unit, one.anchor) == (kind, length, unit, anchor)


def test_numbered_years_are_counted_from_the_event_of_their_sentence() -> None:
    first, second = periods("自取得第一笔收入所属纳税年度起,第1年至第3年免征,第四年至第六年减半征收。")
    assert (first.first, first.last, first.anchor) == (1, 3, "取得第一笔收入所属纳税年度")
    assert (second.first, second.last) == (4, 6)
    assert resolve(first, {"取得第一笔收入": "2024-05-06"}) == ("2024-01-01", "2026-12-31")
    assert resolve(first, {}) == (None, None)


def test_the_day_of_next_year() -> None:
    (one,) = periods("次年3月31日前完成汇算。")
    assert one.month_day == "--03-31"
    assert resolve(one, {"年": "2025"}) == (None, "2026-03-31")
    assert resolve(one, {}) == (None, None)


@pytest.mark.parametrize(
    ("text", "anchors", "days"),
    [
        ("自印发之日起30日内报送。", {"印发": "2025-01-10"}, ("2025-01-10", "2025-02-09")),
        ("自印发之日起3个月内报送。", {"印发": "2025-01-31"}, ("2025-01-31", "2025-04-30")),
        ("自登记之日起2年免收费用。", {"登记": "2024-03-01"}, ("2024-03-01", "2026-02-28")),
        ("自印发之日起30日后施行。", {"印发": "2025-01-10"}, ("2025-02-10", None)),
        ("自本办法印发之日起30日内报送。", {"印发": "2025-01-10"}, ("2025-01-10", "2025-02-09")),
        ("自收到申请之日起20个工作日内办结。", {"收到申请": "2025-01-10"}, (None, None)),
        ("自项目计划印发之日起30日内报送。", {"印发": "2025-01-10"}, (None, None)),
        ("自印发之日起30日内报送。", {"印发": "2025"}, (None, None)),
        ("3年内不得再次申请。", {"印发": "2025-01-10"}, (None, None)),
        ("季度末报送。", {"印发": "2025-01-10"}, (None, None)),
        ("上一年度的费用。", {"年": "2025"}, ("2024-01-01", "2024-12-31")),
    ],
)
def test_days_only_when_the_event_is_known(
    text: str, anchors: dict[str, str], days: tuple[str | None, str | None]
) -> None:
    (one,) = periods(text)
    assert resolve(one, anchors) == days


@pytest.mark.parametrize(
    "text",
    ["处三年以上七年以下有期徒刑。", "2025年印发。", "年满18周岁。", "第三条第二款。", "一年级学生。", "5月1日举行。"],
)
def test_what_is_no_period(text: str) -> None:
    assert not periods(text)
