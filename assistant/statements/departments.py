"""Who leads, supports and is responsible, said by code from the facts of the nearest clause."""

from __future__ import annotations

import re

from assistant.evidence import Evidence, address_text, whole
from assistant.question import Facet
from assistant.statements.matter import Matter, Said, Statement
from index.facts import policy_wide_rule
from index.policy import Clause, Policy
from index.variants import fold

_ASKS_LEAD = re.compile(r"牵头|挑头|主办|[Ll]ead")
_ROLES = (("lead", "牵头"), ("supporting", "配合"), ("responsible", "责任单位"))


def said(matter: Matter) -> Said:
    """The departments of the nearest clause that names any, and the rule that adds others to it."""
    if Facet.DEPARTMENT not in matter.question.facets:
        return Said()
    statements = tuple(_asked(matter))
    return Said(statements, frozenset({Facet.DEPARTMENT, Facet.LIST}) if statements else frozenset())


def _asked(matter: Matter) -> list[Statement]:
    target = next((item for item in matter.evidence if item.clause.departments or _led_in_text(item)), None)
    if target is None:
        return []
    leads = target.clause.departments.lead
    if _ASKS_LEAD.search(matter.question.standalone) and not leads and (words := _led_in_text(target)):
        return [Statement("部门", words, target)]
    statement = departments(target)
    if statement is None:
        return []
    policy = matter.policies.get(target.policy.policy_id)
    rule = wide_rule(policy, target.clause) if policy else None
    if rule is None:
        return [statement]
    clause, words = rule
    same = clause.clause_id == target.clause.clause_id
    extra = target if same else whole(clause, target.policy, words)
    return [statement, Statement("部门", f"另据{address_text(clause)}，{words}。", extra)]


def _led_in_text(item: Evidence) -> str | None:
    """The deciding sentence whose own words say who leads, nearest to the question first."""
    for sentence in sorted(item.sentences, key=lambda sentence: -sentence.score):
        if "牵头" in fold(sentence.text):
            return sentence.text
    return None


def departments(evidence: Evidence) -> Statement | None:
    """Who leads, supports and is responsible, in the words of the clause's own bracket."""
    found = evidence.clause.departments
    if not found:
        return None
    parts = [f"{label}：{'、'.join(names)}" for role, label in _ROLES if (names := getattr(found, role))]
    plain = "（原文没有区分牵头和配合）" if found.responsible and not found.lead else ""
    return Statement("部门", "；".join(parts) + plain + "。", evidence)


def wide_rule(policy: Policy, clause: Clause) -> tuple[Clause, str] | None:
    """The rule of an earlier clause of the same section that binds departments for ``clause`` too."""
    for other in policy.clauses:
        rule = policy_wide_rule(fold(other.readable))
        if rule and other.address[:1] == clause.address[:1]:
            return other, rule
        if other.clause_id == clause.clause_id:
            return None
    return None
