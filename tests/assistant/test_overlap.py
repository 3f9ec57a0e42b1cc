"""Two rules on one matter, side by side."""

from __future__ import annotations

from datetime import date
from typing import cast

from assistant.evidence import Evidence, Sentence, sentences
from assistant.question import understand
from assistant.statements.matter import Matter, Said
from assistant.statements.overlap import said
from index.parse import parse
from index.policy import Hit, Policy
from index.search import Searcher
from index.sources import SourceText

TODAY = date(2026, 11, 22)


def policy(region: str, amount: int, *, rule: str = "", ends: str = "2028年12月31日") -> Policy:
    text = (
        f"{region}人民政府关于扶持小店的意见\n一、扶持\n(一)用工补贴。小店新招店员的,每人给予一次性补贴{amount}元。\n"
        f"(二)其他。{rule or '各地要做好宣传。'}\n本意见自2023年1月1日起施行,有效期至{ends}。\n"
    )
    found = parse(SourceText(f"{region}{amount}.txt", text))[0]
    return found.model_copy(update={"region": region})


class Index:
    def __init__(self, *policies: Policy) -> None:
        self.held = {one.policy_id: one for one in policies}

    def policy(self, policy_id: str) -> Policy | None:
        return self.held.get(policy_id)

    def search(self, _query: str, _k: int, *, policies: tuple[str, ...] = (), as_of: date) -> list[Hit]:
        held = [one for one in self.held.values() if not policies or one.policy_id in policies]
        pairs = [(one, clause) for one in held for clause in one.clauses]
        return [
            Hit(rank=rank, score=1.0, policy=one.header(), clause=clause, validity=one.header().validity(as_of))
            for rank, (one, clause) in enumerate(pairs, 1)
        ]

    def covered(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in regions if any(policy.region == one for policy in self.held.values()))


def told(question: str, *policies: Policy, beyond: tuple[Policy, ...] = ()) -> Said:
    """What is said of the ``policies`` found; the index holds those ``beyond`` too."""
    evidence = []
    for number, one in enumerate(policies, 1):
        clause = next(clause for clause in one.clauses if "一次性补贴" in clause.text)
        deciding = tuple(Sentence(a, b, clause.text[a:b], 1.0) for a, b in sentences(clause))
        evidence.append(Evidence(number, clause, one.header(), 1.0, deciding))
    asked = understand(question, [], region=None, as_of=TODAY, places=("甲州省", "乙江市"))
    return said(Matter(asked, evidence, cast("Searcher", Index(*policies, *beyond))))


def words(found: Said) -> str:
    return "\n".join(line for one in found.statements for line in (one.text, *(text for text, _ in one.items)))


RULE = "本意见的补贴与省级政策按就高不重复原则执行,已按省级标准领取的,由市级补足差额。"
BOTH = "乙江市的小店,省里和市里的补贴能两头都领吗?"


def test_the_rule_comes_first_then_each_side_the_higher_level_first() -> None:
    found = told(BOTH, policy("乙江市", 2000, rule=RULE), policy("甲州省", 1500))
    text = words(found)
    assert text.startswith(
        "不能重复享受，按就高的原则享受一头（市级每人2000元高于省级每人1500元），已按低的标准领取的补足差额："
    )
    assert RULE in text
    assert text.rindex("1500元") < text.rindex("2000元")
    assert "甲州省，省级" in text
    assert "乙江市，市级" in text
    assert found.in_full


def test_the_rule_rests_on_its_own_clause_and_each_side_on_its_own() -> None:
    found = told(BOTH, policy("乙江市", 2000, rule=RULE), policy("甲州省", 1500))
    rule = found.statements[0].evidence
    assert rule is not None
    assert rule.clause.address[-1] == "(二)"
    lines = found.statements[-1].items
    assert [evidence.policy.region for _, evidence in lines] == ["甲州省", "乙江市"]


def test_what_is_in_force_decides_over_what_has_expired() -> None:
    gone, living = policy("乙江市", 2000, ends="2024年12月31日"), policy("乙江市", 3000)
    text = words(told("有人说补2000元,有人说补3000元,听谁的?", living, gone))
    assert "为准；到2026年11月22日" in text
    assert "已于2024年12月31日失效" in text
    assert "有效，至2028年12月31日" in text


def test_an_expired_rule_is_not_applied() -> None:
    gone, living = policy("乙江市", 2000, rule=RULE, ends="2024年12月31日"), policy("乙江市", 3000)
    assert "不能重复享受" not in words(told("两份文件都有补贴,能同时领吗?", living, gone))


def test_different_sums_without_a_rule_are_said_to_differ() -> None:
    text = words(told(BOTH, policy("乙江市", 2000), policy("甲州省", 1500)))
    assert "两份文件的规定不同，分别列出" in text
    assert "1500元" in text
    assert "2000元" in text


def test_a_rule_on_its_own_grades_is_not_one_between_policies() -> None:
    grades = policy("乙江市", 2000, rule="一档和二档不得重复享受。")
    assert "不能重复享受" not in words(told(BOTH, grades, policy("甲州省", 1500)))


def test_a_plain_comparison_lists_the_sides_and_no_rule() -> None:
    text = words(told("甲州省和乙江市的补贴分别是多少?", policy("乙江市", 2000, rule=RULE), policy("甲州省", 1500)))
    assert text.startswith("各文件分别规定")
    assert "就高" not in text


def test_a_region_of_the_comparison_that_is_not_covered_is_named() -> None:
    text = words(told("乙江市和西安市的小店补贴分别是多少?", policy("乙江市", 2000)))
    assert "未检索到适用于西安市的文件" in text


def test_one_policy_alone_gives_its_rule_on_others() -> None:
    found = told("这笔补贴和别的省级政策能同时享受吗?", policy("乙江市", 2000, rule=RULE))
    assert found.in_full
    assert RULE in words(found)


def test_a_question_that_compares_nothing_gets_nothing() -> None:
    assert told("小店每人补多少?", policy("乙江市", 2000, rule=RULE)) == Said()


def test_the_level_a_rule_names_is_found_by_its_benefit() -> None:
    found = told(BOTH, policy("乙江市", 2000, rule=RULE), beyond=(policy("甲州省", 1500),))
    text = words(found)
    assert "市级每人2000元高于省级每人1500元" in text
    assert text.index("甲州省人民政府") < text.index("乙江市人民政府关于扶持小店的意见》（")


def test_two_provinces_with_one_benefit_settle_nothing() -> None:
    beyond = (policy("甲州省", 1500), policy("丙山省", 1200))
    assert "高于" not in words(told(BOTH, policy("乙江市", 2000, rule=RULE), beyond=beyond))
