"""What a question takes over from the turns before it, and what it does not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.outcome import Turn
from assistant.question import Facet, Question, understand

TODAY = date(2026, 11, 22)
PLACES = ("青岚市", "岭川省")
STARTUP = "青岚市初创企业的租金补贴给多少钱?"


def after(*turns: str) -> Question:
    """The last of ``turns`` understood after the others, the asker's first and every second."""
    roles = [Turn(role="assistant" if place % 2 else "user", content=text) for place, text in enumerate(turns[:-1])]
    return understand(turns[-1], roles, region=None, as_of=TODAY, places=PLACES)


def test_the_facets_are_those_of_the_follow_up_its_matter_that_of_the_question_before() -> None:
    question = after(STARTUP, "每平方米20元。", "那这个最晚什么时候截止?")
    assert question.facets == {Facet.DATE}
    assert question.kind == "deadline"
    assert "租金补贴" in question.standalone
    assert "多少" not in question.standalone


def test_what_was_asked_before_is_not_searched_again() -> None:
    question = after("青岚市养老机构由哪个部门牵头?", "民政局。", "它还有效吗?")
    assert "部门" not in question.standalone
    assert question.regions == ("青岚市",)


@pytest.mark.parametrize("text", ["那岭川的呢?", "那如果是个体户呢?", "市级的呢?", "那要是第二年呢?"])
def test_a_bare_follow_up_asks_for_the_same_again(text: str) -> None:
    question = after(STARTUP, "每平方米20元。", text)
    assert question.facets == {Facet.AMOUNT}
    assert question.standalone.endswith(text)
    assert not question.is_open


def test_another_place_replaces_the_one_before() -> None:
    question = after(STARTUP, "每平方米20元。", "那岭川的呢?")
    assert question.regions == ("岭川省",)
    assert "青岚" not in question.standalone


def test_a_correction_replaces_the_place() -> None:
    question = after(STARTUP, "每平方米20元。", "不对,我是说岭川的")
    assert question.regions == ("岭川省",)
    assert question.facets == {Facet.AMOUNT}
    assert "不对" not in question.standalone


def test_a_correction_of_what_is_asked_for() -> None:
    question = after(STARTUP, "每平方米20元。", "不是问金额,是问截止时间")
    assert question.facets == {Facet.DATE}
    assert "租金补贴" in question.standalone


@pytest.mark.parametrize(
    "text",
    [
        "换个问题,岭川省冷链物流由哪个部门牵头?",
        "另外问一下,养老床位建设由谁牵头?",
        "岭川省对创办全科诊所的医师实行备案还是审批管理?",
    ],
)
def test_another_topic_takes_nothing_over(text: str) -> None:
    question = after(STARTUP, "每平方米20元。", text)
    assert "租金" not in question.standalone
    assert question.readings == (question.matter,)


def test_the_subject_may_stand_two_turns_earlier() -> None:
    question = after(STARTUP, "每平方米20元。", "那找谁办?", "市科技局。", "要什么材料?")
    assert "租金补贴" in question.standalone
    assert "找谁" not in question.standalone
    assert question.facets == {Facet.PROCEDURE}


def test_a_bare_follow_up_repeats_the_question_asked_last() -> None:
    question = after(STARTUP, "每平方米20元。", "那找谁办?", "市科技局。", "岭川的呢?")
    assert question.facets == {Facet.DEPARTMENT}
    assert "租金补贴" in question.standalone


def test_an_article_is_that_of_the_policy_cited_last() -> None:
    question = after(STARTUP, "依据：《青岚市初创企业扶持办法》第四条", "第八条是什么意思?")
    assert question.standalone == "《青岚市初创企业扶持办法》;第八条是什么意思?"


def test_that_document_is_the_one_cited_last() -> None:
    question = after(STARTUP, "依据：《青岚市初创企业扶持办法》第四条", "那份文件还有效吗?")
    assert "《青岚市初创企业扶持办法》" in question.standalone
    assert question.facets == {Facet.VALIDITY}


def test_in_doubt_both_readings_are_searched() -> None:
    question = after(STARTUP, "每平方米20元。", "创业担保贷款利率多少?")
    assert len(question.readings) in (1, 2)
    doubtful = after(STARTUP, "每平方米20元。", "失业金怎么领?")
    assert len(doubtful.readings) == 2
    assert doubtful.readings[1] == "失业金怎么领?"


def test_what_was_declined_leads_to_nothing() -> None:
    question = after(STARTUP, "每平方米20元。", "我电话13812345678,能查吗?", "请去掉个人信息。", "那找谁办?")
    assert "1381" not in question.standalone
    assert "租金补贴" in question.standalone


def test_a_first_question_stands_as_it_is() -> None:
    question = after("那这个最晚什么时候截止?")
    assert question.standalone == "那这个最晚什么时候截止?"
    assert question.readings == (question.matter,)


def test_an_english_follow_up() -> None:
    question = after("What is the rent subsidy in 青岚市?", "20 yuan.", "And who handles it?")
    assert question.facets == {Facet.DEPARTMENT}
    assert question.standalone.startswith("What is the rent subsidy")


def test_what_went_before_is_cut() -> None:
    question = after("租金补贴" * 200, "…", "那找谁办?")
    assert len(question.standalone) < 230


def test_a_longer_question_that_names_neither_place_nor_policy_may_go_on_with_what_was_asked() -> None:
    question = after(STARTUP, "每平方米20元。", "我们有示范企业的牌子,封顶能高点不?")
    assert "租金补贴" in question.standalone
    assert question.alone == "我们有示范企业的牌子,封顶能高点不?"
    assert question.regions == ("青岚市",)
