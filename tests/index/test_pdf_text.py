"""Pdfs to text: paragraphs, columns, page furniture, tables, and pages that cannot be read."""

from __future__ import annotations

import math
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.errors import SourceError
from index.sources import SourceText, to_text
from tests.index.printed import LEADING, LEFT, TOP, broken, grid, pdf, scan, set_lines, set_text, write

FIRST = (
    "　　第一条　为了支持中小企业发展，根据有关法律法规的规定，结合"
    "本市实际，制定本办法，由市工业和信息化部门会同财政部门组织实施。"
)
SECOND = (
    "　　第二条　本市行政区域内依法登记的中小企业，符合国家规定的划型标"
    "准，近三年没有严重失信记录的，可以按照本办法第四条的规定申请补助。"
)
THIRD = (
    "　　第三条　补助资金纳入市级财政预算。县级以上人民政府应当加强对"
    "资金使用的监督，任何单位和个人不得截留、挪用，违反规定的依法处理。"
)


def read(data: bytes) -> SourceText:
    return to_text(data, "a.pdf")


def lines(data: bytes) -> list[str]:
    return read(data).text.split("\n")


def plain(*texts: str) -> list[str]:
    return [text.strip() for text in texts]


def test_lines_broken_by_the_width_are_joined_to_paragraphs() -> None:
    data = pdf(lambda canvas: set_text(canvas, FIRST, SECOND, THIRD) and None)
    assert lines(data) == plain(FIRST, SECOND, THIRD)


def test_a_reference_at_the_start_of_a_line_is_no_new_paragraph() -> None:
    text = "　　" + "甲" * 33 + "本办法" + "第十条的规定执行，并按照本办法的要求报送材料。"
    assert broken(text)[1].startswith("法第十条")
    text = "　　" + "甲" * 35 + "第十条的规定执行，并按照本办法的要求报送有关材料，不得弄虚作假，骗取补助。"
    assert broken(text)[1].startswith("第十条的")
    data = pdf(lambda canvas: set_text(canvas, FIRST, text, SECOND) and None)
    assert lines(data) == plain(FIRST, text, SECOND)


def test_paragraphs_without_indents_end_at_stops_and_numbers() -> None:
    first = "一、" + "甲" * 60 + "。"
    second = "二、" + "乙" * 72
    third = "（一）" + "丙" * 50 + "。"
    data = pdf(lambda canvas: set_text(canvas, first, second, third) and None)
    assert lines(data) == [first, second, third]


def test_a_paragraph_goes_on_over_the_end_of_the_page_and_furniture_is_left_out() -> None:
    whole = broken(SECOND)

    def page(number: int, body: list[str]) -> object:
        def draw(canvas: Canvas) -> None:
            write(canvas, LEFT, 800, "某市人民政府公报", 9)
            set_lines(canvas, body)
            write(canvas, 280, 40, f"— {number} —", 9)

        return draw

    pages = [page(1, [*broken(FIRST), whole[0]]), page(2, [*whole[1:], *broken(THIRD)]), page(3, broken(FIRST))]
    source = read(pdf(*pages))
    assert source.text.split("\n") == plain(FIRST, SECOND, THIRD, FIRST)
    assert source.notes == ("page headers, footers and page numbers left out: 6 (“某市人民政府公报”)",)


@pytest.mark.parametrize("form", ["{}", "第{}页", "第 {} 页 共 3 页", "{}/3", "- {} -", "Page {} of 3", "·{}·"])
def test_page_numbers_in_all_their_forms(form: str) -> None:
    def page(number: int) -> object:
        return lambda canvas: (set_text(canvas, FIRST, SECOND), write(canvas, 280, 40, form.format(number), 9))

    assert lines(pdf(*map(page, (1, 2, 3)))) == plain(FIRST, SECOND) * 3


def test_numbers_that_are_no_page_numbers_and_titles_of_attachments_stay() -> None:
    def page(number: int) -> object:
        return lambda canvas: (set_text(canvas, f"附件{number}", FIRST, SECOND), write(canvas, LEFT, 40, "2025年"))

    text = lines(pdf(*map(page, (1, 2))))
    assert [line for line in text if line.startswith("附件")] == ["附件1", "附件2"]


