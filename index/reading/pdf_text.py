"""A pdf with a text layer to its text: columns one after another, paragraphs whole, tables a line a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.errors import SourceError
from index.reading.pdf_furniture import without_furniture
from index.reading.pdf_lines import Line, in_order, joined, pieces_of
from index.reading.pdf_pages import Page, read_pages
from index.reading.pdf_tables import tables_of

_FEWEST_ON_PAGE = 20
_MOST_UNMAPPED = 0.3
_SHOWN = 3
_INDENT = 0.8
_SLACK = 1.0
_LONGEST_WORD = 12
_LOOSE = 1.5
_SPACED = 1.2
_LIKE_SIZE = 0.2
_FULL_PAGE = 8
_MOSTLY = 0.8
_STOPS = ("。", "；", ";", "：", ":", "！", "？", "!", "?", "。”", "。」", "。）", "；”", "！”", "？”")
_CHINESE_NUMBER = "[零〇一二三四五六七八九十百千两\\d]{1,6}"
# A reference (依照本办法第十条的规定) may stand at the start of a line: what follows tells it from a number.
_NUMBERED = re.compile(
    rf"第\s*{_CHINESE_NUMBER}\s*[编章节](?=\s|[^的规、，和及或至第])|第\s*{_CHINESE_NUMBER}\s*条(?=\s|[^的规、，和及或至第款项之])"
    rf"|[一二三四五六七八九十]{{1,3}}[、．.]|[（(]\s*(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})\s*[）)](?!项)"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|[①-⑳]|附\s*件|附\s*[:：]"
)
# What a line begins with that could not be parted: a word, or a character, and the stops after it.
_WORD = re.compile(r"(?:[!-~]+|.)[，。、；：”’）》〉」』】〕！？…]*", re.DOTALL)


@dataclass(frozen=True)
class _Style:
    """How a document shows its paragraphs: by an indent, by space above them; ``leading`` is from line to line.

    ``indent`` is what first lines are indented, in characters, 0 when they are not; ``numbers_too`` says that those
    that begin with a number are.
    """

    indent: float
    numbers_too: bool
    spaced: bool
    leading: float


def pdf_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a pdf, a paragraph or a table row a line, and notes on what was left out.

    Raises SourceError when it cannot be opened or no page of it holds text.
    """
    pages: list[Page] = []
    pieces: list[list[Line]] = []
    for page in read_pages(data, name):
        tables, glyphs = tables_of(page.glyphs, page.rules)
        pieces.append([*pieces_of(glyphs), *tables])
        pages.append(replace(page, glyphs=page.glyphs[:_FEWEST_ON_PAGE], rules=()))
    unread = _unread(pages, name, pieces)
    furniture = without_furniture(pieces)
    sheets = [_with_margins(in_order(page)) for page in furniture.pages]
    text = "\n".join(_paragraphs(_with_common_margins(sheets)))
    if not text.strip():
        raise SourceError(f"{name}: the pdf holds no text.")
    return text, (*unread, *_left_out(furniture.removed, furniture.repeated), *_lost(pages))


def _unread(pages: Sequence[Page], name: str, pieces: Sequence[Sequence[Line]]) -> list[str]:
    """Notes on pages that cannot be read; raises SourceError when there is no other page."""
    hidden = [page.number for page in pages if page.unmapped > _MOST_UNMAPPED * max(1, len(page.glyphs))]
    scans = [
        page.number
        for page in pages
        if page.pictured and len(page.glyphs) < _FEWEST_ON_PAGE and page.number not in hidden
    ]
    broken = [page.number for page in pages if page.broken]
    kinds = (
        (scans, "scans without text", "run OCR on them first"),
        (hidden, "set in fonts that do not say what their characters are", "run OCR on them first"),
        (broken, "broken", "open the file and save it as pdf again"),
    )
    if not any(
        piece.text for page, each in zip(pages, pieces, strict=True) if page.number not in hidden for piece in each
    ):
        for numbers, what, cure in kinds:
            if numbers:
                raise SourceError(f"{name}: its pages are {what}: {cure}.")
    return [
        f"page{'s' * (len(numbers) > 1)} {_list(numbers)} {'are' if len(numbers) > 1 else 'is'} {what}: {cure}"
        for numbers, what, cure in kinds
        if numbers
    ]


