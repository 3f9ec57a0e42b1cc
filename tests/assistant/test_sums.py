"""Sums for each thing, by the asker's case, with more on top and in parts; by a printed formula; several together."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements import amounts
from assistant.statements.given import figures, ratio
from assistant.statements.matter import Matter, Said
from index.search import Searcher
from index.variants import fold
from tests.assistant.pieces import evidence, policy

AS_OF = date(2026, 11, 22)
RULES = """某市人民政府关于支持充电和托育设施的办法
各区人民政府:
为支持设施建设,制定本办法。
第一章 标准
第一条 新建的托育园,每个托位补助9000元;利用闲置房屋改建的,每个托位补助5000元。单个园区最高不超过40万元。\
补助分两次拨付:验收后拨付70%,运营满1年后拨付30%。
第二条 直流桩每千瓦补助300元,交流桩每千瓦补助100元,单个站点最高80万元。在农村地区建设的,在上述标准上再提高30%。
第三条 充电站按照充电量给予每千瓦时0.1元补助,单个企业每年最高60万元;\
其中,利用率达到20%以上的,补助标准提高到每千瓦时0.15元,最高100万元。
第四条 园内托管儿童的,每人每月补助200元,其中残疾儿童每人每月补助500元。每个园最多补助60人。
第五条 同一企业运营5个以上站点的,从第5个站点起,每个站点给予一次性奖励2万元,累计不超过30万元。
第六条 展位按展位费实际支出的60%补助,每个标准展位最高2万元。光地按9平方米折算为1个标准展位。
第七条 每月补贴金额=月基准额×区域系数,且不超过实际月租金。标准见下表。
人员类别 | 月基准额(元)
硕士 | 1000
本科 | 600
区域系数见下表。
租住区 | 系数
东区 | 1.2
西区 | 0.8
第八条 夫妻双方均符合条件的,由一方申请,按照标准上浮30%计发。
第九条 用人单位已经发放住房补贴的,从每月补贴金额中扣除用人单位的发放额。
第十条 路灯每盏每月按电价补助,每平方米每月不超过30元。按照实际租金的50%给予补助,每平方米每月不超过30元。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def said(question: str, number: str) -> Said:
    items = evidence(("第一章", f"第{number}条"), text=RULES)
    asked = understand(question, (), region=None, as_of=AS_OF)
    return amounts.said(Matter(asked, items, cast(Searcher, _Policies())))


def told(question: str, number: str) -> str:
    found = said(question, number)
    return "".join(text for one in found.statements for text in (one.text, *(line for line, _ in one.items)))


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("新盖了个30个托位的托育园,能补多少钱", "一", "30个×9000元=27万元，没有超过单个园区40万元的上限"),
        ("把空着的厂房改成100个托位的托育园,补多少", "一", "100个×5000元=50万元，超过单个园区40万元的上限，按40万元"),
        ("直流桩一共600千瓦,补多少", "二", "600千瓦×300元=18万元，没有超过单个站点80万元的上限"),
        ("农村地区建了600千瓦直流桩,补多少", "二", "×(1+30%)=23.4万元"),
        ("去年充了800万度电,利用率只有15%,能拿多少", "三", "800万度×0.1元=80万元，超过单个企业每年60万元的上限"),
        ("去年充了500万度电,利用率两成五,能拿多少", "三", "两成五，达到20%，500万度×0.15元=75万元"),
        ("园里托管了8个残疾儿童,一年补多少", "四", "8个×500元×12个月=4.8万元"),
        ("园里托管了80个儿童,每月补多少", "四", "最多按60人计，60人×200元=1.2万元"),
        ("我们运营了7个站点,能奖多少", "五", "3个×2万元=6万元"),
        ("展位费花了16万,租了5个标准展位,补多少", "六", "16万元×60%=9.6万元，没有超过2万元×5个=10万元的上限"),
        ("租了2个展位,每个展位费4万,补多少", "六", "4万元×2个×60%=4.8万元，超过2万元×2个=4万元的上限"),
        ("36平米光地,展位费花了16万,补多少", "六", "36平米÷9平方米=4个"),
        ("我是硕士,东区租房一个月1100,每月补多少", "七", "=1200元，超过实际月租金1100元，按1100元"),
        ("本科,西区月租900,单位每月给200房补,每月补多少", "七", "480元-200元=280元"),
        ("我和老婆都是硕士也都符合条件,西区租房,每月补多少", "七", "800元×(1+30%)=1040元"),
    ],
)
def test_what_a_clause_comes_to(question: str, number: str, words: str) -> None:
    assert words in told(question, number)


def test_two_cases_that_are_not_told_apart_are_both_said() -> None:
    text = told("30个托位能补多少钱", "一")
    assert "30个×9000元=27万元" in text
    assert "30个×5000元=15万元" in text


def test_the_parts_a_sum_is_paid_in_are_said_when_asked() -> None:
    assert "27万元×70%=18.9万元" in told("新建30个托位的托育园,验收完先到手多少", "一")
    assert told("托育园的补助是一次给清吗", "一").startswith("不是一次给清")


def test_the_term_that_lacks_is_asked_for() -> None:
    found = said("我是硕士,租房每月补多少", "七")
    assert found.asks_back
    assert "租住区" in found.statements[0].text


def test_a_ceiling_by_the_month_decides_nothing_for_a_year() -> None:
    assert "=" not in told("一年租金20万,300平方米,补多少", "十")


@pytest.mark.parametrize(
    ("question", "share"),
    [("占三成", 30), ("占两成五", 25), ("占一半", 50), ("总共用了3000万度电,绿电1500万度", 50)],
)
def test_shares(question: str, share: int) -> None:
    text = fold(question)
    found = ratio(text, figures(text))
    assert found
    assert found[0] == share
