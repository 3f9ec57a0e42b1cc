"""Tables of the desk as files for a spreadsheet: nothing in them is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

Row = Sequence[str | int]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_LONGEST_CELL = 32_000
_WIDTH = 28


def plain_cell(value: str | int) -> str | int:
    """``value`` as a cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    return f"'{text}" if text.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def as_csv(head: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Write a table as CSV in UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([plain_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(name: str, head: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Write a table as a workbook of one sheet called ``name``, its head fast at the top."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place in range(len(head)):
        sheet.column_dimensions[chr(ord("A") + place)].width = _WIDTH
    titles = [WriteOnlyCell(sheet, value=title) for title in head]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=plain_cell(value)) for value in row]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
