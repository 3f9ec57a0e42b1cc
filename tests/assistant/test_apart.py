"""Evidence for each side of a comparison."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import apart
from assistant.question import Question, understand
from index.parse import parse
from index.policy import Hit
from index.sources import SourceText

TODAY = date(2026, 11, 22)
PLACES = ("甲州省", "乙江市")


def asked(text: str) -> Question:
    return understand(text, [], region=None, as_of=TODAY, places=PLACES)


def hit(region: str, sentence: str, score: float, *, ends: str = "2028年12月31日") -> Hit:
    text = (
        f"{region}人民政府关于扶持小店的意见\n一、扶持\n(一)补贴。{sentence}\n"
        f"本意见自2023年1月1日起施行,有效期至{ends}。\n"
    )
    policy = parse(SourceText(f"{region}{ends}.txt", text))[0].model_copy(update={"region": region})
    clause = next(one for one in policy.clauses if sentence in one.text)
    return Hit(rank=1, score=score, clause=clause, policy=policy.header(), validity=policy.validity(TODAY))


SAME = "小店新招一名店员的,给予一次性补贴{}元。"


@pytest.mark.parametrize(
    "question",
    [
        "省里和市里都发这笔钱,能两头都领吗?",
        "有人说补20万,也有人说补30万,听谁的?",
        "已经拿了市里的租房补助,还能再领省里的吗?",
        "两份文件的标准不一样,以哪个为准?",
        "甲州省和乙江市的小店补贴分别是多少?",
        "2021年的意见和2025年的办法有什么区别?",
        "这两项奖励可以同时享受吗?",
    ],
)
def test_a_comparison_is_told_from_its_words(question: str) -> None:
    assert apart.compares(question, PLACES)


@pytest.mark.parametrize(
    "question",
    [
        "小店能领多少补贴?",
        "2024年和2030年的目标分别是多少?",
        "我们公司在乙江市,到甲州省开店有补贴吗?",
        "去年领过一回了,今年再报行不行?",
        "由哪个部门负责?",
    ],
)
def test_other_questions_are_no_comparison(question: str) -> None:
    assert not apart.compares(question, PLACES)


def test_each_policy_is_a_side_by_its_clause_on_the_same_matter() -> None:
    best = hit("乙江市", SAME.format(2000), 0.5)
    other = hit("甲州省", "所称店员,是指在小店做工满一年的人员。", 0.40)
    like = other.model_copy(update={"clause": hit("甲州省", SAME.format(1500), 0.3).clause, "score": 0.32, "rank": 3})
    found = apart.sides(asked("省里和市里都有补,能两头都领吗?"), [best, other, like], lambda _: [])
    assert [one.clause.clause_id for one in found[:2]] == [best.clause.clause_id, like.clause.clause_id]


def test_a_policy_far_from_the_matter_is_no_side() -> None:
    best, far = hit("乙江市", SAME.format(2000), 0.5), hit("甲州省", SAME.format(1500), 0.2)
    assert apart.sides(asked("能同时享受吗?"), [best, far], lambda _: []) == [best, far]


def test_what_has_expired_is_a_side_though_scored_lower() -> None:
    living = hit("乙江市", SAME.format(3000), 0.5)
    gone = hit("乙江市", SAME.format(2000), 0.3, ends="2024年12月31日")
    found = apart.sides(asked("有人说2000,有人说3000,听谁的?"), [living, gone], lambda _: [])
    assert {one.clause.clause_id for one in found[:2]} == {living.clause.clause_id, gone.clause.clause_id}


def test_each_region_named_side_by_side_is_searched_by_itself() -> None:
    by_region = {
        "甲州省": [hit("甲州省", SAME.format(1500), 0.4)],
        "乙江市": [hit("乙江市", SAME.format(2000), 0.5)],
    }
    question = asked("甲州省和乙江市的小店补贴分别是多少?")
    found = apart.sides(question, by_region["乙江市"], lambda regions: by_region[regions[0]])
    assert [one.policy.region for one in found] == ["乙江市", "甲州省"]


def test_a_province_is_added_where_only_its_city_is_named_and_the_question_speaks_of_it() -> None:
    assert apart.provinces(asked("乙江市的小店,省里也给补吗?"), PLACES) == ("甲州省",)
    assert apart.provinces(asked("乙江市的小店给补吗?"), PLACES) == ()
    assert apart.provinces(asked("乙江市的小店,省里也给补吗?"), (*PLACES, "丙岭省")) == ()
    assert apart.provinces(asked("银川市的小店,省里也给补吗?"), PLACES) == ()


def test_the_level_of_a_policy_is_that_of_its_region() -> None:
    assert apart.level(hit("甲州省", SAME, 0.1).policy) == "省级"
    assert apart.level(hit("乙江市", SAME, 0.1).policy) == "市级"
    assert apart.level(hit("上海市", SAME, 0.1).policy) == "省级"
    assert apart.level(hit("国家", SAME, 0.1).policy) == "国家"
