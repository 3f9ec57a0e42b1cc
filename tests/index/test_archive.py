"""Zips of policies: names, limits, what is passed over, and how their files stand in the index."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from index.build import IngestReport, ingest, remove
from index.errors import SourceError
from index.reading import archive
from index.reading.archive import Member, members, open_archive
from index.sources import SUFFIXES, as_archive, find_sources, to_text
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import parse_lines
from tests.index.office import docx, p, zipped, zipped_raw

TEXT = "甲办法\n补助五十万元。\n".encode()


def read(data: bytes) -> list[Member]:
    return list(members(open_archive(data, "a.zip", SUFFIXES)))


def test_files_are_read_by_their_paths_and_others_named() -> None:
    files = {
        "b/甲.txt": TEXT, "b/": b"", "__MACOSX/b/甲.txt": b"x", ".git/x.txt": b"x", "b/.hidden.txt": b"x",
        "~$x.docx": b"x", "表.xls": b"x", "图.jpg": b"x", "./c.md": TEXT,
    }  # fmt: skip
    opened = open_archive(zipped(files), "a.zip", SUFFIXES)
    assert list(members(opened)) == [Member("b/甲.txt", TEXT), Member("c.md", TEXT)]
    assert opened.notes == ("not read, as of another kind: 表.xls、图.jpg",)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
def test_names_not_marked_as_utf8_are_decoded(encoding: str) -> None:
    name = "政策文件/關於中小企業的辦法.txt" if encoding == "big5" else "政策文件/关于中小企业的办法.txt"
    assert read(zipped_raw({name.encode(encoding): TEXT})) == [Member(name, TEXT)]


def test_a_name_with_backslashes_is_a_path() -> None:
    assert read(zipped_raw({"政策\\甲.txt".encode("gbk"): TEXT})) == [Member("政策/甲.txt", TEXT)]


def test_the_name_in_utf8_that_some_packers_add_is_taken() -> None:
    raw = "甲".encode("gbk") + b".txt"
    field = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + "乙.txt".encode()
    extra = (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        info = zipfile.ZipInfo("x" * len(raw))
        info.extra = extra
        file.writestr(info, TEXT)
    assert read(made.getvalue().replace(b"x" * len(raw), raw)) == [Member("乙.txt", TEXT)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/a.txt", "leads out"),
        ("../a.txt", "leads out"),
        ("b/../../a.txt", "leads out"),
        ("..\\a.txt", "leads out"),
        ("C:\\a.txt", "leads out"),
        ("甲\n乙.txt", "control character"),
        ("inner.zip", "zip within a zip"),
    ],
)
def test_a_member_that_is_refused_says_why_and_others_are_read(name: str, words: str) -> None:
    refused, kept = read(zipped({name: TEXT, "乙.txt": TEXT}))
    assert refused.refused
    assert words in refused.refused
    assert "\n" not in refused.path + refused.refused
    assert kept == Member("乙.txt", TEXT)


def test_a_locked_an_empty_a_broken_and_a_repeated_file_are_refused() -> None:
    assert "password" in str(read(zipped_raw({b"a.txt": TEXT}, flags=1))[0].refused)
    assert "empty" in str(read(zipped({"a.txt": b" \n"}))[0].refused)
    broken = zipped_raw({b"a.txt": TEXT}).replace(TEXT, TEXT[::-1])
    assert "broken" in str(read(broken)[0].refused)
    twice = zipped_raw({b"a.txt": TEXT, b"a\\..\\a.txt": TEXT, b".\\a.txt": TEXT})
    assert [member.refused for member in read(twice)][::2] == [None, "two files of the zip bear this name"]


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.txt": b"0" * (3 * 1024 * 1024), "b.txt": TEXT})
    assert [bool(member.refused) for member in read(bomb)] == [True, False]
    assert "200 times" in str(read(bomb)[0].refused)
    monkeypatch.setattr(archive, "MOST_BYTES", 20)
    assert "over the limit" in str(read(zipped({"a.txt": b"0" * 21}))[0].refused)
    monkeypatch.setattr(archive, "MOST_BYTES_IN_ALL", 15)
    found = read(zipped({"a.txt": b"0" * 10, "b.txt": b"0" * 10, "c.txt": b"0" * 5}))
    assert [bool(member.refused) for member in found] == [False, True, False]
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(SourceError, match="3 files are over the limit of 2"):
        read(zipped({"a.txt": b"0", "b.txt": b"0", "c.txt": b"0"}))


@pytest.mark.parametrize("data", [b"no zip", zipped({"a.txt": TEXT})[:-30], zipped({"a.xls": b"x"}), zipped({})])
def test_what_is_no_zip_of_policies_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.zip: .*(pack it again|no policies)") as caught:
        as_archive(data, "a.zip")
    assert "\n" not in str(caught.value)


def test_only_a_zip_is_an_archive() -> None:
    assert as_archive(docx(p("文")), "a.docx") is None
    assert to_text(docx(p("文")), "a.zip/b.docx").text == "文"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "policies"
    path.mkdir()
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "index"


def run(*paths: Path, home: Path, embedder: FakeEmbedder | None = None) -> IngestReport:
    return ingest(paths, home, embedder or FakeEmbedder(), progress=False, parse=parse_lines)


def sources(home: Path) -> set[str]:
    store = Store.open(home, None)
    try:
        return {source.name for source in store.catalog.sources().values()}
    finally:
        store.close()


def two(first: str = "五十万元") -> dict[str, bytes]:
    return {"甲.txt": f"甲办法\n补助{first}。\n".encode(), "b/乙.docx": docx(p("乙意见"), p("减免所得税。"))}


def test_each_file_of_a_zip_is_a_source_and_unchanged_ones_are_left_alone(folder: Path, home: Path) -> None:
    path = folder / "包.zip"
    path.write_bytes(zipped({**two(), "x.zip": b"x", "图.jpg": b"x", "空.txt": b"", "坏.txt": b"\x00\x01"}))
    report = run(folder, home=home)
    assert report.added == ("包.zip/甲.txt", "包.zip/b/乙.docx")
    assert dict(report.failed)["包.zip/x.zip"] == "a zip within a zip is not read; unpack it."
    assert {name for name, _ in report.failed} == {"包.zip/x.zip", "包.zip/空.txt", "包.zip/坏.txt"}
    assert ("包.zip", "not read, as of another kind: 图.jpg") in report.notes
    assert sources(home) == {"包.zip/甲.txt", "包.zip/b/乙.docx"}

    path.write_bytes(zipped(two()))
    embedder = FakeEmbedder()
    report = run(folder, home=home, embedder=embedder)
    assert (report.unchanged, report.added, report.gone) == (("包.zip/甲.txt", "包.zip/b/乙.docx"), (), ())
    assert embedder.passage_calls == []

    path.write_bytes(zipped({"甲.txt": two("六十万元")["甲.txt"]}))
    report = run(path, home=home)
    assert (report.changed, report.gone) == (("包.zip/甲.txt",), ("包.zip/b/乙.docx",))


def test_a_zip_that_turns_bad_loses_nothing_and_one_that_is_gone_is_said(folder: Path, home: Path) -> None:
    path = folder / "包.zip"
    path.write_bytes(zipped(two()))
    run(folder, home=home)
    path.write_bytes(b"bad")
    report = run(folder, home=home)
    assert report.failed == (("包.zip", "not a zip that can be read; pack it again."),)
    assert not report.gone
    assert sources(home) == {"包.zip/甲.txt", "包.zip/b/乙.docx"}
    path.unlink()
    (folder / "c.txt").write_bytes(TEXT)
    assert set(run(folder, home=home).gone) == {"包.zip/甲.txt", "包.zip/b/乙.docx"}


def test_a_moved_zip_is_known_again_and_a_copy_is_not_taken_for_one(folder: Path, home: Path, tmp_path: Path) -> None:
    path = folder / "包.zip"
    path.write_bytes(zipped(two()))
    run(folder, home=home)
    moved = tmp_path / "moved"
    moved.mkdir()
    path.rename(moved / "包.zip")
    assert len(run(moved, home=home).unchanged) == 2
    (folder / "包.zip").write_bytes(zipped(two()))
    assert len(run(folder, home=home).added) == 2


def test_a_policy_of_a_zip_is_removed_by_its_id(folder: Path, home: Path) -> None:
    (folder / "包.zip").write_bytes(zipped(two()))
    run(folder, home=home)
    store = Store.open(home, None)
    ids = [header.policy_id for header in store.catalog.headers()]
    store.close()
    remove(home, ids[0])
    assert len(sources(home)) == 1


def test_zips_are_found(folder: Path) -> None:
    (folder / "包.ZIP").write_bytes(zipped(two()))
    assert [name for _, name in find_sources([folder])] == ["包.ZIP"]
