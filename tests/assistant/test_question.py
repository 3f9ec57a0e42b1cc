"""What a question asks for, where, and what it leans on."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.outcome import Turn
from assistant.question import Facet, check, understand
from index.errors import QuestionError

TODAY = date(2026, 11, 22)


def asked(text: str, *turns: Turn, region: str | None = None):  # noqa: ANN201
    return understand(text, turns, region=region, as_of=TODAY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这件事归哪个局牵头,谁来配合?", "department"),
        ("技术改造补贴找谁办?", "department"),
        ("这份办法现在还有效吗?", "deadline"),
        ("计划哪一年建成?", "deadline"),
        ("一次性补贴给多少钱?", "amount"),
        ("外地公司能不能申请?", "eligibility"),
        ("重点支持哪些行业?", "list"),
        ("平台是怎么运营的?", "content"),
        ("Which department leads this work?", "department"),
        ("Is it still valid today?", "deadline"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert asked(text).kind == kind


def test_a_question_may_ask_for_several_things() -> None:
    facets = asked("我们是外省来的公司,税收上有什么优惠,找谁办,还有效吗?").facets
    assert {Facet.DEPARTMENT, Facet.VALIDITY} <= facets


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("多少年来老百姓反映的看病难,文件里怎么说的?", ""),
        ("哪怕企业规模不大,文件是什么态度?", ""),
        ("符合条件的企业,每家补多少?", "amount"),
        ("牵头企业能拿几万?", "amount"),
        ("这份通知现在还管用不?", "validity"),
        ("老办法停了没有?", "validity"),
        ("新规定打几号起算数?", "validity"),
        ("在有效期内的高企奖多少?", "amount"),
        ("材料最迟啥时候交上去?", "date"),
        ("明年3月还能报吗?", "date"),
        ("到2027年要达到什么目标?", "date"),
        ("开养老院这事归哪个口子管?", "department"),
        ("有问题该联系谁?", "department"),
        ("林业局在这里头要干啥?", "department"),
        ("钱归谁?", ""),
        ("新旧两个办法差在哪?", ""),
        ("办法从啥时候开始实行,管几年?", "validity"),
        ("什么时候收材料?", "date"),
        ("要准备什么材料?", "procedure"),
        ("哪些单位可以申请?", "eligibility"),
        ("刚成立半年的公司够不够格?", "eligibility"),
        ("门槛高不高,都有啥要求?", "eligibility"),
        ("要填啥表、递到哪个窗口?", "procedure"),
        ("哪四种情形会被取消资格?", "list"),
        ("有啥毛病会被退回来,一条条说。", "list"),
        ("奖多少钱,找谁领?", "amount department"),
        ("几号截止,文件还有效吗?", "date validity"),
        ("How much is the subsidy per person?", "amount"),
        ("Who do I contact about the application?", "department"),
        ("Until when can I apply?", "date"),
        ("Which four documents count?", "list"),
        ("Am I eligible as a foreign resident?", "eligibility"),
        ("申請人需要什麼資格？", "eligibility"),
        ("補助金額上限係幾多？", "amount"),
        ("呢個計劃由邊個部門負責？", "department"),
    ],
)
def test_facets(text: str, facets: str) -> None:
    assert asked(text).facets == {Facet(name) for name in facets.split()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("给多少补贴,另外还有什么别的扶持?", True),
        ("给多少补贴,找谁办?", False),
        ("由谁牵头?还有谁配合?", False),
        ("奖多少?省级的呢?", False),
        ("平台是怎么运营的?", True),
        ("有的说20万,有的说30万,听谁的?", False),
    ],
)
def test_a_part_that_asks_for_more_is_open(text: str, expected: bool) -> None:
    assert asked(text).is_open is expected


def test_two_claims_ask_for_what_they_claim() -> None:
    assert asked("有的说20万,有的说30万,听谁的?").facets == {Facet.AMOUNT}


def test_region_setting_comes_before_the_words() -> None:
    assert asked("银川有什么补贴?").regions == ("银川市",)
    assert asked("银川有什么补贴?", region="上海市").regions == ("上海市",)


def test_a_follow_up_stands_behind_the_question_it_follows() -> None:
    before = Turn(role="user", content="保山支持搞互联网医院吗?")
    question = asked("那这块是谁牵头?", before, Turn(role="assistant", content="支持,第7条。"))
    assert question.standalone == "保山支持搞互联网医院;那这块是谁牵头?"
    assert question.regions == ("保山市",)


def test_another_region_in_a_follow_up_replaces_the_one_before() -> None:
    before = Turn(role="user", content="去宁夏开公司所得税有什么优惠?")
    question = asked("那要是改到保山呢?", before)
    assert "宁夏" not in question.standalone
    assert question.regions == ("保山市",)


def test_a_question_that_stands_alone_takes_nothing_from_before() -> None:
    before = Turn(role="user", content="去宁夏开公司所得税有什么优惠?")
    text = "上海对创办全科诊所的执业医师实行备案还是审批管理?"
    assert asked(text, before).standalone == text


def test_a_later_day_in_the_question() -> None:
    assert asked("明年3月才领执照,还赶得上吗?").when == date(2027, 3, 1)
    assert asked("去年3月领的执照,还赶得上吗?").when is None


@pytest.mark.parametrize("text", ["", "  \n", "问" * 1001, "补贴\ud83d多少"])
def test_empty_and_too_long(text: str) -> None:
    with pytest.raises(QuestionError):
        check(text, 1000)
