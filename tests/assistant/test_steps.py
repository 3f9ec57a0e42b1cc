"""Sums in several steps, by length of time, over several things; ceilings with exclusions; claims made twice."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.outcome import Turn
from assistant.question import understand
from assistant.statements import amounts
from assistant.statements.matter import Matter, Said
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

AS_OF = date(2026, 11, 22)
RULES = """某市人民政府关于支持企业改造的办法
各区人民政府:
为支持企业,制定本办法。
第一章 标准
第一条 设备投入按下列标准补助:
档次 | 设备投入(万元) | 补助比例 | 上限
甲档 | 2000以上 | 5% | 150万元
乙档 | 500以上、不足2000 | 8% | 100万元
第二条 按第一条计算的金额,超过上限的按上限计,再乘以验收系数:
等级 | 得分 | 系数
优秀 | 90分以上 | 1.1
合格 | 60分以上、不足90分 | 0.7
不合格 | 不足60分 | 不予补助
乘以系数后超过上限的,按上限补助。
第三条 新开班线,一年内运行满200班次的,每条补助10万元;满800班次的,每条补助25万元。单个企业每年最高60万元。
第四条 引进博士的,每人奖励6万元;引进硕士的,每人奖励2万元。
第五条 企业一年内的补助合计不超过200万元,第四条的奖励不计入合计数。
第六条 领取补助的企业不满2年迁出的,退回全部补助;满2年不满4年迁出的,退回补助的40%。
第七条 设备在3年内转让的,按剩余月份占36个月的比例退回补助。
第八条 软件支出已经享受省级补助的,同一笔支出不再计入设备投入。
第九条 仓储投入1000万元以上的,按投入的4%补助,最高50万元;1000万元以下、300万元以上的,按投入的3%补助,最高20万元。
第十条 按第九条算得的补助,依据考核得分乘以系数:80分以上的,系数为1.0;60分以上不足80分的,系数为0.5。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def said(question: str, number: str, *, history: tuple[Turn, ...] = ()) -> Said:
    items = evidence(("第一章", f"第{number}条"), text=RULES)
    asked = understand(question, history, region=None, as_of=AS_OF)
    return amounts.said(Matter(asked, items, cast(Searcher, _Policies())))


def told(question: str, number: str) -> str:
    found = said(question, number)
    return "".join(text for one in found.statements for text in (one.text, *(line for line, _ in one.items)))


def test_the_band_its_ceiling_and_the_factor_are_steps_with_a_clause_each() -> None:
    found = said("设备投了3500万,验收70分,能补多少", "一")
    (statement,) = found.statements
    assert statement.text.startswith("105万元")
    assert [line.clause.address[-1] for _, line in statement.items] == ["第一条", "第二条"]
    assert "3500万元×5%=175万元，超过上限150万元" in statement.items[0][0]
    assert "150万元×0.7=105万元" in statement.items[1][0]


def test_a_factor_over_one_does_not_lift_the_sum_over_the_ceiling() -> None:
    assert told("设备投了1900万,验收评为优秀,补多少", "一").startswith("100万元")


def test_the_lacking_score_is_asked_for() -> None:
    found = said("设备投了1000万,能补多少", "一")
    assert found.asks_back
    assert "请告知得分" in found.statements[-1].text


def test_below_the_lowest_band_and_a_failing_score_get_nothing() -> None:
    assert told("设备投了300万,能补多少", "一").startswith("不能拿")
    assert told("设备投了800万,验收50分,补多少", "一").startswith("不能拿")


def test_where_the_order_of_ceiling_and_factor_is_open_both_are_said() -> None:
    assert told("仓储投入2000万,考核70分,补多少", "九").startswith("25万元或者40万元，原文没有写明")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("两条班线各跑了900班次,一条跑了300班次,一共补多少", "合计60万元"),
        ("三条班线各跑了900班次,补多少", "超过每年60万元的上限，按60万元"),
        ("We run three routes: two made 900 trips each, one made 300 trips. How much altogether?", "合计60万元"),
    ],
)
def test_things_of_several_grades_are_summed(question: str, words: str) -> None:
    assert words in told(question, "三")


def test_grades_named_with_a_number_each_are_summed() -> None:
    assert told("引进两个博士、三个硕士,一共奖多少", "四").startswith(
        "合计18万元：博士6万元×2=12万元，硕士2万元×3=6万元"
    )


def test_what_a_ceiling_leaves_out_is_not_cut() -> None:
    text = told("引进博士奖了80万,别的补助加起来150万,一年最多200万,会不会被砍掉", "五")
    assert text.startswith("不会")
    assert "其余150万元没有超过200万元" in text


def test_the_rest_over_the_ceiling_is_said_to_be_cut() -> None:
    assert "其余260万元超过200万元" in told("引进博士奖了80万,别的补助加起来260万,一年最多200万,会不会被砍掉", "五")


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("拿了50万补助,三年后迁出,退多少", "六", "50万元×40%=20万元"),
        ("拿了50万补助,一年多就迁走,退多少", "六", "50万元×100%=50万元"),
        ("设备补了36万,用了12个月就转让,退多少", "七", "36万元×24÷36=24万元"),
    ],
)
def test_a_length_of_time_settles_what_is_given_back(question: str, number: str, words: str) -> None:
    assert words in told(question, number)


def test_a_length_over_all_bands_says_nothing() -> None:
    assert "×" not in told("拿了50万补助,五年后迁出,退多少", "六")


def test_what_was_had_once_is_not_had_again() -> None:
    assert told("软件省级已经补过了,这笔支出能不能再报一遍", "八").startswith("不能：")
    assert not told("软件没拿过省级补助,这笔支出能不能再报一遍", "八").startswith("不能：")
