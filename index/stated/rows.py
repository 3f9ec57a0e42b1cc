"""A table's row written on one line, 表头:值;表头:值, and its cells."""

from __future__ import annotations

import re

_CELL = re.compile(r"(?P<head>[^:;。,\n]{1,20}):(?P<value>[^;\n]*)")
_LEAST = 2


def cells(text: str) -> tuple[tuple[str, int, int], ...]:
    """Name and place of each value of a row; () when ``text`` is not a row.

    The name is the cell's head, except the first cell's, which is its value: the name of the row.
    """
    line = text.strip()
    if ":" not in line or ";" not in line or "\n" in line:
        return ()
    offset = text.index(line)
    found: list[tuple[str, int, int]] = []
    place = 0
    for piece in line.rstrip(";。").split(";"):
        match = _CELL.fullmatch(piece)
        if not match:
            return ()
        value = offset + place + match.start("value")
        name = match["head"].strip() if found else match["value"].strip()
        found.append((name, value, value + len(match["value"])))
        place += len(piece) + 1
    return tuple(found) if len(found) >= _LEAST else ()
