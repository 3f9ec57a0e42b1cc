"""An ingest tells how far it is, and ends when it is told to: what is finished stays, a rebuild changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import ingest
from index.policy import Policy
from index.progress import Stopped
from index.search import Searcher
from tests.fakes import FakeEmbedder

TEXT = "某市{0}办法\n\n第一条 对{0}给予补贴。\n\n第二条 {0}由市财政局负责。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "policies"
    made.mkdir()
    for number in range(4):
        (made / f"{number}.txt").write_text(TEXT.format("甲乙丙丁"[number]), encoding="utf-8")
    return made


class Told:
    """Keeps what it is told, and stops at the ``last`` time."""

    def __init__(self, last: int | None = None) -> None:
        self.parts: list[tuple[float, float]] = []
        self._last = last

    def __call__(self, done: float, total: float) -> None:
        self.parts.append((done, total))
        if self._last is not None and len(self.parts) >= self._last:
            raise Stopped


def test_it_tells_how_far_it_is(folder: Path, tmp_path: Path) -> None:
    told = Told()
    report = ingest([folder], tmp_path / "index", FakeEmbedder(), progress=False, tell=told)
    assert not report.stopped
    assert told.parts[-1][0] == pytest.approx(told.parts[-1][1])
    assert [done for done, _ in told.parts] == sorted(done for done, _ in told.parts)


def test_what_is_finished_stays_and_the_next_goes_on(folder: Path, tmp_path: Path) -> None:
    home, first = tmp_path / "index", folder / "0.txt"
    ingest([first], home, FakeEmbedder(), progress=False)
    searcher = Searcher.open(home, FakeEmbedder())
    report = ingest([folder], home, FakeEmbedder(), progress=False, tell=Told(4))
    assert report.stopped
    assert len(searcher.policies()) >= 1
    again = ingest([folder], home, FakeEmbedder(), progress=False)
    assert not again.stopped
    assert len(searcher.policies()) == 4
    searcher.close()


def test_a_stopped_rebuild_leaves_the_index_as_it_was(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "index"
    ingest([folder], home, FakeEmbedder(), progress=False)
    searcher = Searcher.open(home, FakeEmbedder())
    before: list[Policy | None] = [searcher.policy(each.policy_id) for each in searcher.policies()]
    report = ingest([folder], home, FakeEmbedder(), rebuild=True, progress=False, tell=Told(3))
    assert report.stopped
    assert [searcher.policy(each.policy_id) for each in searcher.policies()] == before
    assert len(list(home.glob("build-*"))) == 1
    searcher.close()


def test_files_keep_the_names_they_are_known_by(folder: Path, tmp_path: Path) -> None:
    home, file = tmp_path / "index", folder / "0.txt"
    ingest([file], home, FakeEmbedder(), progress=False, names={file: "sub/known.txt"})
    searcher = Searcher.open(home, FakeEmbedder())
    assert [each.source_file for each in searcher.policies()] == ["sub/known.txt"]
    searcher.close()
