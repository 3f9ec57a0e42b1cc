"""Whom and what a policy leaves out, by sentences of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.statements.requirements import NUMBERED, SENTENCE, lead_of, unnumbered
from index.known import ClauseFacts, clause_facts
from index.policy import Clause, Policy
from index.variants import fold


@dataclass(frozen=True)
class Exclusion:
    """A sentence that leaves somebody out: ``kinds`` by name, ``condition`` the further words of the case.

    ``whole_policy`` when it bars from all the policy gives; ``of`` are the articles it names. ``lead`` are the words
    that lead in the list it is an item of (有下列情形之一的,不得申请). ``only`` when those are meant who do nothing
    else (仅从事咨询的). ``refused`` is what they do not count as, where that is said (不认定为首店).
    """

    clause: Clause
    words: str
    kinds: tuple[str, ...]
    condition: str
    whole_policy: bool
    of: tuple[tuple[str, ...], ...]
    lead: str = ""
    only: bool = False
    refused: str = ""

    @property
    def for_anybody(self) -> bool:
        """Whether the list it is an item of bars whoever is in one of its cases from what the policy gives."""
        return bool(_BARS_ANYBODY.match(self.lead))


_LEAVES_OUT = re.compile(
    "不适用|不得(?:再次|重复|再)?(?:申请|申报|享受|申领|领取|参加|参评|认定)|不予(?!公开|处罚|追究)[\u4e00-\u9fff]{2}"
    "|不(?:能|再)?享受|不(?:再)?(?:给予|补助|补贴|奖励|支持|资助)(?!比例|标准)|不(?:纳入|计入|列入)|不属于(?![^,。;]{1,14}的)|不在[^,]{0,8}范围|不包括|不包含|除外|不(?:认定|视|作)为|不得作为"
)
_BARS_ANYBODY = re.compile(
    "凡?有(?:下列|以下)(?:情形|情况|行为)之一的?(?:企业|单位|个人|机构|申请人|项目)?,?(?:的,)?不(?:予|得|能)(?:补助|补贴|奖励|奖补|支持|资助|扶持|申请|申报|申领|享受|受理|认定|办理|批准|发放|立项|登记|推荐)"
)
_LISTED = re.compile(
    rf"(?P<lead>[^。;\n]*(?:{_LEAVES_OUT.pattern})[^。;:\n]*):\s*(?P<items>(?:[0-9]{{1,2}}[.、]|\([^()]{{1,3}}\)|一是)[^。\n]+|[^。\n]+;[^。\n]+)"
)
_ALL_OF_IT = re.compile(
    "本(?:办法|意见|方案|措施|通知|细则|规定|条例|政策|指南|规则|公告|计划)(?!第)"
    "|不(?:再)?作为[^,。;]{0,6}(?:对象|主体)|不(?:在|属于|纳入|列入)[^,。;]{0,8}(?:对象|主体)"
)
_REFUSED = re.compile("不(?:能|得|予)?(?:认定|视|作|评定|登记)为(?P<thing>[^,。;]{2,10})")
_LIST = re.compile("、|以及|或者|和|及|或|与")
_TAIL = re.compile(
    "(?:等)?(?:类|行业|业|业务)?的?(?:企业|单位|机构|公司|人员|者|项目|支出|费用|活动|组织|团体|行业|学校|院校)$"
)
_TRADES = re.compile(
    "^(?:从事|经营|属于|涉及|主营)(?P<trades>[^,]{2,40}?、[^,]{2,40}?)(?:等)?(?:行业|业务|领域|经营|生产|活动)的$"
)
_HEAD = re.compile("^(?:对于?|凡是?|属于|从事|但是?|其中|各类|本[市省区县])")
_GENERAL = frozenset(
    {"企业", "单位", "个人", "机构", "项目", "人员", "任何", "申请", "其他", "同一", "有下列情形之一", "申报", "有关"}
)
_NO_KIND = re.compile("[的被由仅只未已]|下列|单个|^以[上下]")
_ONLY = re.compile("^(?:仅|只|专门|单纯)(?:是|为|供)?(?:从事|经营|开展|做)?|(?<=[企单机])(?:仅|只)从事")
_SHORTEST, _LONGEST = 2, 8


def exclusions(policy: Policy) -> Iterator[Exclusion]:
    """The sentences of a policy that leave somebody or something out."""
    for clause in policy.clauses:
        text = fold(clause.readable)
        lead = lead_of(clause, policy)
        if lead and _LEAVES_OUT.search(before := _last_sentence(unnumbered(fold(lead.readable)))):
            yield _item(clause, text, before, (lead.address,))
        elif within := _LISTED.search(text, clause.body):
            yield from (_item(clause, one, within["lead"], ()) for one in within["items"].split(";"))
        elif _LEAVES_OUT.search(text):
            facts = clause_facts(clause, policy)
            for match in SENTENCE.finditer(text):
                yield from _exclusion(clause, text, match, facts)


def _last_sentence(words: str) -> str:
    return re.split("[。;\n]", words.rstrip("。;\n "))[-1]


def _item(clause: Clause, text: str, lead: str, of: tuple[tuple[str, ...], ...]) -> Exclusion:
    """An item of a list of those left out: a kind by name (房地产开发企业), or a case in words (停产的)."""
    words = unnumbered(text).rstrip("。;, ")
    trades = _TRADES.match(words)
    named = _kinds(words) if not words.endswith("的") else _kinds(trades["trades"]) if trades else ()
    lead = lead.rstrip(": ")
    return Exclusion(clause, words, named, "" if named else words, bool(_ALL_OF_IT.search(lead)), of, lead)


def _exclusion(clause: Clause, text: str, match: re.Match[str], facts: ClauseFacts) -> Iterator[Exclusion]:
    numbered = NUMBERED.match(text, match.start(), match.end())
    begin = numbered.end() if numbered else match.start()
    refusal = _LEAVES_OUT.search(text, begin, match.end())
    before = text[begin : refusal.start()].strip(" ,") if refusal else ""
    if refusal is None or not before or "逾期" in before:
        return
    pieces = re.split("[,，]", before)
    named = [one for one in facts.benefits if one.who and begin <= one.who.start < refusal.start()]
    subject = named[0].who.words if named and named[0].who else pieces[0]
    kinds = _kinds(subject)
    condition = before.replace(subject, "", 1).strip(",，的、和以及") if kinds else before
    of = tuple(
        address for one in facts.references if begin <= one.reference.start < match.end() for address, _ in one.names
    )
    whole = bool(_ALL_OF_IT.search(text, refusal.start(), match.end())) and not of
    words = match[0][begin - match.start() :].strip()
    thing = _REFUSED.search(text, begin, match.end())
    refused = thing["thing"] if thing else ""
    yield Exclusion(clause, words, kinds, condition, whole, of, only=bool(_ONLY.search(subject)), refused=refused)


def _kinds(subject: str) -> tuple[str, ...]:
    """The kinds a list names: 房地产企业和金融企业 are 房地产 and 金融; of 仅从事咨询的企业 it is 咨询."""
    if re.search("仅|只", subject := _ONLY.sub("", subject)):
        return ()
    parts = [part.strip(" ,") for part in _LIST.split(subject)]
    return tuple(
        kind
        for part in parts
        if _SHORTEST <= len(kind := _TAIL.sub("", _HEAD.sub("", part))) <= _LONGEST
        and kind not in _GENERAL
        and not _NO_KIND.search(kind)
    )
