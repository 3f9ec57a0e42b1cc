"""Lines of a page: what is the site's, what is text, and where each character stands in the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import LineKind, clean


@pytest.mark.parametrize(
    "line",
    [
        "当前位置: 首页>政务公开>政策文件",
        "您现在的位置：首页 > 通知公告",
        "无障碍 | 长者版",
        "【打印】【关闭】",
        "分享到：微信 微博",
        "上一篇：关于某事的通知",
        "扫一扫在手机打开当前页",
        "主办单位：某市人民政府办公室 网站标识码：0000000000",
        "相关文档",
        "附件:",
    ],
)
def test_lines_of_the_site(line: str) -> None:
    assert [one.kind for one in clean(line)] == [LineKind.CHROME]


@pytest.mark.parametrize(
    "line",
    [
        "一、总体要求",
        "第一条 为促进发展,制定本办法。",
        "主办单位应当在30日内公布名单。" * 8,
        "关闭落后产能,按每吨200元奖励。",
        "首页应当载明申请人。",
    ],
)
def test_lines_of_the_text(line: str) -> None:
    assert [one.kind for one in clean(line)] == [LineKind.TEXT]


def test_lines_without_a_word_are_separators_and_blank_ones_are_none() -> None:
    assert [one.kind for one in clean("}\n\n\u3000\u00a0\n-----\n")] == [LineKind.SEPARATOR, LineKind.SEPARATOR]


def test_markdown_marks_are_dropped_and_places_kept() -> None:
    text = "## 一、**支持** 对象\n- 企业\n<!-- END -->\n"
    lines = clean(text, markdown=True)
    assert [line.text for line in lines] == ["一、支持 对象", "企业"]
    for line in lines:
        for segment in line.segments:
            raw = text[segment.raw : segment.raw + segment.length]
            assert raw == line.text[segment.clean : segment.clean + segment.length]


@given(st.text(alphabet="一(二)、。 \n\r\t\u3000#*-|》a1\ufeff\u2028", max_size=60), st.booleans())
def test_places_reproduce_the_source_for_any_text(text: str, markdown: bool) -> None:
    for line in clean(text, markdown=markdown):
        assert line.text
        joined = "".join(text[s.raw : s.raw + s.length] for s in line.segments)
        assert joined == line.text
