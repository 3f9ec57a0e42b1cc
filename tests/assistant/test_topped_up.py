"""What is still paid to those who had the lower sum before."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements import amounts, topped_up
from assistant.statements.matter import Matter
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

RULES = """某市奖励办法
为奖励企业,制定本办法。
第一条 认定为市级中心的,奖励20万元;认定为省级中心的,奖励50万元;认定为国家级中心的,奖励120万元。\
由较低等级晋升的,补足差额。单个企业每年不超过300万元。
第二条 评为二星工厂的,奖励10万元;评为三星工厂的,奖励25万元。
第三条 已按第二条领取奖励后晋级的,按差额补发。
第四条 参展的,每个展位补助1万元。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def told(question: str, *numbers: str) -> str:
    items = evidence(*((f"第{number}条",) for number in numbers), text=RULES)
    asked = understand(question, (), region=None, as_of=date(2026, 11, 22))
    found = amounts.said(Matter(asked, items, cast(Searcher, _Policies())))
    return "".join(text for one in found.statements for text in (one.text, *(line for line, _ in one.items)))


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("我们前年是市级中心,已经领了20万,今年升成省级中心,还能再领多少?", "50万元-20万元=30万元"),
        ("省级中心的50万拿过了,现在评上国家级中心,还能补多少?", "120万元-50万元=70万元"),
    ],
)
def test_the_difference_is_worked_out_for_the_grade_reached(question: str, sums: str) -> None:
    assert sums in told(question, "一")


def test_the_cap_is_no_grade() -> None:
    assert "300万元-" not in told("我们是市级中心,已经领了20万,今年升成省级中心,企业还能再领多少?", "一")


def test_without_the_sum_had_the_rule_is_said_and_nothing_is_worked_out() -> None:
    answer = told("我们是市级中心,之前领过钱了,今年升成省级中心,还能再领多少?", "一")
    assert "由较低等级晋升的，补足差额" in answer.replace(",", "，")
    assert "=" not in answer


def test_a_sum_the_clause_does_not_state_is_not_taken_for_a_lower_grade() -> None:
    assert "=" not in told("我们是市级中心,已经领了35万,今年升成省级中心,还能再领多少?", "一")


def test_nothing_is_said_of_a_difference_where_no_rule_speaks_of_one() -> None:
    assert "差额" not in told("已经领了1万,今年又参展,还能再领多少?", "四")


def test_a_difference_between_two_governments_sums_is_not_one_of_grades() -> None:
    text = "某市办法\n第一条 新建车间的,补助50万元。已享受省级资金补助的,由市级补足差额。\n"
    items = evidence(("第一条",), text=text)
    asked = understand("省里已经给过20万,市里还给多少?", (), region=None, as_of=date(2026, 11, 22))

    class Policies:
        def policy(self, _policy_id: str) -> object:
            return policy(text)

    assert not topped_up.said(Matter(asked, items, cast(Searcher, Policies()))).statements
