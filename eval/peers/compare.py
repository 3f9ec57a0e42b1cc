"""Every pipeline over the same files and questions, one after another, and their figures in one table."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from eval.measures import ndcg, percentile
from eval.peers.gold import Piece, holds_whole, pieces, ranks
from eval.peers.run import MODULES
from eval.peers.shared import DEPTH, Chunk, Outcome, Task, read_all
from eval.questions import EvaluationError, Question
from index.policy import Frozen

NEEDS = {
    "ours": (),
    "LangChain": ("langchain_chroma", "langchain_text_splitters"),
    "LlamaIndex": ("llama_index", "llama_index.embeddings.huggingface"),
    "Haystack": ("haystack", "haystack_integrations.components.embedders.sentence_transformers"),
}
INSTALL = "pip install -c constraints.txt -c constraints-peers.txt -e '.[peers]'"
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
_COLUMNS = {
    "index_seconds": ("index s", "{:.1f}"),
    "index_cpu_seconds": ("index cpu s", "{:.1f}"),
    "peak_mb": ("peak MB", "{:.0f}"),
    "query_ms_median": ("median ms", "{:.1f}"),
    "query_ms_p95": ("p95 ms", "{:.1f}"),
    "query_cpu_ms": ("query cpu ms", "{:.1f}"),
    "recall_5": ("R@5", "{:.3f}"),
    "recall_10": ("R@10", "{:.3f}"),
    "ndcg_10": ("nDCG@10", "{:.3f}"),
    "mrr_10": ("MRR@10", "{:.3f}"),
    "whole_10": ("whole@10", "{:.3f}"),
    "recall_1000_characters": ("R@1000ch", "{:.3f}"),
    "recall_2000_characters": ("R@2000ch", "{:.3f}"),
    "characters": ("chars/hit", "{:.0f}"),
}
_WIDTH = 2 + max(len(title) for title, _ in _COLUMNS.values())


class Figures(Frozen):
    """A pipeline's figures; the means are over the questions. Processor time is that of all threads.

    ``whole_10`` is Recall@10 where an article's item does not count for the article. ``characters`` is the mean length
    of a chunk: who returns more text with each covers more by chance. Recall in the first 1,000 and 2,000 characters
    of what was found, cut there, gives all the same room.
    """

    start_seconds: float
    index_seconds: float
    index_cpu_seconds: float
    loaded_mb: float
    peak_mb: float
    query_ms_median: float
    query_ms_p95: float
    query_cpu_ms: float
    recall_5: float
    recall_10: float
    ndcg_10: float
    mrr_10: float
    whole_10: float
    recall_1000_characters: float
    recall_2000_characters: float
    characters: float


class Comparison(Frozen):
    """All pipelines over ``questions`` questions; ``missing`` are those whose packages are not installed."""

    files: int
    characters: int
    questions: int
    left_out: int
    figures: dict[str, Figures]
    missing: tuple[str, ...] = ()


def compare(
    policies: Path, questions: Sequence[Question], model: Path, threads: int, *, dtype: str = "float32"
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
    missing = tuple(name for name in MODULES if not installed(name))
    outcomes = {
        name: _run(Task(pipeline=name, policies=policies, questions=asked, model=model, threads=threads, dtype=dtype))
        for name in MODULES
        if name not in missing
    }
    return Comparison(
        files=len(files),
        characters=sum(len(file.text) for file in files),
        questions=len(asked),
        left_out=len(questions) - len(asked),
        figures={name: figures([wanted[one.id] for one in asked], outcome) for name, outcome in outcomes.items()},
        missing=missing,
    )


def installed(pipeline: str) -> bool:
    """Whether every package that ``pipeline`` needs is there."""
    return all(_found(module) for module in NEEDS[pipeline])


def figures(wanted: Sequence[Sequence[Piece]], outcome: Outcome) -> Figures:
    """The figures of one pipeline: for each question the pieces that answer it, and what was found."""
    places = [ranks(some, chunks) for some, chunks in zip(wanted, outcome.found, strict=True)]
    nearest = [min((rank for rank in some if rank), default=None) for some in places]
    lengths = [len(chunk.text) for chunks in outcome.found for chunk in chunks]
    return Figures(
        start_seconds=outcome.start_seconds,
        index_seconds=outcome.index_seconds,
        index_cpu_seconds=outcome.index_cpu_seconds,
        loaded_mb=outcome.loaded_mb,
        peak_mb=outcome.peak_mb,
        query_ms_median=1000 * (percentile(outcome.query_seconds, 0.5) or 0.0),
        query_ms_p95=1000 * (percentile(outcome.query_seconds, 0.95) or 0.0),
        query_cpu_ms=1000 * outcome.query_cpu_seconds / len(outcome.query_seconds),
        recall_5=statistics.fmean(_recall(some, 5) for some in places),
        recall_10=statistics.fmean(_recall(some, DEPTH) for some in places),
        # A long chunk may hold two pieces at one rank: no order of single pieces gains as much.
        ndcg_10=statistics.fmean(min(ndcg(some, DEPTH), 1.0) for some in places),
        mrr_10=statistics.fmean(1 / rank if rank else 0.0 for rank in nearest),
        whole_10=statistics.fmean(map(_whole, wanted, outcome.found)),
        recall_1000_characters=_recall_in(1000, wanted, outcome.found),
        recall_2000_characters=_recall_in(2000, wanted, outcome.found),
        characters=statistics.fmean(lengths) if lengths else 0.0,
    )


def as_table(comparison: Comparison) -> str:
    """The figures as lines to read in a terminal, a pipeline a line."""
    return "\n".join(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    one = comparison
    yield f"{one.questions} questions ({one.left_out} left out), {one.files} files, {one.characters:,} characters"
    yield f"{'':<11}" + "".join(f"{title:>{_WIDTH}}" for title, _ in _COLUMNS.values())
    for name, row in one.figures.items():
        cells = (style.format(getattr(row, field)) for field, (_, style) in _COLUMNS.items())
        yield f"{name:<11}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)
    for name in one.missing:
        yield f"{name:<11}  skipped, it is not installed: {INSTALL}"


def _recall(places: Sequence[int | None], depth: int) -> float:
    return statistics.fmean(rank is not None and rank <= depth for rank in places)


def _recall_in(room: int, wanted: Sequence[Sequence[Piece]], found: Sequence[Sequence[Chunk]]) -> float:
    return statistics.fmean(
        _recall(ranks(some, first_characters(chunks, room)), DEPTH) for some, chunks in zip(wanted, found, strict=True)
    )


def first_characters(chunks: Sequence[Chunk], room: int) -> list[Chunk]:
    """The first ``room`` characters of ``chunks``: the last one that has room is cut."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if room <= 0:
            break
        kept.append(Chunk(chunk.source, chunk.text[:room]))
        room -= len(chunk.text)
    return kept


def _whole(wanted: Sequence[Piece], chunks: Sequence[Chunk]) -> float:
    return statistics.fmean(any(holds_whole(piece, chunk) for chunk in chunks) for piece in wanted)


def _found(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _run(task: Task) -> Outcome:
    """Run one pipeline in a process of its own; raises EvaluationError with its last words when it fails."""
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        given, made = Path(folder, "task.json"), Path(folder, "outcome.json")
        given.write_text(task.model_dump_json(), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - our own module, with our own files
            [sys.executable, "-m", "eval.peers.run", str(given), str(made)],
            env=os.environ | SILENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not made.is_file():
            words = done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"]
            raise EvaluationError(f"{task.pipeline} failed: {words[-1]}")
        return Outcome.model_validate_json(made.read_text(encoding="utf-8"))
