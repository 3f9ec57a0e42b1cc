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
    """What a pipeline is to open: the files under ``policies``, an embedding model, so many threads."""

    pipeline: str
    policies: Path
    model: Path
    threads: int
    dtype: str
    """The number format of the peers' model, ``float32`` or ``bfloat16``; ours takes the fastest by itself."""


class Cost(Frozen):
    """What one step took, and the most memory the process has held until then.

    ``cpu_seconds`` are of all threads: on a machine that does other things as well they say more than the clock.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


class Found(Frozen):
    """The chunks found for one question, best first, and what that took."""

    cost: Cost
    chunks: tuple[Chunk, ...]


class Outcome(Frozen):
    """What a pipeline did: opened libraries and model, indexed the files, then searched for each question in order.

    With several rounds: the median of the rounds for each index and each question, the memory and chunks of the first.
    """

    opened: Cost
    indexed: Cost
    peak_mb: float
    found: tuple[Found, ...]


def read_all(policies: Path) -> list[SourceText]:
    """The text of every file, as ours reads it: no peer loses for want of a reader of saved web pages."""
    return [read_source(path, name) for path, name in find_sources([policies])]


def standalone(question: Question) -> str:
    """The question as ours makes it of a follow-up: quick starts have nothing for that without a language model."""
    return understand(question.question, question.history, region=None, as_of=question.as_of or date.today()).standalone
