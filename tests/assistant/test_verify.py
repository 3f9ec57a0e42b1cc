"""The gate lets through what the cited clause says, and nothing else."""

from __future__ import annotations

import pytest

from assistant.verify import Fault, check
from tests.assistant.gate_cases import cases, evidence_of
from tests.assistant.pieces import RESEARCH, TAX, evidence

EVIDENCE = evidence(TAX, RESEARCH)
QUESTION = "来省里办科技企业有什么税收优惠?"


@pytest.mark.parametrize(
    "sentence",
    [
        "来省设立的科技企业,减按15%税率征收企业所得税。[1]",
        "前三年免征地方分享部分的企业所得税。[1]",
        "由省财政厅牵头,省税务局和科技厅配合。[1]",
        "研发投入增长的,按增长部分的10%补助,最高50万元。[2]",
        "科技企业减按15%税率,研发补助最高50万元。[1][2]",
    ],
)
def test_passes(sentence: str) -> None:
    assert check(sentence, EVIDENCE, QUESTION).faults == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("来省设立的科技企业,减按10%税率征收企业所得税。[1]", Fault.NUMBER),
        ("研发投入增长的,补助最高80万元。[2]", Fault.NUMBER),
        ("所得税优惠自2023年5月1日起征收。[1]", Fault.DATE),
        ("企业所得税优惠由省商务厅负责征收。[1]", Fault.DEPARTMENT),
        ("企业所得税优惠由省税务局牵头,省财政厅配合。[1]", Fault.ROLE),
        ("上海的科技企业减按15%税率征收企业所得税。[1]", Fault.REGION),
        ("今天天气晴朗适合出门散步游玩。[1]", Fault.OFF_TOPIC),
        ("今天天气晴朗适合出门散步游玩。", Fault.NO_SOURCE),
    ],
)
def test_stopped(sentence: str, fault: Fault) -> None:
    assert fault in check(sentence, EVIDENCE, QUESTION).faults


def test_a_number_from_the_other_clause_is_stopped() -> None:
    assert Fault.NUMBER in check("科技企业的所得税优惠最高50万元。[1]", EVIDENCE, QUESTION).faults


def test_unknown_markers_are_stripped() -> None:
    verdict = check("减按15%税率征收企业所得税。[1][7]", EVIDENCE, QUESTION)
    assert verdict.markers == (1,)
    assert "[" not in verdict.text


def test_a_sentence_without_marker_gets_the_clause_it_speaks_of() -> None:
    verdict = check("研发投入增长的,按增长部分的10%补助。", EVIDENCE, QUESTION)
    assert (verdict.markers, verdict.passed) == ((2,), True)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("我们可以享受企业所得税地方分享部分的优惠。[1]", Fault.ECHO),
        ("来省设立的科技企业,符合西部发展总体规划的,减按15%税率征收企业所得税。[1]", Fault.PHRASE),
    ],
)
def test_the_question_echoed_and_a_foreign_condition_are_stopped(sentence: str, fault: Fault) -> None:
    assert fault in check(sentence, EVIDENCE, QUESTION).faults


TABLE = list(cases())


@pytest.mark.parametrize("number", range(1, 42))
def test_faithful_paraphrases_pass_and_falsified_ones_do_not(number: int) -> None:
    about = [case for case in TABLE if case.number == number]
    items = evidence_of(about[0].clause)
    wrong = [case.said for case in about if check(f"{case.said}[1]", items, "怎么规定?").passed == bool(case.falsified)]
    assert not wrong
    assert (sum(not case.falsified for case in about), sum(bool(case.falsified) for case in about)) == (2, 5)


@pytest.mark.parametrize("marker", ["[1]", "[材料1]", "【1】", "(1)", "［１］", "（1）", "[条款1]", "[1, 2]", "[1、2]"])
def test_markers_of_any_form_are_read_and_taken_out(marker: str) -> None:
    verdict = check(f"来省设立的科技企业,减按15%税率征收企业所得税{marker}。", EVIDENCE, QUESTION)
    assert 1 in verdict.markers
    assert verdict.text == "来省设立的科技企业,减按15%税率征收企业所得税。"


def test_a_clause_number_in_brackets_is_no_marker_of_a_source() -> None:
    assert check("来省设立的科技企业(15),减按15%税率征收企业所得税。", EVIDENCE, QUESTION).markers == (1,)


def test_what_stands_in_the_clause_passes_but_not_without_its_negation() -> None:
    assert check("不得重复享受。[1]", EVIDENCE, QUESTION).passed
    assert not check("可以重复享受。[1]", EVIDENCE, QUESTION).passed
    assert not check("重复享受。[1]", EVIDENCE, QUESTION).passed
