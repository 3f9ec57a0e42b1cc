"""Files to text: encodings, html, and what cannot be read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import SourceError
from index.sources import MAX_BYTES, find_sources, read_source, to_text

SIMPLIFIED = "关于支持中小企业发展的若干措施\r\n一、对符合条件的企业,给予50万元补助。\n"
TRADITIONAL = "關於支持中小企業發展的若干措施\n一、對符合條件的企業,給予50萬元補助。\n"


def text_of(data: bytes, name: str = "a.txt") -> str:
    return to_text(data, name).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_simplified_text_is_read_unchanged_in_every_known_encoding(encoding: str) -> None:
    assert text_of(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_text_is_read_unchanged(encoding: str) -> None:
    assert text_of(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_newlines_are_not_translated(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("一、甲\r\n\r二、乙\n".encode())
    assert read_source(path, "a.md").text == "一、甲\r\n\r二、乙\n"


def test_another_encoding_is_noted() -> None:
    assert to_text(SIMPLIFIED.encode("gbk"), "a.txt").notes == ("read as gb18030",)
    assert to_text(SIMPLIFIED.encode(), "a.txt").notes == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"PK\x03\x04\x00\x00\x08", "binary"),
        (b"\x01\x02\x03\x04\x05\x06abc" * 20, "binary"),
        (hashlib.sha256(b"noise").digest().replace(b"\x00", b"") * 40, "encoding|binary"),
        (SIMPLIFIED.encode()[:-5] + b"\xff\xff", "encoding"),
        ("Ž’évêqué ñ".encode("cp1252") * 9, "encoding"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "encoding"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        read_source(path, "bad.txt")
    assert str(caught.value).startswith("bad.txt: ")
    assert "\n" not in str(caught.value)


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(SourceError, match=r"200 MB is over the limit of 50 MB"):
        read_source(path, "huge.txt")
    assert MAX_BYTES == 50 * 1024 * 1024


def test_an_unreadable_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.txt: cannot be read"):
        read_source(tmp_path / "gone.txt", "gone.txt")


def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for asked in (tmp_path, tmp_path / "pipe.txt"):
        ((path, name),) = find_sources([asked])
        with pytest.raises(SourceError, match=r"pipe\.txt: not a regular file"):
            read_source(path, name)


@pytest.mark.parametrize("name", [b"\xb2\xb9\xd6\xfa.txt", "第一\n行.txt".encode()])
def test_a_path_that_cannot_be_kept_is_refused_in_one_line_that_can_be_printed(name: bytes, tmp_path: Path) -> None:
    Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("一、甲", encoding="utf-8")
    ((path, shown),) = find_sources([tmp_path])
    assert shown.encode().endswith(b".txt")
    with pytest.raises(SourceError, match="rename it") as caught:
        read_source(path, shown)
    assert "\n" not in str(caught.value)


def test_sources_are_found_to_the_bottom_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ["b.txt", "a/c.HTML", "a/.hidden.txt", ".git/x.txt", "notes.xls", "a/d.md"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [name for _, name in find_sources([tmp_path])] == ["a/c.HTML", "a/d.md", "b.txt"]
    assert [name for _, name in find_sources([tmp_path / "b.txt", tmp_path])] == ["a/c.HTML", "a/d.md", "b.txt"]


def test_a_folder_without_policies_a_missing_path_and_another_kind_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xls").write_text("x")
    with pytest.raises(SourceError, match="no policies"):
        find_sources([tmp_path])
    with pytest.raises(SourceError, match="no such file"):
        find_sources([tmp_path / "none"])
    with pytest.raises(SourceError, match="only"):
        find_sources([tmp_path / "x.xls"])


PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>网站</title><style>p{{}}</style></head>
<body><script>var a = "隐";</script><!-- 注释 --><div hidden>隐</div><p style="display: none">隐</p>
<h1>申报<b>指南</b></h1><p>一、每户
补助<em>50</em>万元&nbsp;以内。
<span>来源</span><br>二、第二行</p>
<table><tr><th>等级</th><th>类别</th><th>金额</th></tr>
<tr><td rowspan="2">甲级</td><td><p>首次</p></td><td>每个<b>50</b>万元</td></tr>
<tr><td>再次</td><td><p>30</p><p>万元</p></td></tr>
<tr><td>乙级</td><td colspan=2>10万元</td></tr></table><pre>三、甲
四、乙</pre></body></html>"""
LINES = [
    "申报指南",
    "一、每户补助50万元 以内。来源",
    "二、第二行",
    "等级 | 类别 | 金额",
    "甲级 | 首次 | 每个50万元",
    "甲级 | 再次 | 30 万元",
    "乙级 | 10万元 | 10万元",
    "三、甲",
    "四、乙",
]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_html_gives_the_visible_lines(charset: str) -> None:
    assert text_of(PAGE.format(charset=charset).encode(charset), "a.html").split("\n") == LINES


def test_html_with_a_wrong_or_missing_charset_is_still_read() -> None:
    assert text_of(PAGE.format(charset="utf-8").encode("gbk"), "a.htm").split("\n") == LINES
    assert text_of(PAGE.format(charset="gb2312").encode("utf-8-sig"), "a.htm").split("\n") == LINES


