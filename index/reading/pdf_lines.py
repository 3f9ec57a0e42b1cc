"""The characters of a pdf page to lines in reading order: pieces of lines, columns side by side, rows without rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from index.reading.pdf_pages import Glyph
from index.reading.table_rows import CELL

# In widths of a character: what parts two pieces of a line, a space between words, and one between Chinese characters.
_PIECE_GAP = 0.5
_WORD_GAP = 0.22
_WIDE_GAP = 0.6
_OVERPRINT = 0.35
_SAME_ROW = 0.5
_LOOKED_AT = 8
_SAMPLE = 1000
_USUAL_RATIO = 0.85
_NARROWEST = 0.55
_FEWEST_LINES = 3
_MOST_CROSSING = 0.5
_DEEPEST = 3
_ALIGNED = 1.5
_CELL_GAP = 1.5
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a table: what stands in ``text`` then has a line a row.

    ``left`` and ``right`` are the margins of its column, ``size`` the width of a Chinese character in it.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    table: bool = False
    left: float = 0.0
    right: float = 0.0
    column: bool = False


@dataclass
class _Piece:
    """Characters that stand close together on a line; ``ratio`` is the width of a Chinese character to its height."""

    glyphs: list[Glyph]
    ratio: float
    x0: float = field(init=False)
    top: float = field(init=False)
    x1: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        first = self.glyphs[0]
        self.x0, self.top, self.x1, self.bottom = first.x0, first.top, first.x1, first.bottom

    def takes(self, glyph: Glyph) -> bool:
        """Whether the character goes on with this piece: on its line, and near its end."""
        size = self.ratio * max(self.bottom - self.top, glyph.bottom - glyph.top)
        gap = glyph.x0 - self.x1
        level = min(self.bottom, glyph.bottom) - max(self.top, glyph.top)
        return level >= _SAME_ROW * min(self.bottom - self.top, glyph.bottom - glyph.top) and (
            -_SAME_ROW * size <= gap <= _PIECE_GAP * size
        )

    def add(self, glyph: Glyph) -> None:
        """Put a character at the end; a small one, set high or low, does not move the line."""
        self.glyphs.append(glyph)
        self.x1 = max(self.x1, glyph.x1)
        if glyph.bottom - glyph.top > self.bottom - self.top:
            self.top, self.bottom = glyph.top, glyph.bottom


def pieces_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The pieces of the lines of a page: what stands close together, in no order."""
    return [line for line in map(_line, _pieces(glyphs)) if line.text]


def in_order(pieces: Sequence[Line]) -> list[Line]:
    """Pieces and tables of a page as lines in reading order: from top to bottom, columns one after another."""
    return _ordered(pieces, 0)


def joined(first: str, second: str) -> str:
    """Two parts of a line that was broken: a space stands only between words that are not Chinese."""
    if not first or not second or _CHINESE.match(first[-1]) or _CHINESE.match(second[0]):
        return first + second
    return first + second if first[-1] in "-/" else f"{first} {second}"


