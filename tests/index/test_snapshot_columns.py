"""The arrays a search works on, and the checksums that need not be read again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from index.columns import Columns
from index.errors import StoreError
from index.folder import use
from index.passage import passages
from index.policy import Departments, Policy
from index.records import Embedded, Made, Source
from index.seal import Known, record, whole
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import a_policy

LONG = "符合条件的落户企业可以申请补贴。" * 100


def put(store: Store, policy: Policy) -> None:
    found = passages(policy)
    vectors = FakeEmbedder().passages([passage.embedded for passage in found])
    embedded = [Embedded(passage, passage.embedded, vector) for passage, vector in zip(found, vectors, strict=True)]
    store.replace(Source(f"/{policy.policy_id}", policy.policy_id, "0" * 64, ""), [policy], embedded)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.create(tmp_path, Made("fake-bigrams", 64, "1"))
    use(made.folder)
    first = a_policy("甲", (LONG, "由商务局负责。"))
    named = first.clauses[1].model_copy(update={"departments": Departments(lead=("商务局",), responsible=("财政局",))})
    put(made, first.model_copy(update={"clauses": (first.clauses[0], named)}))
    put(made, a_policy("b", ("减免所得税。",)))
    return made


def same(one: Columns, other: Columns) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Columns.__dataclass_fields__)


def test_what_the_catalog_holds_stands_in_the_columns(store: Store) -> None:
    columns, places = Columns.gather(store.catalog), store.catalog.places()
    assert len(columns) == len(places) > 3
    assert [columns.clause_id(position) for position in range(len(places))] == [place.clause_id for place in places]
    assert [columns.policy_id(position) for position in range(len(places))] == [place.policy_id for place in places]
    np.testing.assert_array_equal(columns.vectors, store.catalog.vectors([place.row for place in places]))
    assert columns.department_lists == (("商务局", "财政局"),)
    ((clause, number),) = columns.listing.tolist()
    assert {columns.clause_id(int(position)) for position in np.flatnonzero(columns.clauses == clause)} == {"甲/2"}
    assert number == 0


def test_passages_are_placed_by_their_ids_and_unknown_ones_passed_over(store: Store) -> None:
    columns = Columns.gather(store.catalog)
    ids = [place.vector_id for place in store.catalog.places()]
    asked = [ids[2], "unknown", ids[0], ids[-1], "zz", ids[1]]
    assert columns.positions(asked).tolist() == [2, 0, len(ids) - 1, 1]
    assert columns.positions(["unknown"]).tolist() == columns.positions([]).tolist() == []


def test_saved_columns_are_mapped_and_an_empty_index_has_none(store: Store, tmp_path: Path) -> None:
    columns = Columns.gather(store.catalog)
    columns.save(tmp_path / "columns")
    assert same(Columns.load(tmp_path / "columns"), columns)
    for policy_id in ("甲", "b"):
        store.remove_policy(policy_id)
    empty = Columns.gather(store.catalog)
    empty.save(tmp_path / "columns")
    loaded = Columns.load(tmp_path / "columns")
    assert (len(loaded), loaded.vectors.shape) == (0, (0, 64))
    assert same(loaded, empty)
    assert loaded.positions(["unknown"]).tolist() == []


@pytest.mark.parametrize("name", ["vectors.npy", "names.json", "checksums.json"])
def test_damaged_columns_are_seen_and_saved_again(store: Store, name: str) -> None:
    store.publish()
    (folder,) = store.folder.glob("columns-*")
    right = Columns.gather(store.catalog)
    data = bytearray((folder / name).read_bytes())
    data[-2] ^= 0x5A
    (folder / name).write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        Columns.load(folder)
    assert same(store.columns(), right)
    store.publish()
    assert same(Columns.load(folder), right)


def test_an_index_saved_before_there_were_columns_is_read_and_given_them(store: Store, tmp_path: Path) -> None:
    from index.snapshot import Snapshot

    store.publish()
    (folder,) = store.folder.glob("columns-*")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert not store.settled()
    store.close()
    snapshot = Snapshot.open(tmp_path, Made("fake-bigrams", 64, "1"))
    assert folder.is_dir()
    assert len(snapshot.columns) == len(snapshot.words)
    snapshot.close()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files that were written some time ago, as far as their checksums go."""
    monkeypatch.setattr("index.seal._SETTLED", -1.0)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.bin").write_bytes(b"a" * 10_000)
    record(folder)
    return folder


def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose checksums are computed from now on."""
    from index import seal

    found: list[Path] = []
    compute = seal._crc

    def noted(path: Path) -> int:
        found.append(path)
        return compute(path)

    monkeypatch.setattr(seal, "_crc", noted)
    return found


def test_a_file_is_read_once_and_again_when_it_has_changed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, path = reads(monkeypatch), kept.parent / "known.json"
    for expected in (1, 1):
        known = Known(path)
        assert whole(kept, known)
        known.keep()
        assert len(read) == expected
    about = (kept / "a.bin").stat()
    time.sleep(0.02)
    (kept / "a.bin").write_bytes(b"b" * 10_000)
    os.utime(kept / "a.bin", ns=(about.st_atime_ns, about.st_mtime_ns))
    assert not whole(kept, Known(path))
    assert len(read) == 2


def test_what_was_known_before_the_machine_started_anew_is_read_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, path = reads(monkeypatch), kept.parent / "known.json"
    known = Known(path)
    assert whole(kept, known)
    known.keep()
    monkeypatch.setattr("index.seal._start_of_machine", lambda: "another")
    assert whole(kept, Known(path))
    assert len(read) == 2


def test_a_file_written_a_moment_ago_is_not_yet_known(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.seal._SETTLED", 2.0)
    known = Known(kept.parent / "known.json")
    assert whole(kept, known)
    known.keep()
    assert not (kept.parent / "known.json").exists()


@pytest.mark.parametrize("said", ["", "{", "[]", '["x"]', '[1, {"files/a.bin": 3}]', "null"])
def test_an_unreadable_note_of_checksums_is_no_matter(kept: Path, said: str) -> None:
    (kept.parent / "known.json").write_text(said)
    known = Known(kept.parent / "known.json")
    assert whole(kept, known)
    known.keep()
    assert whole(kept, Known(kept.parent / "known.json"))
