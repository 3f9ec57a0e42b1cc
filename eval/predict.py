"""Answer every question and write the answers, one line each, going on where an earlier run stopped."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tqdm import tqdm

from assistant.answer import Answer, AnswerStatus, Resources, Seconds, answer
from eval.figures.confidence import confidence
from eval.questions import Line, Question, read_lines

log = logging.getLogger(__name__)

_CHECKOUT = Path(__file__).resolve().parent.parent
_DECIDES_ANSWERS = ("assistant/**/*.py", "index/**/*.py", "prompts/*")


class MadeLine(Line):
    """What an earlier run left in the file: whether it can be kept is all that is asked of it."""

    status: str
    made_with: str | None = None


@dataclass(frozen=True)
class Progress:
    """What a run did: questions answered now, kept from an earlier run, and failed."""

    answered: int
    kept: int
    failed: int


def predict(questions: Sequence[Question], resources: Resources, out: Path, *, fresh: bool = False) -> Progress:
    """Answer ``questions`` and append a line for each to ``out``, flushed at once.

    A line already there is kept when it was made by the same code, prompts, settings, model and policies for the
    same question; ``fresh`` starts the file anew. An error on a question is written as status ``failed``, and
    such a question is asked again by the next run. Of several lines for one question the last counts.
    """
    run = run_stamp(resources)
    stamps = {question.id: question_stamp(run, question) for question in questions}
    made = set() if fresh else _made_before(out, stamps)
    waiting = [question for question in questions if question.id not in made]
    failed = 0
    bar = tqdm(waiting, total=len(questions), initial=len(made), unit="question", desc="predict")
    with out.open("w" if fresh else "a", encoding="utf-8") as file:
        for question in bar:
            given = ask(question, resources)
            failed += given.status == AnswerStatus.FAILED
            sure = None if given.status == AnswerStatus.FAILED else confidence(question, resources.searcher)
            file.write(prediction_line(question.id, given, stamps[question.id], sure) + "\n")
            file.flush()
    return Progress(answered=len(waiting), kept=len(made), failed=failed)


def ask(question: Question, resources: Resources) -> Answer:
    """Return the answer to ``question``; an error becomes an answer of status ``failed``."""
    started = time.perf_counter()
    try:
        return answer(
            question.question,
            resources,
            history=question.history,
            region=question.region,
            as_of=question.as_of,
        )
    except Exception as error:  # One question must not end a run of hours; the error is recorded.
        log.warning("question %s failed", question.id, exc_info=True)
        return Answer(
            status=AnswerStatus.FAILED,
            answer="",
            question=question.question,
            as_of=question.as_of or date.today(),
            seconds=Seconds(total=time.perf_counter() - started),
            reference=f"{type(error).__name__}: {error}",
        )


def prediction_line(question_id: str, given: Answer, made_with: str, confidence: float | None = None) -> str:
    """Return the line: the answer's JSON with ``id``, its total as ``seconds`` and all its seconds as ``timing``.

    ``confidence`` is how surely what was found is about the question (``eval.figures.confidence``).
    """
    fields = given.model_dump(mode="json")
    timing = fields.pop("seconds")
    line = {"id": question_id, **fields, "seconds": given.seconds.total, "timing": timing, "made_with": made_with}
    if confidence is not None:
        line["confidence"] = round(confidence, 4)
    return json.dumps(line, ensure_ascii=False)


def run_stamp(resources: Resources) -> str:
    """Return a hash of everything an answer depends on besides its question."""
    settings = resources.settings
    parts = [
        repr((settings.embedding_model, settings.llm_base_url, settings.llm_model, settings.llm_gguf)),
        repr(settings.reranker_model),
        repr((settings.hotline, settings.question_limit)),
        resources.model.name if resources.model else "no model",
        *(policy.model_dump_json() for policy in resources.searcher.policies()),
    ]
    digest = hashlib.sha256("\n".join(parts).encode())
    for pattern in _DECIDES_ANSWERS:
        for path in sorted(_CHECKOUT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def question_stamp(run: str, question: Question) -> str:
    """Return a hash of the run and of all that is asked; a question for today is another one tomorrow."""
    asked = question.model_copy(update={"as_of": question.as_of or date.today()})
    text = asked.model_dump_json(include={"question", "history", "as_of", "region"})
    return hashlib.sha256(f"{run}\n{text}".encode()).hexdigest()[:16]


def _made_before(out: Path, stamps: dict[str, str]) -> set[str]:
    if not out.exists():
        return set()
    _mend_last_line(out)
    last = {line.id: line for line in read_lines(out, MadeLine)}
    return {
        question_id
        for question_id, line in last.items()
        if line.made_with == stamps.get(question_id, "") and line.status != AnswerStatus.FAILED
    }


def _mend_last_line(out: Path) -> None:
    """Cut off a line that a killed run left half written."""
    content = out.read_bytes()
    if content and not content.endswith(b"\n"):
        with out.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
