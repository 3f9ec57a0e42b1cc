"""Run the evaluation: put the questions, search, score, and leave it all in one folder, whatever interrupts it."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from assistant.answer import AnswerStatus
from eval.figures.citations import read_sources
from eval.figures.summary import Summary, summary
from eval.memory import peak_mb
from eval.predict import Progress, mend_last_line, predict
from eval.questions import EvaluationError, Line, Question, read_lines, read_questions
from eval.retrieve import HitsLine
from eval.run_folder import (
    HITS,
    PREDICTIONS,
    QUESTIONS,
    RECORD,
    RUNS,
    SCORES,
    SUMMARY,
    Run,
    folder_of,
    hits_of,
    predictions_of,
    questions_of,
    read_record,
    write_record,
    write_text,
)
from eval.score import score_all
from eval.stamps import Stamps, differences, stamps
from eval.variants import Answerer, open_variant

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.shapes import HitShape
    from eval.predictions import Prediction

log = logging.getLogger(__name__)

HITS_KEPT = 10
"""So many hits a question: what the retrieval's figures look at."""
_LOCK = ".lock"
_RESULTS = (SUMMARY, SCORES, HITS, PREDICTIONS)


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do. ``sources`` is the folder of the files asked about, to check quotes in."""

    name: str
    questions: Path
    variant: str = "ours"
    sources: Path | None = None
    limit: int | None = None
    workers: int = 1
    runs: Path = RUNS
    fresh: bool = False


@dataclass(frozen=True)
class Done:
    """A finished run: its folder, its record, its figures, what was done now, and the questions that failed."""

    folder: Path
    run: Run
    summary: Summary
    progress: Progress
    failed: tuple[tuple[str, str], ...]
    """Id and reason of each question that failed; it counts as wrong, and is asked again by the next run."""


def run(plan: Plan, settings: Settings, opened: Callable[[str, Settings], Answerer] = open_variant) -> Done:
    """Do what ``plan`` says, going on where an earlier run of that name stopped.

    Each answer is written as soon as it is there, so a run may be killed at any moment. A question without a day is
    asked for the day on which the run began, also when the run goes on later. Raises EvaluationError when the
    questions cannot be read, the run is being made by another process, or it was begun with anything else and
    ``plan.fresh`` is not set.
    """
    folder = folder_of(plan.name, plan.runs)
    asked = read_questions(plan.questions)[: plan.limit]
    sources = read_sources(plan.sources) if plan.sources else None
    answerer = opened(plan.variant, settings)
    made = stamps(answerer, settings)
    with _alone(folder):
        record, questions = _begun(folder, plan, asked, made)
        progress = predict(questions, answerer, folder / PREDICTIONS, made.digest, workers=plan.workers)
        _in_order(folder / PREDICTIONS, questions)
        if answerer.search:
            _search(folder / HITS, questions, answerer.search)
        given = predictions_of(folder)
        scores = score_all(questions, given, sources)
        write_text(folder / SCORES, _lines(scores))
        figures = summary(questions, given, hits_of(folder), sources=sources, scores=scores)
        write_text(folder / SUMMARY, figures.model_dump_json(indent=2) + "\n")
        peak = max(peak_mb(), record.peak_mb or 0.0)
        record = record.model_copy(update={"finished": datetime.now(UTC), "peak_mb": peak})
        write_record(folder, record)
    return Done(folder, record, figures, progress, tuple(_failed(given)))


def _begun(folder: Path, plan: Plan, asked: Sequence[Question], made: Stamps) -> tuple[Run, list[Question]]:
    """The run's record and its questions: those of the run to go on with, or of one begun now."""
    now = _record(plan, asked, made)
    if plan.fresh:
        for name in (*_RESULTS, RECORD):  # the record last: who is interrupted here can go on
            (folder / name).unlink(missing_ok=True)
    if (folder / RECORD).exists():
        earlier = read_record(folder)
        if changed := differences(earlier, now):
            raise EvaluationError(
                f"The run {plan.name} was made with other things: {'; '.join(changed)}. "
                "Give the new run another name, or begin this one anew with --fresh."
            )
        return earlier, questions_of(folder)
    if left := [name for name in _RESULTS if (folder / name).exists()]:
        raise EvaluationError(
            f"{folder} holds {left[0]} of something else: give the run another name, or replace it with --fresh."
        )
    today = date.today()
    dated = [question.model_copy(update={"as_of": question.as_of or today}) for question in asked]
    write_text(folder / QUESTIONS, _lines(dated))
    write_record(folder, now)  # last: a run with a record has its questions
    return now, dated


def _record(plan: Plan, asked: Sequence[Question], made: Stamps) -> Run:
    fields = made.model_dump()
    fields["settings"] = {**made.settings, "workers": str(plan.workers)}
    return Run(
        name=plan.name,
        variant=plan.variant,
        questions_file=plan.questions.name,
        questions_sha256=hashlib.sha256(plan.questions.read_bytes()).hexdigest(),
        questions=len(asked),
        started=datetime.now(UTC),
        **fields,
    )


def _search(path: Path, questions: Sequence[Question], search: Callable[[Question, int], Sequence[HitShape]]) -> None:
    """Write the hits of each question that has none yet, then all in the order of the questions."""
    made: set[str] = set()
    if path.exists():
        mend_last_line(path)
        made = {line.id for line in read_lines(path, HitsLine)}
    waiting = [question for question in questions if question.id not in made]
    with path.open("a", encoding="utf-8") as file:
        for question in tqdm(waiting, total=len(questions), initial=len(made), unit="question", desc="retrieve"):
            file.write(_hits(question, search).model_dump_json() + "\n")
            file.flush()
    _in_order(path, questions)


def _hits(question: Question, search: Callable[[Question, int], Sequence[HitShape]]) -> HitsLine:
    started = time.perf_counter()
    hits: Sequence[HitShape] = ()
    try:
        hits = search(question, HITS_KEPT)
    except Exception:  # As with an answer: one question must not end the run, and it scores zero.
        log.warning("question %s could not be searched for", question.id, exc_info=True)
    return HitsLine(id=question.id, hits=tuple(hits), seconds=round(time.perf_counter() - started, 4))


def _in_order(path: Path, questions: Sequence[Question]) -> None:
    """Leave one line a question, the last written, in the order of the questions."""
    # Not splitlines(): a JSON string may hold U+2028, which that would take for the end of a line.
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    last = {Line.model_validate_json(line).id: line for line in lines}
    write_text(path, "".join(last[question.id] + "\n" for question in questions if question.id in last))


def _lines(rows: Iterable[Line]) -> str:
    return "".join(row.model_dump_json() + "\n" for row in rows)


def _failed(given: Mapping[str, Prediction]) -> Iterator[tuple[str, str]]:
    for one in given.values():
        if one.status == AnswerStatus.FAILED:
            yield one.id, one.reference or "no reason was recorded"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from making the same run at the same time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EvaluationError(f"Another process is making the run in {folder}: wait for it to end.") from None
        yield
