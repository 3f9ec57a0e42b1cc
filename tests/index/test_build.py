"""A folder to the index: incremental, and nothing lost when it is killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.build import IngestReport, ingest, remove
from index.embed import Vectors
from index.errors import SourceError, StoreError
from index.folder import current, locked
from index.policy import Policy
from index.search import Searcher
from index.sources import SourceText
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import parse_lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "policies"
    path.mkdir()
    (path / "a.txt").write_text("甲办法\n补助五十万元。\n由商务局负责。\n", encoding="utf-8")
    (path / "b.txt").write_text("乙意见\n减免所得税。\n", encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "index"


def run(folder: Path, home: Path, embedder: FakeEmbedder | None = None, *, rebuild: bool = False) -> IngestReport:
    return ingest([folder], home, embedder or FakeEmbedder(), rebuild=rebuild, progress=False, parse=parse_lines)


def contents(home: Path) -> dict[str, list[str]]:
    """The clauses of every policy; the vectors must be those the catalog names."""
    store = Store.open(home, None)
    try:
        places = store.catalog.places()
        assert store.vectors.ids() == {place.vector_id for place in places}
        assert len(store.words()) == len(places)
        found = [store.catalog.policy(header.policy_id) for header in store.catalog.headers()]
        return {policy.policy_id: [clause.text for clause in policy.clauses] for policy in found if policy}
    finally:
        store.close()


def test_a_folder_is_indexed_and_reported(folder: Path, home: Path) -> None:
    report = run(folder, home)
    assert report.added == ("a.txt", "b.txt")
    assert (report.policies, report.clauses, report.passages) == (2, 3, 3)
    assert contents(home) == {"a": ["补助五十万元。", "由商务局负责。"], "b": ["减免所得税。"]}


def test_an_unchanged_folder_is_left_alone(folder: Path, home: Path) -> None:
    run(folder, home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("words-*/*")}
    embedder = FakeEmbedder()
    report = run(folder, home, embedder)
    assert report.unchanged == ("a.txt", "b.txt")
    assert not report.added
    assert embedder.passage_calls == []
    assert {path: path.stat().st_mtime_ns for path in home.rglob("words-*/*")} == before


def test_a_changed_file_replaces_its_own_clauses_and_embeds_only_new_text(folder: Path, home: Path) -> None:
    run(folder, home)
    (folder / "a.txt").write_text("甲办法\n补助五十万元。\n由财政局负责。\n", encoding="utf-8")
    embedder = FakeEmbedder()
    report = run(folder, home, embedder)
    assert (report.changed, report.unchanged) == (("a.txt",), ("b.txt",))
    assert contents(home) == {"a": ["补助五十万元。", "由财政局负责。"], "b": ["减免所得税。"]}
    assert [text.split("\n")[-1] for call in embedder.passage_calls for text in call] == ["由财政局负责。"]


def test_bad_files_are_said_in_one_line_and_stop_no_other(folder: Path, home: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\x00\x01" * 50)
    (folder / "gbk.txt").write_bytes("丙规定\n支持创业就业的若干规定。\n".encode("gb18030"))
    (folder / "plain.txt").write_text("丁说明\nnumbered=false\n一段文字。\n", encoding="utf-8")
    (folder / "title.txt").write_text("只有标题", encoding="utf-8")
    report = run(folder, home)
    assert [name for name, _ in report.failed] == ["binary.txt", "empty.txt", "title.txt"]
    assert all("\n" not in message and ".txt" not in message.split(" ")[0] for _, message in report.failed)
    assert report.notes == (
        ("gbk.txt", "read as gb18030"),
        ("plain.txt", "it has no clause numbers: indexed by paragraph"),
    )
    assert set(contents(home)) == {"a", "b", "gbk", "plain"}


def test_a_file_in_which_nothing_looks_like_a_policy_is_searched_all_the_same(folder: Path, home: Path) -> None:
    text = "关于夜间经济的一点说明\n\n本市鼓励商场延长营业时间到二十四时。\n\n由市商务局负责解释。\n"
    (folder / "c.txt").write_text(text, encoding="utf-8")
    report = ingest([folder / "c.txt"], home, FakeEmbedder(), progress=False)
    assert report.notes == (("c.txt", "it has no clause numbers: indexed by paragraph"),)
    hit = Searcher.open(home, FakeEmbedder()).search("商场延长营业时间到几时", 1)[0]
    assert (hit.policy.form, hit.policy.source_file) == ("policy", "c.txt")


def test_what_the_index_holds_of_a_file_stays_when_the_file_turns_bad(folder: Path, home: Path) -> None:
    run(folder, home)
    (folder / "a.txt").write_bytes(b"")
    assert run(folder, home).failed == (("a.txt", "the file is empty."),)
    assert contents(home)["a"] == ["补助五十万元。", "由商务局负责。"]


def test_a_parser_that_fails_on_one_file_stops_no_other(folder: Path, home: Path) -> None:
    def parse(source: SourceText) -> list[Policy]:
        if source.name == "a.txt":
            raise KeyError("x")
        return parse_lines(source)

    report = ingest([folder], home, FakeEmbedder(), progress=False, parse=parse)
    assert [name for name, _ in report.failed] == ["a.txt"]
    assert report.added == ("b.txt",)


def test_a_page_whose_clauses_share_an_id_is_refused(folder: Path, home: Path) -> None:
    def parse(source: SourceText) -> list[Policy]:
        return parse_lines(source) * (2 if source.name == "a.txt" else 1)

    report = ingest([folder], home, FakeEmbedder(), progress=False, parse=parse)
    assert [name for name, _ in report.failed] == ["a.txt"]
    assert set(contents(home)) == {"b"}


def test_a_page_with_several_documents_and_files_of_one_name(folder: Path, home: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text("甲\n一。\n===\n丙\n二。\n", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("戊\n三。\n===\n己\n四。\n", encoding="utf-8")
    run(folder, home)
    report = run(other, home)
    assert report.added == ("a.txt",)
    ids = sorted(contents(home))
    assert ids[:1] == ["a"]
    assert [policy_id[:2] for policy_id in ids] == ["a", "a-", "a-", "a~", "b"]
    renamed = next(policy_id for policy_id in ids if policy_id.startswith("a-") and "~" in policy_id)
    assert renamed.endswith("~2")
    assert contents(home)[renamed] == ["四。"]
    assert run(other, home).unchanged == ("a.txt",)


def test_a_moved_folder_is_known_again(folder: Path, home: Path) -> None:
    run(folder, home)
    moved = folder.rename(folder.with_name("moved"))
    embedder = FakeEmbedder()
    report = run(moved, home, embedder)
    assert report.unchanged == ("a.txt", "b.txt")
    assert embedder.passage_calls == []
    assert set(contents(home)) == {"a", "b"}
    assert run(moved, home).unchanged == ("a.txt", "b.txt")


def test_a_file_named_alone_keeps_the_ids_it_had_in_its_folder(folder: Path, home: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "c.txt").write_text("丙\n一。\n", encoding="utf-8")
    run(folder, home)
    (folder / "sub" / "c.txt").write_text("丙\n二。\n", encoding="utf-8")
    ingest([folder / "sub" / "c.txt"], home, FakeEmbedder(), progress=False, parse=parse_lines)
    assert contents(home)["sub.c"] == ["二。"]
    assert set(contents(home)) == {"a", "b", "sub.c"}


def test_a_policy_is_removed_and_only_it(folder: Path, home: Path) -> None:
    run(folder, home)
    assert remove(home, "a").title == "甲办法"
    assert contents(home) == {"b": ["减免所得税。"]}
    with pytest.raises(StoreError, match="no policy 'a'"):
        remove(home, "a")
    assert run(folder, home).added == ("a.txt",)


def test_files_that_are_gone_are_reported_and_stay(folder: Path, home: Path) -> None:
    run(folder, home)
    (folder / "b.txt").unlink()
    assert run(folder, home).gone == ("b.txt",)
    assert "b" in contents(home)


def test_a_rebuild_drops_what_is_not_in_the_folder_and_leaves_one_build(folder: Path, home: Path) -> None:
    run(folder, home)
    (folder / "b.txt").unlink()
    report = run(folder, home, rebuild=True)
    assert report.added == ("a.txt",)
    assert set(contents(home)) == {"a"}
    assert len(list(home.glob("build-*"))) == 1


class Stopping(FakeEmbedder):
    """Stops the ingest at the text that holds a word."""

    def passages(self, texts: tuple[str, ...] | list[str]) -> Vectors:  # type: ignore[override]
        if any("乙意见" in text for text in texts):
            raise KeyboardInterrupt
        return super().passages(texts)


def test_an_interrupted_ingest_keeps_whole_files_and_goes_on(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.window._WAITING", 1)  # so small that the two files are not embedded together
    with pytest.raises(KeyboardInterrupt):
        run(folder, home, Stopping())
    assert set(contents(home)) == {"a"}
    report = run(folder, home)
    assert (report.unchanged, report.added) == (("a.txt",), ("b.txt",))


def test_an_interrupted_rebuild_leaves_the_old_index(folder: Path, home: Path) -> None:
    run(folder, home)
    (folder / "a.txt").write_text("甲办法\n新的。\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        run(folder, home, Stopping(), rebuild=True)
    assert contents(home)["a"] == ["补助五十万元。", "由商务局负责。"]
    run(folder, home)
    assert len(list(home.glob("build-*"))) == 1


def test_a_rebuild_for_a_new_parser_embeds_nothing_again_one_for_damage_does(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, home)
    again = FakeEmbedder()
    run(folder, home, again, rebuild=True)
    assert again.passage_calls
    before = contents(home)
    monkeypatch.setattr("index.build.PARSER_VERSION", "next")
    later = FakeEmbedder()
    run(folder, home, later, rebuild=True)
    assert not later.passage_calls
    assert contents(home) == before
    other = FakeEmbedder()
    other.name = "other-model"
    monkeypatch.setattr("index.build.PARSER_VERSION", "after")
    run(folder, home, other, rebuild=True)
    assert other.passage_calls


def test_a_rebuild_that_can_read_nothing_leaves_the_old_index(folder: Path, home: Path) -> None:
    run(folder, home)
    for path in folder.iterdir():
        path.write_bytes(b"")
    assert len(run(folder, home, rebuild=True).failed) == 2
    assert set(contents(home)) == {"a", "b"}


def test_another_model_or_parser_is_said_with_the_command_that_mends(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, home)
    other = FakeEmbedder()
    other.name = "other-model"
    with pytest.raises(StoreError, match=r"fake-bigrams \(64\).*other-model \(64\).*policy ingest FOLDER --rebuild"):
        run(folder, home, other)
    monkeypatch.setattr("index.build.PARSER_VERSION", "next")
    with pytest.raises(StoreError, match=r"parser version .* now it is next.*--rebuild"):
        run(folder, home)
    run(folder, home, other, rebuild=True)
    assert set(contents(home)) == {"a", "b"}


def test_two_ingests_do_not_run_at_once(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.folder.PATIENCE", 0.2)
    with locked(home), pytest.raises(StoreError, match="Another ingest"):
        run(folder, home)


def test_a_folder_without_policies_makes_no_index(tmp_path: Path, home: Path) -> None:
    with pytest.raises(SourceError, match="no policies"):
        run(tmp_path, home)
    assert current(home) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_is_read_only_is_said(folder: Path, tmp_path: Path) -> None:
    tmp_path.joinpath("home").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="POLICY_HOME"):
        run(folder, tmp_path / "home" / "index")


def test_a_home_that_cannot_be_made_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="POLICY_HOME"):
        run(folder, tmp_path / "file" / "index")
