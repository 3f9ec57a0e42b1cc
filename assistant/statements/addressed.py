"""Whom a rule is for by its own words, where the asker is plainly somebody else: a firm for a person, another trade.

The trades are the sections of the national classification of industries (GB/T 4754-2017), as far as they shut each
other out. Who names both sides (做批发,也有自己的工厂) is told nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evidence import Evidence, address_text, sentences, whole
from assistant.statements.circumstances import Circumstances
from assistant.statements.general import general_rules
from assistant.statements.matter import Matter, Statement
from index.policy import Clause, Policy
from index.variants import fold, simplified

_FOR_PERSONS = re.compile(
    "个人消费者[^,。;、]{0,12}|本人名下|自然人(?!独资|股东)|(?:城乡)?居民个人|个人(?:名下|购买|申请人)"
)
_FOR_FIRMS = re.compile("企业|单位|公司|法人|商户|组织|机构")
_IS_FIRM = re.compile(
    "(?:登记|挂|落|放|写|上|买)在(?:我们?)?(?:公司|单位|企业|厂里?)(?:的)?名下|以(?:公司|企业|单位)(?:的)?名义|(?:公司|单位|企业)名下"
)
_ALSO_PERSON = re.compile("个人名下|自己名下|本人名下|个人名义")

_SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("农业", "农业|种植业|养殖业|畜牧业|渔业|林业", "种(?:植|菜|粮|果)|养(?:殖|猪|鸡|鱼|牛|羊)|农业|农场|果园"),
    ("制造业", "制造业|工业", "制造|工厂|生产线|车间|加工厂|我们?厂|厂家|机加工"),
    ("建筑业", "建筑业|建筑施工", "建筑(?!材料)|施工(?:队|企业|单位)|包工|装修(?:队|企业)"),
    (
        "批发和零售业",
        "批发(?:和|、|与)?零售业?|批发业|零售业|商贸业",
        "批发|零售|商贸|贸易|超市|小卖部|便利店|经销|倒卖",
    ),
    ("交通运输和仓储业", "交通运输业|物流业|仓储业|道路货运业?", "物流|货运|运输企业|快递|仓储"),
    ("住宿和餐饮业", "住宿业|餐饮业|住宿和餐饮业", "餐饮|饭店|餐馆|火锅|奶茶|小吃|酒店|宾馆|民宿|咖啡"),
    ("软件和信息服务业", "软件业|软件和信息(?:技术)?服务业|信息传输", "软件|互联网|网站|小程序|[aA][pP][pP]开发"),
    ("金融业", "金融业", "小贷|典当|融资租赁|银行|保险企业|担保企业"),
    ("房地产业", "房地产业", "房地产|楼盘|卖房"),
)
_WHOSE = "(?:领域)?(?:的)?(?:规上|规模以上|大中型|中小微?|小微|小型|民营)*(?:企业|单位|主体|经营者|商户|项目)"
_REQUIRED = tuple(
    (name, re.compile(f"(?:{required}){_WHOSE}"), re.compile(spoken)) for name, required, spoken in _SECTIONS
)
_SPEAKS = re.compile("我们?|咱们?|本企业|我家|一家|开|做|搞|从事")
_NOT_SO = re.compile("不是|不做|不搞|没有|给[^,]{1,8}(?:做|供)|卖给|客户是")

Place = tuple[Clause, str]
"""A sentence of a clause, folded."""


def to_another(matter: Matter, policy: Policy, told: Circumstances) -> list[Statement]:
    """That the rule asked about is for persons, or for a trade, and the asker says he is not that."""
    return _for_persons(matter, policy) or _for_a_trade(matter, policy, told)


def _for_persons(matter: Matter, policy: Policy) -> list[Statement]:
    spoken = fold(simplified(matter.question.standalone))
    firm = _IS_FIRM.search(spoken)
    first = matter.evidence[0]
    if firm is None or _ALSO_PERSON.search(spoken):
        return []
    for clause, sentence in _sentences(first):
        match = _FOR_PERSONS.search(sentence)
        if match and not _FOR_FIRMS.search(sentence[: match.end()]):
            return [_no(clause, policy, sentence, match[0], firm[0])]
    return []


def _for_a_trade(matter: Matter, policy: Policy, told: Circumstances) -> list[Statement]:
    spoken = [piece for piece in told.pieces if _SPEAKS.search(piece) and not _NOT_SO.search(piece)]
    for clause, sentence in (*_nearest(matter), *_of_rules(policy)):
        found = [(name, match, words) for name, form, words in _REQUIRED if (match := form.search(sentence))]
        if len(found) != 1:
            continue  # a rule for several trades shuts nobody out by one of them
        name, match, words = found[0]
        if any(words.search(piece) for piece in told.pieces):
            return []
        own = _trade(spoken, name)
        return [_no(clause, policy, sentence, match[0], own)] if own else []
    return []


def _trade(pieces: Sequence[str], required: str) -> str | None:
    """The words in which the asker names a trade other than the one required."""
    forms = [form for name, _, form in _REQUIRED if name != required]
    return next((match[0] for piece in pieces for form in forms if (match := form.search(piece))), None)


def _no(clause: Clause, policy: Policy, sentence: str, words: str, told: str) -> Statement:
    where = f"《{policy.title}》{address_text(clause)}" if policy.title_printed else "原文"
    text = f"不符合：{where}写明的是“{words}”，您说的是{told}。"
    return Statement("结论", text, whole(clause, policy.header(), sentence))


def _nearest(matter: Matter) -> Iterator[Place]:
    """The sentences of the best clause, and of the items of the list it leads in."""
    first = matter.evidence[0]
    address = first.clause.unit
    for item in matter.evidence:
        same = item.policy.policy_id == first.policy.policy_id
        if item is first or (same and item.clause.address[: len(address)] == address):
            yield from _sentences(item)


def _sentences(item: Evidence) -> Iterator[Place]:
    for start, end in sentences(item.clause):
        yield item.clause, fold(item.clause.readable[start:end]).strip()


def _of_rules(policy: Policy) -> Iterator[Place]:
    for rule in general_rules(policy):
        yield rule.clause, rule.words
