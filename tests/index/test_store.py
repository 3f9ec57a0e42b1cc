"""The index on disk: damage, mending, and reading while another writes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog
from index.errors import StoreError
from index.folder import current, use
from index.passage import passages
from index.policy import Policy
from index.records import Embedded, Made, Source
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import a_policy

MADE = Made("fake-bigrams", 64, "1")


def put(store: Store, policy: Policy, sha256: str = "0" * 64, text: str = "原文") -> None:
    found = passages(policy)
    vectors = FakeEmbedder().passages([passage.embedded for passage in found])
    embedded = [Embedded(passage, passage.embedded, vector) for passage, vector in zip(found, vectors, strict=True)]
    store.replace(Source(f"/{policy.policy_id}.txt", f"{policy.policy_id}.txt", sha256, text), [policy], embedded)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = Store.create(tmp_path, MADE)
    use(store.folder)
    put(store, a_policy("a", ("补助五十万元。", "由商务局负责。"), region="甲省", effective="2020-01-02"))
    put(store, a_policy("b", ("减免所得税。",), form="other"))
    store.publish()
    store.close()
    return tmp_path


def build(home: Path) -> Path:
    folder = current(home)
    assert folder is not None
    return folder


def read(home: Path) -> list[str]:
    store = Store.open(home, MADE, frozen=True)
    try:
        store.check()
        return [place.clause_id for place in store.catalog.places()]
    finally:
        store.close()


def test_what_was_put_in_is_read_back(home: Path) -> None:
    store = Store.open(home, MADE)
    put(store, a_policy("c", ("一。",), title="甲" * 3), text="一。\r\n尾")
    assert store.catalog.policy("c") == a_policy("c", ("一。",), title="甲" * 3)
    assert store.catalog.clause("a/2") == store.catalog.policy("a").clauses[1]  # type: ignore[union-attr]
    assert store.catalog.source_text("c") == "一。\r\n尾"
    assert [header.policy_id for header in store.catalog.headers()] == ["a", "b", "c"]
    assert store.catalog.policy("x") is None
    assert store.catalog.clause("x") is None
    assert store.catalog.source_text("x") is None
    store.close()


def test_vectors_are_found_by_cosine(home: Path) -> None:
    store = Store.open(home, MADE)
    policy = store.catalog.policy("b")
    assert policy is not None
    (query,) = FakeEmbedder().passages([passages(policy)[0].text])
    assert store.vectors.nearest(query, 10)[0].startswith("b/1#0@")
    assert len(store.vectors.nearest(query, 10)) == 3
    store.close()


def test_vectors_beyond_the_catalog_are_removed_and_missing_ones_added_again(home: Path) -> None:
    store = Store.open(home, MADE)
    wanted = store.vectors.ids()
    store.vectors.add(["stray"], [np.ones(64, np.float32)])
    store.vectors.delete([sorted(wanted)[0]])
    store.mend()
    assert store.vectors.ids() == wanted
    store.check()
    store.close()


def test_a_change_that_fails_leaves_no_trace(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(home, MADE)
    before, generation = store.vectors.ids(), store.catalog.generation()

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store.catalog, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        put(store, a_policy("a", ("新的。",)), sha256="1" * 64)
    assert store.vectors.ids() == before
    assert store.catalog.generation() == generation
    store.close()


def test_a_change_that_fails_half_way_in_the_catalog_is_undone(home: Path) -> None:
    store = Store.open(home, MADE)
    before, generation = store.vectors.ids(), store.catalog.generation()
    policy = a_policy("a", ("新的。",))
    with pytest.raises(sqlite3.IntegrityError):
        put(store, policy.model_copy(update={"clauses": policy.clauses * 2}), sha256="1" * 64)
    assert store.catalog.clause("a/2") is not None
    assert (store.vectors.ids(), store.catalog.generation()) == (before, generation)
    store.close()


def test_a_frozen_store_sees_the_index_as_it_was_while_another_writes(home: Path) -> None:
    reader = Store.open(home, MADE, frozen=True)
    writer = Store.open(home, MADE)
    put(writer, a_policy("a", ("新的。",)), sha256="1" * 64)
    writer.publish()
    assert len(reader.catalog.places()) == 3
    assert reader.catalog.clause("a/2") is not None
    assert len(reader.words()) == 3
    writer.close()
    reader.close()
    assert read(home) == ["b/1", "a/1"]


def test_a_missing_or_damaged_word_index_is_made_again(home: Path) -> None:
    (folder,) = build(home).glob("words-*")
    (folder / "vocab.index.json").write_bytes(b"{")
    store = Store.open(home, MADE, frozen=True)
    assert store.words().scores("所得税").argmax() == 2
    store.close()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite(path: Path) -> None:
    path.write_bytes(b"not what it was " * 500)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, len(data), 97):
        data[place] ^= 0x5A
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [truncate, overwrite, flip, Path.unlink])
def test_every_damage_to_the_word_index_is_seen_and_the_next_ingest_mends_it(
    home: Path, damage: Callable[[Path], None]
) -> None:
    store = Store.open(home, MADE)
    right = store.words().scores("所得税").tolist()
    for path in sorted(build(home).glob("words-*/*")):
        damage(path)
        assert store.words().scores("所得税").tolist() == right
        store.publish()
        assert path.is_file()
        assert store.words().scores("所得税").tolist() == right
    store.close()


OPENED = """
import sys
from pathlib import Path
from index.errors import StoreError
from index.store import Store
try:
    Store.open(Path(sys.argv[1]), None, frozen=True).check()
