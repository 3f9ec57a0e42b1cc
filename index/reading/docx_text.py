"""A Word document (docx) to its text: paragraphs with the numbers Word puts before them, tables a line a row."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from index.errors import SourceError
from index.reading.docx_numbering import (
    Numbering,
    attribute,
    child,
    children,
    is_on,
    local,
    number,
    read_numbering,
    value_of,
)
from index.reading.table_rows import Cell, holds_data, rows

MOST_BYTES = 64 * 1024 * 1024

_MAIN = "word/document.xml"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DEEPEST = 30
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "pPr", "rPr", "sdtPr", "sectPr"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_SIGNS = {"F0B7": "•", "F0A8": "□", "F0A3": "□", "F06F": "□", "F0FE": "☑", "F052": "☑", "F0FC": "√"}
_CONTENTS = re.compile(r"toc\s*\d|toc heading", re.IGNORECASE)
_SPACES = re.compile("[ \t\xa0]+")
_BROKEN = "not a docx that can be read; open it and save it as docx again"


@dataclass(frozen=True)
class _Style:
    """A paragraph style, as far as numbers go; ``base`` is the style it is based on."""

    name: str
    base: str
    list_id: str
    depth: str


@dataclass
class _Reading:
    """What is known while a document is read; the numbers count up with each paragraph."""

    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[tuple[str, str], etree._Element]
    said: set[str] = field(default_factory=set)
    carried: str = ""


@dataclass
class _Content:
    """What stands in a paragraph: its text, the boxes and the notes that hang on it."""

    text: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    codes: list[bool] = field(default_factory=list)


def docx_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a docx, a paragraph or a table row a line, and notes on what was left out.

    A footnote stands on a line of its own after the paragraph that refers to it. Raises SourceError when the file is
    locked, broken, too large when unpacked, or holds no text.
    """
    parts = _Parts(data, name)
    main = parts.main()
    body = child(parts.xml(main), "body")
    if body is None:
        raise SourceError(f"{name}: {_BROKEN}.")
    styles = {attribute(each, "styleId"): _style(each) for each in _named(parts, main, "styles", "style")}
    numbering = parts.optional(main, "numbering")
    notes = {
        (kind, attribute(each, "id")): each
        for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote"))
        for each in _named(parts, main, kind, tag)
    }
    lists = {key: style.list_id for key, style in styles.items() if style.list_id}
    reading = _Reading(styles, read_numbering(numbering, lists), notes)
    text = "\n".join(_blocks(body, reading, 0))
    if not text.strip():
        raise SourceError(f"{name}: the docx holds no text; if it holds pictures of pages, run OCR on them first.")
    return text, tuple(sorted(reading.said))


class _Parts:
    """The parts of the package: a zip whose parts name one another."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.left = MOST_BYTES
        if data.startswith(_OLD_WORD):
            raise SourceError(f"{name}: locked with a password, or an old .doc; save it as .docx without a password.")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = set(self.zip.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise SourceError(f"{name}: {_BROKEN}.") from error

    def main(self) -> str:
        """The path of the document itself."""
        for relation in self._relations("_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").lstrip("/")
        return _MAIN

    def optional(self, main: str, kind: str) -> etree._Element | None:
        """A part that the document refers to, None when it has none that can be read."""
        folder, file = posixpath.split(main)
        for relation in self._relations(f"{folder}/_rels/{file}.rels"):
            if attribute(relation, "Type").endswith(f"/{kind}"):
                target = attribute(relation, "Target")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                return self.xml(path) if path in self.names else None
        return None

    def xml(self, path: str) -> etree._Element:
        """A part, read as XML. Raises SourceError when it is broken or too large."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            with self.zip.open(path) as file:
                content = file.read(self.left + 1)
            self.left -= len(content)
            if self.left < 0:
                raise SourceError(f"{self.name}: over {MOST_BYTES // 1024 // 1024} MB when unpacked; split the file.")
            return etree.fromstring(content, parser)
        except (
            zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError,
            NotImplementedError, RuntimeError,
        ) as error:  # fmt: skip
            raise SourceError(f"{self.name}: {_BROKEN}.") from error

    def _relations(self, path: str) -> Iterator[etree._Element]:
        if path in self.names:
            yield from children(self.xml(path), "Relationship")


def _named(parts: _Parts, main: str, kind: str, tag: str) -> Iterable[etree._Element]:
    root = parts.optional(main, kind)
    return () if root is None else children(root, tag)


def _style(element: etree._Element) -> _Style:
    numbers = child(element, "pPr", "numPr")
    return _Style(
        name=value_of(element, "name"),
        base=value_of(element, "basedOn"),
        list_id=value_of(numbers, "numId"),
        depth=value_of(numbers, "ilvl"),
    )


def _blocks(container: etree._Element, reading: _Reading, depth: int) -> Iterator[str]:
    """The lines of the paragraphs and tables in a container, whatever they are wrapped in."""
    waiting = list(container)[::-1]
    while waiting:
        element = waiting.pop()
        kind = local(element)
        if kind == "p":
            yield from _paragraph(element, reading, depth)
        elif kind == "tbl":
            yield from _table(element, reading, depth)
        elif kind == "altChunk":
            reading.said.add("a document embedded in it is not read: copy its text into the document")
        elif kind == "AlternateContent":
            waiting.extend(_alternative(element))
        elif kind not in _UNSEEN and not is_on(element, "sdtPr", "showingPlcHdr"):
            waiting.extend(list(element)[::-1])


def _alternative(element: etree._Element) -> list[etree._Element]:
    """What of several forms of the same is read: the first."""
    chosen = child(element, "Choice")
    chosen = child(element, "Fallback") if chosen is None else chosen
    return [] if chosen is None else list(chosen)[::-1]


