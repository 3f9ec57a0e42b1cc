"""Clauses named by number, and the departments they are given to that way."""

from __future__ import annotations

import pytest

from index.assigned import assigned, assignments
from index.by_number import named
from index.parse import parse
from index.policy import Clause, Policy
from index.sources import SourceText

RUNNING = """松岭市支持制造业若干措施
一、培育
(一)入库奖励。新入库的奖励5万元。
(二)晋级奖励。晋级的奖励10万元。
二、技改
(三)设备补助。按投资的10%补助。
(四)贷款贴息。按利息的30%贴息。
三、附则
(五)分工。第(一)(三)项由市工业和信息化局牵头,市财政局配合;第(二)项、第(四)项由市金融局负责落实。
(六)第(一)至(四)项每年3月申报。
"""
PLAN = """松岭县冷链方案
一、重点任务
(一)建库。建设冷库。
(二)购车。购置冷藏车。
二、扶持
(一)补助。给予补助。
(二)贴息。给予贴息。
三、分工
(一)重点任务第一项由县商务局牵头,县财政局配合。
(二)扶持第二项由县财政局牵头,县商务局配合。
(三)第二项由县审计局牵头。
"""


def read(text: str) -> Policy:
    return parse(SourceText("p.txt", text))[0]


def at(policy: Policy, *address: str) -> Clause:
    return next(one for one in policy.clauses if one.address == address)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("第(一)(三)项由", ["(一)", "(三)"]),
        ("第(二)项、第(四)项由", ["(二)", "(四)"]),
        ("第(一)至(三)项每年", ["(一)", "(二)", "(三)"]),
        ("第(一)项和第(四)项按", ["(一)", "(四)"]),
        ("第(九)项由", None),
        ("每年3月申报", None),
    ],
)
def test_a_list_of_numbers_names_its_clauses(words: str, labels: list[str] | None) -> None:
    policy = read(RUNNING)
    found = named(words, at(policy, "三、", "(六)"), policy)
    assert (found and [address[-1] for address in found.addresses]) == labels


def test_departments_of_items_whose_numbers_run_through_the_policy() -> None:
    policy = read(RUNNING)
    found = assigned(at(policy, "二、", "(三)"), policy)
    assert found is not None
    assert found.departments.lead == ("市工业和信息化局",)
    assert found.departments.supporting == ("市财政局",)
    other = assigned(at(policy, "二、", "(四)"), policy)
    assert other is not None
    assert other.departments.responsible == ("市金融局",)


def test_the_section_named_tells_items_of_one_number_apart_and_without_it_nothing_is_said() -> None:
    policy = read(PLAN)
    given = {one.departments.lead: one.addresses for one in assignments(policy)}
    assert given == {("县商务局",): (("一、", "(一)"),), ("县财政局",): (("二、", "(二)"),)}
    assert assigned(at(policy, "一、", "(二)"), policy) is None
