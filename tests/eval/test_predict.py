"""A run of predict: what it writes, what it keeps, what it asks again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eval.predict
from assistant.answer import Answer, AnswerStatus, Resources, Seconds, Turn
from eval.predict import predict
from eval.questions import Question
from eval.score import read_predictions
from tests.assistant.fake_answers import citation, resources

FIRST = Question(id="q1", question="补助多少?", as_of=date(2026, 1, 2), region="云溪市")
SECOND = Question(id="q2", question="谁牵头?", as_of=date(2026, 1, 2), history=(Turn(role="user", content="前一问"),))


class FakeAnswer:
    """Stands in for answer(): records how it was asked, raises what it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.given: list[tuple[tuple[Turn, ...], str | None, date | None]] = []
        self.failures: dict[str, Exception] = {}

    def __call__(
        self,
        question: str,
        resources: Resources,  # noqa: ARG002
        *,
        history: Sequence[Turn] = (),
        region: str | None = None,
        as_of: date | None = None,
    ) -> Answer:
        self.asked.append(question)
        self.given.append((tuple(history), region, as_of))
        if question in self.failures:
            raise self.failures[question]
        return Answer(
            status=AnswerStatus.ANSWERED,
            answer="20万元[1]",
            citations=(citation(1, "p1-0"),),
            question=question,
            as_of=as_of or date.today(),
            seconds=Seconds(search=0.1, first_text=0.2, total=1.5),
        )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAnswer:
    made = FakeAnswer()
    monkeypatch.setattr(eval.predict, "answer", made)
    return made


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_is_the_answer_with_its_id_and_its_total_seconds(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    predict([FIRST, SECOND], resources(), out)
    first, second = _lines(out)
    assert (first["id"], first["status"], first["seconds"]) == ("q1", "answered", 1.5)
    assert first["timing"] == {"search": 0.1, "first_text": 0.2, "total": 1.5}
    assert first["citations"][0]["text"].startswith("第五条")
    assert second["id"] == "q2"
    assert fake.given == [((), "云溪市", FIRST.as_of), (SECOND.history, None, SECOND.as_of)]
    assert read_predictions(out)["q1"].times().search == 0.1
    assert "confidence" not in first, "no policy is of the place asked about: nothing was weighed"
    assert read_predictions(out)["q2"].confidence == second["confidence"] > 0


def test_a_second_run_keeps_what_is_there(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    predict([FIRST], resources(), out)
    progress = predict([FIRST, SECOND], resources(), out)
    assert fake.asked == [FIRST.question, SECOND.question]
    assert (progress.answered, progress.kept) == (1, 1)
    assert [line["id"] for line in _lines(out)] == ["q1", "q2"]


@pytest.mark.parametrize(
    "changed",
    [{"question": "补助几何?"}, {"as_of": date(2026, 1, 3)}, {"region": None}, {"history": SECOND.history}],
)
def test_a_changed_question_is_asked_again(fake: FakeAnswer, tmp_path: Path, changed: dict[str, Any]) -> None:
    out = tmp_path / "p.jsonl"
    predict([FIRST], resources(), out)
    assert predict([FIRST.model_copy(update=changed)], resources(), out).answered == 1


def test_changed_settings_ask_again_and_fresh_begins_anew(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    predict([FIRST], resources(), out)
    assert predict([FIRST], resources(hotline="12345"), out).answered == 1
    assert len(_lines(out)) == 2
    predict([FIRST], resources(hotline="12345"), out, fresh=True)
    assert len(_lines(out)) == 1


def test_an_error_is_a_failed_line_the_run_goes_on_and_the_next_run_asks_again(
    fake: FakeAnswer, tmp_path: Path
) -> None:
    out = tmp_path / "p.jsonl"
    fake.failures[FIRST.question] = RuntimeError("broken")
    progress = predict([FIRST, SECOND], resources(), out)
    assert progress.failed == 1
    assert [line["status"] for line in _lines(out)] == ["failed", "answered"]
    fake.failures.clear()
    again = predict([FIRST, SECOND], resources(), out)
    assert (again.answered, again.kept) == (1, 1)
    assert read_predictions(out)["q1"].status == "answered"


def test_a_half_written_line_of_a_killed_run_is_cut_off(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    predict([FIRST], resources(), out)
    with out.open("a", encoding="utf-8") as file:
        file.write('{"id": "q2", "status": "ans')
    predict([FIRST, SECOND], resources(), out)
    assert [line["id"] for line in _lines(out)] == ["q1", "q2"]


def test_what_was_written_survives_an_interruption(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    fake.failures[SECOND.question] = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        predict([FIRST, SECOND], resources(), out)
    assert [line["id"] for line in _lines(out)] == ["q1"]
