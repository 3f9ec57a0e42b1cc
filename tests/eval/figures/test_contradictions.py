"""Contradictions: each kind found in a case made by hand, and none where there is none."""

from __future__ import annotations

from datetime import date

import pytest

from eval.figures.contradictions import contradictions
from eval.figures.question import measure
from eval.predictions import Prediction
from eval.questions import Question

QUESTION = Question(
    id="q",
    question="?",
    as_of=date(2026, 11, 22),
    facts=(("20万元",), ("2026年12月31日",)),
    evidence=("一次性奖励20万元", "有效期至2026年12月31日"),
    departments={"lead": ("市科技局",)},
    forbidden=("5万元", "免征10%", "财政局牵头"),
)
RIGHT = "结论：一次性奖励20万元。\n部门：牵头：市科技局。\n期限：有效期至2026年12月31日。"


def _kinds(answer: str) -> set[str]:
    return {one.split(":")[0] for one in contradictions(QUESTION, answer)}


def test_a_right_answer_contradicts_nothing() -> None:
    assert contradictions(QUESTION, RIGHT) == ()
    assert measure(QUESTION, Prediction(id="q", status="answered", answer=RIGHT)).figures["no_contradiction"] == 1.0


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (RIGHT + "\n也可能是50000元。", "forbidden"),
        (RIGHT.replace("市科技局", "市财政局牵头，市科技局"), "forbidden"),
        ("结论：一次性奖励30万元。", "another value"),
        ("期限：有效期至2027年12月31日。", "another value"),
        ("部门：配合：市科技局。", "another value"),
        (RIGHT + "\n期限：有效期至2027年12月31日。", "itself"),
        ("结论：单个企业最高补助8万元。\n条件：单个企业最高补助9万元。", "itself"),
    ],
)
def test_each_kind_is_found(answer: str, kind: str) -> None:
    assert kind in _kinds(answer)
    made = measure(QUESTION, Prediction(id="q", status="answered", answer=answer))
    assert made.figures["no_contradiction"] == 0.0
    assert made.contradictions


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT + "\n另有补助15万元。",  # 5万元 is not in 15万元
        "结论：一等奖奖励20万元，二等奖奖励10万元。",
        "结论：满300架次的，每条补助20万元；满1000架次的，每条补助40万元。",
        "期限：到2026年12月31日，有效期至2026年。",
        "结论：补助20万元 (= RMB 200,000)，另补助30万元 (= RMB 300,000)。",
    ],
)
def test_what_only_looks_like_one_is_none(answer: str) -> None:
    assert contradictions(QUESTION, answer) == ()


def test_what_a_text_says_is_no_statement_of_the_answer() -> None:
    quote = "依据：《办法》三、：“有效期至2027年12月31日，奖励5万元。”[1]"
    assert contradictions(QUESTION, f"{RIGHT}\n{quote}") == ()


def test_an_answer_of_nothing_has_nothing_to_contradict() -> None:
    assert "no_contradiction" not in measure(QUESTION, Prediction(id="q", status="missing")).figures
