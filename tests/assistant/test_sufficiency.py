"""Whether the evidence can carry an answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import Question, understand
from assistant.sufficiency import judge
from assistant.suited import suited
from index.policy import Hit, Validity
from tests.assistant.pieces import GOAL, PLAN, RESEARCH, TAX, evidence

TODAY = date(2026, 11, 22)


def asked(text: str) -> Question:
    return understand(text, [], region=None, as_of=TODAY)


def hit(score: float, address: tuple[str, ...] = TAX, text: str = PLAN) -> Hit:
    item = evidence(address, text=text)[0]
    return Hit(rank=1, score=score, clause=item.clause, policy=item.policy, validity=Validity.IN_FORCE)


def test_nothing_near_is_not_found() -> None:
    lack = judge(asked("红烧肉怎么做?"), [hit(0.1)], evidence(TAX))
    assert lack is not None
    assert lack.status == "not_found"
    assert judge(asked("红烧肉怎么做?"), [], []) is not None


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        (
            "到底补百分之几,封顶多少钱?",
            PLAN.replace("15%", "较低").replace("10%", "一定").replace("最高50万元", ""),
            "具体比例和金额",
        ),
        ("申请优惠要交哪些材料,几个工作日办好?", PLAN, "办理所需的"),
        ("这份意见有效期到哪天?", PLAN.replace("本意见自2024年1月1日起施行,有效期至2026年12月31日。", ""), "有效期"),
    ],
)
def test_what_the_clause_does_not_hold_is_not_stated(question: str, text: str, missing: str) -> None:
    lack = judge(asked(question), [hit(0.5, text=text)], evidence(TAX, text=text))
    assert lack is not None
    assert lack.status == "not_stated"
    assert missing in lack.text


@pytest.mark.parametrize(
    "question",
    ["税率是多少,封顶多少钱?", "能拿到什么钱?具体给多大比例?", "这份意见有效期到哪天?", "第几年免征?"],
)
def test_what_the_clause_holds_is_answered(question: str) -> None:
    assert judge(asked(question), [hit(0.5)], evidence(TAX)) is None


def test_a_clause_that_holds_what_is_asked_comes_first_when_nearly_as_good() -> None:
    hits = [hit(0.50, GOAL), hit(0.48, RESEARCH)]
    assert suited(asked("由哪个部门牵头?"), hits)[0].clause.address == RESEARCH
    assert suited(asked("平台怎么运营?"), hits)[0].clause.address == GOAL
    assert suited(asked("由哪个部门牵头?"), [hit(0.50, GOAL), hit(0.30, RESEARCH)])[0].clause.address == GOAL
