"""How an index of many passages builds, opens and answers: `python -m eval.scale --passages 100000`.

The passages are made up: two-character words by Zipf's law, and vectors in random directions, which are harder on a
neighbour graph than those of texts. No model runs: the embedding of a query is to be added to the seconds of a search.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from index.embed import Vectors
from index.folder import use
from index.parse import PARSER_VERSION
from index.passage import passages
from index.policy import Clause, Departments, Policy, Segment
from index.records import Embedded, Made, Source
from index.search import Searcher
from index.store import Store

DIMENSIONS = 384
REGIONS = (None, "银川市", "上海市", "宁夏回族自治区", "保山市")
DEPARTMENTS = ("科技局", "财政厅", "市卫生健康委", "税务局", "霁州供水公司")
LIMITS: Mapping[str, Mapping[str, Any]] = {
    "one_region": {"region": "银川市"},
    "one_policy": {"policies": ("p1",)},
    "one_department": {"departments": ("卫健委",)},
    "in_force": {"in_force": True},
}
DAY = date(2026, 11, 22)
_NAMING = 10
_WORDS = 50_000
_WORDS_A_CLAUSE = 45
_CLAUSES = 50
_POLICIES_A_FILE = 20
_QUESTION_WORDS = 6
_FIRST_CHARACTER = 0x4E00
_CHARACTERS = 3_000

Words = npt.NDArray[np.str_]


class RandomVectors:
    """An embedder whose vectors, of length one, say nothing about the texts."""

    name = "random"
    dimensions = DIMENSIONS

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        rows = self._random.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        normalised: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return normalised

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return self.passages(texts)


def build(home: Path, count: int) -> dict[str, float]:
    """Make an index of ``count`` passages in ``home``; the seconds of its parts and the bytes on disk."""
    random = np.random.default_rng(1)
    words, embedder = _vocabulary(random), RandomVectors(2)
    store = Store.create(home, Made(embedder.name, DIMENSIONS, PARSER_VERSION))
    use(store.folder)
    started = time.monotonic()
    with closing(store):
        for number, policies in enumerate(_files(count, words, random)):
            found = [passage for policy in policies for passage in passages(policy)]
            vectors = embedder.passages([passage.embedded for passage in found])
            embedded = [Embedded(one, one.passage_id, vector) for one, vector in zip(found, vectors, strict=True)]
            digest = f"{number:064d}"
            store.replace(Source(f"/{number}.txt", f"{number}.txt", digest, "原文"), policies, embedded)
        written = time.monotonic()
        store.publish()
    on_disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    return {
        "write_seconds": round(written - started, 1),
        "publish_seconds": round(time.monotonic() - written, 1),
        "disk_mb": round(on_disk / 1e6),
    }


def measure(home: str, queries: int, answer: multiprocessing.SimpleQueue[dict[str, float]]) -> None:
    """Open the index as a server does and search it; called in a process of its own, so that its memory is its own."""
    before = _resident()
    started = time.monotonic()
    searcher = Searcher.open(Path(home), RandomVectors(3))
    random = np.random.default_rng(4)
    words = _vocabulary(np.random.default_rng(1))
    questions = ["".join(_drawn(words, _QUESTION_WORDS, random)) for _ in range(queries + 1)]
    opened = time.monotonic()
    searcher.search(questions.pop(), 10)
    first = time.monotonic()
    figures = _figures("", [_timed(searcher, question) for question in questions])
    for name, limits in LIMITS.items():
        figures |= _figures(f"{name}_", [_timed(searcher, question, limits) for question in questions])
    answer.put(
        {
            "start_seconds": round(opened - started, 2),
            "first_search_ms": round(1000 * (first - opened), 1),
            **figures,
            "memory_mb": round(_resident()["VmRSS"] - before["VmRSS"]),
            "of_it_mapped_files_mb": round(_resident()["RssFile"] - before["RssFile"]),
        }
    )


def _resident() -> dict[str, float]:
    """Megabytes of this process in memory, by kind, as Linux tells them."""
    lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return {name[:-1]: int(rest[0]) / 1024 for name, *rest in lines if rest[1:] == ["kB"]}


def _timed(searcher: Searcher, question: str, limits: Mapping[str, Any] = MappingProxyType({})) -> float:
    started = time.monotonic()
    searcher.search(question, 10, as_of=DAY, **limits)
    return time.monotonic() - started


def _figures(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    middle, slow = np.quantile(seconds, (0.5, 0.95))
    return {f"{name}median_ms": round(1000 * float(middle), 1), f"{name}p95_ms": round(1000 * float(slow), 1)}


def _vocabulary(random: np.random.Generator) -> Words:
    """Two-character words, the most frequent first."""
    codes = random.integers(_FIRST_CHARACTER, _FIRST_CHARACTER + _CHARACTERS, (_WORDS, 2))
    return np.array([chr(left) + chr(right) for left, right in codes])


def _drawn(words: Words, count: int, random: np.random.Generator) -> Words:
    """``count`` words, each as often as one over its rank."""
    ranks = np.exp(random.random(count) * np.log(_WORDS)).astype(np.int64) - 1
    drawn: Words = words[ranks]
    return drawn


def _files(count: int, words: Words, random: np.random.Generator) -> Iterator[list[Policy]]:
    """Policies of 50 clauses, 20 a file, until ``count`` clauses are made."""
    made = 0
    while made < count:
        policies: list[Policy] = []
        while made < count and len(policies) < _POLICIES_A_FILE:
            clauses = min(_CLAUSES, count - made)
            policies.append(_policy(made // _CLAUSES, clauses, words, random))
            made += clauses
        yield policies


def _policy(number: int, clauses: int, words: Words, random: np.random.Generator) -> Policy:
    policy_id = f"p{number}"
    return Policy(
        policy_id=policy_id,
        title="".join(_drawn(words, 6, random)) + "办法",
        source_file=f"{number // _POLICIES_A_FILE}.txt",
        region=REGIONS[number % len(REGIONS)],
        effective="2020-01-01",
        expires="2030-12-31" if number % 2 else None,
        clauses=tuple(
            _clause(policy_id, place, "".join(_drawn(words, _WORDS_A_CLAUSE, random))) for place in range(clauses)
        ),
    )


def _clause(policy_id: str, place: int, text: str) -> Clause:
    return Clause(
        clause_id=f"{policy_id}/{place + 1}",
        policy_id=policy_id,
        address=(f"第{place + 1}条",),
        text=text,
        start=0,
        end=len(text),
        segments=(Segment(0, 0, len(text)),),
        departments=Departments(lead=() if place % _NAMING else (DEPARTMENTS[place // _NAMING % len(DEPARTMENTS)],)),
    )


@click.command()
@click.option("--passages", "count", default=20_000, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--queries", default=200, show_default=True, type=click.IntRange(min=1), help="How many searches.")
@click.option("--home", type=click.Path(path_type=Path), help="Keep the index here, or measure the one that is here.")
def main(count: int, queries: int, home: Path | None) -> None:
    """Build an index of made-up passages, search it, and print the figures as a line of JSON."""
    place = home or Path(tempfile.mkdtemp())
    try:
        built = {} if (place / "current").is_file() else build(place, count)
        context = multiprocessing.get_context("spawn")
        answer: multiprocessing.SimpleQueue[dict[str, float]] = context.SimpleQueue()
        process = context.Process(target=measure, args=(str(place), queries, answer))
        process.start()
        process.join()
        if process.exitcode == 0:
            click.echo(json.dumps({"passages": count, **built, **answer.get()}))
        else:
            raise click.ClickException("the index could not be measured: see above")
    finally:
        if home is None:
            shutil.rmtree(place)


if __name__ == "__main__":
    main()
