"""The tables in a clause's text: a line a row, each cell with the heads of its row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.parts import lines_of
from index.policy import Frozen

_SEPARATOR = re.compile(r"\s*[|｜]\s*|\t+|(?<=\S)(?: {3,}|\u3000{2,})(?=\S)")
_FRAMED = re.compile(r"\s*[|｜].*[|｜]\s*")
# A year over a column is a head, not a figure.
_FIGURE = re.compile(r"[0-9](?<!\b(?:19|20)[0-9]{2})|[一二两三四五六七八九十百]+[千万亿]*(?:元|%|人|年|个|倍)")
_ORDINAL = re.compile(r"序\s*号|编\s*号|行\s*次|No\.?", re.IGNORECASE)
_LEAST_ROWS = 2
_LONGEST_CELL = 400


class Cell(Frozen):
    """A cell: its words, its place in the clause's text, and the heads it is read with."""

    text: str
    start: int
    end: int
    row_head: str
    column_head: str


class Table(Frozen):
    """A table in a clause: the heads of its columns, and its rows without those of the heads.

    ``start`` and ``end`` are its place in the clause's text.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int


def tables(text: str) -> tuple[Table, ...]:
    """The tables of a clause's text: two or more lines, one after the other, of as many cells each."""
    if "|" not in text and "｜" not in text and "\t" not in text and "  " not in text and "\u3000" not in text:
        return ()
    found: list[Table] = []
    run: list[tuple[int, str]] = []
    for start, line in [*lines_of(text), (len(text), "")]:
        if run and len(_cells(line)) != len(_cells(run[0][1])):
            if len(run) >= _LEAST_ROWS:
                found.append(_table(run))
            run = []
        if len(_cells(line)) >= _LEAST_ROWS:
            run.append((start, line))
    return tuple(found)


def spelled_out(text: str) -> str:
    """``text`` with each row of its tables as a line of its own that names the head before every value."""
    parts: list[str] = []
    place = 0
    for table in tables(text):
        parts.append(text[place : table.start])
        parts.append("\n".join(row_in_words(row) for row in table.rows))
        place = table.end
    return "".join([*parts, text[place:]])


def row_in_words(row: Sequence[Cell]) -> str:
    """A row as 「档次：一档；奖励金额(万元)：50。」, so that no value is read without its heads."""
    told = (f"{cell.column_head}：{cell.text}" if cell.column_head else cell.text for cell in row if cell.text)
    return "；".join(told) + "。"


def row_at(text: str, start: int, end: int) -> tuple[Cell, ...] | None:
    """The row of a table that holds ``text[start:end]``, or None when that stands in no table's row."""
    for table in tables(text):
        for row in table.rows:
            if row[0].start <= start and end <= row[-1].end + 1:
                return row
    return None


def _cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end; one cell when it is no row."""
    places: list[tuple[int, int]] = []
    last = 0
    for match in _SEPARATOR.finditer(line):
        places.append((last, match.start()))
        last = match.end()
    places.append((last, len(line)))
    if len(places) > _LEAST_ROWS and _FRAMED.fullmatch(line):
        places = places[1:-1]
    return places if all(end - start <= _LONGEST_CELL for start, end in places) else [(0, len(line))]


def _table(run: Sequence[tuple[int, str]]) -> Table:
    words = [[line[a:b].strip() for a, b in _cells(line)] for _, line in run]
    heads = _heads(words)
    stacked = zip(*words[:heads], strict=True) if heads else [()] * len(words[0])
    columns = tuple(" ".join(dict.fromkeys(part for part in column if part)) for column in stacked)
    rows: list[tuple[Cell, ...]] = []
    for (start, line), cells in zip(run[heads:], words[heads:], strict=True):
        head = cells[1] if len(cells) > 1 and _ORDINAL.fullmatch(columns[0]) else cells[0]
        rows.append(
            tuple(
                Cell(text=cell, start=start + a, end=start + b, row_head=head, column_head=column)
                for cell, (a, b), column in zip(cells, _cells(line), columns, strict=True)
            )
        )
    end_start, end_line = run[-1]
    return Table(columns=columns, rows=tuple(rows), start=run[0][0], end=end_start + len(end_line))


def _heads(words: Sequence[Sequence[str]]) -> int:
    """How many rows at the top are heads: the first, and those below that go on with a head that spans rows."""
    if all(not cell or _FIGURE.search(cell) for cell in words[0][1:]):
        return 0
    heads = 1
    while heads < len(words) - 1:
        above, row = words[heads - 1], words[heads]
        spans = any(a == b and a for a, b in zip(above, row, strict=True))
        if not spans or any(_FIGURE.search(cell) for cell in row) or len(set(above)) == len(above):
            break
        heads += 1
    return heads