def columns(canvas: Canvas) -> None:
    write(canvas, 200, 790, "某市支持中小企业发展办法", 16)
    set_text(canvas, FIRST, SECOND, x=60, y=TOP, width=18)
    set_text(canvas, THIRD, FIRST, x=60 + 18 * 12 + 24, y=TOP - 7, width=18)


def test_two_columns_are_read_one_after_the_other() -> None:
    assert lines(pdf(columns)) == ["某市支持中小企业发展办法", *plain(FIRST, SECOND, THIRD, FIRST)]


def test_columns_between_full_width_text() -> None:
    def draw(canvas: Canvas) -> None:
        y = set_text(canvas, FIRST, x=60, width=38)
        left = set_text(canvas, SECOND, x=60, y=y, width=18)
        set_text(canvas, THIRD, x=60 + 18 * 12 + 24, y=y, width=18)
        set_text(canvas, SECOND, x=60, y=left - 10, width=38)

    assert lines(pdf(draw)) == plain(FIRST, SECOND, THIRD, SECOND)


def test_a_ruled_table_is_rows_and_cells_over_rows_are_repeated() -> None:
    xs, ys = [72, 140, 320, 420], [700, 676, 640, 616, 592]

    def draw(canvas: Canvas) -> None:
        set_text(canvas, FIRST)
        grid(canvas, xs, ys, without=[("h", 1, 0), ("v", 3, 1)])
        for x, y, text in (
            (80, 683, "等级"), (150, 683, "类别"), (330, 683, "金额（万元）"),
            (80, 634, "甲级"), (150, 662, "首次认定的专精特新中小"), (150, 646, "企业"), (330, 655, "50"),
            (150, 623, "再次"), (330, 623, "30"),
            (80, 599, "乙级"), (150, 599, "10，不分类别"),
        ):  # fmt: skip
            write(canvas, x, y, text)
        set_text(canvas, SECOND, y=560)

    assert lines(pdf(draw)) == [
        *plain(FIRST),
        "等级 | 类别 | 金额（万元）",
        "甲级 | 首次认定的专精特新中小企业 | 50",
        "甲级 | 再次 | 30",
        "乙级 | 10，不分类别 | 10，不分类别",
        *plain(SECOND),
    ]


def test_a_table_open_at_its_sides_and_one_that_goes_on_with_its_head_repeated() -> None:
    def page(rows: list[tuple[str, str]], y: float) -> object:
        def draw(canvas: Canvas) -> None:
            for row in range(len(rows) + 1):
                canvas.line(72, y - 24 * row, 400, y - 24 * row)
            canvas.line(200, y, 200, y - 24 * len(rows))
            for row, (first, second) in enumerate(rows):
                write(canvas, 80, y - 24 * row - 17, first)
                write(canvas, 210, y - 24 * row - 17, second)

        return draw

    head = ("等级", "金额")
    data = pdf(page([head, ("甲", "1")], 400), page([head, ("乙", "2")], 780))
    assert lines(data) == ["等级 | 金额", "甲 | 1", "乙 | 2"]


def test_a_table_without_rules_is_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for row, cells in enumerate((("等级", "类别", "金额"), ("甲级", "首次", "50万元"), ("乙级", "再次", "30万元"))):
            for column, text in enumerate(cells):
                write(canvas, 80 + 120 * column, 700 - LEADING * row, text)

    assert lines(pdf(draw)) == ["等级 | 类别 | 金额", "甲级 | 首次 | 50万元", "乙级 | 再次 | 30万元"]


