"""Whatever the bytes, the reader gives a text or one clear line, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SourceError
from index.reading.archive import members
from index.sources import SourceText, as_archive, to_text
from tests.index.office import abstract, cell, docx, level, num, p, table, zipped
from tests.index.printed import grid, pdf, set_text
from tests.timing import cpu_seconds

SUFFIXES = [".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".doc"]
SOON = 1.0
CALM = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def assert_one_line(said: str, name: str) -> None:
    """A message for the user names the file and is one line."""
    assert said.startswith(f"{name}: ")
    assert len(said.splitlines()) == 1


def read(data: bytes, name: str) -> SourceText | None:
    """What the reader makes of bytes; anything but a text or a line for the user is a failure."""
    started = time.thread_time()
    source = None
    try:
        source = to_text(data, name)
    except SourceError as error:
        assert_one_line(str(error), name)
    assert time.thread_time() - started < SOON
    if source:
        assert source.text.strip()
        source.text.encode("utf-8", "strict" if name.endswith((".pdf", ".docx")) else "surrogatepass")
        assert all(len(note.splitlines()) == 1 for note in source.notes)
    return source


def read_zip(data: bytes) -> None:
    """Open a zip and read what is in it."""
    started = time.thread_time()
    try:
        archive = as_archive(data, "a.zip")
    except SourceError as error:
        assert_one_line(str(error), "a.zip")
        return
    assert archive
    for member in members(archive):
        assert len(member.path.splitlines()) == 1
        if not member.refused and member.path:
            read(member.data, f"a.zip/{member.path}")
    assert time.thread_time() - started < 2 * SOON


@cache
def real(kind: str) -> bytes:
    """A whole document of a kind."""
    if kind == ".pdf":

        def draw(canvas: object) -> None:
            set_text(canvas, "　　第一条　" + "为了支持中小企业发展制定本办法，" * 8)  # type: ignore[arg-type]
            grid(canvas, [72, 140, 300], [300, 276, 252])  # type: ignore[arg-type]

        return pdf(draw, draw)
    if kind == ".docx":
        numbering = abstract(0, level(0, "chineseCounting", "第%1条"), level(1, "decimal", "%1.%2")) + num(1, 0)
        rows = table((cell("甲", merge="restart"), cell("乙", span=2)), (cell("", merge=""), cell("丙")))
        return docx(p("总则", num="1"), p("文", num="1", level=1), rows, numbering=numbering)
    if kind == ".zip":
        return zipped({"甲.txt": "一、甲", "b/乙.docx": real(".docx"), "c.pdf": real(".pdf")})
    page = "<ol type=a start=3><li>甲<li>乙</ol><table><tr><th rowspan=2>丙<td>1</tr><tr><td colspan=3>2</table>"
    return f'<meta charset="gb2312"><title>x</title><body>{page}<p hidden>隐<pre>一\n二</pre>'.encode("gbk")


@st.composite
def mutated(draw: st.DrawFn, kind: str) -> bytes:
    """A whole document with bytes changed, cut out, doubled or cut off."""
    data = bytearray(real(kind))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 40))
        change = draw(st.sampled_from(["set", "cut", "double", "end"]))
        if change == "set":
            new = draw(st.binary(min_size=1, max_size=8))
            data[at : at + len(new)] = new
        elif change == "cut":
            del data[at : at + length]
        elif change == "double":
            data[at:at] = data[at : at + length]
        elif draw(st.integers(0, 9)) == 0:
            del data[at:]
    return bytes(data)


@CALM
@given(st.binary(max_size=2000), st.sampled_from(SUFFIXES))
def test_any_bytes_under_any_suffix(data: bytes, suffix: str) -> None:
    read(data, f"a{suffix}")


@CALM
@given(st.text(max_size=500), st.sampled_from([".txt", ".md"]))
def test_any_text_in_utf8_is_read_as_it_is(text: str, suffix: str) -> None:
    source = read(text.encode("utf-8", "surrogatepass"), f"a{suffix}")
    if source and source.notes == ():
        assert source.text == text


@CALM
@given(st.binary(max_size=1000))
def test_any_bytes_as_a_zip(data: bytes) -> None:
    read_zip(data)


@CALM
@given(mutated(".pdf"))
def test_a_damaged_pdf(data: bytes) -> None:
    read(data, "a.pdf")


@CALM
@given(mutated(".docx"))
def test_a_damaged_docx(data: bytes) -> None:
    read(data, "a.docx")


@CALM
@given(mutated(".zip"))
def test_a_damaged_zip(data: bytes) -> None:
    read_zip(data)


@CALM
@given(mutated(".html"))
def test_a_damaged_page(data: bytes) -> None:
    read(data, "a.html")


XML_NAMES = st.sampled_from(
    [
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "txbxContent",
        "AlternateContent",
        "Choice",
        "Fallback",
        "sdt",
        "sdtContent",
        "ins",
        "del",
        "br",
        "fldChar",
        "tab",
        "sym",
    ]
)
TREES = st.recursive(
    st.sampled_from(["文", "1", ""]),
    lambda inner: st.tuples(XML_NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<w:{made[0]}>{''.join(made[1])}</w:{made[0]}>"
    ),
    max_leaves=40,
)
TAGS = st.sampled_from(
    ["div", "p", "table", "tr", "td", "th", "ol", "li", "ul", "ruby", "rt", "pre", "nav", "footer", "br", "b"]
)
PAGES = st.lists(
    st.one_of(TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.sampled_from(["文", "1.", " ", "<td rowspan=9>"])),
    max_size=60,
).map("".join)


@CALM
@given(TREES)
def test_any_tree_of_the_elements_of_word(body: str) -> None:
    read(docx(body), "a.docx")


@CALM
@given(PAGES)
def test_any_order_of_tags(page: str) -> None:
    read(page.encode(), "a.html")


GROWING: list[tuple[str, str, Callable[[int], bytes]]] = [
    ("one line", "a.txt", lambda size: ("一" * size).encode()),
    ("a line of GBK", "a.txt", lambda size: ("的一是" * (size // 3)).encode("gbk")),
    ("one paragraph", "a.html", lambda size: ("<p>" + "一" * size).encode()),
    ("deep blocks", "a.html", lambda size: ("<div>" * (size // 100) + "一").encode()),
    ("deep tables", "a.html", lambda size: ("<table><tr><td>" * (size // 600) + "一").encode()),
    ("deep lists", "a.html", lambda size: ("<ol><li>" * (size // 600) + "一").encode()),
    ("many paragraphs", "a.html", lambda size: ("<p>一" * (size // 100)).encode()),
    ("spaces", "a.html", lambda size: ("<p>一" + " \n" * size + "一").encode()),
    ("many cells", "a.html", lambda size: ("<table>" + "<tr><td rowspan=99>一<td>二" * (size // 400)).encode()),
    ("a wide table", "a.html", lambda size: ("<table><tr>" + "<td>一" * (size // 100)).encode()),
    ("word", "a.docx", lambda size: docx(p("一" * 20) * (size // 100))),
    ("one run of word", "a.docx", lambda size: docx(p("一 " * (size // 2)))),
    ("a table of word", "a.docx", lambda size: docx(table(*[(cell("一"), cell("二"))] * (size // 200)))),
]


@pytest.mark.parametrize(("name", "make"), [each[1:] for each in GROWING], ids=[each[0] for each in GROWING])
def test_the_time_grows_with_the_size_and_not_faster(name: str, make: Callable[[int], bytes]) -> None:
    taken = []
    for size in (200_000, 800_000):
        data = make(size)
        assert to_text(data, name).text
        taken.append(cpu_seconds(partial(to_text, data, name), 10 * max(taken[-1], 0.1) if taken else 0.1))
    assert all(later < 10 * max(first, 0.1) for first, later in pairwise(taken)), taken


def test_ten_megabytes_on_one_line_are_read_soon() -> None:
    started = time.thread_time()
    for name in ("a.txt", "a.html"):
        assert len(to_text(("一" * 3_500_000).encode(), name).text) == 3_500_000
    assert time.thread_time() - started < 10
