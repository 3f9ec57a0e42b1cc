"""Where to go: who takes an application, apart from who leads; telephones and addresses by their label."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.evidence import Evidence
from assistant.question import Question, understand
from assistant.statements import receivers
from assistant.statements.departments import said
from assistant.statements.matter import Matter
from index.policy import Policy
from tests.assistant.pieces import evidence, policy

RULES = """苇塘市人民政府关于印发苇塘市养殖业扶持办法的通知
各区人民政府:
现将办法印发给你们。
第一条 市畜牧局负责本办法的组织实施。
第二条 新建养殖棚的,每平方米补助80元。(市畜牧局牵头,市财政局配合)
第三条 贷款购买饲料的,按利息的30%给予贴息。(市金融办牵头,市畜牧局配合)
第四条 申请第二条补助的,应当于每年5月向所在区畜牧局提交申请书和发票。
第五条 申请第三条贴息的,通过“塘惠通”平台在线申请。
第六条 对评审结果有异议的,可以向市畜牧局书面提出。
第七条 咨询电话:0000-7001122;监督电话:0000-7003344。
第八条 开办屠宰场的,应当向市农业农村局申请许可。
本办法自2025年1月1日起施行,有效期至2027年12月31日。
"""


class _Index:
    """Scores sentences by the characters they share with the question."""

    def policy(self, _policy_id: str) -> Policy:
        return policy(RULES)

    def sentence_scores(self, query: str, texts: list[str]) -> list[float]:
        return [len(set(query) & set(text)) / len(set(query)) for text in texts]


def _asked(text: str) -> Question:
    return understand(text, [], region=None, as_of=date(2026, 11, 22))


def _matter(text: str, *articles: str) -> Matter:
    items: list[Evidence] = evidence(*((article,) for article in articles), text=RULES)
    return Matter(_asked(text), items, _Index())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        "材料交到哪里?",
        "补贴去哪个窗口领?",
        "申请表递给谁?",
        "在哪个平台申报?",
        "咨询电话是多少?",
        "网上在哪报?",
        "平台登不上去找谁?",
    ],
)
def test_asking_where(question: str) -> None:
    assert receivers.asks(_asked(question))


@pytest.mark.parametrize("question", ["养殖棚补助谁牵头?", "补助多少钱?", "在第几条写的?", "哪些企业可以申请?"])
def test_not_asking_where(question: str) -> None:
    assert not receivers.asks(_asked(question))


@pytest.mark.parametrize(
    ("question", "nearest", "told"),
    [
        ("养殖棚补助的申请材料交到哪里?", "第二条", "所在区畜牧局"),
        ("饲料贷款贴息在哪里申请?", "第三条", "塘惠通"),
        ("对评审结果不服去找谁?", "第六条", "市畜牧局书面提出"),
        ("监督电话是多少?", "第二条", "0000-7003344"),
    ],
)
def test_where_it_is_taken(question: str, nearest: str, told: str) -> None:
    statements = said(_matter(question, nearest)).statements
    assert len(statements) == 1
    assert told in statements[0].text
    assert statements[0].evidence is not None
    assert statements[0].text.rstrip("。") in statements[0].evidence.clause.text


def test_another_licence_is_not_where_a_grant_is_asked_for() -> None:
    matter = _matter("养殖棚补助向哪个部门申请?", "第二条")
    assert all("屠宰" not in statement.text for statement in said(matter).statements)


def test_a_law_of_many_offices_names_only_the_one_for_the_very_act() -> None:
    many = "".join(
        f"第{number}条 {thing}的,应当向{thing}管理部门备案。\n"
        for number, thing in zip("九十", ("河道采砂", "温室大棚"), strict=True)
    ) + "".join(
        f"第十{number}条 举办{thing}的,应当向市{thing}局提交答复书。\n"
        for number, thing in zip("一二三四五六七", "灯船鼓马龙花茶", strict=True)
    )
    found = list(receivers._places(policy(RULES + many)))
    assert receivers.crowded(policy(RULES + many))
    assert [one.words for one in found if receivers._does(one, "采砂向谁备案?")] == [
        "河道采砂的,应当向河道采砂管理部门备案。",
        "温室大棚的,应当向温室大棚管理部门备案。",
    ]


def test_lead_and_receiver_are_both_said_when_both_are_asked() -> None:
    texts = [one.text for one in said(_matter("养殖棚补助谁牵头,材料交给谁?", "第二条")).statements]
    assert texts[0].startswith("牵头：市畜牧局；配合：市财政局")
    assert "所在区畜牧局" in texts[-1]
