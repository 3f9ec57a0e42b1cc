"""The three kinds of date kept apart: validity, when to apply and how long it takes, what is to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.evidence import Evidence
from assistant.outcome import Turn
from assistant.question import Facet, understand
from assistant.statements.matter import Matter, Said
from assistant.statements.validity import said, validity
from index.policy import Policy
from tests.assistant.pieces import evidence, policy

TODAY = date(2026, 11, 22)
AID = """青岚市仓储补助办法
各区人民政府:
第一条 对新建仓库的企业,按投资额的10%补助,最高50万元。
第二条 企业应当于每年4月1日至4月30日通过平台提出申请,逾期不予受理。
第三条 市商务局自收到申请之日起20个工作日内完成审核,市财政局应当在30日内拨付资金。
第四条 到2024年,全市新增仓库100座。到2028年,全市新增仓库300座,冷库面积翻一番。
第五条 本办法自2025年1月1日起施行,有效期至2027年12月31日。
"""
PAY, APPLY, HANDLE, GOALS, TERM = ((f"第{number}条",) for number in "一二三四五")


class Kept:
    """A searcher that knows the policies given and nothing else."""

    def __init__(self, *policies: Policy) -> None:
        self.policies = {one.policy_id: one for one in policies}

    def regions(self) -> list[str]:
        return []

    def sentence_scores(self, _: str, sentences: Sequence[str]) -> list[float]:
        return [0.0 for _ in sentences]

    def policy(self, policy_id: str) -> Policy | None:
        return self.policies.get(policy_id)


def say(question: str, found: Sequence[Evidence], *policies: Policy, as_of: date = TODAY, before: str = "") -> Said:
    history = [Turn(role="user", content=before), Turn(role="assistant", content="…")] if before else []
    asked = understand(question, history, region=None, as_of=as_of)
    return said(Matter(asked, found, Kept(*policies)))  # type: ignore[arg-type]


def told(question: str, *addresses: tuple[str, ...], text: str = AID, as_of: date = TODAY, before: str = "") -> Said:
    """What is said to a question that found the clauses at ``addresses`` of a policy."""
    return say(question, evidence(*addresses, text=text), policy(text), as_of=as_of, before=before)


def words(one: Said) -> str:
    return "".join(statement.text for statement in one.statements)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY, "不在申报期内，下一次是2027年4月1日至2027年4月30日"),
        (date(2026, 4, 10), "仍在申报期内，来得及，还剩20天"),
        (date(2026, 4, 30), "还剩0天"),
        (date(2027, 6, 1), "下一次是2028年4月1日至2028年4月30日，但这份文件有效期至2027年12月31日"),
    ],
)
def test_a_yearly_window_on_a_day(day: date, expected: str) -> None:
    one = told("仓库补助几号截止申报?", APPLY, as_of=day)
    assert expected in words(one)
    assert one.covers == {Facet.DATE}


def test_the_window_of_another_clause_of_the_policy_found() -> None:
    one = told("那这个最晚什么时候截止?", PAY, before="青岚市新建仓库补助多少钱?")
    assert "每年的申报时间是4月1日至4月30日" in words(one)
    assert one.statements[0].evidence is not None
    assert one.statements[0].evidence.clause.address == APPLY


def test_a_month_asked_about_lies_within_a_yearly_window_or_not() -> None:
    assert "2027年4月有申报时间" in words(told("明年4月还能报吗?", APPLY))
    assert "2027年3月不在申报时间内" in words(told("明年3月还能报吗?", APPLY))


def test_a_period_of_another_clause_of_the_policy_found() -> None:
    text = AID.replace("于每年4月1日至4月30日通过平台", "自符合条件之日起12个月内")
    one = told("那这个最晚什么时候截止?", PAY, text=text, before="青岚市新建仓库补助多少钱?")
    assert "“企业应当自符合条件之日起12个月内提出申请”" in words(one)


def test_two_windows_a_year() -> None:
    text = AID.replace("于每年4月1日至4月30日", "提出申请,每年受理两次,分别为3月1日至3月31日和9月1日至9月30日")
    assert "3月1日至3月31日和9月1日至9月30日" in words(told("今年几号申报?", APPLY, text=text))


def test_a_period_that_runs_from_an_event_is_told_as_written() -> None:
    text = AID.replace("于每年4月1日至4月30日通过平台", "自项目验收之日起3个月内")
    one = told("验收以后最晚什么时候申请?", APPLY, text=text)
    assert "“企业应当自项目验收之日起3个月内提出申请”" in words(one)
    assert "为止" not in words(one)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("我们6月10号验收的,现在申请晚没晚?", "到2026年9月10日为止，2026年11月22日已经过了"),
        ("我们今年9月1日验收的,现在申请来得及吗?", "到2026年12月1日为止，2026年11月22日还没有过"),
    ],
)
def test_a_period_is_reckoned_from_the_day_the_asker_tells(question: str, expected: str) -> None:
    text = AID.replace("于每年4月1日至4月30日通过平台", "自项目验收之日起3个月内")
    assert expected in words(told(question, APPLY, text=text))


def test_how_long_it_takes_is_told_as_written() -> None:
    one = told("交上去之后多久有结果?", HANDLE)
    assert "“市商务局自收到申请之日起20个工作日内完成审核”" in words(one)
    assert "“市财政局应当在30日内拨付资金”" in words(one)
    assert one.covers >= {Facet.DATE}


def test_what_is_to_be_reached_until_the_year_asked_about() -> None:
    one = told("到2028年要达到什么目标?", GOALS)
    assert "“到2028年,全市新增仓库300座,冷库面积翻一番”" in words(one)
    assert "100座" not in words(one)
    assert "有效" not in words(one)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新增仓库300座、冷库面积翻一番是哪一年的目标?", "目标年份是2028年，到2026年11月22日还没有过"),
        ("新增仓库100座是哪一年的目标,过了没有?", "目标年份是2024年，到2026年11月22日已过"),
    ],
)
def test_the_year_of_a_target(question: str, expected: str) -> None:
    assert expected in words(told(question, GOALS))


def test_a_target_that_does_not_stand_out_is_left_to_the_quote() -> None:
    assert told("全市新增仓库是哪一年的目标?", GOALS).covers == frozenset()


def test_validity_does_not_answer_a_question_for_another_date() -> None:
    text = AID.replace("第二条 企业应当于每年4月1日至4月30日通过平台提出申请,逾期不予受理。\n", "")
    one = told("最晚什么时候截止申报?", PAY, text=text)
    assert "还剩404天" in words(one)
    assert Facet.DATE not in one.covers


def test_validity_asked_for_is_answered() -> None:
    one = told("这份办法还有效吗?", PAY)
    assert one.covers == {Facet.VALIDITY}
    assert "仍有效，还剩404天" in words(one)


def test_a_later_day_beyond_validity_settles_whether_one_may() -> None:
    one = told("2028年3月才建好,到那时候还能享受吗?", PAY)
    assert "到2028年3月已超出有效期" in words(one)
    assert Facet.ELIGIBILITY in one.covers


def test_a_later_day_within_validity() -> None:
    assert "到2027年3月仍在有效期内" in words(told("明年3月这份办法还有效吗?", PAY))


def test_a_later_day_on_which_a_policy_will_be_in_force() -> None:
    one = told("明年3月这份办法能用吗,生效了吗?", PAY, text=AID.replace("2025年1月1日", "2027年1月1日"))
    assert "尚未生效，到2027年3月已经生效" in words(one)


def test_the_policy_that_has_replaced_another_is_named() -> None:
    old = policy().model_copy(update={"replaced_by": "new", "replaced_on": "2025-01-01"})
    new = policy(AID).model_copy(update={"policy_id": "new"})
    found = evidence(("一、", "(一)"))
    one = say("这份意见还有效吗?", found, old, new)
    assert "已被《青岚市仓储补助办法》取代" in words(one)
    assert "取代它的是《青岚市仓储补助办法》，自2025年1月1日起施行" in words(one)
    assert "仍有效" not in words(one)


def test_a_withdrawn_policy_and_one_past_its_own_term() -> None:
    header = policy(AID).header()
    withdrawn = header.model_copy(update={"withdrawn": True})
    assert "发布页面已标明失效" in validity(withdrawn, TODAY, None).text
    assert "已经过期失效" in validity(header, date(2028, 1, 1), None).text


def test_a_second_policy_of_unknown_validity_is_not_told_beside_one_in_force() -> None:
    other_text = "青岚市仓储建议的答复\n一、做法。新建仓库的企业较多。\n二、打算。继续支持。\n"
    other = policy(other_text).model_copy(update={"policy_id": "other"})
    item = evidence(("一、",), text=other_text)[0]
    item = Evidence(2, item.clause, other.header(), 1.0, item.sentences)
    one = say("这份办法还有效吗?", [*evidence(PAY, text=AID), item], policy(AID), other)
    assert "无法确定" not in words(one)


ACTS = """青岚市冷链申报通知
各区人民政府:
第一条 2026年11月1日至11月28日登录平台填报,逾期系统关闭。
第二条 2026年12月5日17:30前将纸质材料送达市商务局。
第三条 材料不齐的,企业应当自收到补正通知之日起5个工作日内补齐。
第四条 市商务局自受理之日起15个工作日内完成审核,结果公示7日。
第五条 企业应当于每季度首月10日前报送资金使用情况。
第六条 人才补贴由用人单位于次年1月31日前申报。
第七条 诊断服务常年受理,随报随审。
第八条 对结果有异议的,市商务局应当在10个工作日内答复;企业应当自收到批复之日起20日内签订任务书。
"""
FILL, PAPER, MEND, REVIEW, REPORT, NEXT, ALWAYS, SIGN = ((f"第{number}条",) for number in "一二三四五六七八")


@pytest.mark.parametrize(
    ("question", "found", "expected"),
    [
        ("纸质材料最晚几号几点送到?", PAPER, "“2026年12月5日17:30前将纸质材料送达市商务局”，到2026年11月22日还剩13天"),
        ("网上还能填吗?", FILL, "到2026年11月22日仍在申报期内，来得及，还剩6天"),
        ("网上申报哪天截止,还剩几天?", FILL, "还剩6天"),
        ("结果公示几天?", REVIEW, "办理时限：“结果公示7日”"),
        ("资金使用情况几号前报送?", REPORT, "下一次到2027年1月10日"),
        ("人才补贴最晚几号申报?", NEXT, "2026年的到2027年1月31日为止"),
        ("诊断服务申报什么时候截止?", ALWAYS, "没有写申报的截止日期"),
        (
            "我们11月9日收到补正通知,几号之前要补齐?",
            MEND,
            "只扣除周末，到2026年11月16日为止，法定节假日和调休没有算在内",
        ),
        ("我们今年11月9日收到批复,几号之前要签任务书?", SIGN, "到2026年11月29日为止，2026年11月22日还没有过"),
        ("评审结果有异议,几天内能答复?", SIGN, "办理时限：“市商务局应当在10个工作日内答复”"),
        ("冷链申报什么时候报?", FILL, "申报时间是2026年11月1日至2026年11月28日"),
        ("昨天收到批复,几号之前要签任务书?", SIGN, "到2026年12月11日为止"),
        ("什么时候收材料?", FILL, "申报时间是2026年11月1日至2026年11月28日"),
    ],
)
def test_the_time_set_for_the_act_asked_about(question: str, found: tuple[str, ...], expected: str) -> None:
    one = told(question, found, text=ACTS)
    assert expected in words(one)
    assert Facet.DATE in one.covers


def test_the_times_of_two_acts_are_both_told() -> None:
    one = told("网上还能填不?纸质材料最晚几号几点送到?", FILL, PAPER, text=ACTS)
    assert "还剩6天" in words(one)
    assert "17:30" in words(one)
    assert Facet.ELIGIBILITY in one.covers


def test_a_follow_up_asks_of_another_act() -> None:
    one = told("那纸质的呢?", FILL, PAPER, text=ACTS, before="冷链申报网上最晚哪天填?")
    assert "17:30" in words(one)
    assert "填报" not in words(one)


def test_the_time_of_another_act_or_organ_is_not_told() -> None:
    assert words(told("占了林地,林业那边审批要几个工作日?", REVIEW, text=ACTS)) == ""
    assert words(told("审核完多久能拨付资金?", REVIEW, text=ACTS)) == ""
    assert "审核" not in words(told("多久能拨付资金?", REVIEW, text=ACTS))
    assert words(told("青岚的集装箱通关几天?", FILL, text=ACTS)) == "", "no clause speaks of it, whatever takes days"


def test_a_window_of_another_matter_is_not_told() -> None:
    text = ACTS.replace("2026年11月1日至11月28日登录", "养老护理员岗位补贴于每年3月1日至3月31日登录")
    assert "3月1日" not in words(told("冷链车购置什么时候截止申报?", FILL, text=text))


def test_a_window_that_comes_again_after_the_policy_has_ended() -> None:
    one = told("仓库补助几号截止申报?", APPLY, as_of=date(2028, 2, 1))
    assert "但这份文件已经失效，不能再按它申报" in words(one)
    assert "下一次" not in words(one)


def test_a_window_of_a_policy_not_yet_in_force() -> None:
    one = told("仓库补助几号截止申报?", APPLY, as_of=date(2024, 4, 10))
    assert "还没有施行，施行后第一次是2025年4月1日至2025年4月30日" in words(one)


@pytest.mark.parametrize(
    ("span", "expected"),
    [("每年1月1日至2月底", "1月1日至2月底"), ("每年3月至5月", "下一次是2027年3月1日至2027年5月31日")],
)
def test_windows_of_whole_months(span: str, expected: str) -> None:
    text = AID.replace("每年4月1日至4月30日", span)
    assert expected in words(told("仓库补助几号截止申报?", APPLY, text=text))


def test_being_in_time_with_figures_of_a_case_turns_on_the_conditions() -> None:
    one = told("设备投了1500万,赶得上今年9月那批仓库补助吗?", APPLY)
    assert Facet.DATE not in one.covers


MAILED = """某市会展补助申报通知
某商发〔2026〕3号
一、材料退回修改的，企业应当在收到退回通知之日起3个工作日内重新提交，且不得晚于2026年12月9日。
二、于2026年12月18日前将纸质材料一式两份送市商务局，邮寄的以寄出邮戳日期为准。
三、补助单位名称变更的，应当自变更之日起30日内申报。逾期未申报造成多领的，退回多领部分。
四、主办单位应当在灯会开幕20个工作日前登录平台填报备案信息。灯会、论坛结束后30日内提交补助申请。
五、骗取补助的，3年内取消其申报资格。
"""


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("要是12月7号给我打回来让改，最晚哪天重新交？", "一、", "所以最晚是2026年12月9日"),
        ("要是12月2号给我打回来让改，最晚哪天重新交？", "一、", "到2026年12月7日为止"),
        ("纸质材料我12月18号邮出去，算不算超期？", "二、", "2026年12月18日寄出，没有超过期限"),
        ("纸质材料我12月19号才寄出去，算不算超期？", "二、", "2026年12月19日寄出，已经超过期限"),
        ("10月10号公司换了名字，还在规定时间里吗？有啥后果？", "三、", "到2026年11月9日为止，2026年11月22日已经过了"),
        ("灯会12月4号就开幕了，现在备案还来得及吗？", "四、", "最晚是2026年11月6日，法定节假日和调休没有算在内"),
        ("灯会12月4号就开幕了，现在备案还来得及吗？", "四、", "到2026年11月22日已经过了"),
        ("我们的灯会11月10号闭幕的，补助申请最晚哪天交？", "四、", "到2026年12月10日为止"),
        ("10月10号公司换了名字，还在规定时间里吗？有啥后果？", "三、", "“逾期未申报造成多领的，退回多领部分”"),
    ],
)
def test_days_are_reckoned_for_acts_in_everyday_words(question: str, clause: str, expected: str) -> None:
    assert expected in words(told(question, (clause,), text=MAILED))


def test_who_missed_a_yearly_window_hears_what_the_clause_says_of_the_late() -> None:
    one = words(told("企业吸纳补贴去年的忘了报，补报行不行？", ("第二条",), text=YEARLY))
    assert "今年的已经截止，到2026年11月22日不在申报期内" in one
    assert one.endswith("“逾期未申报的，视为放弃”。")


def test_a_year_without_a_month_asks_for_no_month() -> None:
    assert "2027年1月" not in words(
        told("企业吸纳补贴今年还能申请吗？过了的话明年哪段时间？", ("第二条",), text=YEARLY)
    )


YEARLY = """某市吸纳补贴办法
第一条 为稳定就业，制定本办法。
第二条 企业吸纳补贴于每年3月1日至3月31日申报。逾期未申报的，视为放弃。
"""


@pytest.mark.parametrize(
    "question",
    ["这个办法还能管几年，哪天到头？", "这办法作没作废？", "办法现在还算不算数？", "现在还按这个办法办吗？"],
)
def test_everyday_ways_to_ask_whether_a_text_holds(question: str) -> None:
    assert Facet.VALIDITY in understand(question, (), region=None, as_of=TODAY).facets
    assert "目标年份" not in words(told(question, ("第二条",), text=YEARLY))


def test_a_penalty_is_no_time_to_apply() -> None:
    assert "3年" not in words(told("补助申请期限是多久？", ("五、",), text=MAILED))


ENDS = """某市灯会管理办法
某政规〔2026〕3号
一、使用燃油发电机的灯会，过渡期至2027年3月31日止，自2027年4月1日起一律改用市电。
二、灯组质量保修期自验收之日起不少于3年，每10日至少检查一次线路。
三、市文旅局自收到申请之日起20个工作日内完成审核。
"""


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("燃油发电机还能开到什么时候？", "一、", "到2026年11月22日还剩129天"),
        ("哪天起就不让用燃油发电机了？", "一、", "过渡期至2027年3月31日止，自2027年4月1日起一律改用市电"),
    ],
)
def test_until_when_something_may_go_on(question: str, clause: str, expected: str) -> None:
    assert expected in words(told(question, (clause,), text=ENDS))


def test_how_often_something_is_looked_after_is_no_time_an_office_takes() -> None:
    assert "20个工作日" not in words(told("线路多久检查一次？", ("二、",), text=ENDS))
