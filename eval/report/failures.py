"""The questions that went wrong, each with the first thing that made it wrong, and what of the gold answer it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eval.measures import holds
from eval.predictions import Prediction
from eval.questions import Question
from eval.report.gathered import Opened
from eval.report.words import Text
from eval.score import MISSING, QuestionScore, reason_of

REASONS: dict[str, Text] = {
    "failed": Text("出错或没有结果", "An error, or no result"),
    "invented": Text("原文没有却作了答", "Answered what no text answers"),
    "refused": Text("原文有却拒了答", "Declined what a text answers"),
    "unsaid": Text("只列条款，没有作答", "Only quoted, without an answer"),
    "contradicted": Text("说错了", "Stated something wrong"),
    "incomplete": Text("答得不全", "Left something out"),
    "uncited": Text("答对了，但依据没引全", "Right, but a clause it rests on is not cited"),
}
"""Why a question counts as wrong (``eval.score.reason_of``), the gravest first, in words."""


@dataclass(frozen=True)
class Wanted:
    """A part of the gold answer: its acceptable wordings, and whether the answer holds one of them."""

    words: tuple[str, ...]
    found: bool


@dataclass(frozen=True)
class Failure:
    """A question that went wrong, with all there is to see of it."""

    question: Question
    score: QuestionScore
    prediction: Prediction
    reason: str
    facts: tuple[Wanted, ...]
    departments: tuple[Wanted, ...]
    evidence: tuple[Wanted, ...]


def failures(run: Opened) -> dict[str, list[Failure]]:
    """The failing questions of a run by reason, in the order of ``REASONS``; empty reasons are left out."""
    found = [_failure(question, run, reason) for question, reason in _wrong(run)]
    groups = {reason: [one for one in found if one.reason == reason] for reason in REASONS}
    return {reason: group for reason, group in groups.items() if group}


def told(question: Question, run: Opened) -> Failure:
    """A question as a run answered it, wrong or not, in the shape in which it is shown."""
    return _failure(question, run, reason_of(run.scores[question.id]) or "")


def _wrong(run: Opened) -> Iterator[tuple[Question, str]]:
    for name, score in run.scores.items():
        reason = reason_of(score)
        if reason and name in run.questions:
            yield run.questions[name], reason


def _failure(question: Question, run: Opened, reason: str) -> Failure:
    given = run.predictions.get(question.id) or Prediction(id=question.id, status=MISSING)
    texts = [clause.text for clause in given.cited()]
    return Failure(
        question=question,
        score=run.scores[question.id],
        prediction=given,
        reason=reason,
        facts=tuple(Wanted(group, any(holds(given.answer, words) for words in group)) for group in question.facts),
        departments=tuple(Wanted((name,), holds(given.answer, name)) for name in question.department_names()),
        evidence=tuple(Wanted((piece,), any(holds(text, piece) for text in texts)) for piece in question.evidence),
    )
