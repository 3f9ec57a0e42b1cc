"""Questions about the collection of policies, answered from what is known of each."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from assistant.question import Question, understand
from assistant.statements import corpus
from assistant.statements.matter import Statement
from index.parse import parse
from index.policy import Policy, PolicyHeader
from index.sources import SourceText

DAY = date(2026, 11, 22)


def read(name: str, region: str, title: str, closing: str, **known: Any) -> Policy:
    text = f"{title}\n为促进发展,制定本文件。\n一、主要任务\n支持发展。\n{closing}\n"
    return parse(SourceText(name, text))[0].model_copy(update={"region": region, **known})


SOON = read(
    "a.txt",
    "云岭省",
    "云岭省关于冷链物流发展的意见",
    "本意见自2024年1月1日起施行,有效期至2026年12月31日。",
    signed="2024-01-01",
)
OVER = read(
    "b.txt", "云岭省", "云岭省研发补助办法", "本办法自2020年1月1日起施行,有效期至2022年12月31日。", signed="2019-12-01"
)
LATER = read("c.txt", "宁夏回族自治区", "宁夏孵化器办法", "本办法自2027年1月1日起施行,有效期5年。", signed="2026-10-01")
OPEN = read("d.txt", "银川市", "银川市关于建议的答复", "特此答复。", signed="2025-05-05")


class Shelf:
    """A searcher that only knows its policies."""

    def __init__(self, *policies: Policy) -> None:
        self.kept = {policy.policy_id: policy for policy in policies}

    def policies(self) -> list[PolicyHeader]:
        return [policy.header() for policy in self.kept.values()]

    def policy(self, policy_id: str) -> Policy | None:
        return self.kept.get(policy_id)

    def search(self, *_: Any, **__: Any) -> list[Any]:
        return []


SHELF = Shelf(SOON, OVER, LATER, OPEN)


def ask(text: str) -> Question:
    return understand(text, (), region=None, as_of=DAY, places=["云岭省"])


def said(question: str, shelf: Shelf = SHELF) -> tuple[Statement, ...]:
    return corpus.said(ask(question), cast(Any, shelf))


def titles(question: str) -> list[str]:
    return [text[1 : text.index("》")] for one in said(question) for text, _ in one.items]


ALL = ["宁夏孵化器办法", "银川市关于建议的答复", "云岭省关于冷链物流发展的意见", "云岭省研发补助办法"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("你们都收录了哪些政策文件？", ALL),
        ("现在库里有多少份文件？", ALL),
        ("What policies do you have?", ALL),
        ("收录的文件清单给我看看", ALL),
        ("云岭省的有几份？", ALL[2:]),
        ("云岭省有哪些文件？", ALL[2:]),
        ("关于冷链物流的文件有哪些？", ALL[2:3]),
        ("最新的是哪份？", ALL[:1]),
        ("哪份文件最早？", ALL[3:]),
        ("哪些快到期？", ALL[2:3]),
        ("哪些文件已经过期了？", ALL[3:]),
        ("还有效的有哪些？", ALL[2:3]),
        ("哪些文件还没生效？", ALL[:1]),
        ("银川的有几份？", [ALL[1], ALL[0]]),
        ("宁夏的文件一共有几份？", ALL[:2]),
    ],
)
def test_the_policies_a_question_asks_for(question: str, expected: list[str]) -> None:
    assert titles(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "宁夏有哪些优惠？",
        "云岭省有哪些政策支持冷链？",
        "申请要交哪些文件？",
        "材料要交几份？",
        "这份文件还有效吗？",
        "最新的补贴标准是多少？",
        "哪些补贴快到期？",
        "哪些企业可以申请？",
        "依据哪份文件办理？",
        "冷链补助有几档？",
        "你们有什么条件？",
        "申请表一式几份？",
        "营业执照过期了怎么办？",
        "哪个部门负责？",
    ],
)
def test_other_questions_are_left_to_the_search(question: str) -> None:
    assert said(question) == ()


def test_a_line_tells_place_date_and_validity_and_rests_on_the_clause_of_validity() -> None:
    (one,) = said("哪些快到期？")
    ((text, evidence),) = one.items
    assert "云岭省，2024年1月1日，有效，有效期至2026年12月31日，剩39天" in text
    assert "有效期至2026年12月31日" in evidence.deciding
    assert "共4份，其中到2026年11月22日仍有效、180天内到期的1份，另有1份原文未写明有效期、无法判断" in one.text


def test_a_policy_that_states_no_validity_rests_on_its_first_clause_and_is_not_called_valid() -> None:
    text, evidence = said("银川的有几份？")[0].items[0]
    assert "原文未写明有效期" in text
    assert evidence.clause == OPEN.clauses[0]


def test_policies_of_the_place_above_are_told_apart() -> None:
    own, others = said("银川的有几份？")
    assert own.text == "已收录的银川市文件共1份："
    assert others.text.startswith("另有1份")


def test_none_in_the_state_asked_for_is_said_plainly() -> None:
    (one,) = said("哪些文件已经过期了？", Shelf(SOON, OPEN))
    assert "已失效的0份" in one.text
    assert not one.items


def test_of_many_the_first_by_date_and_how_many_remain() -> None:
    many = [OVER.model_copy(update={"policy_id": f"p{day}", "signed": f"2020-01-{day:02}"}) for day in range(1, 15)]
    (one,) = said("收录了哪些文件？", Shelf(*many))
    assert len(one.items) == corpus.MOST
    assert "共14份，按日期列出前10份，其余4份可指明地区或主题再问" in one.text
    assert "2020年1月14日" in one.items[0][0]


def test_a_topic_nothing_is_about_is_left_to_the_search() -> None:
    assert said("关于渔业养殖的文件有哪些？") == ()