def _pieces(glyphs: Sequence[Glyph]) -> list[_Piece]:
    """Characters that stand close together on one line, whatever the order they were drawn in."""
    ratio = _ratio(glyphs)
    done: list[_Piece] = []
    near: dict[int, list[_Piece]] = defaultdict(list)
    printed: dict[tuple[str, int], Glyph] = {}
    for glyph in sorted(glyphs, key=lambda each: (each.x0, each.top)):
        size = glyph.bottom - glyph.top
        if size <= 0 or _printed_twice(glyph, printed):
            continue
        row = int(glyph.middle // 8)
        close = (piece for key in (row, row - 1, row + 1) for piece in near[key][-_LOOKED_AT:])
        piece = min(
            (each for each in close if each.takes(glyph)), key=lambda each: abs(glyph.x0 - each.x1), default=None
        )
        if piece:
            piece.add(glyph)
        else:
            piece = _Piece([glyph], ratio)
            done.append(piece)
            near[row].append(piece)
    return done


def _ratio(glyphs: Sequence[Glyph]) -> float:
    """How wide a Chinese character is to its height: fonts say very different things of their heights."""
    found = [
        (glyph.x1 - glyph.x0) / (glyph.bottom - glyph.top)
        for glyph in glyphs[:_SAMPLE]
        if glyph.bottom > glyph.top and "\u4e00" <= glyph.text <= "\u9fff"
    ]
    return min(max(median(found), 0.5), 1.2) if found else _USUAL_RATIO


def _printed_twice(glyph: Glyph, printed: dict[tuple[str, int], Glyph]) -> bool:
    """Whether the same character was just put at this place: letters are made bold by printing them again."""
    key = (glyph.text, round(glyph.middle / 3))
    rows = (key, (key[0], key[1] - 1), (key[0], key[1] + 1))
    before = next((printed[each] for each in rows if each in printed), None)
    printed[key] = glyph
    if before is None or glyph.text.isspace():
        return False
    reach = _OVERPRINT * max(glyph.x1 - glyph.x0, 0.1)
    return abs(before.x0 - glyph.x0) < reach and abs(before.middle - glyph.middle) < reach


def _line(piece: _Piece) -> Line:
    size = piece.ratio * median(glyph.bottom - glyph.top for glyph in piece.glyphs)
    text: list[str] = []
    before: Glyph | None = None
    for glyph in piece.glyphs:
        if before and _apart(before, glyph, size):
            text.append(" ")
        text.append(glyph.text)
        before = glyph
    shown = [glyph for glyph in piece.glyphs if not glyph.text.isspace()] or piece.glyphs
    plain = re.sub("[\\s\xa0]*[\r\n\t\xa0 ]+[\\s\xa0]*", " ", "".join(text)).strip()
    return Line(plain, shown[0].x0, piece.top, max(glyph.x1 for glyph in shown), piece.bottom, size)


def _apart(before: Glyph, glyph: Glyph, size: float) -> bool:
    """Whether a space is seen between two characters."""
    if before.text.isspace() or glyph.text.isspace():
        return False
    chinese = _CHINESE.match(before.text) or _CHINESE.match(glyph.text)
    return glyph.x0 - before.x1 > size * (_WIDE_GAP if chinese else _WORD_GAP)


def _ordered(lines: Sequence[Line], depth: int) -> list[Line]:
    """Lines from top to bottom; where they stand in columns, column by column."""
    found: list[Line] = []
    gutter = _gutter(lines) if depth < _DEEPEST else None
    for band, split in _bands(lines, gutter):
        if split and gutter is not None:
            for side in ([one for one in band if one.x1 <= gutter], [one for one in band if one.x1 > gutter]):
                found += [_in_column(one, side) for one in _ordered(side, depth + 1)]
        else:
            found += _rows(band)
    return found


def _in_column(line: Line, side: Sequence[Line]) -> Line:
    if line.column:
        return line
    left, right = min(one.x0 for one in side), max(one.x1 for one in side)
    return Line(
        line.text, line.x0, line.top, line.x1, line.bottom, line.size, line.table, left=left, right=right, column=True
    )


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the fewest lines cross the middle of the page: the middle of the gap between columns, if there are any."""
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    left, right = min(one.x0 for one in lines), max(one.x1 for one in lines)
    inner, outer = left + 0.15 * (right - left), right - 0.15 * (right - left)
    events = sorted([(one.x0, 1) for one in lines] + [(one.x1, -1) for one in lines])
    over, best = 0, (len(lines) * _MOST_CROSSING, 0.0, 0.0)
    for (x, step), (following, _) in zip(events, [*events[1:], (right, 0)], strict=True):
        over += step
        start, end = max(x, inner), min(following, outer)
        if end > start:
            best = min(best, (over, start - end, (start + end) / 2))
    return best[2] if best[1] else None


def _bands(lines: Sequence[Line], gutter: float | None) -> list[tuple[list[Line], bool]]:
    """The page cut from top to bottom at the lines that cross the gutter: pieces, and whether they are in columns."""
    if gutter is None:
        return [(list(lines), False)]
    bands: list[tuple[list[Line], bool]] = []
    plain: list[Line] = []
    sides: list[Line] = []
    for line in [*sorted(lines, key=lambda one: one.top), None]:
        if line and not line.x0 < gutter < line.x1:
            sides.append(line)
            continue
        above, columns, below = _trimmed(sides, gutter)
        if _in_columns(columns, gutter):
            bands += [([*plain, *above], False), (columns, True)]
            plain = below
        else:
            plain += sides
        sides = []
        if line:
            plain.append(line)
    return [*bands, (plain, False)]


def _trimmed(band: list[Line], gutter: float) -> tuple[list[Line], list[Line], list[Line]]:
    """A band cut in three, its columns in the middle: what stands beside nothing, apart from the rest, is cut off."""
    sides = [one for one in band if one.x1 <= gutter], [one for one in band if one.x1 > gutter]
    if not all(sides):
        return [], band, []
    start, end = (
        max(min(one.top for one in side) for side in sides),
        min(max(one.bottom for one in side) for side in sides),
    )
    first, last = 0, len(band)
    while last > 1 and band[last - 1].top >= end and _after(band[last - 2], band[last - 1], end):
        last -= 1
    while first < last - 1 and band[first].bottom <= start and _below(band[first], band[first + 1]):
        first += 1
    return band[:first], band[first:last], band[last:]


def _below(above: Line, line: Line) -> bool:
    """Whether there is room for another line between two."""
    return line.top - above.bottom > line.size


def _after(before: Line, line: Line, end: float) -> bool:
    """Whether a line follows the columns, one of which ends at ``end``: apart from them, or a table below both."""
    return _below(before, line) or (line.table and end >= before.bottom - 2 * before.size)


def _in_columns(band: Sequence[Line], gutter: float) -> bool:
    """Whether lines on both sides of the gutter are columns: several each, side by side, filling their width."""
    sides = [one for one in band if one.x1 <= gutter], [one for one in band if one.x1 > gutter]
    if min(map(len, sides)) < _FEWEST_LINES:
        return False
    tops, bottoms = zip(
        *((min(one.top for one in side), max(one.bottom for one in side)) for side in sides), strict=True
    )
    shared = min(bottoms) - max(tops)
    if shared < _SAME_ROW * min(bottom - top for top, bottom in zip(tops, bottoms, strict=True)):
        return False
    return all(_filled(side) for side in sides)


def _filled(side: Sequence[Line]) -> bool:
    """Whether most lines fill the column: sentences do, the cells of a table without rules do not."""
    width = max(one.x1 for one in side) - min(one.x0 for one in side)
    size = median(one.size for one in side)
    return width >= 8 * size and median(one.x1 - one.x0 for one in side) >= _NARROWEST * width


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; pieces beside one another are one line, and a row when the rows are aligned."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.top + one.bottom, one.x0)):
        last = rows[-1][0] if rows else None
        if last and not line.table and not last.table and _level(last, line):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return [_one_line(row, aligned=_in_table(rows, index)) for index, row in enumerate(rows)]


def _level(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _SAME_ROW * min(one.bottom - one.top, other.bottom - other.top)


def _in_table(rows: Sequence[Sequence[Line]], index: int) -> bool:
    """Whether a row is one of a table without rules: three pieces or more, below one another in two rows or more."""
    row = rows[index]
    near = [rows[other] for other in (index - 1, index + 1) if 0 <= other < len(rows)]
    return (
        len(row) >= 3
        and all(after.x0 - line.x1 >= _CELL_GAP * line.size for line, after in pairwise(row))
        and any(len(other) == len(row) and _aligned(row, other) for other in near)
    )


def _aligned(row: Sequence[Line], other: Sequence[Line]) -> bool:
    return all(
        min(abs(one.x0 - two.x0), abs(one.x1 - two.x1), abs(one.x0 + one.x1 - two.x0 - two.x1) / 2)
        < _ALIGNED * one.size
        for one, two in zip(row, other, strict=True)
    )


def _one_line(row: Sequence[Line], *, aligned: bool) -> Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, line in pairwise(row):
        near = line.x0 - before.x1 <= _WIDE_GAP * line.size
        text = joined(text, line.text) if near and not aligned else f"{text}{CELL if aligned else ' '}{line.text}"
    return Line(
        text,
        min(line.x0 for line in row),
        min(line.top for line in row),
        max(line.x1 for line in row),
        max(line.bottom for line in row),
        max(line.size for line in row),
        table=aligned,
    )
