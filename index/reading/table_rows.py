"""The rows of a table as lines of text, the same for web pages, Word documents and pdfs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

CELL = " | "

_CELL_LINES = 6
_CELL_CHARACTERS = 1500
_MOST_REPEATED = 500_000
_WIDEST_REPEATED = 24
WIDEST_SPAN = 1000


@dataclass(frozen=True)
class Cell:
    """A cell: its lines, how many columns and rows it spans; ``goes_on`` when it continues the cell above it."""

    lines: tuple[str, ...]
    width: int = 1
    height: int = 1
    goes_on: bool = False


def holds_data(table: Sequence[Sequence[Cell]]) -> bool:
    """False for a table that only lays out the page: of one column, or with cells as long as articles."""
    if max((len(row) for row in table), default=0) < 2:
        return False
    return not any(
        len(cell.lines) > _CELL_LINES and sum(map(len, cell.lines)) > _CELL_CHARACTERS for row in table for cell in row
    )


def rows(table: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """A line a row, cells joined by " | ".

    A cell that spans rows is repeated in each, so that an amount never loses its grade, and one that spans columns
    beside others in each of them, so that cells stay under their heads. Rows of empty cells are left out.
    """
    above: dict[int, Cell] = {}
    repeated = 0
    for row in table:
        above = _row(row, above)
        cells = list(above.values())
        repeated += sum(sum(map(len, cell.lines)) + 1 for cell in cells if cell.goes_on)
        # What is repeated without end is no table but an attempt to fill the memory.
        texts = [
            "" if cell.goes_on and repeated > _MOST_REPEATED else " ".join(cell.lines)
            for cell in cells
            for _ in range(min(max(cell.width, 1), _WIDEST_REPEATED) if len(cells) > 1 else 1)
        ]
        if any(texts):
            yield CELL.join(texts).strip()
        if repeated > _MOST_REPEATED:
            above = {}


def _row(cells: Sequence[Cell], above: dict[int, Cell]) -> dict[int, Cell]:
    """The cells of a row by their columns, those that reach into it from ``above`` among them."""
    here: dict[int, Cell] = {}
    column, waiting = 0, list(reversed(cells))
    while waiting or (column in above and above[column].height > 1):
        upper = above.get(column)
        if upper and upper.height > 1:
            cell = replace(upper, height=upper.height - 1, goes_on=True)
        else:
            cell = waiting.pop()
            if cell.goes_on and upper:
                cell = replace(cell, lines=upper.lines)
        here[column] = cell
        column += max(1, min(cell.width, WIDEST_SPAN))
    return here
