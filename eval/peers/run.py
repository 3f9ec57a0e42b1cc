"""One pipeline in a process of its own, which does a step at a time as it is told: ``python -m eval.peers.run``.

It reads lines and answers each with a line: first a task, then ``index``, then questions, and again from ``index`` on.
"""

from __future__ import annotations

import importlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.peers.shared import Ask, Chunk, Cost, Found, Task
from eval.questions import EvaluationError, Question
from index.policy import Frozen

PIPELINES = {
    "ours": ("ours", "build"),
    "ours 500": ("ours", "build_500"),
    "LangChain": ("with_langchain", "build"),
    "LangChain 500": ("with_langchain", "build_500"),
    "LlamaIndex": ("with_llamaindex", "build"),
    "Haystack": ("with_haystack", "build"),
}
"""Each pipeline's module in this package, and the function in it that makes an index."""
INDEX = "index"
WARMING = ("申请需要哪些材料？", "由哪个部门负责办理？", "补贴的标准是多少，什么时候截止？")
"""Asked before the clock runs; none of them is measured, as ours remembers what it was asked."""

Build = Callable[[Path, Any, Path], Ask]
"""Files under a folder, an embedding model and an empty folder to the search of a new index."""


def serve(lines: Iterable[str]) -> Iterator[Frozen]:
    """Do what each line says and yield what came of it."""
    given = iter(lines)
    task = Task.model_validate_json(next(given))
    module_name, build_name = PIPELINES[task.pipeline]
    with _clock() as cost:
        module = importlib.import_module(f"eval.peers.{module_name}")
        _use_threads(task.threads)
        embedding = module.load(task)
    yield cost()
    build: Build = getattr(module, build_name)
    with tempfile.TemporaryDirectory(prefix="peers-") as scratch:
        ask: Ask = _no_index
        for line in given:
            if line.strip() == INDEX:
                ask = _no_index  # frees the last index
                ask, made = index(build, task.policies, embedding, Path(tempfile.mkdtemp(dir=scratch)))
                yield made
            else:
                yield find(ask, Question.model_validate_json(line))


def index(build: Build, policies: Path, embedding: object, folder: Path) -> tuple[Ask, Cost]:
    """Index the files into an empty folder; return the search, warm, and what indexing took."""
    with _clock() as cost:
        ask = build(policies, embedding, folder)
    made = cost()
    for text in WARMING:
        ask(Question(id="warming", question=text))
    return ask, made


def find(ask: Ask, question: Question) -> Found:
    """Answer one question."""
    with _clock() as cost:
        chunks = tuple(ask(question))
    return Found(cost=cost(), chunks=chunks)


def _no_index(question: Question) -> Sequence[Chunk]:
    raise EvaluationError(f"{question.id} was asked before there was an index.")


@contextmanager
def _clock() -> Iterator[Callable[[], Cost]]:
    """Time a block; what it cost is known after it."""
    started, started_cpu = time.perf_counter(), time.process_time()
    ended: list[float] = []

    def cost() -> Cost:
        return Cost(seconds=ended[0], cpu_seconds=ended[1], peak_mb=_peak_mb())

    yield cost
    ended += [time.perf_counter() - started, time.process_time() - started_cpu]


def _use_threads(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    # What libraries print must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for answer in serve(sys.stdin):
        print(answer.model_dump_json(), file=answers, flush=True)
