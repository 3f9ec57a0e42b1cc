"""Rules elsewhere that change the sum a clause grants."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements import about, adjusting
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

RULES = """某市展会扶持办法
为扶持展会,制定本办法。
第一章 标准
第一条 面积2万平方米以上的展会,奖励30万元。境外参展商占比达到10%以上的,奖励金额上浮20%。
第二条 新建托位每个补助8000元。
第三条 列入急需目录的工种,第四条规定的补贴标准上浮50%。
第四条 取得高级工证书的,每人补贴2000元。
第二章 评审
第五条 评审满分100分。70分以上不满85分的,按标准的80%补助;不满70分的,不予补助。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)

    def regions(self) -> tuple[str, ...]:
        return ()

    def covered(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        return regions


def told(question: str, chapter: str, number: str) -> list[str]:
    items = evidence((f"第{chapter}章", f"第{number}条"), text=RULES)
    asked = understand(question, (), region=None, as_of=date(2026, 11, 22))
    return [one.text for one in about(asked, items, cast(Searcher, _Policies())).statements if "还要看" in one.text]


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        (
            "展会面积3万平方米,境外参展商占12%,奖励多少钱?",
            "一",
            ["还要看第一条：“境外参展商占比达到10%以上的,奖励金额上浮20%”。"],
        ),
        ("展会面积3万平方米,奖励多少钱?", "一", []),
        ("新建30个托位,评审打了78分,补助多少钱?", "二", ["还要看第五条：“70分以上不满85分的,按标准的80%补助”。"]),
        ("新建30个托位,补助多少钱?", "二", []),
        (
            "取得高级工证书,工种在急需目录里,每人补多少钱?",
            "四",
            ["还要看第三条：“列入急需目录的工种,第四条规定的补贴标准上浮50%”。"],
        ),
        ("取得高级工证书,每人补多少钱?", "四", []),
    ],
)
def test_a_rule_whose_case_the_asker_tells_stands_beside_the_sum(question: str, number: str, words: list[str]) -> None:
    assert [one.replace("第一章", "").replace("第二章", "") for one in told(question, "一", number)] == words


def test_a_clause_that_only_changes_another_grants_nothing_itself() -> None:
    both = evidence(("第一章", "第三条"), ("第一章", "第四条"), text=RULES)
    assert [item.clause.address[-1] for item in adjusting.without(both, "高级工补多少钱")] == ["第四条"]
    assert len(adjusting.without(both, "急需工种上浮多少")) == len(both)
    assert len(adjusting.without(both[:1], "急需工种补多少钱")) == 1
