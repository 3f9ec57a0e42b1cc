"""Rules of several parts: steps over a base, tiers, what is put on top, ceilings by case and by share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements.matter import Matter, Said
from assistant.statements.schemes import edges, paid, speaking
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
第八条 茶叶出口企业,按出口增量每1美元奖励0.05元,每家企业每年最高20万元。
第九条 入驻文创园的企业,第1—6个月按每月20元/平方米、第7—18个月按每月12元/平方米给予租金补助,\
补助面积不超过200平方米;实际租金低于补助标准的,按实际租金补助。
第十条 新招用导游的,按每人1500元补助,每家企业每年不超过30人。
第十一条 铺位租金按评估租金的一定比例收取:甲类商户按40%收取;乙类商户按70%收取。\
各市场评估租金如下:东市场28元/平方米·月,西市场22元/平方米·月。
第十二条 低收入家庭儿童每节课补助50元;其余儿童全部由个人承担。
第十三条 听力评估费每人次200元。评估结论为重度的,由财政承担150元、个人承担50元;未达到重度的,全部由个人承担。
第十四条 开课前一日18:00前请假的,全额退还课时费;当日9:00前请假的,退还60%。
第十五条 年接待1万人次以下的民宿,由财政统一投保。
第十六条 本办法所称“以上”包含本数,“以下”不包含本数。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def _said(question: str, article: int, speak: Callable[[Matter], Said] = speaking.said) -> str:
    text = policy(RULES)
    clauses = [one for one in text.clauses if one.address[-1].startswith("第") or one.address[-1].startswith("(")]
    label = f"第{'十' if article > len('一二三四五六七八九十') else ''}{'一二三四五六七八九十'[(article - 1) % 10]}条"
    clause = next(one for one in clauses if label in one.address)
    found = evidence(clause.address, text=RULES)
    asked = understand(question, (), region=None, as_of=AS_OF)
    said = speak(Matter(asked, found, cast("Searcher", _Policies())))
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
        (8, "茶叶出口去年300万美元,今年380万美元,奖励多少?", "(380万美元-300万美元)×0.05元=4万元"),
        (9, "入驻文创园第8个月了,租了260平,这个月租金补多少?", "每月按200平方米×12元=2400元，最多按200平方米"),
        (10, "今年新招用了42个导游,能补多少?", "30人×1500元=4.5万元，最多按30人"),
        (11, "乙类商户租西市场100平,一个月租金多少?", "2200元×70%=1540元"),
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
        (9, "入驻文创园第8个月了,租了100平,每平租金10块,这个月补多少?"),
        (9, "入驻文创园第20个月了,租了100平,这个月补多少租金?"),
        (11, "乙类商户租西市场100平,一年租金多少?"),
    ],
)
def test_nothing_is_reckoned_where_a_part_is_not_certain(article: int, question: str) -> None:
    assert not _said(question, article)


@pytest.mark.parametrize(
    ("article", "question", "told"),
    [
        (12, "低收入家庭的儿童上课,一节课80元,自己每节要掏多少?", "自己出30元"),
        (13, "听力评估结论是中度,200块评估费自己出多少?", "未达到重度的,全部由个人承担，自己出200元"),
        (13, "听力评估结论是重度,200块评估费自己出多少?", "个人承担50元。"),
        (14, "80块一节课,今天早上8点半请的假,能退多少?", "退48元"),
        (14, "80块一节课,昨天下午5点请的假,能退多少?", "退80元"),
    ],
)
def test_what_one_pays_or_gets_back(article: int, question: str, told: str) -> None:
    assert told in _said(question, article, paid.said)


def test_what_comes_back_too_late_is_not_reckoned() -> None:
    assert not _said("80块一节课,今天早上10点请的假,能退多少?", 14, paid.said)


def test_a_figure_that_is_just_a_bound_lies_in_it_as_the_policy_says() -> None:
    assert "刚好1万人次不在“1万人次以下”之内" in _said("民宿年接待刚好1万人次,能不能统一投保?", 15, edges.said)
    assert not _said("民宿年接待8000人次,能不能统一投保?", 15, edges.said)
