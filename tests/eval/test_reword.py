"""Another wording by the model is kept only when the facts of the question survived it."""

from __future__ import annotations

import pytest

from eval.making.draft import How, Made
from eval.making.reword import Reword, lost
from index.errors import ModelError
from tests.fakes import FakeChatModel

QUESTION = "《澄江市支持旧船回收的若干措施》里，建设拆解场这项2025年由市交通局牵头，最多补几万？"
MADE = Made(
    id="m-1",
    kind="amount",
    question=QUESTION,
    facts=(("70万元",),),
    made=How(by="template", template="amount.blank#1", policy="depot", clauses=("depot/3",)),
)
KEEP = ("建设拆解场",)
SAME = "想问下《澄江市支持旧船回收的若干措施》，2025年市交通局牵头的建设拆解场这项，最多能补几万？"


def test_a_wording_that_kept_everything_is_taken_and_says_what_it_was() -> None:
    model = FakeChatModel(SAME)
    made = Reword(model).question(MADE, KEEP)
    assert made.question == SAME
    assert (made.made.by, made.made.before) == ("paraphrase", QUESTION)
    assert made.made.clauses == MADE.made.clauses
    assert made.facts == MADE.facts
    assert made.id != MADE.id
    assert QUESTION in model.calls[0].user


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (SAME.replace("2025年", "2026年"), "numbers or days"),
        (SAME.replace("2025年", ""), "numbers or days"),
        (SAME.replace("市交通局", "市财政局"), "departments"),
        (SAME.replace("《澄江市支持旧船回收的若干措施》", "那份文件"), "gone"),
        (SAME.replace("建设拆解场", "建场"), "建设拆解场 is gone"),
        (SAME.replace("最多", "大概"), "gone or new"),
        (SAME.replace("牵头", "配合"), "gone or new"),
        (SAME.replace("最多能补几万", "最多能补70万元，对吗"), "gives the answer away"),
        (SAME.replace("想问下", "北京的"), "places"),
        (SAME.replace("这项", "这项《新办法》"), "title of nothing"),
        ("好的。", "no question"),
        (SAME.replace("？", "。").replace("几万", "钱"), "no question"),
    ],
)
def test_a_wording_that_lost_or_gave_away_a_fact_is_not_taken(said: str, what: str) -> None:
    assert any(what in one for one in lost(MADE, said, KEEP)), list(lost(MADE, said, KEEP))
    assert Reword(FakeChatModel(said)).question(MADE, KEEP) is MADE


def test_without_words_to_keep_half_of_the_question_must_be_left() -> None:
    asked = MADE.model_copy(update={"question": "企业购买旧船并完成登记的，能拿多少奖励？", "facts": (("4000元",),)})
    assert list(lost(asked, "船的事，多少？"))
    assert not list(lost(asked, "我们企业购买旧船并完成登记的，奖励能拿多少呀？"))


def test_the_question_less_its_greeting_is_no_other_wording() -> None:
    assert Reword(FakeChatModel(QUESTION[:-1] + "？")).question(MADE, KEEP) is MADE
    greeted = MADE.model_copy(update={"question": f"麻烦问下，{QUESTION}"})
    assert Reword(FakeChatModel(QUESTION)).question(greeted, KEEP) is greeted


def test_a_model_that_fails_leaves_the_template() -> None:
    assert Reword(FakeChatModel(ModelError("gone"))).question(MADE, KEEP) is MADE
