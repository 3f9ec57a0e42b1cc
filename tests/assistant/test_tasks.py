"""All tasks of a department, and who has to do with a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pytest

from assistant import named
from assistant.evidence import whole
from assistant.question import Question, understand
from assistant.statements import departments, duties, tasks
from assistant.statements.brackets import departments_of, lead_rule, wide_rule
from assistant.statements.matter import Matter
from index.assigned import assigned
from index.parse import parse
from index.policy import Clause, Policy, PolicyHeader
from index.sources import SourceText

PLAN = """云岭省人民政府关于促进产业发展的意见
各市人民政府:
为促进产业发展,制定本意见。
一、主要任务
(一)减税。对新设企业减税。(省财政厅牵头;省税务局、科技厅配合)
(二)研发。对研发投入给予补助。(责任单位:省科技厅、财政厅)
(三)医疗。发展远程医疗。(省卫生计生委牵头,省财政厅配合)
二、其他
(一)调度。省科技厅负责季度调度,结果报省政府。
本意见自2024年1月1日起施行,有效期至2026年12月31日。
"""
RULES = """澄江市孵化器办法
第一条 市科技局负责孵化器的认定;市财政局负责资金拨付;市审计局负责抽查审计。
第二条 认定的孵化器给予奖励。
第三条 变更场地的,应当向市科技局备案。违反规定的,由市市场监管局责令改正。
第四条 受理窗口:市政务服务中心2楼17号窗口,咨询电话:0000-1234567。
第五条 本办法由市科技局负责解释。
第六条 本办法自2022年1月1日起施行,有效期至2024年12月31日。
"""
BARE = """峤原省关于支持物流的若干措施
提出以下措施。各条措施括号内列第一位的为牵头单位,其余为配合单位;市、县人民政府对各条措施均负落实责任。
一、支持开线
(一)补助航线。新开航线的给予补助。(省交通运输厅、发展改革委、财政厅)
(二)补助保险。投保的给予补助(含责任险)。
"""
BY_NUMBER = """蓼湾市促进会展业发展政策
第一条 展览奖励。展览面积3万平方米以上的,奖励50万元。
第二条 会议奖励。参会超过500人的,奖励10万元。
第三条 引客奖励。组织市外人员住宿的,按每间夜30元奖励。
第四条 违反第一条规定的,由市审计局负责查处。
第五条 第一条至第二条由市商务局牵头,市财政局配合;市文化和旅游局负责第三条的组织实施。
第六条 本政策自2026年1月1日起施行,有效期3年。
"""
DAY = date(2026, 11, 22)


def read(text: str, name: str = "p.txt") -> Policy:
    return parse(SourceText(name, text))[0]


class Shelf:
    """A searcher that only knows its policies and counts the characters a sentence shares with the question."""

    def __init__(self, *policies: Policy) -> None:
        self.kept = {policy.policy_id: policy for policy in policies}

    def policies(self) -> list[PolicyHeader]:
        return [policy.header() for policy in self.kept.values()]

    def regions(self) -> tuple[str, ...]:
        return ()

    def policy(self, policy_id: str) -> Policy | None:
        return self.kept.get(policy_id)

    def sentence_scores(self, query: str, sentences: Sequence[str]) -> list[float]:
        return [len(set(query) & set(one)) / (len(set(query)) or 1) for one in sentences]


SHELF = Shelf(read(PLAN, "a.txt"), read(RULES, "b.txt"))


def ask(text: str) -> Question:
    return understand(text, (), region=None, as_of=DAY, places=["云岭省", "澄江市", "峤原省"])


def told(question: str, shelf: Shelf = SHELF) -> list[str]:
    said = tasks.said(ask(question), cast(Any, shelf))
    return [line for one in said for line in (one.text, *(text for text, _ in one.items))]


def clause(policy: Policy, *address: str) -> Clause:
    return next(one for one in policy.clauses if one.address == address)


def matter(text: str, question: str, *addresses: tuple[str, ...]) -> Matter:
    policy = read(text)
    found = [whole(clause(policy, *address), policy.header(), question) for address in addresses]
    return Matter(ask(question), found, cast(Any, Shelf(policy)))


def said(text: str, question: str, *addresses: tuple[str, ...]) -> list[str]:
    return [one.text for one in departments.said(matter(text, question, *addresses)).statements]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("省财政厅负责哪些任务？", ("省财政厅", None)),
        ("财政厅牵头哪几项？", ("财政厅", "lead")),
        ("省科技厅都管什么？", ("省科技厅", None)),
        ("卫健委要配合哪些工作？", ("卫健委", "supporting")),
        ("省税务局的职责有哪些", ("省税务局", None)),
        ("哪些任务由省科技厅牵头？", ("省科技厅", "lead")),
        ("列出省财政厅负责的所有任务", ("省财政厅", None)),
        ("省财政厅在云岭省的意见里有几项任务？", ("省财政厅", None)),
        ("数字云岭公司负责哪些工作？", ("数字云岭公司", None)),
        ("县政府有哪些任务？", ("县政府", None)),
        ("哪个部门负责减税？", None),
        ("减税是财政厅牵头吗？", None),
        ("科技局什么时候审核完？", None),
        ("财政局负责什么材料的审核？", None),
        ("财政局发的补贴有多少？", None),
        ("省财政厅给的奖励有哪些条件？", None),
        ("研发补助找谁？", None),
        ("归财政厅管还是归科技厅管？", None),
    ],
)
def test_a_department_whose_tasks_are_asked_for(question: str, asked: tuple[str, str | None] | None) -> None:
    assert tasks.asked_department(question) == asked


def test_every_task_by_policy_and_role_with_the_count() -> None:
    lines = told("省财政厅负责哪些任务？")
    assert lines[0].startswith(
        "已收录政策中省财政厅共3项，在1份政策里：牵头1项、配合1项、责任单位1项。已收录的相关政策2份都查过"
    )
    assert lines[2:] == ["牵头：一、(一) 减税", "配合：一、(三) 医疗", "责任单位：一、(二) 研发"]


def test_a_duty_in_running_words_counts_and_is_called_so() -> None:
    assert "正文写明职责：二、(一) 省科技厅负责季度调度,结果报省政府" in told("省科技厅都管什么？")


def test_only_the_role_asked_for_and_when_there_is_none_that_is_said() -> None:
    assert told("省财政厅牵头哪几项？")[2:] == ["牵头：一、(一) 减税"]
    assert told("省税务局牵头哪几项？")[0].startswith(
        "没有省税务局牵头的任务。已收录政策中省税务局共1项，在1份政策里：配合1项。"
    )


def test_the_name_before_a_reform_is_shown_as_such() -> None:
    assert any("机构改革前的名称" in line for line in told("省卫健委负责哪些任务？"))


def test_a_long_list_is_told_in_two_parts_and_leaves_nothing_out() -> None:
    places = "一二三四五六七八九十"
    items = "".join(
        f"{section}、第{section}部分\n"
        + "".join(f"({place})任务{section}{place}。做好这项。(省财政厅牵头)\n" for place in places)
        for section in "一二"
    )
    page = f"云岭省人民政府关于许多任务的意见\n各市人民政府:\n为做好工作,制定本意见。\n{items}"
    said = tasks.said(ask("省财政厅负责哪些任务？"), cast(Any, Shelf(read(page))))
    assert said[0].text.startswith("已收录政策中省财政厅共20项")
    assert "其余8项接着列出" in said[0].text
    others = next(place for place, one in enumerate(said) if one.text == "其余8项：")
    first, rest = ([line for one in part for line, _ in one.items] for part in (said[:others], said[others:]))
    assert (len(first), len(rest), len({*first, *rest})) == (12, 8, 20)
    assert [one.text for one in said[others + 2 :]] == ["二、第二部分："]


def test_a_department_of_a_province_is_none_of_a_region_or_city() -> None:
    page = PLAN.replace("云岭省", "宁夏回族自治区").replace("省财政厅", "自治区财政厅")
    shelf = Shelf(read(PLAN), read(page, "q.txt"))
    lines = tasks.said(ask("自治区财政厅负责哪些任务？"), cast(Any, shelf))
    assert lines[0].text.startswith("已收录政策中自治区财政厅共3项，在1份政策里")
    page = PLAN.replace("省财政厅", "省市场监管局")
    assert tasks.said(ask("市场监管局负责哪些任务？"), cast(Any, Shelf(read(page))))


def test_another_level_is_another_department() -> None:
    assert not any("减税" in line for line in told("市财政局负责哪些任务？"))
    assert told("省财政局负责哪些任务？") == []


def test_a_department_no_policy_names_is_left_to_the_search() -> None:
    assert told("省气象局负责哪些任务？") == []


def test_names_alone_in_a_bracket_are_read_by_the_rule_for_the_policy() -> None:
    policy = read(BARE)
    found = departments_of(clause(policy, "一、", "(一)"), policy)
    assert (found.lead, found.supporting) == (("省交通运输厅",), ("发展改革委", "财政厅"))
    assert not departments_of(clause(policy, "一、", "(二)"), policy)
    assert lead_rule(policy) is not None


def test_without_such_a_rule_a_bracket_of_names_says_nothing() -> None:
    policy = read(BARE.replace("各条措施括号内列第一位的为牵头单位,其余为配合单位;", ""))
    assert not departments_of(clause(policy, "一、", "(一)"), policy)


def test_a_rule_of_the_preface_binds_every_task() -> None:
    policy = read(BARE)
    rule = wide_rule(policy, clause(policy, "一、", "(二)"))
    assert rule is not None
    assert rule[1] == "市、县人民政府对各条措施均负落实责任"


def test_local_governments_have_a_part_by_the_rule_though_the_bracket_lists_none() -> None:
    lines = said(BARE, "航线补助那条没写县里，我们县政府是不是就不用管了？", ("一、", "(一)"))
    assert lines[0].startswith("也要落实：一、(一)没有列出市县政府，但前言写明")
    assert "牵头：省交通运输厅；配合：发展改革委、财政厅。" in lines


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("孵化器认定找哪个部门？", "市科技局负责孵化器的认定。"),
        ("变更场地要向谁备案？", "变更场地的,应当向市科技局备案。"),
        ("办法由谁负责解释？", "本办法由市科技局负责解释。"),
        ("违反规定的谁来处罚？", "违反规定的,由市市场监管局责令改正。"),
    ],
)
def test_who_has_to_do_with_it_in_the_words_of_the_text(question: str, words: str) -> None:
    assert words in said(RULES, question, ("第二条",))


def test_each_of_several_is_told_when_several_are_asked_for() -> None:
    lines = said(RULES, "认定是谁负责，资金拨付是谁，抽查审计又是谁？", ("第二条",))
    assert lines == ["市科技局负责孵化器的认定。", "市财政局负责资金拨付。", "市审计局负责抽查审计。"]


def test_the_window_when_it_is_asked_where_to_go() -> None:
    assert "受理窗口:市政务服务中心2楼17号窗口,咨询电话:0000-1234567。" in said(
        RULES, "孵化器认定到哪个部门申请？", ("第二条",)
    )


def test_nothing_is_said_when_no_words_name_anyone() -> None:
    text = "某市办法\n第一条 对企业给予奖励。\n第二条 奖励标准另行制定。\n"
    assert said(text, "奖励归哪个部门管？", ("第一条",)) == []


def test_the_policy_the_question_names_comes_first() -> None:
    older, newer = read(PLAN).header(), read(RULES).header()
    assert named.is_named(older, "2024年意见里减税是谁牵头")
    assert not named.is_named(older, "2020年意见里减税是谁牵头")
    assert not named.is_named(older, "那份办法里是谁牵头")
    assert named.is_named(newer, "2022年办法里是谁负责")


def test_two_policies_that_name_different_bodies_are_both_said() -> None:
    one = read(
        "甲省意见\n一、组织领导\n建立由省卫生健康委牵头的联席会议制度。\n本意见自2020年1月1日起施行。\n", "a.txt"
    )
    other = read("甲省方案\n一、组织领导\n省发展改革委牵头成立工作专班。\n本方案自2023年1月1日起施行。\n", "b.txt")
    question = "产业归联席会议管还是归专班管？"
    near = [whole(clause(policy, "一、"), policy.header(), question) for policy in (one, other)]
    made = Matter(ask(question), near, cast(Any, Shelf(one, other)))
    lines = [statement.text for statement in duties.bodies(made)]
    assert lines[0].startswith("2份文件各有规定，原文没有写谁取代谁")
    assert "联席会议" in lines[1]
    assert "专班" in lines[2]
    assert not duties.bodies(Matter(ask(question), near[:1], cast(Any, Shelf(one, other))))


def test_departments_set_out_by_the_number_of_the_clause() -> None:
    assert said(BY_NUMBER, "会议奖励是哪个局牵头,谁配合", ("第二条",)) == [
        "牵头：市商务局；配合：市财政局（第二条的分工写在第五条）。"
    ]
    assert said(BY_NUMBER, "引客奖励归哪个部门管", ("第三条",)) == [
        "责任单位：市文化和旅游局（原文没有区分牵头和配合）（第三条的分工写在第五条）。"
    ]


def test_a_sanction_for_breaking_a_clause_gives_nobody_the_clause() -> None:
    policy = read(BY_NUMBER)
    found = assigned(clause(policy, "第一条"), policy)
    assert found is not None
    assert found.departments.all() == ("市商务局", "市财政局")


def test_tasks_given_by_number_are_counted_and_rest_on_the_clause_that_gives_them() -> None:
    shelf = Shelf(read(BY_NUMBER))
    lines = told("市商务局负责哪些任务", shelf)
    assert [line for line in lines if "牵头：" in line] == ["牵头：第一条 展览奖励", "牵头：第二条 会议奖励"]
    rests_on = [item for one in tasks.said(ask("市商务局负责哪些任务"), cast(Any, shelf)) for _, item in one.items]
    assert {"".join(item.clause.address) for item in rests_on} == {"第五条"}
