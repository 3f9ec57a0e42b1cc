"""What a pdf repeats on its pages and is no part of the text: page headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.reading.pdf_lines import Line

_EDGE_ROWS = 2
_SAME_HEIGHT = 5.0
_FEW_PAGES = 4
_SHORTEST = 2
_APART = 1.4
_SMALLER = 0.92
_NUMBER = r"(?:\d{1,4}|[ivxlcIVXLC]{1,6}|[一二三四五六七八九十百]{1,4})"
_DASH = r"[-—–―─－~·•|\s]*"
_DRESSED = re.compile(
    rf"[-—–―─－~·•|]{_DASH}{_NUMBER}{_DASH}[-—–―─－~·•|]"
    rf"|{_DASH}(?:第\s*{_NUMBER}\s*页)?{_DASH}[(（,，/]*\s*(?:共\s*{_NUMBER}\s*页)[)）]?{_DASH}"
    rf"|{_DASH}第\s*{_NUMBER}\s*页{_DASH}"
    rf"|{_DASH}(?:[Pp]age\s*)?\d{{1,4}}\s*(?:/|of)\s*\d{{1,4}}{_DASH}|[Pp]age\s*\d{{1,4}}"
)
_BARE = re.compile(r"\d{1,4}")
_PAGE_PART = re.compile(
    rf"第\s*{_NUMBER}\s*页|共\s*{_NUMBER}\s*页|(?<![\d/])\d{{1,4}}\s*/\s*\d{{1,4}}(?![\d/])|[-—–]\s*\d{{1,4}}\s*[-—–]"
)


@dataclass(frozen=True)
class Furniture:
    """The pages without it, how many pieces it was, and the words that were repeated."""

    pages: tuple[tuple[Line, ...], ...]
    removed: int
    repeated: tuple[str, ...]


def without_furniture(pages: Sequence[Sequence[Line]]) -> Furniture:
    """Leave out page numbers, and words that stand at one height above or below the text of several pages."""
    rows = [_rows(page) for page in pages]
    leading = _leading(rows)
    edges = [_edges(page, leading) for page in rows]
    repeated = _repeated(edges)
    offset = _offset(edges)
    kept: list[tuple[Line, ...]] = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        gone = {
            id(line)
            for line in edge
            if _is_page_number(line.text, number, offset) or _stands(line, repeated.get(_words(line.text), ()))
        }
        gone |= {id(line) for row in _outer(rows[number]) for line in row if _DRESSED.fullmatch(line.text)}
        kept.append(tuple(line for line in page if id(line) not in gone))
    removed = sum(map(len, pages)) - sum(map(len, kept))
    return Furniture(tuple(kept), removed, tuple(repeated))


def _rows(page: Sequence[Line]) -> list[list[Line]]:
    """The pieces of a page by rows, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda each: each.top + each.bottom):
        last = rows[-1][0] if rows else None
        if last and abs(line.top + line.bottom - last.top - last.bottom) <= last.bottom - last.top:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _leading(pages: Sequence[Sequence[Sequence[Line]]]) -> float:
    """What lies from one row to the next in the text."""
    steps = [below[0].bottom - above[0].bottom for rows in pages for above, below in pairwise(rows)]
    return median(steps) if steps else 0.0


def _outer(rows: list[list[Line]]) -> list[list[Line]]:
    return rows[:_EDGE_ROWS] + rows[-_EDGE_ROWS:]


def _edges(rows: list[list[Line]], leading: float) -> list[Line]:
    """The pieces above and below the text of a page: set apart from it by more than a line, or in smaller letters."""
    found: list[Line] = []
    if not rows:
        return found
    size = median(line.size for row in rows for line in row)
    for ordered in (rows, rows[::-1]):
        apart = 0
        for index, (row, following) in enumerate(pairwise(ordered[: _EDGE_ROWS + 1]), 1):
            gap = abs(following[0].bottom - row[0].bottom)
            if gap > _APART * leading or max(line.size for line in row) < _SMALLER * size:
                apart = index
        found += [line for row in ordered[:apart] for line in row if not line.table]
    return found


def _words(text: str) -> str:
    """A header without the page number in it."""
    return _PAGE_PART.sub("", text).strip(" -—–|·")


def _repeated(edges: Sequence[Sequence[Line]]) -> dict[str, tuple[float, ...]]:
    """The words that come back on page after page, with the heights they stand at."""
    heights: dict[str, list[float]] = defaultdict(list)
    for edge in edges:
        for words, line in {_words(line.text): line for line in edge}.items():
            if len(words) >= _SHORTEST:
                heights[words].append(line.top)
    fewest = 2 if len(edges) <= _FEW_PAGES else 3
    found: dict[str, tuple[float, ...]] = {}
    for words, tops in heights.items():
        common = [top for top, count in _together(sorted(tops)) if count >= fewest]
        if common:
            found[words] = tuple(common)
    return found


def _together(tops: Sequence[float]) -> list[tuple[float, int]]:
    """Heights that are nearly the same, with how many there are."""
    groups: list[tuple[float, int]] = []
    for top in tops:
        if groups and top - groups[-1][0] <= _SAME_HEIGHT:
            groups[-1] = groups[-1][0], groups[-1][1] + 1
        else:
            groups.append((top, 1))
    return groups


def _stands(line: Line, heights: Sequence[float]) -> bool:
    return any(abs(line.top - height) <= _SAME_HEIGHT for height in heights)


def _offset(edges: Sequence[Sequence[Line]]) -> int | None:
    """What bare page numbers are ahead of the pages' own count, when they agree on two pages or more."""
    counts = Counter(
        offset
        for number, edge in enumerate(edges)
        for offset in {int(line.text) - number for line in edge if _BARE.fullmatch(line.text)}
    )
    best = counts.most_common(1)
    return best[0][0] if best and (best[0][1] > 1 or (len(edges) == 1 and best[0][0] == 1)) else None


def _is_page_number(text: str, number: int, offset: int | None) -> bool:
    """Whether bare figures count the pages."""
    return offset is not None and bool(_BARE.fullmatch(text)) and int(text) - number == offset
