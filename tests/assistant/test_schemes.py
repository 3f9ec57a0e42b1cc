"""Rules of several parts: steps over a base, tiers, what is put on top, ceilings by case and by share."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements.matter import Matter, Said
from assistant.statements.schemes import speaking
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

AS_OF = date(2026, 11, 22)
RULES = """某市人民政府关于支持民宿和灌溉的办法
各区人民政府:
为支持发展,制定本办法。
第一章 标准
第一条 新建民宿按下列标准补助:
(一)客房5间(含)至10间的,补助8万元;
(二)客房10间(含)以上的,补助15万元;在10间基础上每增加5间,再增加3万元,单个民宿最高30万元。
第二条 获评甲级民宿的,按第一条规定的标准上浮30%,上浮后最高不超过36万元。
第三条 民宿购置智能设备的,按实际支出的30%给予补贴,每家最高5万元;脱贫户经营的民宿,补贴比例提高10个百分点,上限不变。
第四条 蓄水池容积100立方米及以下部分每立方米补助120元,超过100立方米至500立方米部分每立方米补助80元。
第五条 滴灌设施每亩补助800元。单个项目补助总额不超过实际造价的60%,且最高不超过20万元;\
联合体项目补助总额不超过实际造价的70%,且最高不超过35万元。
第六条 购置水泵的,按购置价的25%补助,每台最高3000元。
第七条 按节能设备实际购置价的20%给予补助,最高30万元;属于省级专精特新企业的,补助比例提高到25%,最高40万元。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def _said(question: str, article: int) -> str:
    text = policy(RULES)
    clauses = [one for one in text.clauses if one.address[-1].startswith("第") or one.address[-1].startswith("(")]
    label = f"第{'一二三四五六七八九十'[article - 1]}条"
    clause = next(one for one in clauses if label in one.address)
    found = evidence(clause.address, text=RULES)
    asked = understand(question, (), region=None, as_of=AS_OF)
    said: Said = speaking.said(Matter(asked, found, cast("Searcher", _Policies())))
    return "".join(part for one in said.statements for part in (one.text, *(text for text, _ in one.items)))


@pytest.mark.parametrize(
    ("article", "question", "told"),
    [
        (1, "新建了20间客房的民宿,能补多少?", "15万元+(20-10)÷5×3万元=21万元"),
        (1, "新建民宿8间客房,还评上了甲级,一共补多少?", "8万元×(1+30%)=10.4万元"),
        (3, "我是脱贫户,民宿买智能设备花了10万,补多少?", "10万元×(30%+10%)=4万元"),
        (4, "修了个300立方的蓄水池,能补多少?", "100立方米×120元+200立方米×80元=2.8万元"),
        (5, "装了30亩滴灌,造价3万,能补多少?", "按1.8万元"),
        (5, "我们联合体装了500亩滴灌,造价60万,补多少?", "按35万元"),
        (6, "买了两台水泵,一台1万一台1.5万,补多少?", "合计5500元"),
        (7, "我们是省里的专精特新,买节能设备花了120万,补助多少", "120万元×25%=30万元，没有超过40万元的上限。"),
    ],
)
def test_each_part_that_is_the_askers_is_reckoned(article: int, question: str, told: str) -> None:
    assert told in _said(question, article)


@pytest.mark.parametrize(
    ("article", "question"),
    [
        (1, "新建了17间客房的民宿,能补多少?"),
        (1, "新建民宿能补多少?"),
        (3, "民宿买智能设备能补多少?"),
        (6, "水泵的补助材料要交多少份?"),
    ],
)
def test_nothing_is_reckoned_where_a_part_is_not_certain(article: int, question: str) -> None:
    assert not _said(question, article)
