"""The benefit of another level that a rule speaks of (与省级政策就高不重复), found by its matter; the higher sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant import apart
from assistant.evidence import Evidence, Sentence, sentences
from assistant.statements.given import money
from assistant.statements.matter import Matter
from index.known import clause_facts
from index.policy import Clause, Policy, PolicyHeader, Validity
from index.stated.fact import Amount
from index.variants import fold

_LEVEL = (("省级", re.compile(r"省级|省里|省的|自治区(?:级|政策)|上级")), ("国家", re.compile(r"国家")))
_BENEFIT = re.compile(r"(?P<name>[^\W\d]{2,12}?(?:补贴|补助|奖励|津贴|资助|贷款))")
_GENERAL = re.compile(
    r"一次性|给予|按每人|标准的?|享受|领取|提高|发放|申请|获得|本条|第[一二三四五六七八九十]+条规定的"
)
_LEAST_NAME = 4
_ALIKE = 0.35
_DEPTH = 12
_LEAST_SIDES = 2


def with_other_level(matter: Matter, rule: Evidence) -> list[Evidence]:
    """The side of the rule's policy with the one of the level its rule names, the higher first; none when not sure."""
    level = next((name for name, words in _LEVEL if words.search(fold(rule.deciding))), None)
    policy = matter.policies.get(rule.policy.policy_id)
    if level is None or policy is None:
        return []
    own = _own(matter, policy)
    if own is None or apart.level(policy.header()) in (level, "国家"):
        return []
    found = _others(matter, own, level)
    return [found[0], own] if len(found) == 1 else []


def _own(matter: Matter, policy: Policy) -> Evidence | None:
    """The nearest clause of the policy that grants a sum."""
    hits = matter.searcher.search(
        matter.question.standalone, _DEPTH, policies=(policy.policy_id,), as_of=matter.question.as_of
    )
    return next((side for hit in hits if (side := _side(hit.clause, policy))), None)


def _others(matter: Matter, own: Evidence, level: str) -> list[Evidence]:
    """The clauses of policies in force of ``level`` that grant a benefit of the same name; one a policy."""
    hits = matter.searcher.search(own.deciding, _DEPTH, as_of=matter.question.as_of)
    found: dict[str, Evidence] = {}
    for hit in hits:
        if apart.level(hit.policy) != level or hit.validity is not Validity.IN_FORCE:
            continue
        if not _same_benefit(own.clause, hit.clause) or apart.alike(own.clause, hit.clause) < _ALIKE:
            continue
        policy = matter.searcher.policy(hit.policy.policy_id)
        side = _side(hit.clause, policy) if policy else None
        if side:
            found.setdefault(hit.policy.policy_id, side)
    return list(found.values())


def _side(clause: Clause, policy: Policy) -> Evidence | None:
    """The evidence of a clause that grants one sum of money: the sentence that does."""
    amount = _granted(clause, policy)
    if amount is None:
        return None
    start, end = next(((a, b) for a, b in sentences(clause) if a <= amount.start < b), (0, 0))
    place = Sentence(start, end, clause.readable[start:end], 1.0)
    return Evidence(0, clause, policy.header(), 1.0, (place,)) if end else None


def _granted(clause: Clause, policy: Policy) -> Amount | None:
    paid = [one for one in clause_facts(clause, policy).amounts if one.unit == "元" and one.role == "benefit"]
    return paid[0] if len(paid) == 1 and paid[0].bound == "exact" and len(paid[0].values) == 1 else None


def _same_benefit(one: Clause, other: Clause) -> bool:
    """Whether two clauses name one benefit (吸纳就业补贴), and not only a kind of it (一次性补贴)."""
    return bool(_names(one) & _names(other))


def _names(clause: Clause) -> set[str]:
    found = set()
    for match in _BENEFIT.finditer(fold(clause.readable)):
        name = _GENERAL.sub("", match["name"])
        if len(name) >= _LEAST_NAME:
            found |= {name[place:] for place in range(len(name) - _LEAST_NAME + 1)}
    return found


def higher(matter: Matter, sides: Sequence[Evidence]) -> str:
    """Which of two sums is higher, when both are told for the same: 市级2000元高于省级1500元."""
    told: list[tuple[Decimal, tuple[str, ...], PolicyHeader]] = []
    for side in sides:
        policy = matter.searcher.policy(side.policy.policy_id)
        amount = _granted(side.clause, policy) if policy else None
        if amount is None:
            return ""
        per = tuple(sorted(one for one in amount.per if one != "一次性"))
        told.append((Decimal(amount.values[0]), per, side.policy))
    if len(told) != _LEAST_SIDES or told[0][1] != told[1][1]:
        return ""
    if apart.alike(sides[0].clause, sides[1].clause) < _ALIKE:
        return ""
    low, high = sorted(told, key=lambda one: one[0])
    each = "".join(high[1])
    if low[0] == high[0]:
        return f"两级都是{each}{money(high[0])}"
    names = [apart.level(one[2]) or one[2].region or "" for one in (high, low)]
    return f"{names[0]}{each}{money(high[0])}高于{names[1]}{each}{money(low[0])}"
