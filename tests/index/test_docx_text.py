"""Word documents to text: the numbers Word generates, tables, tracked changes, boxes and notes."""

from __future__ import annotations

import pytest

from index.errors import SourceError
from index.numerals import written
from index.sources import to_text
from tests.index.office import abstract, cell, docx, level, num, p, para, table, zipped

POLICY_LEVELS = (
    level(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>'),
    level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    level(2, "chineseCounting", "（%3）", '<w:suff w:val="nothing"/>'),
    level(3, "decimal", "%4."),
)


def lines(data: bytes) -> list[str]:
    return to_text(data, "a.docx").text.split("\n")


def test_the_numbers_of_a_policy_are_written_out_and_restart_where_word_restarts_them() -> None:
    numbering = abstract(1, *POLICY_LEVELS) + num(5, 1)
    body = [
        ("总则", 0), ("为了甲，制定本办法。", 1), ("适用于：", 1), ("乙；", 2), ("丙。", 2), ("5年以上", 3), ("丁", 3),
        ("申请", 0), ("企业可以申请：", 1), ("戊", 2), ("己", 3),
    ]  # fmt: skip
    data = docx(*(p(text, num="5", level=depth) for text, depth in body), numbering=numbering)
    assert lines(data) == [
        "第一章 总则",
        "第一条 为了甲，制定本办法。",
        "第二条 适用于：",
        "（一）乙；",
        "（二）丙。",
        "1. 5年以上",
        "2.丁",
        "第二章 申请",
        "第三条 企业可以申请：",
        "（一）戊",
        "1.己",
    ]


@pytest.mark.parametrize(
    ("kind", "first", "twelfth"),
    [
        ("chineseCounting", "一", "十二"),
        ("chineseCountingThousand", "一", "十二"),
        ("ideographTraditional", "甲", "12"),
        ("ideographZodiac", "子", "亥"),
        ("decimalEnclosedCircle", "①", "⑫"),
        ("decimalEnclosedCircleChinese", "①", "⑫"),
        ("decimalFullWidth", "１", "１２"),
        ("decimalZero", "01", "12"),
        ("lowerRoman", "i", "xii"),
        ("upperLetter", "A", "L"),
        ("chineseLegalSimplified", "壹", "壹拾贰"),
        ("decimalEnclosedParen", "⑴", "⑿"),
        ("somethingNew", "1", "12"),
    ],
)
def test_kinds_of_numbers(kind: str, first: str, twelfth: str) -> None:
    data = docx(*(p("文", num="1") for _ in range(12)), numbering=abstract(0, level(0, kind, "%1、")) + num(1, 0))
    found = lines(data)
    assert (found[0], found[-1]) == (f"{first}、文", f"{twelfth}、文")


def test_chinese_counts() -> None:
    counts = {0: "零", 10: "十", 20: "二十", 101: "一百零一", 110: "一百一十", 1005: "一千零五", 1260: "一千二百六十"}
    assert {value: written(value, "chinese") for value in counts} == counts
    assert written(12345, "chinese") == "12345"


def test_instances_of_a_list_count_on_and_an_override_starts_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1)")) + num(1, 0) + num(2, 0) + num(3, 0, override)
    data = docx(*(p("文", num=key) for key in ("1", "1", "2", "3", "3", "1")), numbering=numbering)
    assert [line[:2] for line in lines(data)] == ["1)", "2)", "3)", "1)", "2)", "3)"]


def test_parents_are_named_in_figures_where_the_list_says_so() -> None:
    numbering = abstract(
        0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"), level(2, "none", "")
    )
    data = docx(p("甲", num="1"), p("乙", num="1", level=1), p("丙", num="1", level=2), numbering=numbering + num(1, 0))
    assert lines(data) == ["一、甲", "1.1 乙", "丙"]


def test_a_style_brings_its_number_and_a_paragraph_may_switch_it_off() -> None:
    styles = (
        '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Sub"><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'), level(1, "chineseCounting", "(%2)")
    body = (
        p("甲", style="H1"), p("乙", style="H2"), p("丙", style="Sub"), p("丁", style="H1", num="0"),
        p("戊", style="Loop"), p("己", num="99"),
    )  # fmt: skip
    data = docx(*body, styles=styles, numbering=abstract(0, *levels) + num(7, 0))
    assert lines(data) == ["一、甲", "(一)乙", "二、丙", "丁", "戊", "己"]


def test_a_list_may_name_a_style_that_names_another_list() -> None:
    styles = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    linked = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = abstract(0, level(0, "decimal", "%1、")) + linked + num(1, 0) + num(2, 9)
    assert lines(docx(p("甲", num="2"), styles=styles, numbering=numbering)) == ["1、甲"]


