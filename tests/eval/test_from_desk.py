"""Feedback of the desk to questions: what the cited clauses bear out becomes gold, the rest is left to a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli import run
from eval.__main__ import evaluation
from eval.from_desk import Feedback, from_feedback
from eval.making.held import Held, from_folder
from eval.questions import EvaluationError, read_lines, read_questions
from tests.eval.test_making import DEPOT, LAMPS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policies")
    (path / "depot.txt").write_text(DEPOT, encoding="utf-8")
    (path / "lamps.txt").write_text(LAMPS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def held(folder: Path) -> Held:
    return Held(from_folder(folder))


def clause_of(held: Held, words: str) -> str:
    return next(one.clause.clause_id for one in held.stated if words in one.text)


def judged(held: Held, corrected: str | None, words: str = "建设拆解场", **more: object) -> Feedback:
    fields: dict[str, object] = {
        "question": "拆解场能补多少？",
        "helpful": False,
        "answer": "不清楚。",
        "corrected_answer": corrected,
        "clauses": [clause_of(held, words)],
        "reviewer": "甲",
        "time": "2026-11-20T10:00:00",
    }
    return Feedback.model_validate({**fields, **more})


def test_a_corrected_amount_becomes_a_question(held: Held) -> None:
    taken = from_feedback([judged(held, "按设备投资的15%补助，最高70万。")], held)
    (question,) = taken.questions
    assert question.facts == (("15%",), ("70万元", "70万"))
    assert question.kind == "amount"
    assert question.made.by == "feedback"
    assert "甲" in question.note
    assert question.evidence
    assert all(piece in DEPOT for piece in question.evidence)
    assert not taken.for_a_person


def test_departments_are_taken_in_the_role_the_clause_gives_them(held: Held) -> None:
    right = from_feedback([judged(held, "由市交通局牵头，市财政局配合。")], held)
    assert right.questions[0].departments == {"lead": ("市交通局",), "with": ("市财政局",)}
    wrong = from_feedback([judged(held, "由市财政局牵头。")], held)
    assert not wrong.questions
    assert "市财政局" in wrong.for_a_person[0][1]


def test_what_no_cited_clause_states_is_left_to_a_person(held: Held) -> None:
    taken = from_feedback([judged(held, "按15%补助，最高90万元。")], held)
    (question,) = taken.questions
    assert [group[0] for group in question.facts] == ["15%"]
    assert any("90万元" in what for _, what in taken.for_a_person)
    assert "90万元" in question.note


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ({"corrected": None}, "nobody wrote"),
        ({"corrected": "可以。"}, "by hand"),
        ({"corrected": "15%。", "clauses": []}, "cites no clause"),
        ({"corrected": "15%。", "clauses": ["nowhere/9"]}, "not in the index"),
        ({"corrected": "奖励4000元。"}, "4000元"),
    ],
)
def test_what_bears_no_gold_is_said(held: Held, line: dict[str, object], what: str) -> None:
    corrected = line.pop("corrected")
    taken = from_feedback([judged(held, corrected if isinstance(corrected, str) else None, **line)], held)
    assert not taken.questions
    assert any(what in said for _, said in taken.for_a_person)


def test_a_helpful_answer_is_right_as_it_stands(held: Held) -> None:
    taken = from_feedback(
        [judged(held, None, helpful=True, answer="每条奖励4000元。", clauses=[clause_of(held, "收购旧木船")])], held
    )
    assert [group[0] for group in taken.questions[0].facts] == ["4000元"]


def test_a_correction_that_nothing_is_stated_makes_it_unanswerable(held: Held) -> None:
    taken = from_feedback([judged(held, "原文未规定。", clauses=[])], held)
    assert not taken.questions[0].answerable
    assert not taken.questions[0].facts


def test_the_last_word_on_a_question_counts(held: Held) -> None:
    taken = from_feedback([judged(held, "15%。"), judged(held, "最高70万元。")], held)
    assert len(taken.questions) == 1
    assert "70万元" in taken.questions[0].facts[0]


def test_the_command_writes_what_every_other_command_reads(
    held: Held, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [judged(held, "按设备投资的15%补助。"), judged(held, None)]
    file, out = tmp_path / "desk.jsonl", tmp_path / "q.jsonl"
    file.write_text("".join(one.model_dump_json() + "\n" for one in lines), encoding="utf-8")
    arguments = ["from-feedback", str(file), "--out", str(out), "--policies", str(folder)]
    assert run(evaluation, arguments, "python -m eval") == 0
    assert "line 2: the answer was not helpful" in capsys.readouterr().err
    assert read_questions(out)[0].facts == (("15%",),)


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "desk.jsonl"
    file.write_text(json.dumps({"question": "？", "helpful": True}) + "\n" + '{"question": "？"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 2: helpful"):
        list(read_lines(file, Feedback))
