"""Search for every question and write the clauses found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from tqdm import tqdm

from assistant.evidence import find
from assistant.question import understand
from assistant.shapes import HitShape
from eval.questions import Line, Question
from index.policy import Hit
from index.search import Searcher


class HitsLine(Line):
    """The hits of one question, best first, and the seconds the search took."""

    hits: tuple[HitShape, ...]
    seconds: float


def retrieve(questions: Iterable[Question], searcher: Searcher, k: int) -> Iterator[HitsLine]:
    """Yield the ``k`` best hits of each question, found as ``answer()`` finds them, of each article the best clause."""
    for question in questions:
        started = time.perf_counter()
        hits = found(question, searcher, k)
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


def found(question: Question, searcher: Searcher, k: int) -> list[Hit]:
    """What ``answer()`` would find, of each article the best clause; nothing when no policy is of the region asked."""
    day = question.as_of or date.today()
    understood = understand(
        question.question, question.history, region=question.region, as_of=day, places=searcher.regions()
    )
    covered = searcher.covered(understood.regions)
    return find(understood, searcher, k, covered, by_article=True) if covered or not understood.regions else []
