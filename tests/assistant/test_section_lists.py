"""The section a question asks the items of, and what stands below it."""

from __future__ import annotations

import pytest

from assistant.section_lists import items_below, section_asked
from tests.assistant.pieces import policy

TEXT = """某县居家养老服务实施方案
各乡镇人民政府:
现将方案印发给你们。
一、重点任务
(一)建设服务站。每村建设1个。
(二)推行助餐。向周边村送餐。
二、支持措施
(一)建设补助。新建的补助8万元。
(二)助餐补助。每餐补助2元。
三、服务内容
(一)生活照料;
(二)康复护理。
本方案自2026年6月1日起施行。
"""


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("重点任务列了哪几项", "一、"),
        ("重点任务分了几条", "一、"),
        ("支持措施这块讲了几点", "二、"),
        ("服务内容都提了哪些", "三、"),
        ("服务的内容包括哪几方面", "三、"),
        ("县里掏钱支持的都有哪几项", "二、"),
        ("养老服务能拿的补助有哪几类", "二、"),
    ],
)
def test_the_section_is_found_by_its_heading_or_as_the_support(question: str, place: str) -> None:
    found = section_asked(question, policy(TEXT))
    assert found is not None
    assert found.address == (place,)


@pytest.mark.parametrize(
    "question", ["对脱贫村有哪几项补助", "重点任务什么时候完成", "支持措施由哪个部门负责", "助餐补多少"]
)
def test_what_asks_for_no_section_finds_none(question: str) -> None:
    assert section_asked(question, policy(TEXT)) is None


def test_items_are_headings_or_first_sentences() -> None:
    found = policy(TEXT)
    assert [text for text, _ in items_below(("二、",), found)] == ["(一)建设补助", "(二)助餐补助"]
    assert [text for text, _ in items_below(("三、",), found)] == ["(一)生活照料", "(二)康复护理"]
