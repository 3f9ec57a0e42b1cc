"""Numbers at the start of a line, and what only looks like one."""

from __future__ import annotations

import pytest

from index.numbering import Rank, han_number, number_of
from index.variants import fold


@pytest.mark.parametrize(
    ("line", "rank", "label"),
    [
        ("第一章 总则", Rank.CHAPTER, "第一章"),
        ("第十二条 企业应当", Rank.ARTICLE, "第十二条"),
        ("第一百二十条之一 资助", Rank.ARTICLE, "第一百二十条之一"),
        ("三、保障措施", Rank.LIST, "三、"),
        ("（二）加大支持。", Rank.SUBLIST, "(二)"),
        ("14.推动互通。", Rank.ITEM, "14."),
        ("１．推动互通。", Rank.ITEM, "1."),
        ("2、推动互通。", Rank.ITEM, "2."),
        ("(3)推动互通。", Rank.SUBITEM, "(3)"),
        ("②推动互通。", Rank.CIRCLE, "②"),
        ("2）推动互通。", Rank.SUBITEM, "(2)"),
        ("1 总则", Rank.ITEM, "1."),
        ("3.2 预警级别", Rank.DECIMAL, "3.2"),
        ("3.2.1 红色预警", Rank.SUBDECIMAL, "3.2.1"),
        ("第三部分 支持政策", Rank.PART, "第三部分"),
    ],
)
def test_numbers(line: str, rank: Rank, label: str) -> None:
    number = number_of(fold(line))
    assert number is not None
    assert (number.rank, number.label) == (rank, label)


@pytest.mark.parametrize(
    "line",
    [
        "第三条第二款规定的企业",
        "第三条、第四条所列",
        "第八条规定的补助",
        "2025年3月",
        "3.5%的企业",
        "一是加强",
        "附件所列单位应当认真贯彻执行本通知的各项要求,确保落实到位",
        "10个工作日",
    ],
)
def test_what_only_looks_like_a_number(line: str) -> None:
    assert number_of(fold(line)) is None


@pytest.mark.parametrize(
    ("text", "value"), [("一百二十三", 123), ("十", 10), ("二十", 20), ("一千零一", 1001), ("二〇二五", 2025)]
)
def test_han_numbers(text: str, value: int) -> None:
    assert han_number(text) == value
