"""A run of predict: what it writes, what it keeps, what it asks again."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eval.variants
from assistant.answer import Answer, AnswerStatus, Resources, Seconds, Turn
from eval.predict import Progress, predict
from eval.questions import Question
from eval.score import read_predictions
from eval.stamps import stamps
from eval.variants import ours
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
    monkeypatch.setattr(eval.variants, "answer", made)
    return made


def put(
    questions: Sequence[Question], made: Resources, out: Path, *, fresh: bool = False, workers: int = 1
) -> Progress:
    answerer = ours(made)
    digest = stamps(answerer, made.settings).digest
    return predict(questions, answerer, out, digest, fresh=fresh, workers=workers)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_is_the_answer_with_its_id_and_its_total_seconds(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    put([FIRST, SECOND], resources(), out)
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
    put([FIRST], resources(), out)
    progress = put([FIRST, SECOND], resources(), out)
    assert fake.asked == [FIRST.question, SECOND.question]
    assert (progress.answered, progress.kept) == (1, 1)
    assert [line["id"] for line in _lines(out)] == ["q1", "q2"]


@pytest.mark.parametrize(
    "changed",
    [{"question": "补助几何?"}, {"as_of": date(2026, 1, 3)}, {"region": None}, {"history": SECOND.history}],
)
def test_a_changed_question_is_asked_again(fake: FakeAnswer, tmp_path: Path, changed: dict[str, Any]) -> None:
    out = tmp_path / "p.jsonl"
    put([FIRST], resources(), out)
    assert put([FIRST.model_copy(update=changed)], resources(), out).answered == 1


def test_changed_settings_ask_again_and_fresh_begins_anew(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    put([FIRST], resources(), out)
    assert put([FIRST], resources(hotline="12345"), out).answered == 1
    assert len(_lines(out)) == 2
    put([FIRST], resources(hotline="12345"), out, fresh=True)
    assert len(_lines(out)) == 1


def test_an_error_is_a_failed_line_the_run_goes_on_and_the_next_run_asks_again(
    fake: FakeAnswer, tmp_path: Path
) -> None:
    out = tmp_path / "p.jsonl"
    fake.failures[FIRST.question] = RuntimeError("broken")
    progress = put([FIRST, SECOND], resources(), out)
    assert progress.failed == 1
    assert [line["status"] for line in _lines(out)] == ["failed", "answered"]
    fake.failures.clear()
    again = put([FIRST, SECOND], resources(), out)
    assert (again.answered, again.kept) == (1, 1)
    assert read_predictions(out)["q1"].status == "answered"


def test_a_half_written_line_of_a_killed_run_is_cut_off(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    put([FIRST], resources(), out)
    with out.open("a", encoding="utf-8") as file:
        file.write('{"id": "q2", "status": "ans')
    put([FIRST, SECOND], resources(), out)
    assert [line["id"] for line in _lines(out)] == ["q1", "q2"]


def test_what_was_written_survives_an_interruption(fake: FakeAnswer, tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    fake.failures[SECOND.question] = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        put([FIRST, SECOND], resources(), out)
    assert [line["id"] for line in _lines(out)] == ["q1"]


def test_several_workers_put_questions_at_once_and_answers_do_not_depend_on_order(
    fake: FakeAnswer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=30)

    def waiting(question: str, made: Resources, **asked: Any) -> Answer:
        together.wait()  # never passed by one at a time
        return fake(question, made, **asked)

    asked = [FIRST.model_copy(update={"id": f"q{number}", "question": f"第{number}问?"}) for number in range(6)]
    put(asked, resources(), tmp_path / "one.jsonl")
    monkeypatch.setattr(eval.variants, "answer", waiting)
    assert put(asked, resources(), tmp_path / "two.jsonl", workers=2).answered == 6
    one, two = read_predictions(tmp_path / "one.jsonl"), read_predictions(tmp_path / "two.jsonl")
    assert {key: (line.answer, line.as_of) for key, line in one.items()} == {
        key: (line.answer, line.as_of) for key, line in two.items()
    }
    assert put(asked, resources(), tmp_path / "two.jsonl").kept == 6


def test_a_worker_that_fails_fails_its_question_alone(fake: FakeAnswer, tmp_path: Path) -> None:
    fake.failures[FIRST.question] = RuntimeError("broken")
    assert put([FIRST, SECOND], resources(), tmp_path / "p.jsonl", workers=3).failed == 1
    read = read_predictions(tmp_path / "p.jsonl")
    assert (read["q1"].status, read["q1"].reference) == ("failed", "RuntimeError: broken")
    assert read["q2"].status == "answered"
    assert (read["q2"].memory_mb or 0) > 1


def test_an_answer_that_cannot_be_weighed_is_an_answer_all_the_same(fake: FakeAnswer, tmp_path: Path) -> None:
    made = resources()
    answerer = replace(ours(made), confidence=_broken)
    predict([SECOND], answerer, tmp_path / "p.jsonl", "made")
    read = read_predictions(tmp_path / "p.jsonl")["q2"]
    assert (read.status, read.confidence) == ("answered", None)


def _broken(question: Question) -> float:
    raise ValueError(question.id)
