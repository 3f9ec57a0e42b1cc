"""Answer every question and write the answers, one line each, going on where an earlier run stopped."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from assistant.answer import Answer, AnswerStatus, Seconds
from assistant.chat_model import Spent, counting_tokens
from assistant.trace import Explained
from eval.memory import peak_mb
from eval.questions import Line, Question, read_lines

if TYPE_CHECKING:
    from eval.variants import Answerer

log = logging.getLogger(__name__)
_OF_DRAFTS = {"written", "shown", "faults", "decision"}


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


@dataclass(frozen=True)
class Given:
    """The answer to a question, how surely something was found that answers it (None: not weighed), what it cost."""

    question: Question
    answer: Answer
    confidence: float | None
    spent: Spent = field(default_factory=Spent)


def predict(
    questions: Sequence[Question],
    answerer: Answerer,
    out: Path,
    made_with: str,
    *,
    fresh: bool = False,
    workers: int = 1,
) -> Progress:
    """Answer ``questions`` and append a line for each to ``out``, flushed at once.

    A line already there is kept when it was made for the same question by what ``made_with`` is the hash of
    (``eval.stamps``); ``fresh`` starts the file anew. An error on a question is written as status ``failed``, and such
    a question is asked again by the next run. Of several lines for one question the last counts. With several
    ``workers`` so many questions are put at once, and lines stand in the order in which the answers came.
    """
    stamps = {question.id: question_stamp(made_with, question) for question in questions}
    made = set() if fresh else _made_before(out, stamps)
    waiting = [question for question in questions if question.id not in made]
    failed = 0
    bar = tqdm(_given(waiting, answerer, workers), total=len(questions), initial=len(made), unit="question")
    bar.set_description("predict")
    with out.open("w" if fresh else "a", encoding="utf-8") as file:
        for given in bar:
            failed += given.answer.status == AnswerStatus.FAILED
            file.write(prediction_line(given, stamps[given.question.id]) + "\n")
            file.flush()
    return Progress(answered=len(waiting), kept=len(made), failed=failed)


def _given(waiting: Sequence[Question], answerer: Answerer, workers: int) -> Iterator[Given]:
    """The answers as they come; several at once when there are several workers."""
    if workers == 1:
        yield from (_put(question, answerer) for question in waiting)
        return
    pool = ThreadPoolExecutor(workers)
    try:
        for done in as_completed([pool.submit(_put, question, answerer) for question in waiting]):
            yield done.result()
    finally:  # an interruption waits for the answers under way, not for all
        pool.shutdown(cancel_futures=True)


def _put(question: Question, answerer: Answerer) -> Given:
    with counting_tokens() as spent:
        given = ask(question, answerer.answer)
    if given.status == AnswerStatus.FAILED or answerer.confidence is None:
        return Given(question, given, None, spent)
    try:
        return Given(question, given, answerer.confidence(question), spent)
    except Exception:  # The answer was given: that it could not be weighed does not undo it.
        log.warning("the confidence of question %s could not be worked out", question.id, exc_info=True)
        return Given(question, given, None, spent)


def ask(question: Question, answer: Callable[[Question], Answer]) -> Answer:
    """Return what ``answer`` says to ``question``; an error becomes an answer of status ``failed``."""
    started = time.perf_counter()
    try:
        return answer(question)
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


def prediction_line(given: Given, made_with: str) -> str:
    """Return the line: the answer's JSON with ``id``, its total as ``seconds`` and all its seconds as ``timing``.

    ``tokens`` are there when the model's server counted those of every call; ``memory_mb`` is the most memory held so
    far; ``confidence`` is left out where nothing was weighed. Of an answer that tells how it came about, the sentences
    of the model are kept as ``drafts``, if it was asked.
    """
    fields = given.answer.model_dump(mode="json", exclude={"trace"})
    timing = fields.pop("seconds")
    line = {
        "id": given.question.id,
        **fields,
        "seconds": timing["total"],
        "timing": timing,
        "memory_mb": peak_mb(),
        "made_with": made_with,
    }
    trace = given.answer.trace if isinstance(given.answer, Explained) else None
    if trace and trace.model:
        line["drafts"] = [draft.model_dump(include=_OF_DRAFTS) for draft in trace.drafts]
    if given.spent.known and given.spent.prompt:
        line["tokens"] = {"prompt": given.spent.prompt, "completion": given.spent.completion}
    if given.confidence is not None:
        line["confidence"] = round(given.confidence, 4)
    return json.dumps(line, ensure_ascii=False)


def question_stamp(made_with: str, question: Question) -> str:
    """Return a hash of the run and of all that is asked; a question for today is another one tomorrow."""
    asked = question.model_copy(update={"as_of": question.as_of or date.today()})
    text = asked.model_dump_json(include={"question", "history", "as_of", "region"})
    return hashlib.sha256(f"{made_with}\n{text}".encode()).hexdigest()[:16]


def _made_before(out: Path, stamps: dict[str, str]) -> set[str]:
    if not out.exists():
        return set()
    mend_last_line(out)
    last = {line.id: line for line in read_lines(out, MadeLine)}
    return {
        question_id
        for question_id, line in last.items()
        if line.made_with == stamps.get(question_id, "") and line.status != AnswerStatus.FAILED
    }


def mend_last_line(out: Path) -> None:
    """Cut off a line that a killed run left half written."""
    content = out.read_bytes()
    if content and not content.endswith(b"\n"):
        with out.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
