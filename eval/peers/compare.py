"""Every pipeline over the same files and questions in one run, each in a process of its own, a step at a time."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast

from eval.peers.figures import Comparison, figures
from eval.peers.figures import as_table as as_table
from eval.peers.gold import pieces
from eval.peers.run import INDEX, PIPELINES
from eval.peers.shared import Cost, Found, Outcome, Task, read_all
from eval.questions import EvaluationError, Question

NEEDS = {
    "ours": (),
    "ours 500": (),
    "LangChain": ("langchain_chroma", "langchain_text_splitters"),
    "LangChain 500": ("langchain_chroma", "langchain_text_splitters"),
    "LlamaIndex": ("llama_index", "llama_index.embeddings.huggingface"),
    "Haystack": ("haystack", "haystack_integrations.components.embedders.sentence_transformers"),
}
SILENT = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_WAIT_POLICY": "PASSIVE",
}
"""For every process alike: nothing calls out, and threads wait as ours do."""


_PATIENCE = 30


class Running(Protocol):
    """A pipeline that is loaded and does one step at a time."""

    opened: Cost

    def index(self) -> Cost:
        """Make a new index."""

    def find(self, question: Question) -> Found:
        """Answer one question."""


class Worker:
    """A pipeline in a process of its own; every step raises EvaluationError, with its last words, when it has died."""

    opened: Cost

    def __init__(self, name: str, words: IO[str]) -> None:
        self._name = name
        self._words = words
        self._process = subprocess.Popen(
            [sys.executable, "-m", "eval.peers.run"],
            env=os.environ | SILENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            encoding="utf-8",
        )

    def load(self, task: Task) -> None:
        """Load libraries and model."""
        self.opened = Cost.model_validate_json(self._told(task.model_dump_json()))

    def index(self) -> Cost:
        """Make a new index."""
        return Cost.model_validate_json(self._told(INDEX))

    def find(self, question: Question) -> Found:
        """Answer one question."""
        return Found.model_validate_json(self._told(question.model_dump_json()))

    def close(self) -> None:
        """End the process: it removes its files when nothing more comes, unless it is in the midst of a step."""
        try:
            self._process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def _told(self, line: str) -> str:
        try:
            print(line, file=self._process.stdin, flush=True)
            answer = cast("IO[str]", self._process.stdout).readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return answer
        self._words.seek(0)
        last = self._words.read().strip().splitlines()[-1:] or [f"it ended with code {self._process.wait()}"]
        raise EvaluationError(f"{self._name} failed: {last[0]}")


def compare(
    policies: Path,
    questions: Sequence[Question],
    model: Path,
    threads: int,
    *,
    dtype: str = "float32",
    rounds: int = 1,
) -> Comparison:
    """Run every pipeline that is installed; questions that nothing in ``policies`` answers are left out.

    Raises EvaluationError when no question is left or a pipeline fails.
    """
    files = read_all(policies)
    texts = {PurePosixPath(file.name).name: file.text for file in files}
    wanted = {question.id: pieces(question, texts) for question in questions}
    asked = [question for question in questions if wanted[question.id]]
    if not asked:
        raise EvaluationError(f"Nothing in {policies} answers any of the questions: no evidence, no articles.")
    with ExitStack() as processes:
        running = {
            name: processes.enter_context(
                started(Task(pipeline=name, policies=policies, model=model, threads=threads, dtype=dtype))
            )
            for name in PIPELINES
            if installed(name)
        }
        outcomes = play(running, asked, rounds)
    return Comparison(
        files=len(files),
        characters=sum(len(file.text) for file in files),
        questions=len(asked),
        left_out=len(questions) - len(asked),
        rounds=rounds,
        figures={name: figures([wanted[one.id] for one in asked], outcome) for name, outcome in outcomes.items()},
        missing=tuple(name for name in PIPELINES if name not in running),
    )


def installed(pipeline: str) -> bool:
    """Whether every package that ``pipeline`` needs is there."""
    return all(_found(module) for module in NEEDS[pipeline])


@contextmanager
def started(task: Task) -> Iterator[Running]:
    """The pipeline of ``task`` in a process that ends with the block; raises EvaluationError when it cannot load."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        worker = Worker(task.pipeline, words)
        try:
            worker.load(task)
            yield worker
        finally:
            worker.close()


def play(running: Mapping[str, Running], questions: Sequence[Question], rounds: int) -> dict[str, Outcome]:
    """Let the pipelines index one after another and answer in turns, so that what else the machine does meets all.

    Each question is answered by all before the next one is asked, every time in another order.
    """
    names = list(running)
    indexed: dict[str, list[Cost]] = {name: [] for name in names}
    found: dict[str, list[list[Found]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            indexed[name].append(running[name].index())
            found[name].append([])
        for number, question in enumerate(questions):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                found[name][-1].append(running[name].find(question))
    return {name: _outcome(running[name].opened, indexed[name], found[name]) for name in names}


def _outcome(opened: Cost, indexed: Sequence[Cost], found: Sequence[Sequence[Found]]) -> Outcome:
    return Outcome(
        opened=opened,
        indexed=_median(indexed),
        peak_mb=found[0][-1].cost.peak_mb,
        found=tuple(
            Found(cost=_median([one.cost for one in same]), chunks=same[0].chunks) for same in zip(*found, strict=True)
        ),
    )


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        seconds=statistics.median(one.seconds for one in costs),
        cpu_seconds=statistics.median(one.cpu_seconds for one in costs),
        peak_mb=costs[0].peak_mb,
    )


def _found(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
