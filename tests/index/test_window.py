"""Files parsed ahead: what the model is given, and what is written when."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.build import IngestReport, ingest
from index.embed import Vectors
from index.errors import ModelError
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import parse_lines


def write(folder: Path, count: int, lines: int = 3) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        texts = (f"第{number}件第{line}条{'内容' * (1 + (number * 7 + line * 5) % 11)}。\n" for line in range(lines))
        (folder / f"p{number:02}.txt").write_text(f"标题{number}\n{''.join(texts)}", encoding="utf-8")


def run(folder: Path, home: Path, embedder: FakeEmbedder, *, progress: bool = False) -> IngestReport:
    return ingest([folder], home, embedder, progress=progress, parse=parse_lines)


def held(home: Path) -> dict[str, int]:
    """How many passages each policy has; the vectors are those that the catalog names."""
    store = Store.open(home, None)
    try:
        store.mend()
        found: dict[str, int] = {}
        for place in store.catalog.places():
            found[place.policy_id] = found.get(place.policy_id, 0) + 1
        assert len(store.vectors) == sum(found.values())
        return found
    finally:
        store.close()


def test_passages_of_several_files_are_embedded_together_longest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.window._BATCH", 64)
    write(tmp_path / "in", 30)
    embedder = FakeEmbedder()
    report = run(tmp_path / "in", tmp_path / "home", embedder)
    assert report.added == tuple(f"p{number:02}.txt" for number in range(30))
    assert [len(call) for call in embedder.passage_calls] == [64, 26]
    lengths = [len(text) for call in embedder.passage_calls for text in call]
    assert lengths == sorted(lengths, reverse=True)


def test_a_text_that_several_files_share_is_embedded_once_and_each_keeps_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for part in ("a", "b", "c"):
        (folder / part).mkdir(parents=True)
        (folder / part / "p.txt").write_text("同一标题\n同一内容。\n", encoding="utf-8")
    embedder = FakeEmbedder()
    run(folder, tmp_path / "home", embedder)
    assert sum(map(len, embedder.passage_calls)) == 1
    assert sorted(held(tmp_path / "home").values()) == [1, 1, 1]


def test_files_of_one_name_that_wait_together_get_ids_of_their_own(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    write(first, 1)
    write(second, 1, lines=5)
    report = ingest([first, second], tmp_path / "home", FakeEmbedder(), progress=False, parse=parse_lines)
    assert len(report.added) == 2
    assert sorted(held(tmp_path / "home").values()) == [3, 5]


class Watching(FakeEmbedder):
    """At its last text it waits until the first files can be read from the index."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.read_meanwhile: set[str] = set()
        self.threads: set[str] = set()
        self._patience = threading.Event()

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.threads.add(threading.current_thread().name)
        if any("标题5" in text for text in texts):
            for _ in range(100):
                self.read_meanwhile = set(self._committed())
                if "p00" in self.read_meanwhile:
                    break
                self._patience.wait(0.1)
        return super().passages(texts)

    def _committed(self) -> list[str]:
        store = Store.open(self.home, None, frozen=True)
        try:
            return [header.policy_id for header in store.catalog.headers()]
        finally:
            store.close()


def test_files_are_written_while_the_model_computes_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.window._WAITING", 3)
    write(tmp_path / "in", 6)
    embedder = Watching(tmp_path / "home")
    run(tmp_path / "in", tmp_path / "home", embedder)
    assert "p00" in embedder.read_meanwhile
    assert "p05" not in embedder.read_meanwhile
    assert threading.main_thread().name not in embedder.threads


class Failing(FakeEmbedder):
    """Has no vector for one text."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        if any("标题3" in text for text in texts):
            raise ModelError("The model does not answer.")
        return super().passages(texts)


def test_a_model_that_fails_ends_the_ingest_with_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.window._WAITING", 1)
    write(tmp_path / "in", 6)
    with pytest.raises(ModelError, match="does not answer"):
        run(tmp_path / "in", tmp_path / "home", Failing())
    assert held(tmp_path / "home") == {"p00": 3, "p01": 3, "p02": 3}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("embed")]
    assert len(run(tmp_path / "in", tmp_path / "home", FakeEmbedder()).added) == 3


def test_the_bar_shows_passages_a_second_and_the_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.window._WAITING", 3)
    write(tmp_path / "in", 6)
    run(tmp_path / "in", tmp_path / "home", FakeEmbedder(), progress=True)
    last = capsys.readouterr().err.split("\r")[-1]
    assert "100%" in last
    assert "passages/s" in last
    assert "00:00 left" in last


def test_the_bar_of_an_ingest_with_nothing_to_do_or_only_bad_files_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in", 2)
    run(tmp_path / "in", tmp_path / "home", FakeEmbedder())
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x00\x01" * 50)
    run(tmp_path / "in", tmp_path / "home", FakeEmbedder(), progress=True)
    assert "Traceback" not in capsys.readouterr().err
