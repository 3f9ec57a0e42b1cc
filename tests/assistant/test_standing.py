"""Whom a rule is for, what may be had once, and days and figures that miss the one bound of the clause found."""

from __future__ import annotations

import pytest

from tests.assistant.test_conditions import told

RULES = """松屿市人民政府关于印发松屿市渔村民居改造办法的通知
各区人民政府:
现将《松屿市渔村民居改造办法》印发给你们,请遵照执行。
松屿市人民政府
2025年1月6日
松屿市渔村民居改造办法
第一条 本市范围内已建成使用的两层以上(含两层)渔村民居改造,适用本办法。宾馆和渔业厂房不适用本办法。
第二条 建成三十年以上的民居可以认定为老渔居。建成不满三十年,但由名匠设计的,也可以认定。
第三条 同一民居10年内只能申请一次改造补助。
第四条 每人限享受1次工料补贴。
第五条 个人购买人自用本人名下的民居,给予契税补贴。
第六条 申请改造施工,应当符合下列条件:
(一)在本市注册的建筑业企业;
(二)日均供料能力3000份以上。
第七条 有下列情形之一的,不予受理:
(一)从事典当、砂石开采、棋牌等行业的;
(二)被列入失信名单的。
第八条 同一民居换主人重新挂牌的,不认定为新渔居。
第九条 本办法自2025年2月1日起施行,有效期至2028年1月31日。
"""


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("我家渔村的房子就一层，能申请改造补助吗？", "第三条", "您说的是一层"),
        ("我家房子是2010年盖的，能认定为老渔居吗？", "第二条", "建成三十年以上"),
        ("我家房子2022年5月领过一次改造补助，今年还能再申请改造补助吗？", "第三条", "2032年5月31日"),
        ("我去年已经拿过工料补贴了，还能再领一次工料补贴吗？", "第四条", "每人限享受1次"),
        ("房子登记在公司名下，契税补贴能领吗？", "第五条", "您说的是登记在公司名下"),
        ("我们是搞批发的公司，能来做改造施工吗？", "第六条", "建筑业企业"),
        ("我们是建筑公司，一天最多供2000份料，改造施工能申请吗？", "第六条", "您说的是2000份"),
        ("我们开棋牌室的，补贴能申请吗？", "第四条", "棋牌"),
    ],
)
def test_what_is_told_settles_it(question: str, article: str, words: str) -> None:
    text = told(question, article, text=RULES)
    assert text.startswith(("结论：不", "结论：现在不能"))
    assert words in text


def test_the_exception_beside_a_bound_is_told() -> None:
    text = told("我家房子是2010年盖的，能认定为老渔居吗？", "第二条", text=RULES)
    assert "例外：“建成不满三十年,但由名匠设计的,也可以认定”" in text


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("我家渔村的房子有三层，能申请改造补助吗？", "第三条"),
        ("我家房子是1970年盖的，能认定为老渔居吗？", "第二条"),
        ("我家房子2012年5月领过一次改造补助，今年还能再申请改造补助吗？", "第三条"),
        ("我从没领过工料补贴，还能申请吗？", "第四条"),
        ("房子登记在我自己名下，契税补贴能领吗？", "第五条"),
        ("我们是建筑施工企业，也做点批发，能来做改造施工吗？", "第六条"),
        ("我们给棋牌室供货，补贴能申请吗？", "第四条"),
    ],
)
def test_nothing_is_denied_that_is_not_settled(question: str, article: str) -> None:
    text = told(question, article, text=RULES)
    assert "不符合" not in text
    assert "不能" not in text