def test_bullets_of_symbol_fonts_are_shown_as_bullets() -> None:
    numbering = abstract(0, level(0, "bullet", "\uf06c")) + num(1, 0)
    assert lines(docx(p("甲", num="1"), numbering=numbering)) == ["• 甲"]


def test_tables_are_rows_and_cells_over_several_rows_are_repeated() -> None:
    data = docx(
        table(
            (cell("等级"), cell("类别"), cell("金额")),
            (cell("甲级", merge="restart"), cell("首次"), cell(p("50") + p("万元"))),
            (cell("", merge=""), cell("再次"), cell("30万元")),
            (cell("乙级"), cell("10万元", span=2)),
            (cell("", span=3),),
        )
    )
    assert lines(data) == [
        "等级 | 类别 | 金额",
        "甲级 | 首次 | 50 万元",
        "甲级 | 再次 | 30万元",
        "乙级 | 10万元 | 10万元",
    ]


def test_a_table_of_one_column_and_one_within_another_are_read() -> None:
    framed = table((cell(p("一、甲") + p("二、乙")),))
    inner = table((cell("左"), cell("右")))
    data = docx(framed, table((cell("外"), cell(inner)), (cell("丙"), cell("丁"))))
    assert lines(data) == ["一、甲", "二、乙", "外 | 左 | 右", "丙 | 丁"]


def test_deletions_are_left_out_and_insertions_kept() -> None:
    runs = (
        "<w:r><w:t>补助</w:t></w:r><w:del><w:r><w:delText>30</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>50</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>万</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>元</w:t></w:r>'
    )
    gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>"
    dropped = "<w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + cell("行") + "</w:tr>"
    kept = "<w:tr>" + cell("留") + cell("行") + "</w:tr>"
    data = docx(para(runs), gone, p("后半。"), f"<w:tbl>{dropped}{kept}</w:tbl>")
    assert lines(data) == ["补助50万元", "前半，后半。", "留 | 行"]


def test_breaks_fields_symbols_and_links() -> None:
    runs = (
        "<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>后</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText><w:t>码</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2025年</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:noBreakHyphen/></w:r>'
        "<w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>"
    )
    assert lines(docx(para(runs))) == ["第一行", "第二行 后2025年链接□-汉"]


def test_text_boxes_are_read_once_and_controls_without_their_placeholders() -> None:
    box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处')}</w:sdtContent></w:sdt>"
    assert lines(docx(para(f"<w:r><w:t>外</w:t></w:r>{shape}"), control, empty)) == ["外", "框中文字", "控件"]


def test_a_footnote_follows_the_paragraph_that_refers_to_it() -> None:
    runs = '<w:r><w:t>小微企业</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>可以申请。</w:t></w:r>'
    notes = f'<w:footnote w:id="0"/><w:footnote w:id="2">{p("指本市登记的企业。")}</w:footnote>'
    data = docx(para(runs), p("下一段。"), footnotes=notes)
    assert lines(data) == ["小微企业可以申请。", "注：指本市登记的企业。", "下一段。"]


def test_the_table_of_contents_is_left_out_and_said() -> None:
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    source = to_text(docx(p("第一章 总则\t1", style="11"), p("第一章 总则"), styles=styles), "a.docx")
    assert source.text == "第一章 总则"
    assert source.notes == ("the table of contents was left out",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no zip", "cannot be read|not a docx"),
        (docx(p("文"))[:-40], "not a docx"),
        (zipped({"a.txt": "x"}), "not a docx"),
        (zipped({"word/document.xml": "<w:document"}), "not a docx"),
        (zipped({"word/document.xml": "<a><body>" + "<p>" * 3000 + "</p>" * 3000 + "</body></a>"}), "not a docx"),
        (docx(p("")), "no text.*OCR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password, or an old .doc"),
        (zipped({"word/document.xml": "<a>" + " " * (65 * 1024 * 1024) + "</a>"}), "64 MB when unpacked"),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        to_text(data, "a.docx")
    assert str(caught.value).startswith("a.docx: ")
    assert "\n" not in str(caught.value)


def test_entities_do_not_grow_and_read_no_file() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y SYSTEM "file:///etc/hostname">]>'
    content = f"{bomb}<a><body><p><r><t>文&x;&y;</t></r></p></body></a>"
    assert to_text(zipped({"word/document.xml": content}), "a.docx").text == "文"


def test_the_old_word_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"a\.doc: .*save it as \.docx"):
        to_text(b"\xd0\xcf\x11\xe0", "a.doc")
