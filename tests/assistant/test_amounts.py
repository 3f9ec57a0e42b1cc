"""Amounts said by code: the rule that is asked about, its cap, and what it comes to; and where nothing may be said."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.outcome import Turn
from assistant.question import Facet, understand
from assistant.statements import amounts
from assistant.statements.given import figures, money, years
from assistant.statements.matter import Matter
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

AS_OF = date(2026, 11, 22)
RULES = """某市人民政府关于支持企业发展的若干措施
各区人民政府:
为支持企业发展,制定本措施。
一、扶持
(一)设备补助。对购买节能设备的企业,按实际购置价的20%给予补助,单个企业每年最高30万元;属于省级专精特新企业的,补助比例提高到25%,最高40万元。二手设备的购置费用不计入补助基数。
(二)招工补贴。企业招用退役军人并缴纳社会保险满6个月的,按每人1500元的标准给予一次性补贴,单个企业每年最高1万元。
(三)平台奖励。新获批国家级、省级、市级创新平台的,分别给予一次性奖励200万元、80万元、20万元。
(四)认定奖励。首次通过绿色工厂认定的,一次性奖励15万元;重新认定通过的,一次性奖励3万元。
(五)带动奖励。带动5家以上小店入网的,奖励2万元;带动20家以上的,奖励6万元。
(六)租金补贴。创业者租用场地的,按实际租金的50%给予补贴,每年最高8000元,连续补贴不超过3年。场地由政府免费提供的,不享受本条补贴。
(七)增量补助。企业研发费用比上一年度增长的,对增长部分按10%给予补助,单个企业每年最高100万元。
(八)线上服务税收。个人线上服务收入未超过6万元/季的部分,征收率为1%;超过6万元/季的部分,征收率为3%。
(九)落户优惠。对迁来的科技企业,从其取得第一笔生产经营收入所属纳税年度起,第1年至第2年免征地方分享所得税,第3年至第5年减半征收。
(十)改造奖励。总投资不低于100万元的改造项目,按年节水量分档奖励,但不超过总投资的10%。按下表给予奖励:
档次 | 年节水量 | 奖励金额
一档 | 2000吨以上 | 20万元
二档 | 500吨以上、不足2000吨 | 8万元
(十一)称号奖励。新获得称号的,按下表给予一次性奖励。
称号 | 国家级 | 省级
示范园区 | 90万元 | 45万元
示范楼宇 | 30万元 | 不设
(十二)发展情况。全市有登记的网店320家,取得许可证的药店达85家。到2025年,网店达到500家;到2027年,网店达到900家。
(十三)车辆补助。购置新能源货车的,每辆补助2万元,同一企业每年补助不超过10辆。
(十四)处罚。未取得许可从事经营的,由主管部门责令改正,处五万元以上十万元以下罚款。
(十五)赔偿。销售假冒商品的,消费者可以要求支付价款三倍的赔偿金。
"""
ITEMS = """某市人民政府关于奖励创新平台的通知
各区人民政府:
一、标准
新获批创新平台的企业,按下列标准给予一次性奖励:
(一)国家级,500万元;
(二)省级,150万元。
"""


class _Policies:
    """As much of a searcher as a matter asks for."""

    def __init__(self, text: str) -> None:
        self.text = text

    def policy(self, _policy_id: str) -> object:
        return policy(self.text)


def matter(question: str, number: str, *, text: str = RULES, history: tuple[Turn, ...] = ()) -> Matter:
    items = evidence(("一、", f"({number})"), text=text)
    asked = understand(question, history, region=None, as_of=AS_OF)
    return Matter(asked, items, cast(Searcher, _Policies(text)))


def told(question: str, number: str, *, history: tuple[Turn, ...] = ()) -> str:
    said = amounts.said(matter(question, number, history=history)).statements
    return "".join("".join((one.text, *(text for text, _ in one.items))) for one in said)


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("绿色工厂第一次认定奖多少", "四", "首次通过绿色工厂认定的,一次性奖励15万元。"),
        ("绿色工厂重新认定奖多少", "四", "重新认定通过的,一次性奖励3万元。"),
        ("新获批省级创新平台奖多少钱", "三", "其中省级是80万元。"),
        ("带动8家小店入网奖多少", "五", "带动5家以上小店入网的,奖励2万元。"),
        ("带动25家小店入网奖多少", "五", "带动20家以上的,奖励6万元。"),
        ("未取得许可从事经营罚多少", "十四", "处五万元以上十万元以下罚款。"),
    ],
)
def test_the_rule_that_is_asked_about_in_the_clauses_words(question: str, number: str, words: str) -> None:
    assert told(question, number).endswith(words)


def test_a_rule_comes_without_its_neighbours() -> None:
    assert "3万元" not in told("绿色工厂第一次认定奖多少", "四").replace("15万元", "")
    assert "6万元" not in told("带动8家小店入网奖多少", "五")


def test_rules_that_nothing_tells_apart_are_said_together() -> None:
    text = told("绿色工厂认定一次性奖励多少", "四")
    assert "15万元" in text
    assert "3万元" in text


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("买节能设备花了100万,补助多少", "一", "100万元×20%=20万元，没有超过每年30万元的上限。"),
        ("买节能设备花了200万,补助多少", "一", "200万元×20%=40万元，超过每年30万元的上限，按30万元。"),
        ("招用了4个退役军人,补贴多少", "二", "1500元×4人=6000元，没有超过每年1万元的上限。"),
        ("我们公司30人,招用了4个退役军人,补贴多少", "二", "1500元×4人=6000元，没有超过每年1万元的上限。"),
        ("招了12名退役军人,补贴多少", "二", "1500元×12人=1.8万元，超过每年1万元的上限，按1万元。"),
        ("创业租场地一年租金1万,补贴多少", "六", "1万元×50%=5000元，没有超过每年8000元的上限。"),
        ("创业租场地每年租金3万,三年一共补贴多少", "六", "按8000元，3年合计2.4万元。"),
        ("研发费用比去年增加了300万,补助多少", "七", "300万元×10%=30万元，没有超过每年100万元的上限。"),
        ("线上服务一个季度收入10万,要缴多少税", "八", "超过6万元/季的部分4万元×3%=1200元，合计1800元。"),
        ("线上服务一个季度收入5万,要缴多少税", "八", "没有超过6万元/季，按1%为500元。"),
        ("个人线上服务收入未超过6万的怎么征,这个季度收入8万,要缴多少税", "八", "合计1200元。"),
        ("个人线上服务收入这个季度8万,要缴多少税", "八", "合计1200元。"),
        ("买3辆新能源货车补助多少", "十三", "2万元×3辆=6万元。"),
        ("买15辆新能源货车补助多少", "十三", "10辆×2万元=20万元，最多按10辆。"),
    ],
)
def test_what_a_rule_comes_to(question: str, number: str, words: str) -> None:
    assert told(question, number).endswith(words)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("买节能设备花了200多万,补助多少", "一"),
        ("买二手节能设备花了100万,补助多少", "一"),
        ("节能设备补助多少,我们注册资本300万", "一"),
        ("买节能设备花了100万,又修厂房花了50万,补助多少", "一"),
        ("招用了二十几个退役军人,补贴多少", "二"),
        ("租政府免费提供的场地创业,别处租金花了2万,补贴多少", "六"),
        ("研发费用一共3000万,增量补助多少", "七"),
        ("线上服务一年收入10万,要缴多少税", "八"),
    ],
)
def test_nothing_is_worked_out_when_base_count_or_cap_is_not_certain(question: str, number: str) -> None:
    text = told(question, number)
    assert text
    assert "计算" not in text
    assert "=" not in text


def test_an_exclusion_is_said_with_the_amount() -> None:
    assert "场地由政府免费提供的,不享受本条补贴" in told("租场地创业补贴多少", "六")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("国家级示范园区奖多少", "示范园区：国家级90万元。"),
        ("示范园区奖多少", "示范园区：国家级90万元，省级45万元。"),
        ("示范楼宇省级奖多少", "示范楼宇：省级不设。"),
    ],
)
def test_only_the_cells_asked_about(question: str, words: str) -> None:
    assert told(question, "十一").startswith(words)


def test_a_row_by_its_figures_and_the_share_that_caps_it() -> None:
    text = told("改造后一年节水2000吨,总投资300万,奖励多少", "十")
    assert text.startswith("一档（年节水量2000吨以上）：奖励金额20万元。")
    assert text.endswith("上限是300万元×10%=30万元，20万元没有超过。")
    assert "二档" in told("改造后一年节水1999吨,总投资300万,奖励多少", "十")


def test_a_failed_condition_promises_nothing() -> None:
    text = told("改造后一年节水2500吨,总投资80万,奖励多少", "十")
    assert text.startswith("不符合")
    assert "20万元" not in text


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("养老院床位每张多少钱", "一"),
        ("市级示范基地国家级奖多少", "十二"),
        ("示范数据中心国家级奖多少", "十一"),
        ("创新平台评审表占多少分", "三"),
        ("哪个部门管节能设备补助", "一"),
        ("销售假冒商品罚多少", "十五"),
    ],
)
def test_what_the_clause_does_not_tell_is_not_said(question: str, number: str) -> None:
    assert told(question, number) == ""


def test_a_grade_the_clause_does_not_have_is_not_answered_by_another() -> None:
    assert told("新获批县级创新平台奖多少", "三") == ""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("取得许可证的药店有多少家", "取得许可证的药店达85家。"),
        ("到2027年网店要达到多少家", "到2027年,网店达到900家。"),
    ],
)
def test_the_count_that_is_asked_for(question: str, words: str) -> None:
    assert told(question, "十二") == words


def test_the_years_of_a_relief_from_the_event_the_clause_names() -> None:
    text = told("我们2023年注册,2024年才有第一笔收入,免到哪年", "九")
    assert text == "从取得第一笔生产经营收入的2024年起算：2024年至2025年免征地方分享所得税，2026年至2028年减半征收。"
    assert "2026年是第3年，减半征收" in told("第一笔收入是2024年拿到的,今年2026年是全免还是减半", "九")


@pytest.mark.parametrize("question", ["我们2024年注册,优惠免到哪年", "2024年开始盈利,免到哪年", "优惠免到哪年"])
def test_no_years_without_the_event_the_clause_names(question: str) -> None:
    assert "起算" not in told(question, "九")


def test_a_follow_up_brings_its_own_figure() -> None:
    history = (
        Turn(role="user", content="线上服务一个季度收入5万,要缴多少税?"),
        Turn(role="assistant", content="500元"),
    )
    assert told("那要是下个季度收入8万呢,得缴多少?", "八", history=history).endswith("合计1200元。")


def test_an_item_is_told_under_its_lead_in() -> None:
    said = amounts.said(matter("新获批省级创新平台奖多少", "二", text=ITEMS))
    statement = said.statements[0]
    assert statement.text.endswith("按下列标准给予一次性奖励:")
    assert [text for text, _ in statement.items] == ["省级,150万元。"]


def test_what_is_covered() -> None:
    assert Facet.AMOUNT in amounts.said(matter("绿色工厂重新认定奖多少", "四")).covers
    assert Facet.ELIGIBILITY not in amounts.said(matter("绿色工厂重新认定能不能拿奖,奖多少", "四")).covers


def test_figures_and_years_of_a_question() -> None:
    told_figures = [(str(one.value), one.unit) for one in figures("花了240万,招了8个毕业生,省3000吨,20多人")]
    assert told_figures == [("2400000", "元"), ("8", "人"), ("3000", "吨")]
    assert [year for year, _ in years("去年注册,2025年有收入", AS_OF)] == [2025, 2025]
    assert [money(one.value) for one in figures("1.5亿元,60万,240块钱")] == ["1.5亿元", "60万元", "240元"]


@pytest.mark.parametrize(
    ("question", "count"), [("一个托位补多少", 0), ("一平米一天租金多少钱", 0), ("我们办了一场补多少", 1)]
)
def test_one_of_a_thing_is_no_count_where_its_rate_is_asked_for(question: str, count: int) -> None:
    assert len(figures(question)) == count
