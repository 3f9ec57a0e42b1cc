"""Search for every question and write the clauses found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from tqdm import tqdm

from assistant.question import understand
from assistant.shapes import HitShape
from eval.questions import Line, Question
from index.search import Searcher


class HitsLine(Line):
    """The hits of one question, best first, and the seconds the search took."""

    hits: tuple[HitShape, ...]
    seconds: float


def retrieve(questions: Iterable[Question], searcher: Searcher, k: int) -> Iterator[HitsLine]:
    """Yield the ``k`` best hits of each question, a follow-up made to stand alone as ``answer()`` makes it."""
    for question in questions:
        started = time.perf_counter()
        hits = searcher.search(_standalone(question, searcher), k, region=question.region, as_of=question.as_of)
        seconds = time.perf_counter() - started
        yield HitsLine(id=question.id, hits=tuple(map(HitShape.of, hits)), seconds=round(seconds, 4))


def write_hits(questions: list[Question], searcher: Searcher, out: Path, k: int) -> int:
    """Write a line for every question to ``out``, replacing it; return how many were written."""
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for line in tqdm(retrieve(questions, searcher, k), total=len(questions), unit="question", desc="retrieve"):
            file.write(line.model_dump_json() + "\n")
            file.flush()
            count += 1
    return count


def _standalone(question: Question, searcher: Searcher) -> str:
    if not question.history:
        return question.question
    day = question.as_of or date.today()
    places = searcher.regions()
    understood = understand(question.question, question.history, region=question.region, as_of=day, places=places)
    return understood.standalone
