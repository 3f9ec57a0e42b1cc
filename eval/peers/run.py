"""One pipeline in a process of its own: ``python -m eval.peers.run TASK.json OUTCOME.json``."""

from __future__ import annotations

import importlib
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.peers.shared import Ask, Outcome, Task
from eval.questions import Question

MODULES = {
    "ours": "eval.peers.ours",
    "LangChain": "eval.peers.with_langchain",
    "LlamaIndex": "eval.peers.with_llamaindex",
    "Haystack": "eval.peers.with_haystack",
}
WARMING = ("申请需要哪些材料？", "由哪个部门负责办理？", "补贴的标准是多少，什么时候截止？")
"""Asked before the clock runs; none of them is measured, as ours remembers what it was asked."""


def measure(task: Task) -> Outcome:
    """Load the pipeline's libraries and model, then index and ask."""
    started = time.perf_counter()
    module = importlib.import_module(MODULES[task.pipeline])
    _use_threads(task.threads)
    embedding = module.load(task)
    return measure_loaded(module.build, embedding, task, time.perf_counter() - started)


def measure_loaded(
    build: Callable[[Path, Any, Path], Ask], embedding: object, task: Task, start_seconds: float
) -> Outcome:
    """Index and ask with libraries and model that took ``start_seconds`` to load."""
    loaded_mb = _peak_mb()
    with tempfile.TemporaryDirectory(prefix="peers-") as scratch:
        started, started_cpu = time.perf_counter(), time.process_time()
        ask = build(task.policies, embedding, Path(scratch))
        index_seconds, index_cpu_seconds = time.perf_counter() - started, time.process_time() - started_cpu
        for text in WARMING:
            ask(Question(id="warming", question=text))
        started_cpu = time.process_time()
        seconds, found = _asked(ask, task.questions)
        query_cpu_seconds = time.process_time() - started_cpu
    return Outcome(
        start_seconds=start_seconds,
        loaded_mb=loaded_mb,
        index_seconds=index_seconds,
        index_cpu_seconds=index_cpu_seconds,
        peak_mb=_peak_mb(),
        query_seconds=tuple(seconds),
        query_cpu_seconds=query_cpu_seconds,
        found=tuple(found),
    )


def _asked(ask: Ask, questions: Sequence[Question]) -> tuple[list[float], list[Any]]:
    seconds, found = [], []
    for question in questions:
        started = time.perf_counter()
        chunks = tuple(ask(question))
        seconds.append(time.perf_counter() - started)
        found.append(chunks)
    return seconds, found


def _use_threads(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    outcome = measure(Task.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(sys.argv[2]).write_text(outcome.model_dump_json(), encoding="utf-8")
