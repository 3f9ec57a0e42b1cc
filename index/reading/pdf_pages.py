"""The pages of a pdf as PDFium sees them: characters with their boxes, ruled lines, and whether there are pictures.

The only importer of pypdfium2. Coordinates are points, y grows downwards, and the text runs from left to right:
a page that is turned, or whose text is set sideways, is turned back.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import SourceError

MOST_PAGES = 5000

_MOST_OBJECTS = 20_000
_MOST_CHARACTERS = 200_000
_DEEPEST_FORM = 6
_MANY_SHAPES = 300
_MUCH = 0.3
_RULE_WIDTH = 3.0
_STRAIGHT = 1.0
_QUARTER = math.pi / 2
_ASLANT = math.radians(5)
_REPLACEMENT = 0xFFFD
_PRIVATE = range(0xE000, 0xF900)
_HIGH_HALVES, _LOW_HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
# PDFium may be called from one thread at a time.
_ONE_AT_A_TIME = Lock()

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight drawn line, level or upright, or a side of a drawn box."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A page: ``glyphs`` in the order they were drawn.

    ``pictured`` says that pictures or very many shapes cover much of it, as on a scan; ``unmapped`` counts characters
    whose font does not say what they are; ``aslant`` counts those left out as they run in another direction than the
    page's text, like watermarks. A ``broken`` page has nothing.
    """

    number: int
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictured: bool = False
    unmapped: int = 0
    aslant: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """A character in the page's own coordinates, y upwards; ``turn`` is its direction in quarters, None aslant."""

    code: int
    box: tuple[float, float, float, float]
    turn: int | None


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of a pdf, one after another; PDFium is taken until the last of them.

    Raises SourceError when it is encrypted, broken, without pages or with too many.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refused(error, name) from error
        try:
            count = len(document)
            if not 0 < count <= MOST_PAGES:
                wrong = "it has no pages" if count < 1 else f"{count} pages are over the limit of {MOST_PAGES}"
                raise SourceError(f"{name}: {wrong}.")
            for index in range(count):
                yield _page(document, index)
        finally:
            document.close()


def _refused(error: pypdfium2.PdfiumError, name: str) -> SourceError:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return SourceError(f"{name}: the pdf is locked with a password; save it without one.")
    if code == pdfium.FPDF_ERR_SECURITY:
        return SourceError(f"{name}: the pdf is encrypted in a way that cannot be read; print it to a new pdf.")
    return SourceError(f"{name}: not a pdf that can be read; open it and save it as pdf again.")


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    """One page; what is broken is said of the page, and the others are read."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Page(index + 1, broken=True)
    try:
        seen = list(_characters(page))
        paths, pictured = _drawings(page)
        turned = int(pdfium.FPDFPage_GetRotation(page))
    finally:
        page.close()
    turns = Counter(one.turn for one in seen if one.turn is not None)
    quarter = turns.most_common(1)[0][0] if turns else turned % 4
    kept = [one for one in seen if one.turn == quarter]
    readable = [one for one in kept if one.code not in (0, _REPLACEMENT) and one.code not in _PRIVATE]
    return Page(
        number=index + 1,
        glyphs=tuple(Glyph(chr(one.code), *_upright(one.box, quarter)) for one in readable),
        rules=tuple(Rule(*_upright(box, quarter)) for box in paths),
        pictured=pictured,
        unmapped=len(kept) - len(readable),
        aslant=sum(1 for one in seen if one.turn != quarter and not chr(one.code).isspace()),
    )


def _upright(box: tuple[float, float, float, float], quarter: int) -> tuple[float, float, float, float]:
    """A box (left, bottom, right, top), y upwards, turned so that the text is level, y downwards: x0, top, x1, bottom.

    ``quarter`` is the direction of the text in quarter turns against the clock.
    """
    left, bottom, right, top = box
    if quarter == 0:
        return left, -top, right, -bottom
    if quarter == 1:  # the text runs upwards
        return bottom, left, top, right
    if quarter == 2:  # upside down
        return -right, bottom, -left, top
    return -top, -right, -bottom, -left


def _characters(page: pypdfium2.PdfPage) -> Iterator[_Seen]:
    """The characters of a page in the order they were drawn, without the spaces and line ends PDFium adds."""
    try:
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    box = pdfium.FS_RECTF()
    try:
        for index in range(min(int(pdfium.FPDFText_CountChars(textpage)), _MOST_CHARACTERS)):
            if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
                continue
            if int(pdfium.FPDFText_GetUnicode(textpage, index)) in _LOW_HALVES:
                continue
            if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
                continue
            place = (box.left, box.bottom, box.right, box.top)
            if all(map(math.isfinite, place)):
                yield _Seen(_code(textpage, index), place, _turn(textpage, index))
    finally:
        textpage.close()


def _code(textpage: pypdfium2.PdfTextPage, index: int) -> int:
    """The character's code point; the replacement character where its font does not say what it is."""
    code = int(pdfium.FPDFText_GetUnicode(textpage, index))
    if code in _HIGH_HALVES:
        low = int(pdfium.FPDFText_GetUnicode(textpage, index + 1))
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) if low in _LOW_HALVES else _REPLACEMENT
    unsaid = pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1
    return _REPLACEMENT if unsaid or code > 0x10FFFF or code in (0xFFFE, 0xFFFF) else code


