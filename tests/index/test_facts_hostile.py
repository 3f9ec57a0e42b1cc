"""Facts of any text whatever: no crash, words where they say they are, time that grows with the text and no faster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.stated.amounts import amounts
from index.stated.benefits import benefits
from index.stated.dates import dates, times
from index.stated.departments import departments, policy_wide_rule
from index.stated.mentions import mentions
from index.stated.periods import periods
from index.stated.references import references
from index.stated.validity import repeals, validity_dates
from tests.timing import cpu_seconds

PLACED: tuple[Callable[[str], tuple[Any, ...]], ...] = (amounts, benefits, times, mentions, periods, references)
PIECES = (
    *"一十百万亿元%‰倍人家日月年第条款项章自由对的局部会市至、,。;:()《》\n 1203.-—",
    *(
        "2025年",
        "12月31日",
        "前款",
        "第三条",
        "责任单位:",
        "牵头",
        "负责",
        "分别",
        "每人每月",
        "不超过",
        "百分之",
        "以上",
        "起施行",
    ),
    *("有效期", "本办法", "给予", "不得", "国家级", "会同", "人民政府", "之日起", "工作日内", "附件1", "每年", "表头:"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_words_stand_where_they_say(text: str) -> None:
    for facts in PLACED:
        for fact in facts(text):
            assert text[fact.start : fact.end] == fact.words
    departments(text)
    dates(text)
    policy_wide_rule(text)
    validity_dates(text, "2025-01-01")
    repeals(text)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1",
            "一",
            "1,",
            "1-",
            "(",
            "(含",
            "1元以上",
            "百分之",
            "《",
            "第一条、",
            "自",
            "会同局",
            "对",
            "的,",
            "给予",
            "分别1元",
        ),
        *("责任单位:", "(局、", "2025年1月1日前", "每人每月1元", "应当", "有效期"),
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = (piece * 20_000)[:6_000], (piece * 20_000)[:24_000]
    for facts in (*PLACED, departments, dates, policy_wide_rule, repeals):
        allowed = 10 * cpu_seconds(partial(facts, short)) + 0.3
        assert cpu_seconds(partial(facts, long), allowed) <= allowed, facts.__name__
