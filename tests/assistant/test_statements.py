"""Sentences made by code from facts."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.statements.brackets import wide_rule
from assistant.statements.departments import departments
from assistant.statements.validity import passed_targets, validity, validity_clause, window
from tests.assistant.pieces import GOAL, PLAN, RESEARCH, TAX, evidence, policy


def test_departments_by_role_in_the_words_of_the_bracket() -> None:
    lead = departments(evidence(TAX)[0])
    responsible = departments(evidence(RESEARCH)[0])
    assert lead is not None
    assert responsible is not None
    assert lead.text == "牵头：省财政厅；配合：省税务局、科技厅。"
    assert responsible.text == "责任单位：省科技厅、财政厅（原文没有区分牵头和配合）。"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 12, 31), "尚未生效"),
        (date(2024, 1, 1), "仍有效，还剩1095天"),
        (date(2026, 11, 22), "仍有效，还剩39天"),
        (date(2026, 12, 31), "仍有效，还剩0天"),
        (date(2027, 1, 1), "已经过期失效"),
    ],
)
def test_validity_on_a_day(day: date, words: str) -> None:
    assert words in validity(policy().header(), day, None).text


def test_validity_on_a_later_day_asked_about() -> None:
    text = validity(policy().header(), date(2026, 11, 22), None, when=date(2027, 3, 1)).text
    assert "2027年3月已超出有效期" in text


def test_unknown_validity_is_said_and_never_called_valid() -> None:
    text = validity(policy(PLAN.replace(",有效期至2026年12月31日", "")).header(), date(2026, 11, 22), None).text
    assert "未写明有效期" in text
    assert "仍有效，" not in text


def test_the_clause_that_states_validity() -> None:
    clause = validity_clause(policy())
    assert clause is not None
    assert clause.text.startswith("本意见自2024年1月1日")


def test_a_target_year_that_is_over() -> None:
    goal = evidence(GOAL)[0]
    passed = passed_targets(goal, date(2026, 11, 22), "产业规模")
    assert passed is not None
    assert "2025年" in passed.text
    assert passed_targets(goal, date(2025, 6, 1), "产业规模") is None


def test_a_rule_for_the_tasks_that_follow_it() -> None:
    text = PLAN.replace("(省财政厅牵头;省税务局、科技厅配合)", "(省财政厅牵头。以下任务均需各市人民政府落实,不再列出)")
    found = policy(text)
    by_address = {clause.address: clause for clause in found.clauses}
    rule = wide_rule(found, by_address[RESEARCH])
    assert rule is not None
    assert rule[0].address == TAX
    assert wide_rule(found, by_address[GOAL]) is None


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 1), "还没有开始"),
        (date(2026, 11, 22), "仍在申报期内，来得及，还剩23天"),
        (date(2026, 12, 16), "已经截止"),
    ],
)
def test_an_application_window_on_a_day(day: date, words: str) -> None:
    text = PLAN.replace("到2025年,产业规模达到100亿元", "申报时间为2026年10月8日至2026年12月15日,逾期不予受理")
    said = window(evidence(GOAL, text=text)[0], day)
    assert said is not None
    assert words in said.text
    assert window(evidence(TAX)[0], day) is None
