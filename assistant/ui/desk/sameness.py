"""Which approved answer belongs to a question: one whose question means the same, for the same place and day.

The encoder alone cannot tell 牵头 from 配合, 2024年 from 2025年 or 适用 from 不适用: the figures are in
tests/assistant/desk/test_sameness.py. So the words that make another question of one have to agree first, and the
vectors decide among what is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant.facets import facets_of
from assistant.records.approved import Approved
from index.numbering import han_number
from index.regions import find_regions
from index.variants import fold, simplified

if TYPE_CHECKING:
    from index.search import Searcher

SAME = 0.955
"""Cosine of two questions' vectors from which they mean the same, when the words that tell them apart agree."""
_MOST_COMPARED = 400

_HAN = re.compile(
    r"(?<![哪统唯])[零一二两三四五六七八九十百千]+(?=[年月日天个家项次倍成级类点季期元万亿人岁份条档批](?!性))"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHETHER = re.compile(r"(.)不\1|可不可以|能不能|是不是|有没有|算不算|给不给")
_NEGATION = re.compile(r"不|未|没有?|无(?!线|人机|障碍)|非(?!税|营利|公)|禁止|除外|免(?=征|收|缴|费|交)")
_GROUPS = tuple(
    re.compile(each)
    for each in (
        r"牵头|主管|配合|协同|责任单位|分工|承担",
        r"认定|发放|审批|受理|公示|验收|兑付|拨付|监管|备案|注销|变更",
        r"个人|个体|企业|公司|单位|高校|学校|医院|机构|农户|合作社|社会组织|员工|职工|毕业生|退役军人|残疾人|失业人员|创业者",
        r"目标|任务|措施|原则|背景|意义|条件|材料|流程|程序|期限|标准|比例|额度|方式|范围",
        r"补贴|补助|奖励|贷款|贴息|减免|返还|退税|担保|基金|租金",
        r"社保|岗位|培训|就业|创业|研发|技改|技术改造|设备|房租|用地|用电|物流|展会|上市|认证|专利|标准",
        r"开始|截止|到期|生效|施行",
        r"最高|最低|至少|最多",
    )
)
_EITHER_WAY = tuple(
    re.compile(each)
    for each in (
        r"国家级?|省级|自治区级|市级|县级|区级|乡镇",
        r"大型|中型|小型|微型|小微|初创|龙头|规上|规下",
        r"首次|重新|再次|重复|连续|新增|复审|第\d+",
        r"线上|线下|网上|现场",
        r"本地|外地|外省|外资|港澳台",
    )
)
_ALIKE = {"公司": "企业", "单位": "企业", "主管": "牵头", "技改": "技术改造", "国家": "国家级", "程序": "流程"}
_ASKING = re.compile(
    r"请问|想问|我们|咱们|你们|什么时候|什么样|什么|怎么样|怎么|怎样|如何|是否|能不能|能否|可不可以|可以|有没有|哪一天|哪天|哪一?个|哪些|哪里|哪|谁"
    r"|多少钱|多少|几|找|由|办|要走|要交|需要|要|能|会|该|应|拿到|拿|领取|领|享受|提供|提交|算|计算|按|给予|给|对|用|来|到|上|的|了|吗|呢|吧|是|有|在|为|与|和|及|这个|那个|这|那|部门|负责"
    r"|申请|申报|企业|公司|钱|规定|政策|,|，|。|\?|？|、"
)


@dataclass(frozen=True)
class Asked:
    """A question that was asked: its standalone wording, and the region and day that were chosen for it, if any."""

    standalone: str
    region: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Offer:
    """An approved answer offered for a question, and how near the two questions are, as a cosine."""

    approved: Approved
    nearness: float


def offer(asked: Asked, approved: Sequence[Approved], searcher: Searcher) -> Offer | None:
    """Return the approved answer whose question is nearest to ``asked`` among those that mean the same; None if none.

    Of more than some hundreds only the newest that may mean the same are compared.
    """
    places = searcher.regions()
    fitting = [each for each in approved if may_be_same(asked, _question_of(each), places)][:_MOST_COMPARED]
    if not fitting:
        return None
    vectors = searcher.question_vectors([asked.standalone, *(each.question for each in fitting)])
    nearness = vectors[1:] @ vectors[0]
    best = int(nearness.argmax())
    return Offer(fitting[best], float(nearness[best])) if nearness[best] >= SAME else None


def may_be_same(one: Asked, other: Asked, places: Sequence[str] = ()) -> bool:
    """Whether no word, place or day tells the two questions apart; what they mean is for the vectors to say.

    ``places`` are regions known from the indexed policies.
    """
    if one.as_of != other.as_of or _places(one, places) != _places(other, places):
        return False
    return not told_apart(one.standalone, other.standalone)


def told_apart(one: str, other: str) -> bool:
    """Whether numbers, roles, kinds of people or aid, negations or what is asked for differ between two questions."""
    first, second = plain(one), plain(other)
    if first == second:
        return False
    if _telling(first) != _telling(second) or _clash(facets_of(first), facets_of(second)):
        return True
    if any(_clash(_of(group, first), _of(group, second)) for group in _GROUPS):
        return True
    return _exchanged(first, second)


def plain(question: str) -> str:
    """``question`` in simplified, folded writing, Han numbers before a unit in digits."""
    text = fold(simplified(question)).lower()
    return re.sub(r"\s+", "", _HAN.sub(_digits, text)).rstrip("。?？!！")


def _digits(match: re.Match[str]) -> str:
    return str(han_number(match[0]))


def _question_of(approved: Approved) -> Asked:
    return Asked(approved.question, approved.region, approved.as_of)


def _places(asked: Asked, known: Sequence[str]) -> frozenset[str]:
    named = frozenset(region.name for region in find_regions(fold(simplified(asked.standalone)), known))
    return named or frozenset((asked.region,) if asked.region else ())


def _telling(text: str) -> tuple[object, ...]:
    """What makes another question of one when it is there or not: numbers, negations, 首次, 小微."""
    bare = _WHETHER.sub("", text)
    words = tuple(_of(group, text) for group in _EITHER_WAY)
    return frozenset(_NUMBER.findall(text)), len(_NEGATION.findall(bare)) % 2, words


def _of(group: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(_ALIKE.get(word, word) for word in group.findall(text))


def _clash(one: AbstractSet[object], other: AbstractSet[object]) -> bool:
    """Whether each has what the other lacks."""
    return bool(one - other) and bool(other - one)


def _exchanged(one: str, other: str) -> bool:
    """Whether a word of the matter stands in one question where the other has another: 首次认定, 复审认定."""
    first, second = _ASKING.sub("", one), _ASKING.sub("", other)
    if not first or not second:
        return first != second
    changes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return any(kind == "replace" and i2 - i1 > 1 and j2 - j1 > 1 for kind, i1, i2, j1, j2 in changes)
