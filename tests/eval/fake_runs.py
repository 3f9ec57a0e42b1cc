"""Runs that need no index and no model: what answers is made up from the question itself, one of which always fails.

As a program (``python -m tests.eval.fake_runs RUNS QUESTIONS SECONDS``) a run to be killed: SECONDS a question.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Answer, AnswerStatus, Seconds
from assistant.settings import Settings
from assistant.shapes import HitShape
from eval.questions import Question
from eval.run import Done, Plan, run
from eval.variants import Answerer
from tests.assistant.fake_answers import citation, policy

FAILING = "q03"
SETTINGS = Settings(home=Path("/nonexistent"), llm_enabled=False)
Opened = Callable[[str, Settings], Answerer]


def asked(count: int = 12) -> list[dict[str, Any]]:
    """Question lines: every third is unanswerable, every fourth has a history, none but the first has a day."""
    return [
        {
            "id": f"q{number:02}",
            "question": f"第{number}问:奖励多少?",
            "kind": "unanswerable" if number % 3 == 2 else "amount",
            "answerable": number % 3 != 2,
            "facts": [] if number % 3 == 2 else [["20万元"]],
            "evidence": [] if number % 3 == 2 else ["一次性奖励20万元"],
            "history": [{"role": "user", "content": f"前一问{number}"}] if number % 4 == 1 else [],
            "note": "a key the evaluation does not know",
        }
        | ({"as_of": "2026-01-02"} if not number else {})
        for number in range(count)
    ]


def write_questions(path: Path, lines: list[dict[str, Any]]) -> Path:
    """Write question lines to ``path``."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def opening(seconds: float = 0.0, wrong: tuple[str, ...] = (), **changed: Any) -> Opened:
    """What opens an answerer that takes ``seconds``, answers ``wrong`` wrongly, and is ``changed`` in these fields."""

    def answer(question: Question) -> Answer:
        time.sleep(seconds)
        if question.id == FAILING:
            raise TimeoutError("the server said nothing")
        refused = not question.answerable
        before = question.history[0].content if question.history else ""
        said = f"{'5' if question.id in wrong else '20'}万元。[1] {before}"
        return Answer(
            status=AnswerStatus.NOT_FOUND if refused else AnswerStatus.ANSWERED,
            answer="未检索到。" if refused else said,
            citations=() if refused else (citation(1, "p1-0"),),
            question=question.question,
            as_of=question.as_of or date.today(),
            seconds=Seconds(search=seconds, first_text=seconds, total=seconds),
        )

    def search(question: Question, k: int) -> list[HitShape]:
        time.sleep(seconds)
        made = policy(1, "办法", [(("第五条",), f"第五条 一次性奖励20万元。{question.id}")])
        clause = made.clauses[0]
        hit = {"rank": 1, "score": 0.5, "policy_id": "p1", "policy": "办法", "source_file": "p1.txt"}
        return [
            HitShape.model_validate(
                hit
                | {"clause_id": clause.clause_id, "address": clause.address, "text": clause.text, "validity": "unknown"}
            )
        ][:k]

    fields: dict[str, Any] = {"answer": answer, "model": None, "index": "i" * 64, "policies": 1, "search": search}
    return lambda _variant, _settings: Answerer(**fields | changed)


def make(
    name: str, questions: Path, runs: Path, opened: Opened | None = None, settings: Settings = SETTINGS, **plan: Any
) -> Done:
    """Make a run with what ``opening`` opens."""
    return run(Plan(name, questions, runs=runs, **plan), settings, opened or opening())


if __name__ == "__main__":
    make("killed", Path(sys.argv[2]), Path(sys.argv[1]), opening(float(sys.argv[3])))
