"""Ingests killed at random moments: whole files only, nothing committed lost, nothing twice, and search works."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from index.build import ingest
from index.embed import Embedder, Vectors, open_embedder
from index.folder import current
from index.search import Searcher
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import parse_lines

FILES = 12
LINES = 25
SECONDS_A_BATCH = 0.01
PUBLISHING = 0.2
"""So many kills fall in the last moments, when the words are saved: short, and seldom hit by chance."""
MODEL = Path(os.environ.get("POLICY_HOME", Path.home() / ".local/share/policy-assistant")) / "models"


class Slow(FakeEmbedder):
    """Takes a moment a batch, as a model does."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(SECONDS_A_BATCH)
        return super().passages(texts)


class Named(FakeEmbedder):
    """Reads an index that another model made, without loading it."""

    def __init__(self, name: str, dimensions: int) -> None:
        super().__init__()
        self.name, self.dimensions = name, dimensions


def ingesting(folder: str, home: str, log: str, model: str | None, rebuild: bool) -> None:
    """What is killed: an ingest that notes, each note whole, how far it is."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    replace, publish = Store.replace, Store.publish

    def noted(store: Store, source: object, *rest: object) -> None:
        replace(store, source, *rest)  # type: ignore[arg-type]
        os.write(file, f"in {Path(source.key).name}\n".encode())  # type: ignore[attr-defined]

    def publishing(store: Store) -> None:
        os.write(file, b"publishing\n")
        publish(store)

    Store.replace, Store.publish = noted, publishing  # type: ignore[method-assign, assignment]
    embedder: Embedder = open_embedder(Path(model)) if model else Slow()
    os.write(file, b"ready\n")
    ingest([Path(folder)], Path(home), embedder, rebuild=rebuild, progress=False, parse=parse_lines)
    os.write(file, b"ended\n")


def looking(home: str, model: str | None, out: str) -> None:
    """What a process that opens the index finds: the version of each policy, from its every clause."""
    searcher = Searcher.open(Path(home), Named(Path(model).name, 384) if model else FakeEmbedder())
    hits = searcher.search("第3条 内容", 200)
    searcher.close()
    with closing(Store.open(Path(home), None)) as store:
        places = store.catalog.places()
        catalog = store.catalog.path
        assert store.vectors.ids() == {place.vector_id for place in places}
        assert len(store.vectors) == len({place.vector_id for place in places}) == len(places)
        assert store.settled()
        assert len(store.words()) == len(places)
        assert set(Counter(place.clause_id for place in places).values()) <= {1}
        assert {hit.clause.clause_id for hit in hits} <= {place.clause_id for place in places}
        versions: dict[str, str] = {}
        for header in store.catalog.headers():
            policy = store.catalog.policy(header.policy_id)
            assert policy is not None
            assert len(policy.clauses) == LINES, header.policy_id
            (versions[header.policy_id],) = {clause.text.split("@")[1] for clause in policy.clauses}
    with closing(sqlite3.connect(catalog)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    Path(out).write_text(json.dumps([versions, bool(hits)]))


def opened_context() -> ForkServerContext:
    """Processes that need not import anything, as fifty of them would take minutes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "tests.index.test_kill"])
    return context


