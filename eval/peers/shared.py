"""What every pipeline is given and what it gives back, so that only the pipelines differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from assistant.question import understand
from eval.questions import Question
from index.policy import Frozen
from index.sources import SourceText, find_sources, read_source

DEPTH = 10
"""How many chunks a question is given: quick starts give 2 to 10, and Recall@10 needs ten."""


class Chunk(NamedTuple):
    """A piece of a file found for a question: the file's name within the folder, and the text."""

    source: str
    text: str


Ask = Callable[[Question], Sequence[Chunk]]
"""A question to its ``DEPTH`` best chunks, best first."""


class Task(Frozen):
    """What a pipeline is to do: index the files under ``policies``, then answer each of ``questions`` once."""

    pipeline: str
    policies: Path
    questions: tuple[Question, ...]
    model: Path
    threads: int
    dtype: str
    """The number format of the peers' model, ``float32`` or ``bfloat16``; ours takes the fastest by itself."""


class Outcome(Frozen):
    """What a pipeline did: seconds, megabytes and, for each question, its chunks and seconds in the task's order.

    ``start`` is the time until libraries and model are loaded, ``loaded_mb`` the peak memory at that moment. The
    ``cpu`` seconds are of all threads: on a machine that does other things as well they say more than the clock.
    """

    start_seconds: float
    loaded_mb: float
    index_seconds: float
    index_cpu_seconds: float
    peak_mb: float
    query_seconds: tuple[float, ...]
    query_cpu_seconds: float
    found: tuple[tuple[Chunk, ...], ...]


def read_all(policies: Path) -> list[SourceText]:
    """The text of every file, as ours reads it: no peer loses for want of a reader of saved web pages."""
    return [read_source(path, name) for path, name in find_sources([policies])]


def standalone(question: Question) -> str:
    """The question as ours makes it of a follow-up: quick starts have nothing for that without a language model."""
    return understand(question.question, question.history, region=None, as_of=question.as_of or date.today()).standalone
