"""A zip of sources: which of its files are read, under what names, and within what limits."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.errors import SourceError
from index.reading.encodings import decode

MOST_FILES = 10_000
MOST_BYTES = 50 * 1024 * 1024
MOST_BYTES_IN_ALL = 500 * 1024 * 1024
SUFFIX = ".zip"

_TIGHTEST = 200
_SMALL = 1024 * 1024
_UTF8_NAME = 0x800
_LOCKED = 0x1
_UNICODE_PATH = 0x7075
_SHOWN = 5
_LEADING_OUT = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)")


@dataclass(frozen=True)
class Member:
    """A file of a zip: its path in it, and its bytes, or why it is not read."""

    path: str
    data: bytes = b""
    refused: str | None = None


@dataclass(frozen=True)
class Archive:
    """An opened zip: the files to read with their paths, and notes on the others."""

    name: str
    file: zipfile.ZipFile
    entries: tuple[tuple[str, zipfile.ZipInfo], ...]
    notes: tuple[str, ...]


def open_archive(data: bytes, name: str, kinds: frozenset[str]) -> Archive:
    """The zip in ``data``; ``kinds`` are the suffixes of the files to read.

    Folders, hidden files and what a Mac adds are passed over; files of other kinds are named in the notes. Raises
    SourceError when it is no zip, holds too many files, or none to read.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in file.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error) as error:
        raise SourceError(f"{name}: not a zip that can be read; pack it again.") from error
    if len(infos) > MOST_FILES:
        raise SourceError(f"{name}: {len(infos)} files are over the limit of {MOST_FILES}; split the zip.")
    named = [(path, info) for info in infos if not _passed_over(path := _path(info))]
    entries = tuple((path, info) for path, info in named if _suffix(path) in kinds | {SUFFIX})
    if not entries:
        raise SourceError(f"{name}: the zip holds no policies ({', '.join(sorted(kinds))} files).")
    others = [path for path, _ in named if _suffix(path) not in kinds | {SUFFIX}]
    return Archive(name, file, entries, _named(others))


def members(archive: Archive) -> Iterator[Member]:
    """The files of a zip, unpacked one at a time; a file that is refused says why in ``refused``."""
    left = MOST_BYTES_IN_ALL
    seen: set[str] = set()
    for path, info in archive.entries:
        reason = "two files of the zip bear this name" if path in seen else _reason(path, info, left)
        seen.add(path)
        if reason:
            yield Member(printable(path), refused=reason)
            continue
        member = _unpacked(archive.file, path, info)
        left -= len(member.data)
        yield member


def printable(name: str) -> str:
    """``name`` on one line, bytes that are not in UTF-8 and control characters written as escapes."""
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in name
    )


def _reason(path: str, info: zipfile.ZipInfo, left: int) -> str | None:
    """Why a file is not even unpacked."""
    size, packed = info.file_size, max(1, info.compress_size)
    for applies, reason in (
        (_LEADING_OUT.match(path), "its path leads out of the zip; pack it again"),
        (printable(path) != path, "its name holds a control character; rename it"),
        (_suffix(path) == SUFFIX, "a zip within a zip is not read; unpack it"),
        (info.flag_bits & _LOCKED, "locked with a password; pack it without one"),
        (size > MOST_BYTES, f"over the limit of {MOST_BYTES // 1024 // 1024} MB; split the file"),
        (size > _SMALL and size > _TIGHTEST * packed, f"unpacks to over {_TIGHTEST} times its size; not read"),
        (size > left, f"the zip unpacks to over {MOST_BYTES_IN_ALL // 1024 // 1024} MB; split it"),
    ):
        if applies:
            return reason
    return None


def _unpacked(file: zipfile.ZipFile, path: str, info: zipfile.ZipInfo) -> Member:
    try:
        with file.open(info) as packed:
            data = packed.read(info.file_size + 1)
    except NotImplementedError:
        return Member(path, refused="packed in a way that cannot be read; pack it as an ordinary zip")
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, struct.error):
        return Member(path, refused="broken in the zip; pack it again")
    if len(data) > info.file_size:
        return Member(path, refused="larger than the zip says; pack it again")
    return Member(path, data) if data.strip() else Member(path, refused="the file is empty")


def _path(info: zipfile.ZipInfo) -> str:
    """The path of a file with forward slashes.

    Names not marked as UTF-8 are read by zipfile as those of an old PC; Chinese ones are GBK, Big5 or UTF-8 unmarked.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        found = _unicode_path(info, raw)
        if found is None:
            decoded = decode(raw)
            found = decoded[0] if decoded else _gbk(raw, name)
        name = found
    return name.replace("\\", "/").removeprefix("./")


def _gbk(raw: bytes, name: str) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return name


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name in UTF-8 that some packers add, when it belongs to this name."""
    place, extra = 0, info.extra
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        field = extra[place + 4 : place + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        place += 4 + size
    return None


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _passed_over(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or "__MACOSX" in parts or parts[-1].startswith("~$")


def _named(others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    shown = "、".join(printable(path) for path in others[:_SHOWN])
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    return (f"not read, as of another kind: {shown}{more}",)
