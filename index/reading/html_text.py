"""A saved web page to the text a reader of it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag

from index.reading.html_lists import markers
from index.reading.table_rows import WIDEST_SPAN, Cell, holds_data, rows

_UNSEEN_TAGS = """
    head script style noscript template svg iframe object select textarea audio video canvas map datalist
    rt rp rtc
"""
_BLOCK_TAGS = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul
"""
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SITE_ROLES = frozenset({"navigation", "search", "menu", "menubar"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
# A line broken in the page's code between two Chinese characters is no space in the text.
_BROKEN_LINE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t\r]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
# Browsers read references to these places as the characters Windows has there.
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0) if code != 0x85}


def visible_text(page: str) -> str:
    """The visible text of an html page: a block element a line, a table row a line with cells joined by " | ".

    Items of numbered lists have the number a browser writes before them. What the page marks as navigation, and its
    own footer, are left out, unless there is nothing else.
    """
    root = BeautifulSoup(page, "lxml")
    nesting = _nesting(root)
    lines = _lines(root, nesting, site=False) or _lines(root, nesting, site=True)
    return "\n".join(lines).translate(_WINDOWS)


@dataclass
class _Lines:
    """Lines of text, the one being written, and the marker of a list item that has no text yet.

    ``nesting`` says how deep tables hold others, by their id.
    """

    nesting: dict[int, int]
    done: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    marker: str = ""

    def end_line(self) -> None:
        """Close the open line; an empty one is dropped."""
        text = _SPACES.sub(" ", _BROKEN_LINE.sub("", "".join(self.open))).strip()
        self.open.clear()
        if text:
            self.add(text)

    def add(self, text: str) -> None:
        """Put a line at the end; the first one of a list item gets its marker."""
        apart = self.marker.endswith(".") and text[0].isdecimal()
        self.done.append(f"{self.marker}{' ' * apart}{text}")
        self.marker = ""


def _lines(root: Tag, nesting: dict[int, int], *, site: bool = True) -> list[str]:
    """The lines of text under ``root``, walked without recursion as saved pages may be nested very deep.

    ``site`` says whether the parts that belong to the site are read.
    """
    lines = _Lines(nesting)
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            lines.end_line()
        elif isinstance(node, str) and type(node) is not NavigableString:
            if type(node) is str:
                lines.marker = node
        elif isinstance(node, NavigableString):  # its subclasses are comments and the like, not seen by a reader
            lines.open.append(str(node))
        elif isinstance(node, Tag) and not _unseen(node) and (site or not _of_site(node)):
            stack.extend(reversed(_enter(node, lines)))
    lines.end_line()
    return lines.done


def _enter(tag: Tag, lines: _Lines) -> list[object]:
    """What to walk after the beginning of ``tag``; None stands for the end of a line, a plain string for a marker."""
    children: list[object] = list(tag.contents)
    if tag.name not in _BLOCKS:
        return children
    lines.end_line()
    if tag.name == "pre":
        for text in filter(None, map(str.strip, tag.get_text().splitlines())):
            lines.add(text)
        return []
    if tag.name == "table" and (table := _data(tag, lines.nesting)) is not None:
        for row in table:
            lines.add(row)
        return []
    if tag.name == "ol":
        return [*_numbered(tag), None]
    return [*children, None]


def _numbered(tag: Tag) -> Iterator[object]:
    """The children of a numbered list, the marker before each item."""
    items = [child for child in tag.children if isinstance(child, Tag) and child.name == "li" and not _unseen(child)]
    marked = {id(item): marker for item, marker in zip(items, markers(tag, items), strict=True)}
    for child in tag.children:
        if id(child) in marked:
            yield marked[id(child)]
        yield child
        if id(child) in marked:
            yield ""  # an item without text leaves no marker to the next line


def _unseen(tag: Tag) -> bool:
    if tag.name in _UNSEEN or tag.has_attr("hidden") or (tag.name == "dialog" and not tag.has_attr("open")):
        return True
    return bool(_HIDING.search(str(tag.get("style") or "")))


def _of_site(tag: Tag) -> bool:
    """Whether the page says that a part belongs to the site: its navigation, and the footer of the whole page."""
    if tag.name == "nav" or str(tag.get("role") or "").lower() in _SITE_ROLES:
        return True
    return tag.name == "footer" and tag.parent is not None and tag.parent.name == "body"


def _data(table: Tag, nesting: dict[int, int]) -> list[str] | None:
    """The rows of a table as lines, None for one that only lays out the page.

    A table that holds others lays out the page, unless it is drawn with lines or has heads of its own, and what it
    holds is plain.
    """
    own = list(_own_rows(table))
    if nesting[id(table)] > 1 or (nesting[id(table)] and not _drawn(table, own)):
        return None
    cells = [[_cell(tag, nesting) for tag in _cells(row)] for row in own]
    if not holds_data(cells):
        return None
    captions = [child for child in table.children if isinstance(child, Tag) and child.name == "caption"]
    return [line for caption in captions if not _unseen(caption) for line in _lines(caption, nesting)] + list(
        rows(cells)
    )


def _nesting(root: Tag) -> dict[int, int]:
    """How deep each table, by its id, holds other tables: 0 when it holds none, found in one walk."""
    found: dict[int, int] = {}
    holders: list[tuple[int, int | None]] = []
    stack: list[tuple[object, int | None]] = [(root, None)]
    while stack:
        tag, holder = stack.pop()
        if isinstance(tag, Tag):
            if tag.name == "table":
                holders.append((id(tag), holder))
                holder, found[id(tag)] = id(tag), 0
            stack.extend((child, holder) for child in tag.contents)
    for table, holder in reversed(holders):
        if holder is not None:
            found[holder] = max(found[holder], found[table] + 1)
    return found


def _drawn(table: Tag, own: list[Tag]) -> bool:
    border = str(table.get("border") or "0").strip()
    return border not in ("0", "0px") or any(cell.name == "th" for row in own for cell in _cells(row))


def _own_rows(table: Tag) -> Iterator[Tag]:
    """The rows of a table, not those of tables within it."""
    stack: list[object] = [table]
    while stack:
        tag = stack.pop()
        if not isinstance(tag, Tag) or (tag is not table and (tag.name == "table" or _unseen(tag))):
            continue
        if tag.name == "tr":
            yield tag
        elif tag.name not in ("td", "th", "caption"):
            stack.extend(reversed(tag.contents))


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if not _unseen(cell)]


def _cell(tag: Tag, nesting: dict[int, int]) -> Cell:
    return Cell(tuple(_lines(tag, nesting)), width=_span(tag, "colspan"), height=_span(tag, "rowspan"))


def _span(cell: Tag, attribute: str) -> int:
    value = str(cell.get(attribute) or "").strip()
    if not value.isdecimal() or len(value) > 9:
        return 1
    if attribute == "rowspan" and int(value) == 0:
        return WIDEST_SPAN  # to the end of the table
    return max(1, min(int(value), WIDEST_SPAN))