def _paragraph(element: etree._Element, reading: _Reading, depth: int) -> Iterator[str]:
    content = _content(element)
    text = "".join(content.text)
    if _CONTENTS.fullmatch(_style_name(element, reading)):
        reading.said.add("the table of contents was left out")
        return
    if child(element, "pPr", "rPr", "del") is not None:  # the end of the paragraph was deleted: the next goes on
        reading.carried += text
    else:
        label = _label(element, reading)
        text, reading.carried = reading.carried + text, ""
        yield from _lines(label, text)
    if depth < _DEEPEST:
        for box in content.boxes:
            yield from _blocks(box, reading, depth + 1)
        for note in content.notes:
            yield from _note(note, reading, depth)


def _lines(label: str, text: str) -> Iterator[str]:
    """A paragraph's lines, its number before the first."""
    lines = [line for each in text.split("\n") if (line := _SPACES.sub(" ", each).strip())]
    if lines:
        apart = label[-1:] == "." and lines[0][0].isdecimal()
        yield f"{label}{' ' * apart}{lines[0]}"
        yield from lines[1:]


def _note(key: tuple[str, str], reading: _Reading, depth: int) -> Iterator[str]:
    note = reading.notes.get(key)
    if note is not None:
        text = " ".join(_blocks(note, reading, depth + 1))
        if text:
            yield f"注：{text}"


def _style_name(paragraph: etree._Element, reading: _Reading) -> str:
    style = reading.styles.get(value_of(paragraph, "pPr", "pStyle"))
    return style.name if style else ""


def _label(paragraph: etree._Element, reading: _Reading) -> str:
    """The number before a paragraph: its own, or that of its style or of a style this is based on."""
    numbers = child(paragraph, "pPr", "numPr")
    list_id, depth = value_of(numbers, "numId"), value_of(numbers, "ilvl")
    style = value_of(paragraph, "pPr", "pStyle")
    seen: set[str] = set()
    while not list_id and style in reading.styles and style not in seen:
        seen.add(style)
        known = reading.styles[style]
        list_id, depth = known.list_id, depth or known.depth
        if list_id and not depth:
            depth = str(reading.numbering.level_of_style(list_id, style) or 0)
        style = known.base
    return reading.numbering.label(list_id, number(depth, 0)) if list_id not in ("", "0") else ""


def _content(paragraph: etree._Element) -> _Content:
    """What stands in a paragraph, in its order; what was deleted or is hidden, and the codes of fields, left out."""
    content = _Content()
    waiting = list(paragraph)[::-1]
    while waiting:
        element = waiting.pop()
        kind = local(element)
        if kind in _UNSEEN or (kind == "r" and is_on(element, "rPr", "vanish")):
            continue
        if kind == "AlternateContent":
            waiting.extend(_alternative(element))
        elif not _leaf(element, kind, content) and not is_on(element, "sdtPr", "showingPlcHdr"):
            waiting.extend(list(element)[::-1])
    return content


def _leaf(element: etree._Element, kind: str, content: _Content) -> bool:
    """Take what an element itself says; False when its children are to be looked at."""
    if kind == "txbxContent":
        content.boxes.append(element)
    elif kind in _NOTES:
        content.notes.append((_NOTES[kind], attribute(element, "id")))
    elif kind == "fldChar":
        _field(attribute(element, "fldCharType"), content.codes)
    elif any(content.codes):
        return kind == "t"
    elif (sign := _sign(element, kind)) is not None:
        content.text.append(sign)
    else:
        return False
    return True


def _field(step: str, codes: list[bool]) -> None:
    """Keep track of fields: between its beginning and its separator stands a code, then what is seen."""
    if step == "begin":
        codes.append(True)
    elif codes and step == "separate":
        codes[-1] = False
    elif codes and step == "end":
        codes.pop()


def _sign(element: etree._Element, kind: str) -> str | None:
    """The characters an element stands for."""
    if kind == "t":
        return re.sub(r"[\r\n]+", " ", element.text or "")
    if kind in ("br", "cr"):
        return "\n"
    if kind in ("tab", "ptab"):
        return " "
    if kind == "noBreakHyphen":
        return "-"
    if kind == "sym":
        return _SIGNS.get(attribute(element, "char").upper(), "•")
    return None


def _table(table: etree._Element, reading: _Reading, depth: int) -> Iterator[str]:
    """A line a row; a table of one column, or with cells as long as articles, only lays out the page."""
    if depth >= _DEEPEST:
        return
    cells = [list(_cells(row, reading, depth)) for row in _table_rows(table)]
    if holds_data(cells):
        yield from rows(cells)
    else:
        yield from (line for row in cells for cell in row if not cell.goes_on for line in cell.lines)


def _table_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of tables within it."""
    waiting = list(table)[::-1]
    while waiting:
        element = waiting.pop()
        kind = local(element)
        if kind == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif kind not in _UNSEEN:
            waiting.extend(list(element)[::-1])


def _cells(row: etree._Element, reading: _Reading, depth: int) -> Iterator[Cell]:
    before = number(value_of(row, "trPr", "gridBefore"), 0)
    if before > 0:
        yield Cell((), width=before)
    waiting = list(row)[::-1]
    while waiting:
        element = waiting.pop()
        kind = local(element)
        if kind == "tc":
            settings = child(element, "tcPr")
            merged = child(settings, "vMerge")
            yield Cell(
                tuple(_blocks(element, reading, depth + 1)),
                width=number(value_of(settings, "gridSpan"), 1),
                goes_on=merged is not None and attribute(merged, "val") != "restart",
            )
        elif kind not in _UNSEEN:
            waiting.extend(list(element)[::-1])
