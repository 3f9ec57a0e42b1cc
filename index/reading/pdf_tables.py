"""Ruled tables of a pdf page: the lines drawn on it to a grid of cells, and the characters into the cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.reading.pdf_lines import Line, in_order, joined, pieces_of
from index.reading.pdf_pages import Glyph, Rule
from index.reading.table_rows import CELL

_NEAR = 3.0
_SHORTEST = 5.0
_OPEN_SIDE = 12.0
_MOST_LINES = 600
_MOST_CELLS = 20_000

Interval = tuple[float, float]


@dataclass
class _Ruled:
    """Lines at one place (an x for upright lines, a y for level ones), as the intervals they cover."""

    place: float
    covered: list[Interval] = field(default_factory=list)

    def covers(self, point: float) -> bool:
        """Whether there is a line at this point."""
        index = bisect_right(self.covered, (point, float("inf"))) - 1
        return index >= 0 and self.covered[index][1] >= point


def tables_of(glyphs: Sequence[Glyph], rules: Iterable[Rule]) -> tuple[list[Line], list[Glyph]]:
    """The ruled tables of a page, a line a row, and the characters that stand in none of them."""
    tables: list[Line] = []
    left = list(glyphs)
    for level, upright in _grids(rules):
        xs, ys = _edges(level, upright)
        if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MOST_CELLS:
            continue
        inside = [each for each in left if _within(each, xs, ys)]
        if text := _text(inside, xs, ys, level, upright):
            left = [each for each in left if not _within(each, xs, ys)]
            tables.append(Line(text, xs[0], ys[0], xs[-1], ys[-1], _size(inside), table=True))
    return tables, left


def _within(glyph: Glyph, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] < (glyph.x0 + glyph.x1) / 2 < xs[-1] and ys[0] < glyph.middle < ys[-1]


def _size(glyphs: Sequence[Glyph]) -> float:
    return max((each.bottom - each.top for each in glyphs), default=0.0)


def _grids(rules: Iterable[Rule]) -> list[tuple[list[_Ruled], list[_Ruled]]]:
    """Level and upright lines that touch one another, a pair of lists for each group."""
    flat: list[Rule] = []
    tall: list[Rule] = []
    for rule in rules:
        across, along = rule.x1 - rule.x0, rule.bottom - rule.top
        if max(across, along) >= _SHORTEST:
            (flat if across > along else tall).append(rule)
    level = _merged([((one.top + one.bottom) / 2, (one.x0, one.x1)) for one in flat])
    upright = _merged([((one.x0 + one.x1) / 2, (one.top, one.bottom)) for one in tall])
    if max(len(level), len(upright)) > _MOST_LINES:
        return []  # a drawing or a map
    return [(_gathered(some), _gathered(others)) for some, others in _touching(level, upright)]


def _merged(lines: Sequence[tuple[float, Interval]]) -> list[tuple[float, Interval]]:
    """Lines at one place whose ends meet are one line."""
    found: list[tuple[float, Interval]] = []
    place = float("-inf")
    same: list[Interval] = []
    for where, interval in [*sorted(lines), (float("inf"), (0.0, 0.0))]:
        if where - place > _NEAR:
            found += [(place, each) for each in _joined_intervals(same)]
            place, same = where, []
        same.append(interval)
    return found


def _joined_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1] + _NEAR:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _touching(
    level: Sequence[tuple[float, Interval]], upright: Sequence[tuple[float, Interval]]
) -> list[tuple[list[tuple[float, Interval]], list[tuple[float, Interval]]]]:
    """Groups of lines that cross or touch."""
    group = list(range(len(level) + len(upright)))

    def head(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for one, (y, (x0, x1)) in enumerate(level):
        for other, (x, (y0, y1)) in enumerate(upright, len(level)):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                group[head(one)] = head(other)
    groups: dict[int, tuple[list[tuple[float, Interval]], list[tuple[float, Interval]]]] = defaultdict(lambda: ([], []))
    for one, line in enumerate(level):
        groups[head(one)][0].append(line)
    for other, line in enumerate(upright, len(level)):
        groups[head(other)][1].append(line)
    return [pair for pair in groups.values() if all(pair)]


def _gathered(lines: Iterable[tuple[float, Interval]]) -> list[_Ruled]:
    found: list[_Ruled] = []
    for place, interval in sorted(lines):
        if not found or place - found[-1].place > _NEAR:
            found.append(_Ruled(place))
        found[-1].covered.append((interval[0] - _NEAR, interval[1] + _NEAR))
    for each in found:
        each.covered = _joined_intervals(each.covered)
    return found


def _edges(level: Sequence[_Ruled], upright: Sequence[_Ruled]) -> tuple[list[float], list[float]]:
    """The places of the upright and of the level lines; a table open at its sides ends where its level lines do."""
    xs, ys = [each.place for each in upright], [each.place for each in level]
    starts, ends = (
        min(each.covered[0][0] for each in level) + _NEAR,
        max(each.covered[-1][1] for each in level) - _NEAR,
    )
    if xs[0] - starts > _OPEN_SIDE:
        xs.insert(0, starts)
    if ends - xs[-1] > _OPEN_SIDE:
        xs.append(ends)
    return xs, ys


def _text(
    glyphs: Sequence[Glyph],
    xs: Sequence[float],
    ys: Sequence[float],
    level: Sequence[_Ruled],
    upright: Sequence[_Ruled],
) -> str:
    """A line a row: a cell over several columns is written once, one over several rows in each of them."""
    owner = _cells(xs, ys, level, upright)
    inside: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        row = bisect_right(ys, glyph.middle) - 1
        column = bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1
        inside[owner[row, column]].append(glyph)
    texts = {cell: _cell_text(each) for cell, each in inside.items()}
    rows: list[str] = []
    for row in range(len(ys) - 1):
        cells = [owner[row, column] for column in range(len(xs) - 1)]
        # A cell over all columns is a line of its own; one over some stands under each of their heads.
        shown = [texts.get(cell, "") for cell in (cells if len(set(cells)) > 1 else cells[:1])]
        if any(shown):
            rows.append(CELL.join(shown).strip())
    return "\n".join(rows)


def _cells(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[_Ruled], upright: Sequence[_Ruled]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place of the grid the first place of the cell it belongs to: no line parts places of one cell."""
    at_x, at_y = {each.place: each for each in upright}, {each.place: each for each in level}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            middle_x, middle_y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            above = at_y.get(ys[row])
            before = at_x.get(xs[column])
            if column and before and not before.covers(middle_y):
                owner[row, column] = owner[row, column - 1]
            elif row and above and not above.covers(middle_x):
                owner[row, column] = owner[row - 1, column]
            else:
                owner[row, column] = (row, column)
    return owner


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    text = ""
    for line in in_order(pieces_of(glyphs)):
        stop = text.endswith(("。", "；", ";", "："))
        text = f"{text} {line.text}" if stop else joined(text, line.text)
    return text
