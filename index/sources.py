"""A file (txt, md, html, pdf, docx) to its text: finding the files, and the bytes to text."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.reading.archive import SUFFIX as ARCHIVE_SUFFIX
from index.reading.archive import Archive, open_archive, printable
from index.reading.docx_text import docx_text
from index.reading.encodings import decode
from index.reading.html_text import visible_text
from index.reading.pdf_text import pdf_text

MAX_BYTES = 50 * 1024 * 1024
HTML_SUFFIXES = frozenset({".html", ".htm"})
SUFFIXES = frozenset({".txt", ".md", ".pdf", ".docx"}) | HTML_SUFFIXES
"""The kinds of files that are sources; a zip holds files of these kinds."""

_OLD_WORD = frozenset({".doc"})
_FOUND = SUFFIXES | _OLD_WORD | {ARCHIVE_SUFFIX}

_SAMPLE = 20_000
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.05


@dataclass(frozen=True)
class SourceText:
    """The text of one file.

    ``name`` is the path relative to the ingested folder, with forward slashes; for a file of a zip, the zip's name
    and the path in it. ``text`` is as it was read, before cleaning, and the offsets of clauses are places in it: for
    txt and md what the file holds; for html the visible text, one block element a line; for docx and pdf the text made
    of the document, one paragraph a line, with the numbers that Word generates, the broken lines of a pdf joined. In
    all of these a row of a table is a line with its cells joined by " | ". ``notes`` say what a reader of the report
    should know about the reading.
    """

    name: str
    text: str
    notes: tuple[str, ...] = ()


def find_sources(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """The files to read under ``paths`` and their names, sorted by name; folders are searched to the bottom.

    Hidden files and folders are skipped. Raises SourceError for a path that does not exist, a file of another
    kind, and a folder that holds no policy.
    """
    found: dict[Path, str] = {}
    for path in paths:
        for file, name in _under(Path(path)):
            found.setdefault(file, name)
    return sorted(found.items(), key=lambda item: (item[1], str(item[0])))


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file.

    Raises SourceError when it is empty, larger than ``MAX_BYTES``, not readable or not a regular file, or when its
    path cannot be kept in an index.
    """
    if printable(str(path)) != str(path):
        raise SourceError(f"{name}: its path is not in UTF-8 or holds a control character; rename it.")
    try:
        _refuse_unread(path.stat(), name)
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror}).") from error
    if not data.strip():
        raise SourceError(f"{name}: the file is empty.")
    return data


def to_text(data: bytes, name: str) -> SourceText:
    """The text in ``data``; its kind follows from the suffix of ``name``.

    Raises SourceError when the bytes are not of that kind, are locked or broken, in no known encoding or without text.
    """
    suffix = Path(name).suffix.lower()
    if suffix in _OLD_WORD:
        raise SourceError(f"{name}: the old Word format is not read; save it as .docx.")
    if suffix == ".pdf":
        return SourceText(name, *pdf_text(data, name))
    if suffix == ".docx":
        return SourceText(name, *docx_text(data, name))
    html = suffix in HTML_SUFFIXES
    text, encoding = _decoded(data, name, html=html)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROL * len(text[:_SAMPLE]):
        raise _binary(name)
    if html:
        text = visible_text(text)
    if not text.strip():
        raise SourceError(f"{name}: the file holds no text.")
    return SourceText(name, text, () if encoding == "utf-8" else (f"read as {encoding}",))


def as_archive(data: bytes, name: str) -> Archive | None:
    """The zip in ``data`` when ``name`` says that it is one. Raises SourceError when it cannot be opened."""
    return open_archive(data, name, SUFFIXES | _OLD_WORD) if Path(name).suffix.lower() == ARCHIVE_SUFFIX else None


def read_source(path: Path, name: str) -> SourceText:
    """Read one file; raises SourceError, one line, when it cannot be read as text."""
    return to_text(read_bytes(path, name), name)


def _refuse_unread(state: os.stat_result, name: str) -> None:
    """Raise SourceError for what is known not to be read before it is opened: opening a pipe waits for ever."""
    if not stat.S_ISREG(state.st_mode):
        raise SourceError(f"{name}: not a regular file.")
    if state.st_size > MAX_BYTES:
        size, limit = (count / 1024 / 1024 for count in (state.st_size, MAX_BYTES))
        raise SourceError(f"{name}: {size:.0f} MB is over the limit of {limit:.0f} MB; split the file.")


def _under(path: Path) -> Iterator[tuple[Path, str]]:
    shown = printable(str(path))
    if path.is_dir():
        files = sorted(_walk(path))
        if not files:
            raise SourceError(f"{shown}: the folder holds no policies ({_kinds()} files).")
        for file in files:
            yield file.resolve(), printable(file.relative_to(path).as_posix())
    elif path.exists():
        if path.suffix.lower() not in _FOUND:
            raise SourceError(f"{shown}: only {_kinds()} files can be read.")
        yield path.resolve(), printable(path.name)
    else:
        raise SourceError(f"{shown}: no such file or folder.")


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in _FOUND:
                yield Path(place) / name


def _kinds() -> str:
    return ", ".join(sorted(SUFFIXES | {ARCHIVE_SUFFIX}))


def _decoded(data: bytes, name: str, *, html: bool) -> tuple[str, str]:
    """The text and its encoding."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in data and not marked:
        raise _binary(name)
    found = decode(data, html=html)
    if found is None:
        raise SourceError(f"{name}: in no known encoding (UTF-8, UTF-16, GB18030, Big5); save it as UTF-8.")
    return found


def _binary(name: str) -> SourceError:
    return SourceError(f"{name}: not text but binary data; save it as .txt, .md or .html.")
