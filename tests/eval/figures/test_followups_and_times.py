"""Questions that belong together: follow-ups with their standalone wordings, and the same question on two days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.answer import Turn
from eval.figures.followups import followup_figures, followup_pairs
from eval.figures.times import hides_expiry, is_stale, time_figures, time_pairs
from eval.predictions import CitedClause, Prediction
from eval.questions import Question

HISTORY = (Turn(role="user", content="前一问"),)


def _asked(id_: str, **fields: Any) -> Question:
    return Question.model_validate({"id": id_, "question": "?"} | fields)


def test_pairs_by_standalone_of_in_either_direction_and_by_pair() -> None:
    questions = [
        _asked("f1", history=HISTORY),
        _asked("a1", standalone_of="f1"),
        _asked("f2", history=HISTORY, standalone_of="a2"),
        _asked("a2"),
        _asked("f3", history=HISTORY, pair="x"),
        _asked("a3", pair="x"),
        _asked("f4", history=HISTORY, pair="y"),
        _asked("a5", standalone_of="nobody"),
    ]
    assert followup_pairs(questions) == [("f1", "a1"), ("f2", "a2"), ("f3", "a3")]


def test_the_drop_is_what_follow_ups_lack() -> None:
    questions = [
        question for n in "1234" for question in (_asked(f"f{n}", history=HISTORY, pair=n), _asked(f"a{n}", pair=n))
    ]
    right = {"f1": True, "f2": False, "f3": False, "f4": False, "a1": True, "a2": True, "a3": True, "a4": False}
    figures = followup_figures(questions, right)
    assert figures["followup_right"].value == 0.25
    assert figures["standalone_right"].value == 0.75
    assert (figures["followup_drop"].n, figures["followup_drop"].value) == (4, 0.5)


def test_no_drop_is_zero_and_no_pairs_are_none() -> None:
    questions = [_asked("f", history=HISTORY, pair="x"), _asked("a", pair="x")]
    assert followup_figures(questions, {"f": True, "a": True})["followup_drop"].value == 0.0
    assert followup_figures(questions, {})["followup_right"].value == 0.0
    assert followup_figures([_asked("f", history=HISTORY)], {})["followup_drop"].n == 0


BEFORE = _asked("b", pair="t", as_of="2024-06-01", facts=[["20万元"]])
AFTER = _asked("a", pair="t", as_of="2026-06-01", facts=[["30万元"]], forbidden=["现在奖励20万元"])


def _says(answer: str, *cited: CitedClause, id_: str = "a", status: str = "answered") -> Prediction:
    return Prediction(id=id_, status=status, answer=answer, citations=cited)


def test_the_same_question_on_two_days_is_a_pair_the_earlier_first() -> None:
    other = _asked("o", pair="u", as_of="2026-06-01")
    assert time_pairs([AFTER, other, BEFORE, other.model_copy(update={"id": "p"})]) == [(BEFORE, AFTER)]


@pytest.mark.parametrize(
    ("answer", "stale"),
    [
        ("结论：一次性奖励20万元。[1]", True),
        ("结论：一次性奖励二十万元。[1]", True),
        ("结论：一次性奖励30万元。[1]", False),
        ("结论：原办法的20万元已于2024年12月31日失效。[1]\n结论：现在奖励30万元。[2]", False),
        ("结论：原办法已失效。\n结论：奖励20万元。", True),
        ("结论：奖励30万元。\n依据：《办法》：“奖励20万元。”[1]", False),
        ("", False),
    ],
)
def test_an_answer_is_stale_when_it_states_what_was_right_before(answer: str, stale: bool) -> None:
    assert is_stale(BEFORE, AFTER, _says(answer)) is stale


def test_a_refusal_is_not_stale() -> None:
    assert not is_stale(BEFORE, AFTER, None)
    assert not is_stale(BEFORE, AFTER, _says("奖励20万元", status="not_found"))


def test_an_expired_clause_must_be_said_to_be_expired() -> None:
    expired, valid = CitedClause(validity="expired"), CitedClause(validity="in_force")
    assert hides_expiry(_says("奖励20万元。", expired)) is True
    assert hides_expiry(_says("奖励20万元，该文件已失效。", expired)) is False
    assert hides_expiry(_says("奖励20万元。", valid)) is None


def test_figures_before_and_after_a_change() -> None:
    made = {"b": _says("奖励20万元", id_="b"), "a": _says("奖励20万元", CitedClause(validity="expired"))}
    figures = time_figures([BEFORE, AFTER], made, {"b": True, "a": False})
    assert (figures["right_before"].value, figures["right_after"].value) == (1.0, 0.0)
    assert figures["right_on_both_days"].value == 0.0
    assert (figures["stale_answers"].value, figures["expiry_unsaid"].value) == (1.0, 1.0)
    made["a"] = _says("奖励30万元")
    figures = time_figures([BEFORE, AFTER], made, {"b": True, "a": True})
    assert (figures["right_on_both_days"].value, figures["stale_answers"].value) == (1.0, 0.0)
    assert figures["expiry_unsaid"].n == 0


def test_questions_without_a_pair_have_no_figures_of_time() -> None:
    figures = time_figures([_asked("q", as_of=date(2026, 1, 1))], {}, {})
    assert {name: one.n for name, one in figures.items()} == dict.fromkeys(figures, 0)
