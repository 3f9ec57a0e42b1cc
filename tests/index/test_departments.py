"""Departments in the brackets and labelled lines of other policies, rules for a whole policy, and names in the body."""

from __future__ import annotations

import pytest

from index.policy import Departments
from index.stated.departments import (
    departments,
    policy_wide_rule,
    rule_departments,
    says_first_leads,
    with_first_as_lead,
)
from index.stated.mentions import mentions


@pytest.mark.parametrize(
    ("text", "lead", "supporting", "responsible"),
    [
        ("扩大开放(市商务局牵头,市财政局等部门参与),完善清单。", ["市商务局"], ["市财政局"], []),
        ("建设平台。(市商务局、市数据局按职责分工负责)到年底建成。", [], [], ["市商务局", "市数据局"]),
        ("牵头单位:市商务局 配合单位:市财政局、市税务局 完成时限:2026年底", ["市商务局"], ["市财政局", "市税务局"], []),
        ("建设平台。责任单位:市商务局;市数据局。", [], [], ["市商务局", "市数据局"]),
        ("任务:建设平台;牵头部门:市商务局;配合部门:市数据局;完成时限:2026年6月", ["市商务局"], ["市数据局"], []),
        ("建设平台。(市商务局会同市数据局负责)", ["市商务局"], ["市数据局"], []),
        ("建设平台。【责任单位:市商务局、各县(区)人民政府】", [], [], ["市商务局", "各县(区)人民政府"]),
        ("建设平台。(由市商务局牵头负责,市教育局、市民政局协同配合)", ["市商务局"], ["市教育局", "市民政局"], []),
        ("建设平台。(责任部门:市商务局 市数据局)", [], [], ["市商务局", "市数据局"]),
        ("建设平台。(市商务局等单位负责)", [], [], ["市商务局"]),
    ],
)
def test_brackets_and_labelled_lines(text: str, lead: list[str], supporting: list[str], responsible: list[str]) -> None:
    found = departments(text)
    assert (list(found.lead), list(found.supporting), list(found.responsible)) == (lead, supporting, responsible)


@pytest.mark.parametrize(
    "text",
    [
        "具体工作由主管部门(以下简称牵头单位)负责。",
        "企业(含配合改造的企业)可以申请。",
        "落实责任单位应当做好记录:见附表。",
        "生产经营单位的主要负责人(实际负责的人)应当到场。",
        "责任单位:按规定落实,不得推诿",
    ],
)
def test_words_of_duty_alone_name_no_department(text: str) -> None:
    assert not departments(text)


def test_a_rule_in_a_sentence_of_its_own() -> None:
    text = "以下各项任务均需各县(区)人民政府落实,不再逐一列出。\n一、扩大开放"
    rule = policy_wide_rule(text)
    assert rule == "以下各项任务均需各县(区)人民政府落实,不再逐一列出"
    assert rule_departments(rule).responsible == ("各县(区)人民政府",)


def test_a_rule_behind_the_names_of_a_bracket() -> None:
    text = "扩大开放。(责任单位:市工信局、市财政局等有关部门。以下政策措施均需各县(区)人民政府落实,不再单独列出)"
    assert departments(text).responsible == ("市工信局", "市财政局")
    assert policy_wide_rule(text) == "以下政策措施均需各县(区)人民政府落实,不再单独列出"


@pytest.mark.parametrize("text", ["以下任务均已完成。", "各项工作都要抓紧。", "企业均可申请。"])
def test_other_sentences_are_no_rule(text: str) -> None:
    assert policy_wide_rule(text) is None


@pytest.mark.parametrize(
    "text", ["(排在第一位的为牵头单位)", "各项任务列首位的为牵头单位。", "排名第一的部门为牵头部门。"]
)
def test_the_first_is_the_lead_when_the_text_says_so(text: str) -> None:
    assert says_first_leads(text)
    made = with_first_as_lead(Departments(responsible=("市商务局", "市数据局")))
    assert (made.lead, made.responsible) == (("市商务局",), ("市数据局",))


def test_a_stated_lead_stays_the_lead() -> None:
    stated = Departments(lead=("市教育局",), responsible=("市商务局",))
    assert with_first_as_lead(stated) is stated
    assert not says_first_leads("市商务局为牵头单位。")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由市商务局牵头,会同市财政局制定细则。", [("市商务局", "lead"), ("市财政局", "supporting")]),
        ("县级以上人民政府卫生健康主管部门负责监督。", [("县级以上人民政府卫生健康主管部门", "responsible")]),
        ("由县级市场监督管理部门责令改正。", [("县级市场监督管理部门", "penalises")]),
        ("向所在地税务机关申请退税。", [("所在地税务机关", "receives")]),
        ("报省人民政府批准后施行。", [("省人民政府", "approves")]),
        ("市财政局、市税务局应当公布目录。", [("市财政局", "competent"), ("市税务局", "competent")]),
        ("由公安机关给予相应处罚。", [("公安机关", "penalises")]),
        ("本办法由市商务局负责解释。", [("市商务局", "responsible")]),
    ],
)
def test_organs_in_the_body(text: str, found: list[tuple[str, str]]) -> None:
    made = mentions(text)
    assert [(mention.words, mention.role) for mention in made] == found
    assert all(text[mention.start : mention.end] == mention.words for mention in made)


@pytest.mark.parametrize(
    "text",
    ["企业应当如实申报。", "负责人应当到场。", "园区布局应当合理。", "向社会公布结果。", "扩大开放。(市商务局牵头)"],
)
def test_what_is_no_organ_is_not_mentioned(text: str) -> None:
    assert not mentions(text)


def test_a_time_between_an_organ_and_what_it_does_is_passed_over() -> None:
    text = "县(区)民政局自收到材料之日起5个工作日内审定;市科技局7个工作日内批准。"
    assert [(one.words, one.role) for one in mentions(text)] == [("县(区)民政局", "approves"), ("市科技局", "approves")]