def _turn(textpage: pypdfium2.PdfTextPage, index: int) -> int | None:
    angle = -float(pdfium.FPDFText_GetCharAngle(textpage, index))  # PDFium measures with the clock
    if not math.isfinite(angle):
        return None
    quarters = round(angle / _QUARTER)
    return quarters % 4 if abs(angle - quarters * _QUARTER) <= _ASLANT else None


def _drawings(page: pypdfium2.PdfPage) -> tuple[list[tuple[float, float, float, float]], bool]:
    """The straight lines drawn on a page as boxes, y upwards, and whether pictures or many shapes cover it."""
    lines: list[tuple[float, float, float, float]] = []
    shapes, covered = 0, 0.0
    for item, matrix in _objects(page):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
            lines.extend(_straight(item, matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _within(_matrix(item), matrix)
            covered += abs(a * d - b * c)  # a picture is drawn in a square of one point, moved by its matrix
        if len(lines) > _MOST_OBJECTS:
            break
    width, height = page.get_size()
    return lines, shapes > _MANY_SHAPES or covered > _MUCH * width * height


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[ctypes.c_void_p, Matrix]]:
    """Everything drawn on a page, what stands in forms included, with the matrix of the form."""
    count = int(pdfium.FPDFPage_CountObjects(page))
    waiting = [(pdfium.FPDFPage_GetObject(page, index), _UNMOVED, 0) for index in range(min(count, _MOST_OBJECTS))]
    waiting.reverse()
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        item, matrix, depth = waiting.pop()
        seen += 1
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, matrix
        elif depth < _DEEPEST_FORM:
            inner = _within(_matrix(item), matrix)
            count = min(int(pdfium.FPDFFormObj_CountObjects(item)), _MOST_OBJECTS)
            waiting.extend((pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1) for index in range(count))


def _matrix(item: ctypes.c_void_p) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNMOVED
    return found.a, found.b, found.c, found.d, found.e, found.f


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first and ``outer`` then."""
    a, b, c, d, e, f = inner
    e, f = _moved((e, f), outer)
    (p, q, r, s, _, _) = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e, f


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _straight(item: ctypes.c_void_p, form: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The level and upright lines of a path: drawn strokes, and filled boxes as thin as a line."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroked):
        return
    for points in _outlines(item, _within(_matrix(item), form)):
        boxes = [_box([start, end]) for start, end in pairwise(points)]
        whole = _box(points)
        if _thin(whole):
            yield whole
        elif stroked.value:
            yield from (box for box in boxes if _thin(box, _STRAIGHT))


def _outlines(item: ctypes.c_void_p, matrix: Matrix) -> Iterator[list[Point]]:
    """The parts of a path, each a list of points; a part with a curve is left out."""
    points: list[Point] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(int(pdfium.FPDFPath_CountSegments(item)), _MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y) and math.isfinite(x.value) and math.isfinite(y.value):
            points.append(_moved((x.value, y.value), matrix))
        if pdfium.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _box(points: list[Point]) -> tuple[float, float, float, float]:
    across, along = [x for x, _ in points], [y for _, y in points]
    return min(across), min(along), max(across), max(along)


def _thin(box: tuple[float, float, float, float], width: float = _RULE_WIDTH) -> bool:
    """Whether a box is a line: no wider than ``width`` one way, and longer the other way."""
    across, along = box[2] - box[0], box[3] - box[1]
    return min(across, along) <= width < max(across, along)