@dataclass
class Rounds:
    """One kill after another of ingests into one index."""

    place: Path
    model: str | None = None
    files: int = FILES
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))  # noqa: S311
    held: dict[str, str] = field(default_factory=dict)
    moments: Counter[str] = field(default_factory=Counter)
    version: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.context = opened_context()
        self.folder, self.home, self.log = self.place / "in", self.place / "home", self.place / "log"
        self.folder.mkdir()

    def write(self) -> None:
        """Every file in its next version."""
        self.version += 1
        for number in range(self.files):
            lines = "".join(f"第{line}条内容{number}@{self.version}@。\n" for line in range(LINES))
            (self.folder / f"p{number:02}.txt").write_text(f"标题{number}\n{lines}", encoding="utf-8")

    def started(self, target: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
        process = self.context.Process(target=target, args=arguments)
        process.start()
        return process

    def ingest(self, *, rebuild: bool = False, killed_after: float | None = None, since: str = "ready") -> list[str]:
        """Run an ingest, kill it so many seconds after it noted ``since``; what it noted."""
        self.log.write_bytes(b"")
        process = self.started(ingesting, str(self.folder), str(self.home), str(self.log), self.model, rebuild)
        while process.is_alive() and since not in self.log.read_text():
            time.sleep(0.002)
        started = time.monotonic()
        process.join(killed_after)
        if process.is_alive():
            process.kill()  # of one that has ended meanwhile it says nothing
            process.join()
        else:
            assert process.exitcode == 0
            self.seconds = max(self.seconds, time.monotonic() - started)
        return self.log.read_text().splitlines()

    def look(self) -> dict[str, str]:
        """What a new process finds in the index; nothing when there is none yet."""
        if current(self.home) is None:
            return {}
        out = self.place / "found"
        process = self.started(looking, str(self.home), self.model, str(out))
        process.join()
        assert process.exitcode == 0, "the index cannot be used: see standard error"
        versions, hits = json.loads(out.read_text())
        assert hits or not versions
        return dict(versions)

    def round(self) -> None:
        """One kill, and what must hold after it."""
        if self.chance.random() < 0.7:
            self.write()
        rebuild = self.chance.random() < 0.2
        if self.chance.random() < PUBLISHING:
            noted = self.ingest(rebuild=rebuild, killed_after=self.chance.uniform(0, 0.1), since="publishing")
        else:
            noted = self.ingest(rebuild=rebuild, killed_after=self.chance.uniform(0, self.seconds * 1.05))
        self.moments[_moment(noted)] += 1
        found = self.look()
        new = {f"p{number:02}": str(self.version) for number in range(self.files)}
        if rebuild:
            assert found in (self.held, new)
        else:
            assert self.held.keys() <= found.keys()
            assert all(version in (self.held.get(name), new[name]) for name, version in found.items())
            committed = {line[3:6] for line in noted if line.startswith("in ")}
            assert all(found[name] == new[name] for name in committed)
        if "ended" in noted:
            assert found == new
        self.held = found

    def run(self, kills: int) -> None:
        self.write()
        self.ingest(killed_after=self.chance.uniform(0, 0.3))
        self.held = self.look()
        self.ingest()
        self.held = self.look()
        self.write()
        self.seconds = 0.0
        self.ingest()
        self.held = self.look()
        for _ in range(kills):
            self.round()
        self.write()
        assert self.ingest()[-1] == "ended"
        assert set(self.look().values()) == {str(self.version)}
        # What kills left behind is gone with the first ingest that ends.
        assert len(list(self.home.glob("build-*"))) == 1
        assert len(list(self.home.glob("build-*/*words-*"))) == 1


def _moment(noted: list[str]) -> str:
    if "ended" in noted:
        return "after its end"
    if "publishing" in noted:
        return "while it published"
    return "between files" if any(line.startswith("in ") for line in noted) else "before the first file was in"


def test_a_handful_of_kills(tmp_path: Path) -> None:
    Rounds(tmp_path).run(6)


@pytest.mark.long
def test_fifty_kills_at_random_moments(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    rounds = Rounds(tmp_path)
    rounds.run(50)
    record_property("moments", dict(rounds.moments))
    print(f"killed: {dict(rounds.moments)}; an ingest takes {rounds.seconds:.2f} s")  # noqa: T201
    assert rounds.moments["between files"] >= 5


@pytest.mark.long
@pytest.mark.skipif(not MODEL.is_dir(), reason="no model is prepared")
def test_kills_with_the_real_model(tmp_path: Path) -> None:
    (model,) = MODEL.glob("multilingual-e5-small")
    Rounds(tmp_path, str(model), files=3).run(4)