def _list(numbers: Sequence[int]) -> str:
    """Page numbers for a reader: 1-4, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _left_out(removed: int, repeated: Sequence[str]) -> list[str]:
    if not removed:
        return []
    shown = "、".join(f"“{words}”" for words in repeated[:_SHOWN]) + ("…" if len(repeated) > _SHOWN else "")
    return [f"page headers, footers and page numbers left out: {removed}" + (f" ({shown})" if shown else "")]


def _lost(pages: Sequence[Page]) -> list[str]:
    notes = []
    if aslant := sum(page.aslant for page in pages):
        notes.append(f"{aslant} characters that run in another direction, like a watermark, left out")
    if unmapped := sum(page.unmapped for page in pages):
        notes.append(f"{unmapped} characters are missing: their fonts do not say what they are")
    return notes


def _with_margins(lines: Sequence[Line]) -> list[Line]:
    """Lines that stand in no column get the margins of their page, when it has enough of them to show these."""
    flow = [line for line in lines if not line.column and not line.table]
    if len(flow) < _FULL_PAGE:
        return list(lines)
    left, right = _margins(flow)
    return [line if line.column or line.table else replace(line, left=left, right=right) for line in lines]


def _with_common_margins(sheets: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Lines of pages with few lines get the margins of all pages."""
    flow = [line for lines in sheets for line in lines if not line.column and not line.table]
    left, right = _margins(flow) if flow else (0.0, 0.0)
    return [
        [
            line if line.column or line.table or line.right > line.left else replace(line, left=left, right=right)
            for line in lines
        ]
        for lines in sheets
    ]


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the lines begin and end, a stray one set aside."""
    stray = len(lines) // 20
    return sorted(line.x0 for line in lines)[stray], sorted(line.x1 for line in lines)[-1 - stray]


def _paragraphs(sheets: Sequence[Sequence[Line]]) -> list[str]:
    """Paragraphs and tables of all pages; one that runs over the end of a page or column is joined."""
    style = _style(sheets)
    done: list[str] = []
    before: Line | None = None
    head: str | None = None
    for line in (line for lines in sheets for line in lines):
        if line.table:
            rows = line.text.split("\n")
            goes_on = before is not None and before.table and line.top < before.top
            if goes_on and rows[0] == head:
                rows = rows[1:]  # the head of a table is printed again on the next page
            elif not (before and before.table):
                head = rows[0]
            done += rows
        elif before and _goes_on(before, line, style):
            done[-1] = joined(done[-1], line.text)
        else:
            done.append(line.text)
        before = line
    return done


def _style(sheets: Sequence[Sequence[Line]]) -> _Style:
    """How paragraphs are shown, from the lines that follow a line which ends early."""
    pairs = [
        pair
        for lines in sheets
        for pair in pairwise(lines)
        if not pair[0].table and not pair[1].table and _pitch(*pair) > 0
    ]
    leading = median(_pitch(*pair) for pair in pairs) if pairs else 0.0
    firsts = [(before, line) for before, line in pairs if not _full(before, line) and before.text.endswith(_STOPS)]
    indents = [_indent(line) for _, line in firsts if _indent(line) > _INDENT]
    spaced = sum(1 for before, line in firsts if _pitch(before, line) > _SPACED * leading)
    numbers = [_indent(line) > _INDENT for _, line in firsts if _NUMBERED.match(line.text)]
    numbers_too = sum(numbers) > _MOSTLY * len(numbers)
    return _Style(
        median(indents) if len(indents) > len(firsts) / 2 else 0.0, numbers_too, spaced > len(firsts) / 2, leading
    )


def _pitch(before: Line, line: Line) -> float:
    """From line to line; 0 where the next stands in another column or on another page."""
    return line.bottom - before.bottom if line.top > before.top and line.left == before.left else 0.0


def _indent(line: Line) -> float:
    """How far a line is indented, in characters."""
    return (line.x0 - line.left) / max(line.size, 1e-6)


def _full(before: Line, line: Line) -> bool:
    """Whether a line goes to the right margin: the first word of the next line had no room on it."""
    first = _WORD.match(line.text)
    width = sum(0.5 if each < "\x7f" else 1.0 for each in first[0][: 2 * _LONGEST_WORD]) if first else 1.0
    return before.x1 + (width + _SLACK) * before.size >= before.right


def _goes_on(before: Line, line: Line, style: _Style) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if before.table or not _full(before, line) or abs(before.size - line.size) > _LIKE_SIZE * before.size:
        return False
    pitch = _pitch(before, line)
    if pitch > _LOOSE * style.leading:
        return False
    stopped = before.text.endswith(_STOPS)
    numbered = bool(_NUMBERED.match(line.text)) and not before.text.endswith("第")
    if style.indent:
        if _indent(line) <= _INDENT:
            return style.numbers_too or not (stopped and numbered)
        return abs(_indent(line) - style.indent) > _INDENT and not (stopped or numbered)
    if style.spaced and 0 < pitch <= _SPACED * style.leading:
        return not (stopped and numbered)
    return not (stopped or numbered)
