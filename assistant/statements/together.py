"""Whether two benefits of one policy may be had together, by the sentence of that policy that says so.

A sentence that names what is asked about, by number or by word (第(六)项奖励可与第(一)项补助同时享受), goes before
one on all of it (同时符合多项条件的,只享受其中标准最高的一项); rules on other policies are left to ``overlap``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant import apart
from assistant.evidence import Evidence, Sentence, address_text, sentences, title_text
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Clause, Policy, Validity
from index.variants import fold, simplified

_MAY = re.compile("(?:可以?|允许|能够?)(?:与[^,。;]{1,40})?(?:同时|叠加|合并|一并|累加)(?:享受|申[请报领]|领取|使用)?")
_MAY_NOT = re.compile(
    "不(?:得|能|可|予|再)?(?:以)?(?:同时|叠加|累加|兼得)(?:享受|申[请报领]|领取|使用)?|(?:只|仅)(?:能|可以?)?(?:享受|领取|补助|给予)[^,。;]{0,6}(?:最高|较高|其中)[^,。;]{0,4}一[项种档]"
    "|(?:最高|较高)(?:的)?一[项种档](?:给予|享受|补助|执行)"
)
_ADDS = re.compile(
    r"[+＋]|加(?:上|起来|一起)?[^,。;?]{0,10}(?:一共|总共|共|是不是|就是)|(?:都|全)(?:能|可以)?(?:拿|领|享受|算)"
)
_REFERS = re.compile(r"第?(?P<label>\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百零0-9]{1,6}[条项])")
_OTHER_POLICIES = re.compile(
    "其他[^,。;]{0,8}(?:政策|资金)|同类政策|(?:国家|省级?|市级?|区级?|上级)[^,。;]{0,6}(?:政策|资金)"
)
_COMMON = re.compile("补[助贴]|奖[励补]|享受|同时|可以?|不得?|项|标准|条件|的|能|拿|一共|加")
_LEAST = 2


@dataclass(frozen=True)
class _Rule:
    """A sentence on having several things of a policy, and how nearly it is about those asked for."""

    clause: Clause
    start: int
    end: int
    may: bool
    near: int

    @property
    def words(self) -> str:
        return self.clause.readable[self.start : self.end].strip("；;。 ")


def said(matter: Matter) -> Said:
    """Yes or no with the sentence that decides; nothing where none of the policy found speaks of it."""
    asked = fold(simplified(matter.question.standalone))
    if not matter.evidence or not (apart.wants_both(asked) or _ADDS.search(asked)):
        return Said()
    first = matter.evidence[0].policy
    policy = matter.policies.get(first.policy_id)
    if policy is None or first.validity(matter.question.as_of) is Validity.EXPIRED:
        return Said()
    found = sorted(_rules(policy, matter, asked), key=lambda rule: -rule.near)
    if not found or not found[0].near or (len(found) > 1 and found[1].near == found[0].near):
        return Said()
    rule = found[0]
    place = Sentence(rule.start, rule.end, rule.clause.readable[rule.start : rule.end], 1.0)
    head = "可以同时享受" if rule.may else "不能同时享受"
    text = f"{head}：{title_text(first)}{address_text(rule.clause)}规定“{rule.words}”。"
    evidence = Evidence(0, rule.clause, first, 1.0, (place,))
    whole = not rule.may and matter.question.facets <= {Facet.ELIGIBILITY, Facet.AMOUNT}
    return Said((Statement("结论", text, evidence),), frozenset({Facet.ELIGIBILITY}), in_full=whole)


def _rules(policy: Policy, matter: Matter, asked: str) -> Iterator[_Rule]:
    near = [item.clause for item in matter.evidence if item.policy.policy_id == policy.policy_id]
    for clause in policy.clauses:
        for start, end in sentences(clause):
            text = fold(clause.readable[start:end])
            no = _MAY_NOT.search(text)
            may = None if no else _MAY.search(text)
            if (no or may) and not _OTHER_POLICIES.search(text):
                named = _named(text, policy, asked)
                yield _Rule(clause, start, end, bool(may), named or _nearness(clause, text, near, asked))


def _named(text: str, policy: Policy, asked: str) -> int:
    """3 where all the clauses a rule names by number are of what is asked about; 0 where it names none or others."""
    labels = {match["label"] for match in _REFERS.finditer(text)}
    pairs = bigrams(_COMMON.sub(" ", asked))
    meant = {
        label
        for label in labels
        for one in policy.clauses
        if label in map(fold, one.address) and len(bigrams(_COMMON.sub(" ", fold(one.readable))) & pairs) >= _LEAST
    }
    return 3 if labels and meant == labels else 0


def _nearness(clause: Clause, text: str, near: list[Clause], asked: str) -> int:
    """2 where a rule stands in a clause found or above it; 1 where it shares words with the question."""
    if any(one.address[: len(clause.unit)] == clause.unit for one in near[:_LEAST]):
        return 2
    return int(len(bigrams(_COMMON.sub(" ", text)) & bigrams(_COMMON.sub(" ", asked))) >= _LEAST)
