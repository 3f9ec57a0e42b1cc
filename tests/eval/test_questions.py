"""Question files: what is read, what is ignored, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval.questions import EvaluationError, read_questions


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_unknown_keys_are_ignored_and_known_ones_honoured(tmp_path: Path) -> None:
    line = (
        '{"id": "q1", "question": "多少?", "as_of": "2026-01-02", "region": "云溪市", "mood": "cross",'
        ' "history": [{"role": "user", "content": "前一问"}], "departments": {"lead": ["甲局"], "with": ["乙局"]}}'
    )
    (question,) = read_questions(_file(tmp_path, line, ""))
    assert question.as_of == date(2026, 1, 2)
    assert question.region == "云溪市"
    assert question.history[0].content == "前一问"
    assert question.department_names() == ("甲局", "乙局")
    assert question.answerable


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    (question,) = read_questions(_file(tmp_path, '{"id": "q1", "question": "甲\u2028乙"}'))
    assert question.question == "甲\u2028乙"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (['{"id": "q1", "question": "甲"}', "{not json"], "line 2"),
        (['{"id": "q1"}'], "line 1: question"),
        (['{"id": "q1", "question": "甲", "as_of": "next week"}'], "line 1: as_of"),
        (['{"id": "q1", "question": "甲"}', '{"id": "q1", "question": "乙"}'], "'q1' comes twice"),
        (["", ""], "no questions"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_that_says_where(tmp_path: Path, lines: list[str], reason: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        read_questions(_file(tmp_path, *lines))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="does not exist"):
        read_questions(tmp_path / "none.jsonl")
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes('{"id": "q", "question": "甲"}'.encode("gb18030"))
    with pytest.raises(EvaluationError, match="not UTF-8"):
        read_questions(wrong)
