"""A figure that misses its bound, a thing that a list bars; and where neither may be said."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.evidence import whole
from assistant.question import understand
from assistant.statements import shortfall
from assistant.statements.circumstances import read
from assistant.statements.matter import Matter
from index.parse import parse
from index.policy import Policy
from index.sources import SourceText

TODAY = date(2026, 11, 22)
RULES = """青河市渔具产业扶持办法
第一条 申请厂房补助的,渔具厂自有车间面积不少于800平方米,缴纳工伤保险满10个月。
第二条 养殖合作社连片鱼塘60亩以上的,按每亩补助90元。
第三条 培训学校的专职教师不少于8名,或者兼职教师不少于20名。
第四条 有下列情形之一的,不予补助:
(一)钓鱼比赛、垂钓园和以零售为主的门店;
(二)利用自家住宅开办的家庭作坊。
第五条 山区渔具厂的车间长度可放宽到30个月。
"""


def policy(text: str = RULES) -> Policy:
    return parse(SourceText("渔具.txt", text))[0]


def verdicts(question: str, text: str = RULES) -> list[str]:
    found = policy(text)
    asked = understand(question, (), region=None, as_of=TODAY)
    evidence = [whole(clause, found.header(), question) for clause in found.clauses]
    matter = cast("Matter", SimpleNamespace(question=asked, evidence=evidence, policies={found.policy_id: found}))
    told = read(asked.standalone, TODAY)
    return [one.text for one in (*shortfall.listed_out(matter, found), *shortfall.short(matter, told))]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("我们渔具厂自有车间面积才650平米,能申请厂房补助吗?", "车间面积不少于800平方米"),
        ("我们合作社连片鱼塘有45亩,能领补助吗?", "连片鱼塘60亩以上"),
        ("我在家里开了个家庭作坊,能领补助吗?", "利用自家住宅开办的家庭作坊"),
        ("我想办个钓鱼比赛,有没有补助?", "钓鱼比赛、垂钓园"),
    ],
)
def test_what_misses_a_bound_or_is_barred_is_told_with_the_words_that_say_so(question: str, words: str) -> None:
    (text,) = verdicts(question)
    assert text.startswith(("不符合", "不能"))
    assert words in text


@pytest.mark.parametrize(
    "question",
    [
        "我们渔具厂自有车间面积900平米,能申请厂房补助吗?",  # keeps to the bound: that alone settles nothing
        "我们仓库占地45亩,能领补助吗?",  # another thing in the same unit
        "我们学校专职教师才5名,能领补助吗?",  # an alternative may be met
        "渔具厂交工伤保险才6个月,能申请吗?",  # a clause eases a bound in months
        "我们不是家庭作坊,能领补助吗?",
        "车间面积大概650平米,能申请吗?",
    ],
)
def test_what_is_not_sure_is_not_said(question: str) -> None:
    assert verdicts(question) == []
