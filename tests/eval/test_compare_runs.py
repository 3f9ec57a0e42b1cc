"""Two runs: what changed question by question, what of it may be chance, and what is not compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.compare_runs import as_text, change_of, compare
from eval.questions import EvaluationError
from eval.run_folder import RECORD, read_record, write_record
from eval.score import QuestionScore
from tests.eval.fake_runs import SETTINGS, asked, make, opening, write_questions


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path / "q.jsonl", asked())


def test_what_changed_is_told_question_by_question(questions: Path, tmp_path: Path) -> None:
    make("before", questions, tmp_path, opening(wrong=("q00", "q01")))
    make("after", questions, tmp_path, opening(wrong=("q01", "q04", "q06", "q07")))
    compared = compare("before", "after", tmp_path)
    assert [(one.id, one.change) for one in compared.changed] == [
        ("q00", "better"),
        ("q04", "worse"),
        ("q06", "worse"),
        ("q07", "worse"),
    ]
    first = compared.changed[0]
    assert (first.question, first.kind, first.statuses) == ("第0问:奖励多少?", "amount", ("answered", "answered"))
    assert first.answers[0].startswith("5万元")
    assert first.answers[1].startswith("20万元")
    assert first.recalls == {"fact_recall": (0.0, 1.0)}
    right = compared.figures["right"]
    assert (right.n, right.better, right.worse) == (12, 1, 3)
    assert right.value == pytest.approx(-2 / 12)
    # Of four that changed one became right: (1 + 4) / 16 on either side, by hand.
    assert right.p == pytest.approx(2 * 5 / 16)
    amount, unanswerable = compared.kinds
    assert (amount.kind, amount.questions, amount.right, amount.better, amount.worse) == ("amount", 8, (5, 3), 1, 3)
    assert (unanswerable.questions, unanswerable.right, unanswerable.better) == (4, (4, 4), 0)
    assert compared.made_otherwise == ()


def test_as_lines_it_names_the_questions_and_the_answers(questions: Path, tmp_path: Path) -> None:
    make("before", questions, tmp_path)
    make("after", questions, tmp_path, opening(wrong=("q04",)), replace(SETTINGS, hotline="12345"))
    text = as_text(compare("before", "after", tmp_path))
    assert "made otherwise: settings: hotline (none, now 12345)" in text
    assert "right → wrong: 1" in text
    assert "  q04 (amount) 第4问:奖励多少?" in text
    assert "      before: answered: 20万元。[1]" in text
    assert "      after: answered: 5万元。[1]" in text
    assert "wrong → right" not in text
    assert "No question went otherwise." in as_text(compare("before", "before", tmp_path))


def test_other_questions_are_refused_unless_only_common_ones_are_asked_for(questions: Path, tmp_path: Path) -> None:
    make("before", questions, tmp_path, opening(wrong=("q01",)))
    other = [line for line in asked(14) if line["id"] not in ("q01", "q02")]
    other[3]["facts"] = [["30万元"]]  # q05 has another gold answer now
    make("after", write_questions(tmp_path / "other.jsonl", other), tmp_path)
    with pytest.raises(EvaluationError, match=r"\(12 and 12, 9 the same\).*--common"):
        compare("before", "after", tmp_path)
    compared = compare("before", "after", tmp_path, common=True)
    assert (compared.questions, compared.left_out) == (9, (3, 3))
    assert compared.figures["right"].n == 9
    assert not compared.changed
    assert "left out are 3 and 3" in as_text(compared)


def test_a_limited_run_is_compared_by_what_is_common(questions: Path, tmp_path: Path) -> None:
    make("whole", questions, tmp_path)
    make("part", questions, tmp_path, limit=5)
    with pytest.raises(EvaluationError, match=r"12 and 5, 5 the same"):
        compare("whole", "part", tmp_path)
    assert compare("whole", "part", tmp_path, common=True).left_out == (7, 0)


def test_runs_without_a_common_question_are_not_compared(questions: Path, tmp_path: Path) -> None:
    make("before", questions, tmp_path)
    make("after", write_questions(tmp_path / "o.jsonl", [{"id": "z", "question": "?"}]), tmp_path)
    with pytest.raises(EvaluationError, match="no question in common"):
        compare("before", "after", tmp_path, common=True)


def test_a_day_that_moved_is_told(questions: Path, tmp_path: Path) -> None:
    make("before", questions, tmp_path)
    folder = make("after", questions, tmp_path).folder
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[2]["as_of"] = "2020-01-01"
    write_questions(folder / "questions.jsonl", lines)
    assert compare("before", "after", tmp_path).made_otherwise == ("the day asked for, of 1 questions",)


def test_a_run_that_is_missing_or_unfinished_is_named(questions: Path, tmp_path: Path) -> None:
    folder = make("before", questions, tmp_path).folder
    with pytest.raises(EvaluationError, match="no run in"):
        compare("before", "after", tmp_path)
    write_record(folder, read_record(folder).model_copy(update={"finished": None}))
    with pytest.raises(EvaluationError, match="was not finished"):
        compare("before", "before", tmp_path)
    (folder / RECORD).write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationError, match="cannot be read"):
        compare("before", "before", tmp_path)


def scored(**figures: object) -> QuestionScore:
    given = {"id": "q", "kind": "k", "answerable": True, "status": "answered", "right": True, "right_and_cited": True}
    return QuestionScore.model_validate(given | figures)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({}, {}, None),
        ({"right": False, "right_and_cited": False}, {}, "better"),
        ({}, {"right": False, "fact_recall": 1.0}, "worse"),
        ({"right_and_cited": False}, {}, "cited"),
        ({}, {"right_and_cited": False}, "uncited"),
        ({"fact_recall": 0.5}, {"fact_recall": 0.75}, "recall_up"),
        ({"citation_recall": 1.0, "fact_recall": 0.5}, {"citation_recall": 0.2, "fact_recall": 0.75}, "recall_down"),
        ({"status": "answered"}, {"status": "quotes_only"}, None),
    ],
)
def test_what_weighs_most_is_what_changed(
    before: dict[str, object], after: dict[str, object], change: str | None
) -> None:
    assert change_of(scored(**before), scored(**after)) == change
