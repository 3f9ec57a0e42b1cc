"""Uploaded files: which are taken, under what names, and where they are kept so that every later ingest finds them."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.settings import Settings
from index.errors import SourceError
from index.reading.archive import MOST_BYTES, MOST_BYTES_IN_ALL, members, printable
from index.reading.archive import SUFFIX as ARCHIVE_SUFFIX
from index.sources import SUFFIXES, as_archive, read_bytes, to_text

MOST_UPLOADED = 1000
"""So many files may be sent at once; a zip, which may hold more, is one."""
ACCEPTED = frozenset(SUFFIXES | {ARCHIVE_SUFFIX})
_LONGEST_NAME = 180
"""Bytes of a name; file systems take 255, and a number and a suffix of ours may be added."""
_NUMBERED = 1000


@dataclass(frozen=True)
class Sent:
    """A file that was sent, or is in a zip that was: its name as shown, its bytes, or why it is not taken."""

    name: str
    data: bytes = b""
    refused: str | None = None


def uploads_folder(settings: Settings) -> Path:
    """Where uploaded policies are kept; ``policy ingest`` reads it like any folder."""
    return settings.home / "policies"


def staging_folder(settings: Settings) -> Path:
    """Where files wait between being sent and being read."""
    return settings.home / "uploading"


def sent_files(waiting: list[tuple[str, Path]]) -> Iterator[Sent]:
    """Read files by their name and where they wait, those of zips one by one, within the limits on size and number."""
    left = MOST_BYTES_IN_ALL
    for name, path in waiting:
        if PurePosixPath(name).suffix.lower() not in ACCEPTED:
            yield Sent(name, refused=f"only {', '.join(sorted(ACCEPTED))}")
            continue
        try:
            data = read_bytes(path, name)
            archive = as_archive(data, name)
        except SourceError as error:
            yield Sent(name, refused=_reason(name, error))
            continue
        if archive is None:
            yield _within(Sent(name, data), left)
            left -= len(data)
            continue
        for note in archive.notes:
            yield Sent(name, refused=note)
        for member in members(archive):
            yield _within(Sent(f"{name}/{member.path}", member.data, member.refused), left)
            left -= len(member.data)


def text_of(sent: Sent) -> str:
    """Read the text of a file; raises SourceError, without its name, when it has none."""
    try:
        return to_text(sent.data, sent.name).text
    except SourceError as error:
        raise SourceError(_reason(sent.name, error)) from error


def kept_name(name: str) -> str:
    """Turn the name a browser or a zip gave into one to keep a file by: nothing in it leads elsewhere or hides it."""
    parts = [_part(part) for part in unicodedata.normalize("NFC", name).replace("\\", "/").split("/")]
    parts = [part for part in parts if part] or ["policy.txt"]
    if len(parts) > 1:
        parts = [part.removesuffix(ARCHIVE_SUFFIX) or part for part in parts[:-1]] + parts[-1:]
    return "/".join(parts)


def keep(folder: Path, name: str, data: bytes, *, over: bool = False) -> Path:
    """Write a file to ``folder`` whole or not at all, and return where; another of its name stays unless ``over``.

    Raises SourceError when it cannot be written.
    """
    path = folder / name if over else _free(folder / name)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise SourceError(f"{name}: cannot be kept in {folder} ({error.strerror}).") from error
    return path


def holds_files(folder: Path) -> bool:
    """Whether there is a file in ``folder`` that an ingest would read."""
    return folder.is_dir() and any(
        each.suffix.lower() in ACCEPTED and not each.name.startswith(".") for each in folder.rglob("*")
    )


def drop(folder: Path) -> None:
    """Remove what waited, once it is read."""
    shutil.rmtree(folder, ignore_errors=True)


def _within(sent: Sent, left: int) -> Sent:
    if len(sent.data) > MOST_BYTES or len(sent.data) > left:
        limit = MOST_BYTES if len(sent.data) > MOST_BYTES else MOST_BYTES_IN_ALL
        return Sent(sent.name, refused=f"over the limit of {limit // 1024 // 1024} MB")
    return sent


def _part(part: str) -> str:
    plain = "".join(each for each in part if printable(each) == each).strip().lstrip(".~").strip()
    if len(plain.encode()) <= _LONGEST_NAME:
        return plain
    stem, suffix = os.path.splitext(plain)
    return stem.encode()[: _LONGEST_NAME - len(suffix.encode()[:20])].decode(errors="ignore") + suffix[:20]


def _free(path: Path) -> Path:
    """``path``, or with the first number at which no file stands."""
    if not path.exists():
        return path
    tried = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, _NUMBERED))
    return next((each for each in tried if not each.exists()), path)


def _reason(name: str, error: SourceError) -> str:
    return str(error).removeprefix(f"{name}: ")
