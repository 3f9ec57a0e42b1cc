"""The lists of a policy, and which of them a question asks for."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.evidence import whole
from assistant.lists import ListKind, asked_kind, asks_items, family, headed, listing, listings
from assistant.question import Question, understand
from assistant.statements import consequences
from assistant.statements.lists import said as say
from assistant.statements.lists import statement
from assistant.statements.matter import Matter
from index.policy import Policy
from tests.assistant.pieces import TAX, policy

RULES = """某市孵化器办法
第一条 为扶持孵化器,制定本办法。
第二条 市科技局每年组织认定。申请认定应当具备下列条件:
(一)在本市注册;
(二)场地不少于3000平方米;
(三)在孵企业不少于20家。
场地可以租用。
第三条 申请时提交下列材料:
(一)申请表;
(二)营业执照。
第四条 有下列情形之一的,不予认定:(一)材料不实的;(二)场地出租他用的。
第五条 本办法自2025年1月1日起施行,有效期3年。
"""
NOTICE = """某市关于申报专项资金的通知
各县工业和信息化局:
现就申报事项通知如下。
一、支持对象
在本市注册的工业企业。
二、申报材料
(一)资金申请表;
(二)营业执照复印件;
(三)真实性承诺书。
以上材料一式三份。
三、重点任务
(一)培育企业。支持企业做大做强,每年培育不少于十家规模以上的工业企业。
(二)引进人才。支持企业引进人才,对引进的人才给予住房和子女入学等方面的保障。
(三)建设园区。在东城、西城、南城等区县建设特色园区,在每个园区配套建设公共服务平台。
"""
DAY = date(2026, 11, 22)


def ask(text: str) -> Question:
    return understand(text, (), region=None, as_of=DAY)


def matter(text: str, question: str, *address: str) -> Matter:
    """A question whose nearest clause is the one at ``address``; its policy is known without an index."""
    found = policy(text)
    clause = next(clause for clause in found.clauses if clause.address == address)
    made = Matter(ask(question), [whole(clause, found.header(), clause.text)], None)  # type: ignore[arg-type]
    made.__dict__["policies"] = {found.policy_id: found}
    return made


def at(found: Policy, *address: str) -> list[str]:
    clause = next(clause for clause in found.clauses if clause.address == address)
    return [one.address[-1] for one in family(clause, found)]


def test_an_item_brings_its_lead_in_the_other_items_and_what_the_article_says_after_them() -> None:
    found = policy(RULES)
    assert at(found, "第二条", "(二)") == ["第二条", "(一)", "(二)", "(三)", "第二条"]
    assert at(found, "第二条") == at(found, "第二条", "(二)")


def test_tasks_with_headings_of_their_own_are_no_list() -> None:
    found = policy()
    assert listing(next(clause for clause in found.clauses if clause.address == TAX), found) is None


def test_items_below_a_heading_alone_are_a_list() -> None:
    found = policy(NOTICE)
    assert [(one.heading, len(one.items)) for one in listings(found)] == [("申报材料", 3)]


def test_a_list_within_one_clause() -> None:
    found = policy(RULES)
    one = listing(next(clause for clause in found.clauses if clause.address == ("第四条",)), found)
    assert one is not None
    assert one.inline
    assert [item.text for item in one.items] == ["(一)材料不实的;", "(二)场地出租他用的。"]
    assert one.lead_text == "有下列情形之一的,不予认定"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("申请时要交哪些材料？", ListKind.MATERIALS),
        ("办这个要带什么证件？", ListKind.MATERIALS),
        ("需要准备哪些纸质的东西？", ListKind.MATERIALS),
        ("What documents are needed?", ListKind.MATERIALS),
        ("哪些情形不予认定？", ListKind.BARS),
        ("孵化器不得有哪些行为？", ListKind.BARS),
        ("Which two things must an operator never do?", ListKind.BARS),
        ("认定要具备哪些条件？", ListKind.CONDITIONS),
        ("门槛有哪几条？", ListKind.CONDITIONS),
        ("办理流程分哪几步？", ListKind.STEPS),
        ("管理机构有哪些职责？", ListKind.DUTIES),
        ("能不能给我补贴？", None),
        ("有哪些奖励？", None),
    ],
)
def test_what_kind_of_list_is_asked_for(question: str, kind: ListKind | None) -> None:
    assert asked_kind(ask(question)) == kind


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("认定条件有哪些？", True),
        ("要什么材料？", True),
        ("逐项告诉我", True),
        ("有下列情形之一的是哪种", True),
        ("Which four things are forbidden?", True),
        ("补贴多少钱？", False),
        ("我们能申请吗？", False),
        ("这份文件还有效吗？", False),
        ("补几点几的利息", False),
        ("纸质材料最晚几号几点送到？", False),
        ("申报材料什么时候交？", False),
        ("材料交到哪个窗口？", False),
        ("有几点要求？", True),
    ],
)
def test_whether_a_list_is_asked_for(question: str, wanted: bool) -> None:
    assert asks_items(ask(question)) is wanted


def test_a_list_is_said_in_full_with_its_count_and_a_citation_a_line() -> None:
    said = say(matter(RULES, "孵化器认定要具备哪些条件？", "第二条", "(二)"))
    assert said.in_full
    (one,) = said.statements
    assert one.part == "结论"
    assert one.text.endswith("第二条：申请认定应当具备下列条件，共3项：")
    assert [text for text, _ in one.items] == [
        "(一)在本市注册;",
        "(二)场地不少于3000平方米;",
        "(三)在孵企业不少于20家。",
        "场地可以租用。",
    ]
    assert [evidence.clause.address[-1] for _, evidence in one.items] == ["(一)", "(二)", "(三)", "第二条"]


def test_each_line_quotes_its_own_words() -> None:
    found = policy(NOTICE)
    one = statement(next(iter(listings(found))), found)
    for text, evidence in one.items:
        start, end = evidence.span
        assert evidence.clause.text[start:end] == text


def test_an_inline_list_rests_on_one_clause_quoted_from_its_lead_in_to_its_last_item() -> None:
    said = say(matter(RULES, "哪些情形不予认定？", "第四条"))
    (one,) = said.statements
    assert one.evidence is not None
    assert one.evidence.deciding == "有下列情形之一的,不予认定:(一)材料不实的;(二)场地出租他用的。"


def test_a_list_of_another_kind_is_not_said() -> None:
    assert not say(matter(RULES, "要交哪些材料？", "第二条", "(二)")).statements


def test_no_list_without_being_asked() -> None:
    assert not say(matter(RULES, "我们场地2000平方米，能认定吗？", "第二条", "(二)")).statements


def test_who_asks_of_his_own_case_is_told_the_list_but_not_only_that() -> None:
    said = say(matter(RULES, "我们够不够格，要哪些条件？", "第二条", "(二)"))
    assert said.statements
    assert not said.in_full


def test_the_headings_of_the_section_that_is_named() -> None:
    found = headed(ask("重点任务有哪些？"), policy(NOTICE))
    assert found is not None
    assert [item.text for item in found.items] == ["(一)培育企业", "(二)引进人才", "(三)建设园区"]
    assert headed(ask("重点任务里引进人才怎么保障？"), policy(NOTICE)) is None


def test_a_sentence_that_counts_off_what_is_asked_for_is_the_list() -> None:
    said = say(matter(NOTICE, "园区建在哪些区县？", "三、", "(三)"))
    assert [one.text for one in said.statements] == [
        "在东城、西城、南城等区县建设特色园区,在每个园区配套建设公共服务平台。"
    ]


def test_a_sentence_that_counts_off_something_else_is_not() -> None:
    assert not say(matter(NOTICE, "园区有哪些优惠？", "三、", "(三)")).statements


BROKEN = """某市孵化器办法
第一条 运营机构不得有下列行为:
(一)挪用补贴;
(二)编造数据。
第二条 违反前条规定的,由市科技局责令改正;逾期不改的,取消资格,3年内不得重新申请。
第三条 申请时提交下列材料:
(一)申请表;
(二)营业执照。
"""


def test_what_follows_when_a_rule_is_broken_stands_in_the_article_that_refers_to_it() -> None:
    said = consequences.said(matter(BROKEN, "挪用补贴会怎么处理？", "第一条", "(一)"))
    assert [one.text for one in said.statements] == [
        "违反前条规定的,由市科技局责令改正;逾期不改的,取消资格,3年内不得重新申请。",
        "第一条(一)：运营机构不得有下列行为：挪用补贴;",
    ]
    assert said.in_full


@pytest.mark.parametrize(
    ("question", "address"),
    [("申请表丢了会怎么处理？", ("第三条", "(一)")), ("运营机构不能做什么？", ("第一条", "(一)"))],
)
def test_no_sanction_for_what_nothing_forbids_or_nobody_asks(question: str, address: tuple[str, ...]) -> None:
    assert not consequences.said(matter(BROKEN, question, *address)).statements


PLANS = """某市商务局关于某建议的答复
一、下一步打算
一是年内新建驿站12个。二是把试点由3条路扩大到6条。
三是明年上半年出台服务规范。
二、申报条件
申报企业应当符合下列条件:
1.在本市注册;
2.有固定场所。
有下列情形之一的,取消申报资格:
1.材料不实的;
2.未按期开业的。
三、申报材料
1.申请表;
2.贷款合同。
没有贷款的,可以不提交第2项材料。
"""


def test_two_lists_below_one_heading_are_kept_apart() -> None:
    found = [one for one in listings(policy(PLANS)) if one.place == ("二、",)]
    assert [[item.text for item in one.items] for one in found] == [
        ["1.在本市注册;", "2.有固定场所。"],
        ["1.材料不实的;", "2.未按期开业的。"],
    ]
    assert [one.kinds for one in found] == [{ListKind.CONDITIONS}, {ListKind.BARS}]


def test_a_list_in_running_text_goes_on_in_the_next_paragraph() -> None:
    said = say(matter(PLANS, "接下来打算做哪几件事？", "一、"))
    (one,) = said.statements
    assert one.text.endswith("共3项：")
    assert one.items[-1][0] == "三是明年上半年出台服务规范。"


def test_what_a_sentence_leaves_out_of_a_list_is_said_with_the_count() -> None:
    (one,) = say(matter(PLANS, "我没贷款，要交哪几样？", "三、", "1.")).statements
    assert "共2项，其中没有贷款的,可以不提交第2项材料：" in one.text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("补助要交哪几样？", ListKind.MATERIALS),
        ("哪些情况补助就泡汤了？", ListKind.BARS),
        ("哪几种人领不到补贴？", ListKind.BARS),
        ("接下来打算做哪几件事？", ListKind.PLANS),
    ],
)
def test_kinds_of_lists_in_everyday_words(question: str, kind: ListKind) -> None:
    assert asks_items(ask(question))
    assert asked_kind(ask(question)) == kind


def test_what_the_sentence_after_a_list_adds_is_told_too() -> None:
    text = "某市培训补贴办法\n第一条 申请时提交下列材料:(一)身份证;(二)证书。失业人员还应当提交登记证明。\n"
    (one,) = say(matter(text, "申请培训补贴要交哪些材料？", "第一条")).statements
    assert [line for line, _ in one.items] == ["(一)身份证;", "(二)证书。", "失业人员还应当提交登记证明。"]


PAPERS = """某市灯会补助办法
某政规〔2026〕3号
一、补助对象
举办灯会的企业。
二、申报材料
①申请表;②营业执照;③场地合同。
三、其他
(一)人才补助需提交:①申请表;②学历证书。
"""


def test_papers_counted_off_below_a_heading_in_one_line_are_a_list_of_its_name() -> None:
    found = {one.place: one for one in listings(policy(PAPERS))}
    papers = found[("二、",)]
    assert [item.text for item in papers.items] == ["①申请表;", "②营业执照;", "③场地合同。"]
    assert (papers.heading, papers.kinds) == ("申报材料", {ListKind.MATERIALS})
    assert all(one.kinds == {ListKind.MATERIALS} for one in found.values())
