"""Values read from free text: what is the same, and what only looks alike."""

from __future__ import annotations

from datetime import date

import pytest

from eval.figures.values import bare_year, canonical, same, values

TODAY = date(2026, 11, 22)


def _keys(text: str) -> list[tuple[str, str, str, str | None]]:
    return [value.key for value in values(text, TODAY)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("补助20万元", "补助200000元"),
        ("二十万元", "200,000元"),
        ("２０万元", "20 万元"),
        ("千分之三", "0.3%"),
        ("百分之十五", "15%"),
        ("三成", "30%"),
        ("八折", "百分之八十"),
        ("两年", "2年"),
        ("30天", "三十日"),
        ("3—5万元", "3万元至5万元"),
        ("2026年12月31日", "2026-12-31"),
        ("二〇二六年十二月三十一日", "2026/12/31"),
        ("今年12月31日", "2026年底"),
        ("31 December 2026", "December 31, 2026"),
        ("1 million yuan", "100万元"),
    ],
)
def test_the_same_value_in_other_words(one: str, other: str) -> None:
    assert _keys(one) == _keys(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("6%", "26%"), ("3万元", "13万元"), ("0.8%", "8%"), ("20万元", "20万美元"), ("3年", "3个月"), ("3‰", "3%")],
)
def test_what_only_looks_alike_is_not_the_same(one: str, other: str) -> None:
    wanted, stated = values(one)[0], values(other)[0]
    assert not same(wanted, stated)
    assert not same(stated, wanted)


@pytest.mark.parametrize("text", ["一次性", "第三条", "一家企业", "完成", "折旧", "", "13月40日"])
def test_words_and_ordinals_state_no_value(text: str) -> None:
    assert [key for key in _keys(text) if key[0] in ("date", "rate", "money")] == []
    assert _keys("一次性奖励，第三条，一家企业") == []


def test_a_date_may_be_said_more_exactly_than_it_is_wanted_and_not_less() -> None:
    year, day = values("2026年")[0], values("2026年12月31日")[0]
    assert same(year, day)
    assert not same(day, year)
    assert same(values("12月31日")[0], day)
    assert not same(values("12月30日")[0], day)
    assert same(year, values("目标是2026")[0])
    assert not same(day, values("目标是2026")[0])


def test_a_number_without_a_unit_is_said_by_one_with_any_but_not_by_a_date() -> None:
    wanted = values("149")[0]
    assert same(wanted, values("149家")[0])
    assert not same(wanted, values("1149家")[0])
    assert not same(values("2026")[0], values("2026年")[0])


def test_the_second_date_of_a_span_has_the_year_of_the_first() -> None:
    assert [key[2] for key in _keys("2026年11月1日至11月30日")] == ["2026-11-01", "2026-11-30"]
    assert [key[2] for key in _keys("2019—2025年")] == ["2019", "2025"]


def test_only_a_year_that_is_all_there_is_is_a_bare_year() -> None:
    year = bare_year(" 2025 ")
    assert year is not None
    assert year.key == ("date", "", "2025", None)
    assert bare_year("20250") is bare_year("1") is None


def test_texts_are_compared_with_their_values_made_alike() -> None:
    assert canonical("最高补助二十万元") == canonical("最高补助200000元")
    assert canonical("补助10%") not in canonical("补助110%")
    assert canonical("率为0.8%") != canonical("率为0.08%")
