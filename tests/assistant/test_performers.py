"""Who does a certain act, and by when, told by sentences that stand far from the clause found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest

from assistant.question import understand
from assistant.statements import performers, timed
from assistant.statements.acts import Act
from assistant.statements.matter import Matter
from index.policy import Policy
from tests.assistant.pieces import evidence, policy

if TYPE_CHECKING:
    from index.search import Searcher

RULES = """某市蜂业发展补助办法
各县(区)人民政府:
为发展蜂业,制定本办法。
一、补助内容
(一)蜂箱补助。购置新式蜂箱的,每只补助80元。
(二)运蜂车补助。购置专用运蜂车的,每辆补助2万元。
二、职责分工
(一)市农业农村局牵头负责项目组织和评审。
(二)市自然资源和规划局负责蜜源地面积、权属证明的核实。
(三)某市惠农仓储有限公司受市农业农村局委托,负责蜂箱的发放、日常维修和旧箱回收。
(四)市财政局负责资金预算和拨付,配合开展绩效评价。
三、申报
(一)申报时间。运蜂车补助自车辆登记之日起90日内申报。第一条第(一)项按季度申报。
(二)程序。县(区)农业农村局在5个工作日内完成初审,市农业农村局在10个工作日内完成复核。
(三)监管。检测记录应当保存不少于3年,养蜂证自领取之日起2年内有效。
本办法自2026年1月1日起施行,有效期至2028年12月31日。
"""


class _Texts:
    def policy(self, _: str) -> Policy:
        return policy(RULES)

    def regions(self) -> list[str]:
        return []

    def sentence_scores(self, _: str, sentences: Sequence[str]) -> list[float]:
        return [0.0 for _ in sentences]


def matter(question: str) -> Matter:
    asked = understand(question, (), region=None, as_of=date(2026, 11, 22))
    return Matter(asked, evidence(("一、", "(二)"), text=RULES), cast("Searcher", _Texts()))


def who(question: str) -> list[str]:
    asked = matter(question)
    return [one.text for one in performers.said(asked, asked.evidence)]


@pytest.mark.parametrize(
    ("question", "organ"),
    [
        ("权属证明由哪个部门核实?", "市自然资源和规划局负责"),
        ("蜂箱坏了找谁修?", "某市惠农仓储有限公司受市农业农村局委托"),
        ("蜂箱维修和发放找谁?", "某市惠农仓储有限公司受市农业农村局委托"),
        ("谁来评审项目?", "市农业农村局牵头负责"),
    ],
)
def test_the_duty_that_fits_the_act_is_said(question: str, organ: str) -> None:
    (text,) = who(question)
    assert text.startswith(organ)


def test_each_of_several_acts_gets_its_own() -> None:
    first, second, third = who("补助谁初审、谁复核、谁打钱?")
    assert "县(区)农业农村局" in first
    assert "复核" in second
    assert "市财政局" in third


@pytest.mark.parametrize("question", ["这事归谁管?", "谁牵头?", "房屋由谁摇号?"])
def test_nothing_is_said_without_an_act_that_some_duty_names(question: str) -> None:
    assert who(question) == []


def test_the_time_set_in_another_clause_is_said() -> None:
    applying: frozenset[Act] = frozenset({"apply"})
    found = timed.best(matter("新买的运蜂车刚上完牌,多久之内要申报补助?"), "多久之内要申报补助?", applying)
    assert found is not None
    assert "自车辆登记之日起90日内申报" in found.text


@pytest.mark.parametrize(
    ("question", "words"), [("检测记录要留几年?", "保存不少于3年"), ("养蜂证多久过期?", "2年内有效")]
)
def test_a_time_is_told_by_what_it_is_of(question: str, words: str) -> None:
    found = timed.best(matter(question), question, frozenset())
    assert found is not None
    assert words in found.text


def test_no_time_is_said_of_another_matter() -> None:
    question = "冷库电费多久结一次?"
    assert timed.best(matter(question), question, frozenset()) is None
