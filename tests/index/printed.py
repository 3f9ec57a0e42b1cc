"""Pdfs made for tests. The font is one that every reader of pdfs knows by name, so that no font file is needed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE = 12
LEADING = 20
LEFT, TOP, WIDTH = 72, 760, 37

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, password: str | pdfencrypt.StandardEncryption | None = None, rotation: int = 0) -> bytes:
    """A pdf of A4 pages, each drawn by a function."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = io.BytesIO()
    locked = pdfencrypt.StandardEncryption(password) if isinstance(password, str) else password
    canvas = Canvas(made, pagesize=(595, 842), encrypt=locked, invariant=1)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        canvas.setPageRotation(rotation)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def write(canvas: Canvas, x: float, y: float, text: str, size: float = SIZE) -> None:
    """One line."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, y, text)


def broken(text: str, width: int = WIDTH) -> list[str]:
    """A text as a page of this many characters breaks it."""
    return [text[start : start + width] for start in range(0, len(text), width)]


def set_lines(canvas: Canvas, lines: Sequence[str], x: float = LEFT, y: float = TOP) -> float:
    """Lines below one another; where the next would stand."""
    for line in lines:
        write(canvas, x, y, line)
        y -= LEADING
    return y


def set_text(canvas: Canvas, *paragraphs: str, x: float = LEFT, y: float = TOP, width: int = WIDTH) -> float:
    """Paragraphs, indented as they bring it, each broken at the width; where the next would stand."""
    for paragraph in paragraphs:
        y = set_lines(canvas, broken(paragraph, width), x, y)
    return y


def scan(canvas: Canvas) -> None:
    """A picture that covers the page."""
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)


def grid(
    canvas: Canvas, xs: Sequence[float], ys: Sequence[float], *, without: Sequence[tuple[str, int, int]] = ()
) -> None:
    """The lines of a table, piece by piece; ``without`` are pieces left out: "h" below or "v" right of a cell."""
    for row in range(len(ys)):
        for column in range(len(xs) - 1):
            if ("h", row - 1, column) not in without:
                canvas.line(xs[column], ys[row], xs[column + 1], ys[row])
    for column in range(len(xs)):
        for row in range(len(ys) - 1):
            if ("v", row, column - 1) not in without:
                canvas.line(xs[column], ys[row], xs[column], ys[row + 1])
