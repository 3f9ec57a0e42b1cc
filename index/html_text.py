"""A saved web page to the text a reader of it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, NavigableString, Tag

CELL = " | "

_UNSEEN_TAGS = "head script style noscript template svg iframe object select textarea audio video canvas map"
_BLOCK_TAGS = """
    address article aside blockquote body br caption center dd details dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul
"""
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A line broken in the page's code between two Chinese characters is no space in the text.
_BROKEN_LINE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t\r]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_CELL_LINES = 6
_CELL_CHARACTERS = 1500
_WIDEST_SPAN = 1000


def visible_text(page: str) -> str:
    """The visible text of an html page: a block element a line, a table row a line with cells joined by " | "."""
    return "\n".join(_lines(BeautifulSoup(page, "lxml")))


@dataclass
class _Lines:
    """Lines of text, and the one being written."""

    done: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        """Close the open line; an empty one is dropped."""
        text = _SPACES.sub(" ", "".join(self.open)).strip()
        self.open.clear()
        if text:
            self.done.append(text)


def _lines(root: Tag) -> list[str]:
    """The lines of text under ``root``, walked without recursion as saved pages may be nested very deep."""
    lines = _Lines()
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            lines.end_line()
        elif type(node) is NavigableString:  # comments, doctypes and the like are subclasses, not seen by a reader
            lines.open.append(_BROKEN_LINE.sub("", str(node)))
        elif isinstance(node, Tag) and not _unseen(node):
            stack.extend(reversed(_enter(node, lines)))
    lines.end_line()
    return lines.done


def _enter(tag: Tag, lines: _Lines) -> list[object]:
    """What to walk after the beginning of ``tag``; None stands for the end of a line."""
    children: list[object] = list(tag.contents)
    if tag.name not in _BLOCKS:
        return children
    lines.end_line()
    if tag.name == "pre":
        lines.done.extend(text.strip() for text in tag.get_text().splitlines() if text.strip())
        return []
    if tag.name == "table" and _holds_data(tag):
        lines.done.extend(_rows(tag))
        return []
    return [*children, None]


def _unseen(tag: Tag) -> bool:
    if tag.name in _UNSEEN or tag.has_attr("hidden"):
        return True
    return bool(_HIDING.search(str(tag.get("style") or "")))


def _holds_data(table: Tag) -> bool:
    """False for a table that only lays out the page: nested, of one column, or with cells as long as articles."""
    if table.find("table"):
        return False
    rows = [_cells(row) for row in table.find_all("tr")]
    if max((len(cells) for cells in rows), default=0) < 2:
        return False
    return not any(_is_article(cell) for cells in rows for cell in cells)


def _is_article(cell: Tag) -> bool:
    lines = _lines(cell)
    return len(lines) > _CELL_LINES and sum(map(len, lines)) > _CELL_CHARACTERS


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if not _unseen(cell)]


def _rows(table: Tag) -> Iterator[str]:
    """A line a row. A cell that spans rows is repeated in each, so that an amount never loses its grade."""
    for caption in table.find_all("caption"):
        yield from _lines(caption)
    above: dict[int, _Spanning] = {}
    for row in table.find_all("tr"):
        if not _unseen(row):
            texts, above = _row(_cells(row), above)
            if any(texts):
                yield CELL.join(texts).strip()


@dataclass(frozen=True)
class _Spanning:
    """A cell that stands in its own row and in ``below`` more, ``width`` columns wide."""

    text: str
    below: int
    width: int


def _row(cells: list[Tag], above: dict[int, _Spanning]) -> tuple[list[str], dict[int, _Spanning]]:
    """The texts of a row, cells from the rows above included, and the cells that reach into the next row."""
    texts: list[str] = []
    reaching: dict[int, _Spanning] = {}
    column, waiting = 0, list(reversed(cells))
    while waiting or column in above:
        if column in above:
            cell = replace(above[column], below=above[column].below - 1)
        else:
            tag = waiting.pop()
            cell = _Spanning(" ".join(_lines(tag)), _span(tag, "rowspan") - 1, _span(tag, "colspan"))
        if cell.below > 0:
            reaching[column] = cell
        texts.append(cell.text)
        column += cell.width
    return texts, reaching


def _span(cell: Tag, attribute: str) -> int:
    value = str(cell.get(attribute) or "").strip()
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isdecimal() else 1