def test_bold_by_printing_twice_is_read_once_and_reduplication_kept() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            write(canvas, LEFT + shift, TOP, "渐渐好好")

    assert lines(pdf(draw)) == ["渐渐好好"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_are_read(rotation: int) -> None:
    assert lines(pdf(lambda canvas: set_text(canvas, FIRST, SECOND) and None, rotation=rotation)) == plain(
        FIRST, SECOND
    )


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_set_sideways_is_read(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(degrees)
        canvas.translate(-300, -400)
        set_text(canvas, FIRST, SECOND)

    assert lines(pdf(draw)) == plain(FIRST, SECOND)


def test_a_watermark_across_the_page_is_left_out_and_said() -> None:
    def draw(canvas: Canvas) -> None:
        set_text(canvas, FIRST, SECOND)
        canvas.translate(200, 300)
        canvas.rotate(45)
        write(canvas, 0, 0, "内部资料", 40)

    source = read(pdf(draw))
    assert source.text.split("\n") == plain(FIRST, SECOND)
    assert any(note.startswith("4 characters that run in another direction") for note in source.notes)


def text_page(canvas: Canvas) -> None:
    set_text(canvas, FIRST, SECOND)


def test_scanned_pages_are_named_and_a_scanned_file_is_refused() -> None:
    source = read(pdf(text_page, scan, scan, text_page, scan))
    assert source.text.split("\n") == plain(FIRST, SECOND) * 2
    assert "pages 2-3, 5 are scans without text: run OCR on them first" in source.notes
    with pytest.raises(SourceError, match=r"a\.pdf: its pages are scans without text: run OCR on them first\."):
        read(pdf(scan, scan))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf(text_page, password="secret"), "locked with a password"),  # noqa: S106
        (b"%PDF-1.7\n%no more", "not a pdf"),
        (b"no pdf at all", "not a pdf"),
        (pdf(text_page)[:300], "not a pdf"),
        (pdf(lambda _: None), "holds no text"),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(data)
    assert str(caught.value).startswith("a.pdf: ")
    assert "\n" not in str(caught.value)


def test_a_pdf_locked_only_against_printing_is_read() -> None:
    def locked() -> bytes:
        from reportlab.lib import pdfencrypt

        return pdf(text_page, password=pdfencrypt.StandardEncryption("", "owner", canPrint=0))

    assert lines(locked()) == plain(FIRST, SECOND)


def test_many_lines_of_a_drawing_take_no_time() -> None:
    def draw(canvas: Canvas) -> None:
        set_text(canvas, FIRST, SECOND)
        for number in range(4000):
            angle = number / 4000 * 2 * math.pi
            canvas.line(300, 300 + number / 20, 300 + 90 * math.cos(angle), 300 + number / 20)

    started = time.monotonic()
    assert lines(pdf(draw)) == plain(FIRST, SECOND)
    assert time.monotonic() - started < 3


PAGE = """<meta charset="utf-8"><style>@page {{ size: A4; margin: 2cm }} p {{ text-indent: 2em; margin: 0;
text-align: justify }} body {{ font: 12pt 'Noto Serif CJK SC', serif }} td, th {{ border: 1px solid #000 }}
table {{ border-collapse: collapse }} .c {{ columns: 2 }}</style><h1>某市办法</h1><div class="c">{body}</div>
<table><tr><th>等级<th>金额</tr><tr><td rowspan="2">甲级<td>50万元</tr><tr><td>30万元</tr></table>"""


@pytest.mark.browser
def test_a_page_printed_by_a_browser_with_a_font_of_its_own(tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("there is no Chromium")
    body = "".join(f"<p>{text.strip()}</p>" for text in (FIRST, SECOND, THIRD, FIRST, SECOND, THIRD))
    (tmp_path / "a.html").write_text(PAGE.format(body=body), encoding="utf-8")
    order = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    order += [f"--print-to-pdf={tmp_path / 'a.pdf'}"]
    subprocess.run([*order, (tmp_path / "a.html").as_uri()], check=True, capture_output=True, timeout=120)
    found = [line.replace("　", " ") for line in lines((tmp_path / "a.pdf").read_bytes())]
    expected = [text.replace("　", " ") for text in plain(FIRST, SECOND, THIRD)]
    assert found == ["某市办法", *expected, *expected, "等级 | 金额", "甲级 | 50万元", "甲级 | 30万元"]
