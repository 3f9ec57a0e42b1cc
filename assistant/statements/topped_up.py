"""What is still paid to those who had the lower sum before (补足差额): the higher sum less the one they had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.bands import band_for
from assistant.statements.given import figures, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from assistant.statements.steps import scales
from index.known import clause_facts
from index.policy import Clause, Policy, Validity
from index.variants import fold

_ASKS = re.compile(
    r"(?:还|再|又)(?![没未不])[^,，。;；?？]{0,6}(?:拿|领|补|给|得|奖|要)[^,，。;；?？]{0,4}(?:多少|几|吗|不|么)|补多少|差多少|差额|补差|补齐"
)
_HAD = re.compile(
    r"(?:拿|领|得|给|补|奖|享受|到手|获得|发)(?:过|了|到)|已经?[^,，。;；没未]{0,6}(?:拿|领|得到|享受|获得)"
)
_HAD_NOT = re.compile(
    r"(?:没有?|未|还没|从未|从没|不曾)[^,，。;；?？]{0,6}(?:拿|领|得|给|补|奖|享受|获得|申请)(?:过|到)?"
)
_RULE = re.compile(r"补(?:足|齐|发|付)[^,，。;；]{0,8}(?:差额|差价|差)|差额部分|按差额|补差")
# Two governments' money for one thing is weighed in overlap.
_OTHER_LEVEL = re.compile(
    r"(?:中央|国家|自治区|省|市|县|区|上|同)级?(?:财政|资金|政策|标准|补助|补贴|奖励)|其他政策|同类政策"
)
_NOW = re.compile(r"后来|现在|今年|又|再|接着|最近|升|晋|达到|通过|评上|变成|提高")
_COMMON = re.compile(
    r"已经?|获得|享受|领取|补助|补贴|奖励|资金|企业|我们|多少|一次性|给予|认定|[0-9.]+|万?元|的|了|过|对"
)


@dataclass(frozen=True)
class _Sum:
    """A sum of a clause with the words it is for, and how many pairs these share with what the asker has now."""

    value: Decimal
    words: str
    place: tuple[int, int]
    shared: int


def said(matter: Matter) -> Said:
    """The difference, worked out where both sums are certain; else the rule in its own words."""
    asked = plainly(matter.question.standalone)
    if not matter.evidence or not _ASKS.search(asked) or not _HAD.search(_HAD_NOT.sub(" ", asked)):
        return Said()
    found = next(_rules(matter), None)
    if found is None:
        return Said()
    item, clause, place = found
    rule = clause.readable[place[0] : place[1]].strip("；;。 ")
    rests_on = Evidence(0, clause, item.policy, 1.0, (Sentence(*place, clause.readable[slice(*place)], 1.0),))
    worked = _worked(item, clause, matter, asked)
    text = f"补足差额：{worked[0]}。" if worked else f"只补差额，原文写的是“{rule}”。"
    lines = ((f"按的是“{rule}”。", rests_on),) if worked else ()
    statement = Statement("结论", text, worked[1] if worked else rests_on, lines)
    return Said((statement,), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), in_full=True)


def _rules(matter: Matter) -> Iterator[tuple[Evidence, Clause, tuple[int, int]]]:
    """The sentences on a difference: of the nearest clauses, then of their articles."""
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.policy.validity(matter.question.as_of) == Validity.EXPIRED:
            continue
        for clause in (item.clause, *_beside(item.clause, policy)):
            for start, end in sentences(clause):
                text = fold(clause.readable[start:end])
                if _RULE.search(text) and not _OTHER_LEVEL.search(text):
                    yield item, clause, (start, end)


def _beside(clause: Clause, policy: Policy) -> list[Clause]:
    """The other clauses of an article or of the innermost section."""
    above = clause.article or clause.address[:-1]
    return [one for one in policy.clauses if above and one.address[: len(above)] == above and one is not clause]


def _worked(item: Evidence, rule: Clause, matter: Matter, asked: str) -> tuple[str, Evidence] | None:
    """The higher sum less the one the asker had, and the clause of the higher sum; None where one is not certain."""
    had = [one for one in figures(asked) if one.unit == "元" and _HAD.search(one.around)]
    now = _NOW.search(asked)
    if len(had) != 1 or now is None:
        return None
    later = asked[now.start() :]
    policy = matter.policies[item.policy.policy_id]
    for clause in dict.fromkeys((item.clause, rule)):
        if by_band := _by_band(clause, policy, later, had[0].value):
            return by_band
        best = _best(_sums(clause, policy, later), had[0].value)
        if best:
            text = f"{best.words}，减去已得的{money(had[0].value)}：{money(best.value)}-{money(had[0].value)}"
            place = Sentence(*best.place, clause.readable[slice(*best.place)], 1.0)
            way = f"{text}={money(best.value - had[0].value)}"
            return way, Evidence(0, clause, item.policy, 1.0, (place,))
    return None


def _by_band(clause: Clause, policy: Policy, later: str, had: Decimal) -> tuple[str, Evidence] | None:
    """The sum of the band that the asker's figure lies in now, less that of a lower band."""
    for bands in scales(clause, policy):
        unit = next((band.held.unit for band in bands if band.held), "")
        told = [one for one in figures(later) if one.unit == unit and unit != "元"]
        band = band_for(bands, told[0].value) if len(told) == 1 else None
        now = band.granted.sum if band else None
        if band and now and now > had and any(one.granted.sum == had for one in bands):
            name = f"{told[0].words}属{band.name}({band.said})" if band.name else f"{told[0].words}属“{band.said}”"
            way = f"{name}，{money(now)}，减去已得的{money(had)}：{money(now)}-{money(had)}={money(now - had)}"
            return way, band.rested_on(policy.header())
    return None


def _best(sums: Sequence[_Sum], had: Decimal) -> _Sum | None:
    """The one sum for what the asker has now, where the sum had before is another of the clause and lower."""
    if not any(one.value == had for one in sums):
        return None
    higher = sorted((one for one in sums if one.value > had), key=lambda one: -one.shared)
    if not higher or not higher[0].shared or (len(higher) > 1 and higher[0].shared == higher[1].shared):
        return None
    return higher[0]


def _sums(clause: Clause, policy: Policy, later: str) -> list[_Sum]:
    """Each sum of a clause, with the words before it that say what it is for."""
    text, found, before = fold(clause.readable), list[_Sum](), clause.body
    pairs = bigrams(_COMMON.sub(" ", later))
    for amount in clause_facts(clause, policy).amounts:
        if amount.unit != "元" or len(amount.values) != 1 or amount.bound == "at_most":
            continue
        words = clause.readable[max(before, text.rfind("。", 0, amount.start) + 1) : amount.end]
        place = next((one for one in sentences(clause) if one[0] <= amount.start < one[1]), (amount.start, amount.end))
        shared = len(bigrams(_COMMON.sub(" ", fold(words))) & pairs)
        found.append(_Sum(Decimal(amount.values[0]), words.strip("；;。，, \n"), place, shared))
        before = amount.end
    return found
