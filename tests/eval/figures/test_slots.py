"""Slots against cases worked out by hand: exact values, departments kept apart by role."""

from __future__ import annotations

from datetime import date

import pytest

from eval.figures.question import measure
from eval.figures.slots import departments_named, judge, same_department, slots
from eval.predictions import Prediction
from eval.questions import Question

QUESTION = Question(
    id="q",
    question="补助多少,到什么时候,找谁?",
    as_of=date(2026, 11, 22),
    facts=(("20万元", "200000元"), ("2026年12月31日", "今年年底"), ("符合条件",), ("6%",)),
    departments={"lead": ("市科技局",), "with": ("财政局", "市人社局"), "responsible": ()},
)
RIGHT = """结论：补助二十万元，比例为百分之六。[1]
部门：牵头：市科技局；配合：市财政局、市人社局。[1]
期限：有效期至2026-12-31。[2]"""


def _right(answer: str, question: Question = QUESTION) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for one in judge(question, answer):
        found.setdefault(one.slot.kind, []).append(one.right)
    return found


def test_a_group_without_a_value_makes_no_slot() -> None:
    assert [slot.kind for slot in slots(QUESTION)] == [
        "amounts",
        "dates",
        "amounts",
        "lead",
        "supporting",
        "supporting",
    ]
    assert slots(QUESTION.model_copy(update={"answerable": False})) == []


def test_every_slot_of_a_right_answer_is_found_in_other_words() -> None:
    assert all(flag for flags in _right(RIGHT).values() for flag in flags)
    figures = measure(QUESTION, Prediction(id="q", status="answered", answer=RIGHT)).figures
    assert (figures["slots"], figures["slots_dates"], figures["slots_lead"]) == (1.0, 1.0, 1.0)


def test_an_answer_that_states_other_values_scores_zero() -> None:
    wrong = "结论：补助120万元，比例为26%。\n部门：牵头：市财政局；配合：市科技局。\n期限：有效期至2027年12月31日。"
    assert not any(flag for flags in _right(wrong).values() for flag in flags)
    figures = measure(QUESTION, Prediction(id="q", status="answered", answer=wrong)).figures
    assert {figures[name] for name in figures if name.startswith("slots")} == {0.0}


def test_half_of_the_amounts_is_a_half() -> None:
    figures = measure(QUESTION, Prediction(id="q", status="answered", answer="补助20万元")).figures
    assert figures["slots_amounts"] == 0.5
    assert figures["slots"] == pytest.approx(1 / 6)


def test_another_wording_without_a_value_will_do_and_a_group_mostly_of_words_is_no_slot() -> None:
    asked = Question(id="q", question="?", facts=(("征收率为0%", "按0%", "零征收率"), ("三免三减半", "全免", "免3年")))
    assert _right("适用零征收率", asked) == {"amounts": [True]}
    assert _right("征收率为10%", asked) == {"amounts": [False]}


def test_a_department_in_another_role_is_not_found() -> None:
    asked = Question(id="q", question="?", departments={"lead": ("市科技局",), "responsible": ("市民政局",)})
    assert _right("责任单位：市科技局、市民政局。", asked) == {"lead": [False], "responsible": [True]}


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("部门：牵头：市科技局、市商务局；配合：市财政局。", "lead", "市商务局"),
        ("部门：牵头：市科技局；配合：市财政局、市人社局（原文如此）。", "supporting", "市人社局"),
        ("由市科技局牵头，市财政局、市人社局配合。", "lead", "市科技局"),
        ("由市科技局牵头，市财政局、市人社局配合。", "supporting", "市财政局"),
        ("责任单位：银川市、中卫市人民政府，宁夏大学", "responsible", "银川市、中卫市人民政府"),
        ("Departments: lead: 市科技局; supporting: 市财政局", "supporting", "市财政局"),
        ("部门：市財政局負責撥付。", "responsible", "市财政局"),
    ],
)
def test_how_a_department_is_named_in_a_role(text: str, role: str, name: str) -> None:
    roles = {one.role for one in departments_named(text) if same_department(name, one.name)}
    assert roles == {role}


def test_a_place_before_a_name_is_the_same_department_and_another_level_is_not() -> None:
    assert same_department("财政局", "市财政局")
    assert same_department("卫生健康委", "宁夏回族自治区卫生健康委")
    assert not same_department("发展改革委", "国家发展改革委")
    assert not same_department("市财政局", "财政局")
