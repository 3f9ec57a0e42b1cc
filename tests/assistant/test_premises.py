"""What a question wrongly takes for granted is set right from the clause; what is right is left alone."""

from __future__ import annotations

import pytest

from assistant.question import understand
from assistant.statements.matter import Matter
from assistant.statements.premises import said
from tests.assistant.pieces import evidence, policy
from tests.assistant.test_validity import AID, APPLY, PAY, TODAY, Kept

LED = AID.replace("最高50万元。", "最高50万元。(市财政局牵头;市商务局配合)")


def corrected(question: str, *addresses: tuple[str, ...], text: str = AID) -> str:
    asked = understand(question, [], region=None, as_of=TODAY)
    matter = Matter(asked, evidence(*(addresses or (PAY,)), text=text), Kept(policy(text)))  # type: ignore[arg-type]
    return "".join(statement.text for statement in said(matter).statements)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "文件第一条说补贴100万,对吗?",
            "《青岚市仓储补助办法》第一条没有写100万元；写的是：“对新建仓库的企业,按投资额的10%补助,最高50万元”",
        ),
        ("第一条规定按投资额的20%补助,是不是?", "第一条没有写20%"),
        ("办法第1条写着最高60万元,怎么领?", "第一条没有写60万元"),
        ("第二条说奖励30万元,是真的吗?", "第二条没有写30万元；写的是：“企业应当于每年4月1日至4月30日"),
        ("第二十条说补贴100万,对吗?", "《青岚市仓储补助办法》没有第二十条，最后一条是第五条"),
        ("《青岚市仓储补助办法》规定每家补200万元,对吗?", "全文没有写200万元；第一条写的是：“对新建仓库的企业"),
    ],
)
def test_a_wrong_premise_is_set_right(question: str, expected: str) -> None:
    assert expected in corrected(question)


@pytest.mark.parametrize(
    "question",
    [
        "第一条说最高50万元,对吗?",
        "第一条规定按10%补助,是不是?",
        "第一条说最高500000元,对吗?",
        "《青岚市仓储补助办法》说最高50万元,对吗?",
        "新建仓库投了300万元,能补多少?",
        "《别市办法》第一条说补100万,对吗?",
        "第一条是什么意思?",
    ],
)
def test_what_is_right_or_no_premise_is_left_alone(question: str) -> None:
    assert corrected(question) == ""


def test_sums_in_characters_are_left_to_the_quote() -> None:
    assert corrected("第一条说补贴100万,对吗?", text=AID.replace("最高50万元", "最高五十万元")) == ""


def test_another_body_leads_than_the_question_says() -> None:
    assert "第一条写的牵头单位是市财政局，不是商务局" in corrected("第一条说由商务局牵头,对吗?", text=LED)
    assert corrected("第一条说由财政局牵头,对吗?", text=LED) == ""


def test_it_rests_on_the_clause_named() -> None:
    asked = understand("第一条说补贴100万,对吗?", [], region=None, as_of=TODAY)
    one = said(Matter(asked, evidence(APPLY, text=AID), Kept(policy(AID))))  # type: ignore[arg-type]
    assert one.statements[0].evidence is not None
    assert one.statements[0].evidence.clause.address == PAY


def test_a_policy_that_counts_no_articles() -> None:
    text = "青岚市仓储意见\n一、做法。新建仓库的补助50万元。\n二、打算。继续支持。\n"
    assert "不是按“第几条”编号的，没有第五十条" in corrected("第五十条说补100万元,对吗?", ("一、",), text=text)
    assert corrected("第二条说继续支持,对吗?", ("一、",), text=text) == ""