def test_big5_html_is_read_by_its_declaration() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>{TRADITIONAL}</p>'
    assert text_of(page.encode("big5"), "a.html").startswith("關於支持")


def test_a_table_that_lays_out_the_page_is_no_row() -> None:
    article = "".join(f"<p>第{n}条 {'内容' * 100}</p>" for n in range(9))
    page = f"<table><tr><td>菜单</td><td>{article}</td></tr></table>"
    lines = text_of(page.encode(), "a.html").split("\n")
    assert lines[0] == "菜单"
    assert len(lines) == 10
    nested = "<table><tr><td>左</td><td><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>"
    assert text_of(nested.encode(), "a.html").split("\n") == ["左", "甲 | 1"]


def test_a_page_nested_very_deep_is_read() -> None:
    page = "<div>" * 3000 + "内容" + "</div>" * 3000
    assert text_of(page.encode(), "a.html") == "内容"


def test_html_without_text_is_refused() -> None:
    with pytest.raises(SourceError, match="no text"):
        to_text(b"<html><script>1</script></html>", "a.html")


def page_lines(body: str) -> list[str]:
    return text_of(f'<meta charset="utf-8"><body>{body}'.encode(), "a.html").split("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol><li>5年以上</ol>", ["1. 5年以上"]),
        ('<ol start="3"><li>甲<li value="7">乙<li>丙</ol>', ["3.甲", "7.乙", "8.丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        ('<ol type="I"><li>甲<li>乙</ol>', ["I.甲", "II.乙"]),
        ('<ol type="a" start="27"><li>甲</ol>', ["aa.甲"]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', ["一、甲", "二、乙"]),
        ('<ol style="list-style: none"><li>甲</ol>', ["甲"]),
        ('<ol style="list-style: outside upper-alpha"><li>甲</ol>', ["A.甲"]),
        ("<ol><li><p>甲</p><p>续</p><ol><li>子</ol></li><li>乙</ol>", ["1.甲", "续", "1.子", "2.乙"]),
        ("<ol><li>一、甲<li>二、乙</ol>", ["一、甲", "二、乙"]),
        ("<ol><li></li></ol><p>甲</p>", ["甲"]),
        ("<ul><li>甲</ul>", ["甲"]),
    ],
)
def test_numbers_of_lists_are_those_a_browser_writes(body: str, expected: list[str]) -> None:
    assert page_lines(body) == expected


def test_definitions_ruby_entities_and_hidden_text() -> None:
    body = (
        "<dl><dt>小微企业<dd>指甲</dl><p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字&#150;&hellip;&#x4e00;</p>"
        '<p>补<span style="font-size:0">隐</span><span style="font-size:0.9em">助</span></p><dialog>隐</dialog>'
    )
    assert page_lines(body) == ["小微企业", "指甲", "汉字–…一", "补助"]


def test_a_line_broken_in_the_code_at_a_tag_is_no_space() -> None:
    assert page_lines("<p>补助\n  <b>资金</b>\n管理 办法 50\n万</p>") == ["补助资金管理 办法 50 万"]


def test_what_a_page_marks_as_its_own_is_left_out_unless_there_is_nothing_else() -> None:
    chrome = '<nav>首页</nav><div role="navigation">导航</div>{}<footer>主办单位</footer>'
    kept = "<article>正文<footer>抄送：市委办</footer></article><aside>附注</aside>"
    assert page_lines(chrome.format(kept)) == ["正文", "抄送：市委办", "附注"]
    assert page_lines(chrome.format("")) == ["首页", "导航", "主办单位"]


def test_a_table_drawn_with_lines_keeps_its_rows_when_a_cell_holds_a_table() -> None:
    inner = "<table><tr><td>甲<td>1</tr></table>"
    body = f"<table border=1><caption>表一</caption><tr><th>等级<th>金额</tr><tr><td>{inner}<td>5<br>万元</tr></table>"
    assert page_lines(body) == ["表一", "等级 | 金额", "甲 | 1 | 5 万元"]


def test_a_cell_to_the_end_of_the_table_is_repeated_and_none_without_end() -> None:
    assert page_lines("<table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3</table>") == ["甲 | 1", "甲 | 2", "甲 | 3"]
    bomb = "<table><tr>" + f"<td rowspan=1000>{'长' * 1000}" * 5 + "<tr><td>x" * 900 + "</table>"
    assert len("".join(page_lines(bomb))) < 1_000_000


@pytest.mark.parametrize(
    ("declared", "really"), [("gb2312", "utf-8"), ("utf-8", "gbk"), ("big5", "gbk"), ("gbk", "big5")]
)
def test_a_page_declared_wrongly_is_read_by_what_it_is(declared: str, really: str) -> None:
    text = TRADITIONAL if really == "big5" else SIMPLIFIED
    page = f'<meta charset="{declared}"><p>{text.splitlines()[0]}</p>'
    assert text_of(page.encode(really), "a.html") == text.splitlines()[0]


def test_a_short_page_in_its_declared_encoding_is_not_taken_for_utf8() -> None:
    page = b'<meta charset="gbk"><p>' + "联通".encode("gbk")
    assert text_of(page, "a.html") == "联通"
