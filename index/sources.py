"""A file (txt, md, html) to its text: finding the files, and the bytes to text."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.html_text import visible_text

MAX_BYTES = 50 * 1024 * 1024
HTML_SUFFIXES = frozenset({".html", ".htm"})
SUFFIXES = frozenset({".txt", ".md"}) | HTML_SUFFIXES

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_ENCODING_NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
# Lead bytes of punctuation and of the common characters: the first level of GB 2312, the first plane of Big5.
_COMMON_LEADS = {"gb18030": (range(0xA1, 0xA4), range(0xB0, 0xD8)), "cp950": (range(0xA1, 0xC7),)}
_LEAST_COMMON = 0.5
_SAMPLE = 20_000
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.05


@dataclass(frozen=True)
class SourceText:
    """The text of one file.

    ``name`` is the path relative to the ingested folder, with forward slashes. ``text`` is as it was read,
    before cleaning: for html the visible text, one block element a line, table cells joined by " | ".
    ``notes`` say what a reader of the report should know about the reading.
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
    if _printable(str(path)) != str(path):
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

    Raises SourceError when the bytes are binary, are in no known encoding or hold no text.
    """
    html = Path(name).suffix.lower() in HTML_SUFFIXES
    text, encoding = _decode(data, name, html=html)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROL * len(text[:_SAMPLE]):
        raise _binary(name)
    if html:
        text = visible_text(text)
    if not text.strip():
        raise SourceError(f"{name}: the file holds no text.")
    return SourceText(name, text, () if encoding == "utf-8" else (f"read as {encoding}",))


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


def _printable(name: str) -> str:
    """``name`` on one line, bytes that are not in UTF-8 and control characters written as escapes."""
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in name
    )


def _under(path: Path) -> Iterator[tuple[Path, str]]:
    shown = _printable(str(path))
    if path.is_dir():
        files = sorted(_walk(path))
        if not files:
            raise SourceError(f"{shown}: the folder holds no policies ({', '.join(sorted(SUFFIXES))} files).")
        for file in files:
            yield file.resolve(), _printable(file.relative_to(path).as_posix())
    elif path.exists():
        if path.suffix.lower() not in SUFFIXES:
            raise SourceError(f"{shown}: only {', '.join(sorted(SUFFIXES))} files can be read.")
        yield path.resolve(), _printable(path.name)
    else:
        raise SourceError(f"{shown}: no such file or folder.")


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(place) / name


def _decode(data: bytes, name: str, *, html: bool) -> tuple[str, str]:
    """The text and its encoding: by byte order mark, by what an html page declares, then by trying."""
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], marked, name), marked
    if b"\x00" in data:
        raise _binary(name)
    declared = _declared(data) if html else None
    for encoding in filter(None, (declared, "utf-8")):
        text = _try(data, encoding)
        if text is not None:
            return text, encoding
    return _most_plausible(data, name)


def _most_plausible(data: bytes, name: str) -> tuple[str, str]:
    """GB18030 or Big5: bytes of one often decode as the other, but only the right one gives common characters."""
    shares = {encoding: _common_share(data, encoding) for encoding in _COMMON_LEADS}
    best = max(shares, key=lambda encoding: shares[encoding])
    text = _try(data, best)
    if text is None or shares[best] < _LEAST_COMMON:
        raise _unknown(name)
    return text, best


def _common_share(data: bytes, encoding: str) -> float:
    """The share of common characters among those that are not ASCII; 0 when the bytes are not in ``encoding``."""
    text = _try(data, encoding)
    if text is None:
        return 0.0
    wide = [character.encode(encoding) for character in text[:_SAMPLE] if ord(character) > 0x7F]
    common = sum(1 for code in wide if _is_common(code, encoding))
    return common / len(wide) if wide else 0.0


def _is_common(code: bytes, encoding: str) -> bool:
    if len(code) != 2 or not any(code[0] in leads for leads in _COMMON_LEADS[encoding]):
        return False
    return encoding != "gb18030" or code[1] >= 0xA1


def _declared(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:4096])
    return _ENCODING_NAMES.get(match[1].decode("ascii").lower()) if match else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strictly(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise _unknown(name)
    return text


def _binary(name: str) -> SourceError:
    return SourceError(f"{name}: not text but binary data; save it as .txt, .md or .html.")


def _unknown(name: str) -> SourceError:
    return SourceError(f"{name}: in no known encoding (UTF-8, UTF-16, GB18030, Big5); save it as UTF-8.")
