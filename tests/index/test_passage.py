"""Clauses to passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.passage import MOST_CHARACTERS, passages
from index.policy import Policy
from tests.index.making import a_policy


def bodies(policy: Policy) -> list[str]:
    return [passage.text.split("\n", 2)[2] for passage in passages(policy)]


def test_a_clause_is_one_passage_with_title_place_path_and_address() -> None:
    policy = a_policy("p", ("对企业给予补助。",), title="若干措施", region="甲省", issuer="甲省商务厅")
    clause = policy.clauses[0].model_copy(update={"path": ("二、支持政策",), "address": ("二、", "(一)")})
    (passage,) = passages(policy.model_copy(update={"clauses": (clause,)}))
    assert passage.text == "甲省 甲省商务厅 若干措施\n二、支持政策 二、(一)\n对企业给予补助。"
    assert passage.embedded == "甲省 甲省商务厅 若干措施\n二、支持政策\n对企业给予补助。"
    assert (passage.passage_id, passage.clause_id, passage.policy_id) == ("p/1#0", "p/1", "p")


def test_place_and_issuer_are_not_repeated_when_the_title_names_them() -> None:
    policy = a_policy("p", ("x",), title="甲省商务厅若干措施", region="甲省", issuer="甲省商务厅")
    assert passages(policy)[0].text.startswith("甲省商务厅若干措施\n")


def test_a_long_clause_is_cut_at_sentence_ends_with_the_heading_on_each_part() -> None:
    sentence = "符合条件的企业可以申请一次性奖励资金五十万元。"
    policy = a_policy("p", (sentence * 60,))
    found = passages(policy)
    assert [passage.passage_id for passage in found] == ["p/1#0", "p/1#1", "p/1#2"]
    assert len({passage.text.split("\n", 2)[0] for passage in found}) == 1
    assert all(body.endswith("。") and len(body) <= MOST_CHARACTERS * 1.2 for body in bodies(policy))
    assert "".join(bodies(policy)) == sentence * 60


def test_text_without_sentence_ends_is_still_cut() -> None:
    assert [len(body) for body in bodies(a_policy("p", ("字" * 1200,)))] == [500, 500, 200]


def test_what_is_embedded_has_no_number_and_only_the_innermost_heading() -> None:
    policy = a_policy("p", ("(一) 对企业给予补助。",), title="甲省办法")
    update = {"path": ("支持", "补助", "符合下列条件的："), "address": ("第二章", "第一节", "第八条", "(一)")}
    (passage,) = passages(policy.model_copy(update={"clauses": (policy.clauses[0].model_copy(update=update),)}))
    assert passage.embedded == "甲省办法\n符合下列条件的：\n对企业给予补助。"
    assert passage.text == "甲省办法\n支持 补助 符合下列条件的： 第二章第一节第八条(一)\n(一) 对企业给予补助。"


def test_the_heading_of_a_chapter_is_not_embedded() -> None:
    policy = a_policy("p", ("第八条　对企业给予补助。",), title="甲省办法")
    update = {"path": ("总则",), "address": ("第一章", "第八条")}
    (passage,) = passages(policy.model_copy(update={"clauses": (policy.clauses[0].model_copy(update=update),)}))
    assert passage.embedded == "甲省办法\n对企业给予补助。"


@given(st.text(alphabet="甲乙。,;\n” ", min_size=1, max_size=3000).filter(str.strip))
def test_parts_lose_no_character_and_stay_near_the_limit(text: str) -> None:
    found = bodies(a_policy("p", (text,)))
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(body) <= MOST_CHARACTERS * 1.5 for body in found)