except StoreError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("damage", [truncate, overwrite, flip, Path.unlink])
@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "index_metadata.pickle"])
def test_damaged_vectors_are_one_line_and_no_crash(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    # So many that Chroma writes its graph, which ends the process when it is opened with, say, half a header.
    store = Store.create(tmp_path, MADE)
    use(store.folder)
    put(store, a_policy("a", tuple(f"第{number}条 补助{number}元。" for number in range(1100))))
    store.publish()
    store.close()
    (path,) = (store.folder / "vectors").glob(f"*/{name}")
    command = [sys.executable, "-c", OPENED, str(tmp_path)]
    sound = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert (sound.returncode, sound.stderr) == (0, "")
    damage(path)
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 1
    assert "policy ingest FOLDER --rebuild" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(StoreError, match="--rebuild"):
        Store.open(tmp_path, MADE)


def test_readers_and_writers_find_the_seal_of_a_large_index_whole(tmp_path: Path) -> None:
    store = Store.create(tmp_path, MADE)
    use(store.folder)
    put(store, a_policy("a", tuple(f"第{number}条 补助{number}元。" for number in range(1100))))
    store.publish()
    store.close()
    for number in range(3):
        assert len(read(tmp_path)) == 1100 + number
        writer = Store.open(tmp_path, MADE)
        put(writer, a_policy(f"b{number}", ("减免所得税。",)))
        assert len(read(tmp_path)) == 1101 + number  # while it is written, and if the writer is killed
        writer.publish()
        writer.close()


def test_an_index_that_may_not_be_written_is_not_called_damaged(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Chroma writes even to read; a folder that is read-only for root as well cannot be made in a test.
    overwrite(build(home) / "vectors" / "chroma.sqlite3")
    monkeypatch.setattr("index.store.os.access", lambda *_: False)
    with pytest.raises(StoreError, match=r"not writable.*POLICY_HOME") as caught:
        read(home)
    assert "--rebuild" not in str(caught.value)


def test_a_text_in_the_catalog_that_cannot_be_read_is_damage(home: Path) -> None:
    connection = sqlite3.connect(build(home) / "catalog.sqlite")
    connection.execute("UPDATE policies SET json = CAST(x'7bff0aff' AS TEXT)")
    connection.commit()
    connection.close()
    store = Store.open(home, MADE, frozen=True)
    with pytest.raises(StoreError, match=r"damaged .*policy ingest FOLDER --rebuild") as caught:
        store.catalog.headers()
    store.close()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("damage", [truncate, overwrite, Path.unlink])
@pytest.mark.parametrize("name", ["catalog.sqlite", "vectors/chroma.sqlite3", "../current"])
def test_damage_is_one_line_that_names_the_command(home: Path, name: str, damage: Callable[[Path], None]) -> None:
    if name == "../current" and damage is Path.unlink:
        pytest.skip("that is an index not made yet")
    damage(build(home) / name)
    with pytest.raises(StoreError, match=r"policy ingest FOLDER --rebuild") as caught:
        read(home)
    assert "\n" not in str(caught.value)


def test_a_table_that_is_gone_is_damage(home: Path) -> None:
    connection = sqlite3.connect(build(home) / "catalog.sqlite")
    connection.execute("DROP TABLE passages")
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        read(home)


def test_no_index_yet_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no index .* `policy ingest FOLDER`"):
        Store.open(tmp_path / "none", MADE)


def test_another_schema_is_said(home: Path) -> None:
    connection = sqlite3.connect(build(home) / "catalog.sqlite")
    connection.execute("UPDATE meta SET value = 'later' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"another version: run `policy ingest FOLDER --rebuild`"):
        Catalog.open(build(home) / "catalog.sqlite")
