"""Joining and verifying the bundled model, on a model of three small packages made here."""

import fcntl
import hashlib
from pathlib import Path

import pytest

from assistant import bundled
from assistant.bundled import Bundle, prepare_bundled
from index.errors import ModelError

PARTS = (b"GGUF" + bytes(range(256)) * 10, b"middle" * 300, b"end")
WHOLE = b"".join(PARTS)
BUNDLE = Bundle("m.gguf", len(WHOLE), hashlib.sha256(WHOLE).hexdigest(), ("toy-part1", "toy-part2", "toy-part3"))


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three packages as pip leaves them, whose import would fail."""
    site = tmp_path / "site"
    for number, part in enumerate(PARTS, 1):
        package, info = site / f"toy_part{number}", site / f"toy_part{number}-1.0.dist-info"
        (package / "data").mkdir(parents=True)
        info.mkdir()
        (package / "__init__.py").write_text("raise RuntimeError('imported')")
        (package / "data" / f"part0{number}.bin").write_bytes(part)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: toy-part{number}\nVersion: 1.0\n")
        (info / "RECORD").write_text(f"toy_part{number}/__init__.py,,\ntoy_part{number}/data/part0{number}.bin,,\n")
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models"


def prepare(models: Path) -> Path:
    return prepare_bundled(models, progress=False, bundle=BUNDLE)


@pytest.mark.usefixtures("packages")
def test_the_parts_are_joined_in_order(models: Path) -> None:
    path = prepare(models)
    assert path == models / "m.gguf"
    assert path.read_bytes() == WHOLE
    assert sorted(file.name for file in models.iterdir()) == ["m.gguf", "m.gguf.verified"]


@pytest.mark.parametrize("kept", [1, len(PARTS[0]), len(PARTS[0]) + 7, len(WHOLE) - 1, len(WHOLE)])
def test_a_killed_join_goes_on_where_it_stopped(packages: Path, models: Path, kept: int) -> None:
    models.mkdir(parents=True)
    (models / "m.gguf.part").write_bytes(WHOLE[:kept])
    # What was written before is not read from the packages again: there it may be anything of the same length.
    first = packages / "toy_part1" / "data" / "part01.bin"
    first.write_bytes(b"?" * min(kept, len(PARTS[0])) + PARTS[0][kept:])
    assert prepare(models).read_bytes() == WHOLE


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize("left", [b"\0" * 100, WHOLE + b"too much"])
def test_a_damaged_remainder_is_started_over(models: Path, left: bytes) -> None:
    models.mkdir(parents=True)
    (models / "m.gguf.part").write_bytes(left)
    assert prepare(models).read_bytes() == WHOLE


def test_packages_with_other_content_are_refused(packages: Path, models: Path) -> None:
    (packages / "toy_part2" / "data" / "part02.bin").write_bytes(b"changed")
    for _ in range(2):
        with pytest.raises(ModelError, match=r"wrong sha256.*make install") as caught:
            prepare(models)
        assert "\n" not in str(caught.value)
    assert not (models / "m.gguf").exists()


def test_a_missing_package_names_its_mend(packages: Path, models: Path) -> None:
    (packages / "toy_part3-1.0.dist-info" / "METADATA").unlink()
    (packages / "toy_part3-1.0.dist-info").rename(packages / "gone")
    with pytest.raises(ModelError, match="toy-part3 is not installed: run `make install`"):
        prepare(models)


def test_a_package_without_its_part_names_its_mend(packages: Path, models: Path) -> None:
    (packages / "toy_part2" / "data" / "part02.bin").unlink()
    with pytest.raises(ModelError, match="toy-part2 lacks its part"):
        prepare(models)


@pytest.mark.usefixtures("packages")
def test_a_second_start_reads_no_byte_of_the_model(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(models)

    def fail(*_: object) -> str:
        raise AssertionError("hashed again")

    monkeypatch.setattr(bundled, "_hash", fail)
    assert prepare(models).read_bytes() == WHOLE


@pytest.mark.usefixtures("packages")
def test_a_changed_file_is_hashed_again_and_refused(models: Path) -> None:
    path = prepare(models)
    path.write_bytes(WHOLE[:-1] + b"?")
    with pytest.raises(ModelError, match=r"not the published model.*delete it and run `make install`"):
        prepare(models)


def test_a_good_file_is_taken_without_packages_or_stamp(models: Path) -> None:
    models.mkdir(parents=True)
    (models / "m.gguf").write_bytes(WHOLE)
    (models / "m.gguf.verified").write_text("not a stamp")
    assert prepare(models) == models / "m.gguf"


@pytest.mark.usefixtures("packages")
def test_two_processes_do_not_write_one_file(models: Path) -> None:
    models.mkdir(parents=True)
    with (models / "m.gguf.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="Another process is preparing"):
            prepare(models)


@pytest.mark.usefixtures("packages")
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be made") as caught:
        prepare(tmp_path / "file" / "models")
    assert "\n" not in str(caught.value)
