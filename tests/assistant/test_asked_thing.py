"""The thing asked for must stand in the policy; things that do in other words are not missing."""

from __future__ import annotations

import pytest

from assistant import asked_thing

POLICY = (
    "每年选派教练员12名赴外地进修,进修期间食宿由市体育局承担。\n正常纳税满一年的俱乐部,每个赛季补助300万元。\n"
    "每笔订单限用1张门票。\n培训机构名单由市体育局公布。\n场馆配备淋浴和更衣柜。\n全县建成服务站60个。"
)


@pytest.mark.parametrize(
    "question",
    [
        "场馆带不带停车位",
        "俱乐部的补助要不要交所得税",
        "一共放多少张观赛票",
        "进修在哪几家旅行社订票",
        "来回的路费报不报",
        "教练员发不发工作服",
        "场馆里有没有空调",
        "给不给配储物间",
        "进去打球一小时多少钱",
        "还要交押金吗",
    ],
)
def test_what_no_words_name_is_missing(question: str) -> None:
    assert list(asked_thing.lacking(question, question, POLICY))


@pytest.mark.parametrize(
    "question",
    [
        "进修管不管住",
        "进修包吃住吗",
        "场馆有没有更衣柜",
        "一共选派多少名教练",
        "在哪几家培训机构学",
        "有没有补贴",
        "有没有年龄限制",
        "有没有总数管着",
        "要不要交材料费用清单",
        "一个赛季能拿多少",
        "要不要交钱",
    ],
)
def test_what_stands_in_other_words_is_not_missing(question: str) -> None:
    assert not list(asked_thing.lacking(question, question, POLICY))


def test_tax_on_a_grant_is_not_answered_by_taxes_paid() -> None:
    """纳税满一年 says nothing of the tax on what is granted; 免征个人所得税 of the grant does."""
    question = "补贴拿到手要不要交个税"
    assert list(asked_thing.lacking(question, question, POLICY))
    assert not list(asked_thing.lacking(question, question, POLICY + "补助资金免征个人所得税。"))
