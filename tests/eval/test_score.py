"""The scorer: single cases by hand, and agreement with the shared scorer on the shared questions."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eval.questions import Question, read_questions
from eval.score import (
    Prediction,
    QuestionScore,
    as_table,
    read_predictions,
    reason_of,
    report,
    score_all,
    score_question,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"

ASKED = Question(
    id="q1",
    kind="amount",
    question="补助多少,找谁?",
    facts=(("3万元", "30000元"), ("每年",)),
    departments={"lead": ("市科技局",)},
    evidence=("每年补助3万元",),
    forbidden=("5万元",),
)
REFUSABLE = Question(id="q2", kind="unanswerable", question="?", answerable=False, forbidden=("10%",))
RIGHT = Prediction.model_validate(
    {
        "id": "q1",
        "status": "answered",
        "answer": "每年 3万元,找市科技局 [1]。",
        "citations": [{"text": "(一)每年补助3万元。"}, {"text": "(二)其他。"}],
        "seconds": 2.0,
    }
)


def test_a_right_answer() -> None:
    score = score_question(ASKED, RIGHT)
    assert score.right
    assert score.right_and_cited
    assert (score.fact_recall, score.department_recall) == (1.0, 1.0)
    assert (score.citation_recall, score.citation_precision) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"answer": "每年3万元"}, "department_recall"),
        ({"answer": "每年给钱,找市科技局"}, "fact_recall"),
        ({"status": "quotes_only"}, None),
        ({"answer": RIGHT.answer + "也可能5万元"}, None),
    ],
)
def test_each_thing_a_right_answer_needs(change: dict[str, str], wrong: str | None) -> None:
    score = score_question(ASKED, RIGHT.model_copy(update=change))
    assert not score.right
    assert not score.right_and_cited
    if wrong:
        assert getattr(score, wrong) < 1.0


def test_a_right_answer_without_its_citation_is_right_but_not_cited() -> None:
    score = score_question(ASKED, RIGHT.model_copy(update={"citations": ()}))
    assert score.right
    assert not score.right_and_cited
    assert (score.citation_recall, score.citation_precision) == (0.0, 0.0)


@pytest.mark.parametrize("question", [ASKED, REFUSABLE])
def test_a_question_without_a_prediction_scores_zero_even_one_to_refuse(question: Question) -> None:
    score = score_question(question, None)
    assert not score.right
    assert not score.right_and_cited
    figures = report([score], {})
    assert figures.overall.right == 0.0
    assert figures.statuses == {"missing": 1}
    assert figures.refused in (None, 0.0)


@pytest.mark.parametrize(
    ("status", "answer", "right"),
    [("not_stated", "原文未规定", True), ("answered", "原文未规定", False), ("not_stated", "是10%", False)],
)
def test_a_question_to_refuse(status: str, answer: str, right: bool) -> None:
    assert score_question(REFUSABLE, Prediction(id="q2", status=status, answer=answer)).right is right


def test_seconds_may_be_a_number_or_an_object_and_timing_wins() -> None:
    number = Prediction.model_validate({"id": "a", "status": "answered", "seconds": 3})
    parts = Prediction.model_validate({"id": "a", "status": "answered", "seconds": {"search": 0.1, "total": 3}})
    both = Prediction.model_validate({"id": "a", "status": "answered", "seconds": 3, "timing": {"first_text": 1}})
    assert number.times().total == 3
    assert (parts.times().search, parts.times().total) == (0.1, 3)
    assert both.times().first_text == 1


def test_of_several_predictions_for_a_question_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "q1", "status": "failed"}\n{"id": "q1", "status": "answered"}\n', encoding="utf-8")
    assert read_predictions(path)["q1"].status == "answered"


def test_the_report_is_by_kind_and_overall_and_prints_aligned() -> None:
    made = {"q1": RIGHT, "q2": Prediction(id="q2", status="answered", answer="不知道")}
    figures = report(score_all([ASKED, REFUSABLE], made), made)
    assert [(kind.kind, kind.right) for kind in figures.kinds] == [("amount", 1.0), ("unanswerable", 0.0)]
    assert figures.overall.right == 0.5
    assert (figures.refused, figures.refused_wrongly) == (0.0, 0.0)
    assert figures.seconds["total"].p50 == 2.0
    rows = as_table(figures).splitlines()
    assert rows[0].startswith("kind")
    assert len({len(row) for row in rows[:5]}) == 1


def test_an_error_is_no_refusal() -> None:
    asked = Question(id="q", question="?", answerable=False)
    for status, right in (("failed", False), ("missing", False), ("answered", False), ("not_stated", True)):
        scored = score_question(asked, Prediction(id="q", status=status))
        assert scored.right is scored.right_and_cited is right, status
        assert report([scored], {}).refused == float(right), status


@pytest.fixture(scope="module")
def shared_scorer() -> ModuleType:
    path = SHARED / "score.py"
    if not path.is_file():
        pytest.skip(f"the shared scorer is not beside this checkout ({path.parent})")
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _synthetic(questions: list[Question]) -> Iterator[dict[str, Any]]:
    """Predictions of every quality: complete, partial, uncited, forbidden, refused, broken off."""
    dice = random.Random(20261122)  # noqa: S311
    for question in questions:
        words = [dice.choice(group) for group in question.facts if dice.random() < 0.8]
        words += [name for name in question.department_names() if dice.random() < 0.8]
        words += [name for name in question.forbidden if dice.random() < 0.1]
        texts = [f"一、{piece}。" for piece in question.evidence if dice.random() < 0.8]
        texts += ["(二)无关。"] * dice.randrange(3)
        yield {
            "id": question.id,
            "status": dice.choices(["answered", "not_stated", "failed", "quotes_only"], [8, 2, 1, 1])[0],
            "answer": "，".join(words),
            "citations": [{"text": text} for text in texts],
            "seconds": round(dice.uniform(1, 20), 2),
        }


def test_it_agrees_with_the_shared_scorer(shared_scorer: ModuleType, tmp_path: Path) -> None:
    questions = read_questions(SHARED / "questions.jsonl")
    path = tmp_path / "p.jsonl"
    lines = list(_synthetic(questions))
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    theirs_by_id = {
        question["id"]: shared_scorer.score_one(question, line)
        for question, line in zip(shared_scorer.load(SHARED / "questions.jsonl"), lines, strict=True)
    }
    scores = score_all(questions, read_predictions(path))
    assert {score.right for score in scores} == {True, False}
    for score in scores:
        theirs = theirs_by_id[score.id]
        if score.status == "failed" and not score.answerable:
            assert not score.right, "there an error passes for a refusal, here it is wrong"
            continue
        assert score.right == theirs["right"], score.id
        assert score.right_and_cited == theirs.get("right_and_cited", theirs["right"]), score.id
        assert score.fact_recall == theirs.get("facts"), score.id
        assert score.department_recall == theirs.get("departments"), score.id
        assert score.citation_recall == theirs.get("cite_recall"), score.id
        assert score.citation_precision == theirs.get("cite_precision"), score.id
        assert list(score.forbidden) == theirs.get("forbidden", list(score.forbidden)), score.id


def test_it_agrees_that_a_missing_prediction_of_an_answerable_question_is_wrong(shared_scorer: ModuleType) -> None:
    for line in shared_scorer.load(SHARED / "questions.jsonl"):
        if line["answerable"]:
            ours = score_question(Question.model_validate(line), None)
            theirs = shared_scorer.score_one(line, None)
            assert (ours.right, ours.fact_recall, ours.citation_recall) == (
                theirs["right"],
                theirs["facts"],
                theirs["cite_recall"],
            )


@pytest.mark.parametrize(
    ("prediction", "answerable", "reason"),
    [
        (None, True, "failed"),
        ({"status": "failed"}, True, "failed"),
        ({"status": "failed"}, False, "failed"),
        ({"status": "not_found"}, False, None),
        ({"status": "answered", "answer": "有。"}, False, "invented"),
        ({"status": "declined"}, True, "refused"),
        ({"status": "refused"}, True, "refused"),
        ({"status": "quotes_only", "answer": "20万元"}, True, "unsaid"),
        ({"status": "answered", "answer": "30万元"}, True, "incomplete"),
        ({"status": "answered", "answer": "20万元，不予补助"}, True, "contradicted"),
        ({"status": "answered", "answer": "20万元"}, True, "uncited"),
    ],
)
def test_why_a_question_counts_as_wrong_is_kept_with_its_score(
    prediction: dict[str, str] | None, answerable: bool, reason: str | None
) -> None:
    question = Question(
        id="q",
        question="补多少？",
        answerable=answerable,
        facts=(("20万元",),) if answerable else (),
        evidence=("20万元",) if answerable else (),
        forbidden=("不予补助",),
    )
    score = score_question(question, Prediction(id="q", **prediction) if prediction else None)
    assert score.reason == reason_of(score) == reason
    assert QuestionScore.model_validate_json(score.model_dump_json()).reason == reason
