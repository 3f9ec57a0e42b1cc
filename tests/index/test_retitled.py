"""A policy whose title was put right is found by it, by words and by vector, also after a new reading and back."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index import corrections, retitled
from index.build import ingest
from index.catalog import Catalog
from index.corrections import Corrections, PolicyCorrection
from index.folder import current, locked
from index.policy import PolicyHeader
from index.search import Searcher
from index.store import catalog_of
from tests.fakes import FakeEmbedder

DAY = date(2026, 11, 22)
NEW = "鹭屿镇榫卯工坊扶持办法"
"""A title that shares no word with any sample."""


def put(home: Path, policy_id: str, **facts: str) -> None:
    corrections.save(home, Corrections(policies={policy_id: PolicyCorrection(facts=facts)}))


def first(searcher: Searcher, query: str = NEW) -> PolicyHeader:
    return searcher.search(query, 5, as_of=DAY)[0].policy


def begins(home: Path, policy_id: str) -> str:
    build = current(home)
    assert build is not None
    with closing(Catalog.open(catalog_of(build))) as catalog:
        return catalog.first_texts()[policy_id].split("\n")[0]


@pytest.fixture
def other(searcher: Searcher) -> PolicyHeader:
    """A policy that is not found by the new title while it has its own."""
    found = {hit.policy.policy_id for hit in searcher.search(NEW, 5, as_of=DAY)}
    return next(each for each in searcher.policies() if each.policy_id not in found)


def test_passages_as_they_were_read_need_nothing(home: Path) -> None:
    assert retitled.retitle(home, FakeEmbedder()) == ()


def test_it_is_found_by_the_title_put_right_and_no_longer_once_taken_back(
    home: Path, searcher: Searcher, other: PolicyHeader
) -> None:
    clauses = searcher.policy(other.policy_id)
    put(home, other.policy_id, title=NEW)
    assert first(searcher).policy_id != other.policy_id, "else the test shows nothing"
    assert retitled.retitle(home, FakeEmbedder()) == (other.policy_id,)
    assert retitled.retitle(home, FakeEmbedder()) == ()
    assert first(searcher).policy_id == other.policy_id
    assert first(searcher).title == NEW
    found = searcher.policy(other.policy_id)
    assert found is not None
    assert clauses is not None
    assert found.clauses == clauses.clauses
    corrections.save(home, corrections.NONE)
    assert retitled.retitle(home, FakeEmbedder()) == (other.policy_id,)
    assert first(searcher).policy_id != other.policy_id
    assert searcher.policy(other.policy_id) == clauses


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_ingest_keeps_it_found(
    home: Path, folder: Path, searcher: Searcher, other: PolicyHeader, rebuild: bool
) -> None:
    put(home, other.policy_id, title=NEW)
    file = folder / other.source_file
    file.write_bytes(file.read_bytes() + b"\n")
    report = ingest([folder], home, FakeEmbedder(), rebuild=rebuild, progress=False)
    assert report.added if rebuild else report.changed
    assert first(searcher).policy_id == other.policy_id
    assert begins(home, other.policy_id).endswith(NEW)


def test_region_and_issuer_are_searched_by_too(home: Path, other: PolicyHeader) -> None:
    put(home, other.policy_id, region="鹭屿镇", issuer="鹭屿镇工坊办")
    assert retitled.retitle(home, FakeEmbedder()) == (other.policy_id,)
    assert begins(home, other.policy_id) == f"鹭屿镇 鹭屿镇工坊办 {other.title}"


def test_while_another_writes_it_is_to_be_tried_again(home: Path, other: PolicyHeader) -> None:
    put(home, other.policy_id, title=NEW)
    with locked(home):
        assert retitled.retitle(home, FakeEmbedder()) is None
    assert retitled.retitle(home, FakeEmbedder()) == (other.policy_id,)


def test_one_that_fails_half_way_leaves_the_index_whole(
    home: Path, searcher: Searcher, other: PolicyHeader, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = first(searcher).policy_id
    put(home, other.policy_id, title=NEW)
    with monkeypatch.context() as patched:
        patched.setattr(Catalog, "_put_passages", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            retitled.retitle(home, FakeEmbedder())
    assert first(searcher).policy_id == before
    assert retitled.retitle(home, FakeEmbedder()) == (other.policy_id,)
    assert first(searcher).policy_id == other.policy_id
