"""The departments of a clause as its policy means them: brackets without a word for the role, and rules for all tasks.

Some policies say once that the first department in each bracket leads; their brackets then hold names alone.
"""

from __future__ import annotations

import re

from index.facts import policy_wide_rule, says_first_leads
from index.policy import Clause, Departments, Policy
from index.variants import fold

_BRACKET = re.compile(r"[(](?P<names>[^()]*(?:[(][^()]*[)][^()]*)*)[)][。;]?\s*$", re.MULTILINE)
_ORGAN = re.compile(
    r"(?:委|局|厅|部|办|署|院|会|行|中心|政府|公司|大学|学院|机构|单位|部门|办公室|领导小组|银行|园区|海关|联|队|所|站)$"
)
_LONGEST_NAME = 30
_ALL_BOUND = re.compile(
    r"(?:政府|管委会|部门|单位)[^。;；,，]{0,6}(?:各条|各项|所有|全部|上述|以上|以下|下列)[^。;；,，]{0,8}"
    r"(?:措施|任务|工作|条款|事项)[^。;；,，]{0,4}(?:均|都)[^。;；,，]{0,6}(?:负|落实|承担|执行)"
)
_OTHERS_SUPPORT = re.compile(r"其[余他](?:的)?(?:部门|单位)?(?:均|都)?(?:为|是|系)[^。;；]{0,6}(?:配合|协助|协办|参与)")


def departments_of(clause: Clause, policy: Policy) -> Departments:
    """The departments the clause names by role; a bracket of names alone counts where a rule says what they are."""
    if clause.departments:
        return clause.departments
    rule = lead_rule(policy)
    names = _names(clause) if rule else ()
    if not rule or not names:
        return Departments()
    if _OTHERS_SUPPORT.search(fold(rule[1])):
        return Departments(lead=names[:1], supporting=names[1:])
    return Departments(lead=names[:1], responsible=names[1:])


def lead_rule(policy: Policy) -> tuple[Clause, str] | None:
    """The sentence that says that the first department of each bracket leads, and its clause."""
    for clause in policy.clauses:
        for sentence in re.split(r"[。;；\n]", clause.readable):
            if says_first_leads(fold(sentence)):
                return clause, sentence.strip(" ()（）")
    return None


def wide_rule(policy: Policy, clause: Clause) -> tuple[Clause, str] | None:
    """The rule for all tasks that binds departments for ``clause`` too: earlier in its section, or for the policy."""
    for other in policy.clauses:
        rule = policy_wide_rule(fold(other.readable))
        if rule and other.address[:1] == clause.address[:1]:
            return other, rule
        if other.clause_id == clause.clause_id:
            break
    for other in policy.clauses:
        bound = _ALL_BOUND.search(fold(other.readable)) if other.address[0] in ("前言", "附则") else None
        if bound:
            return other, _sentence(other.readable, bound.start())
    return None


def _sentence(text: str, place: int) -> str:
    """The sentence of ``text`` that holds ``place``."""
    start = max(text.rfind(mark, 0, place) + 1 for mark in "。;；\n")
    end = min((at for mark in "。;；\n" if (at := text.find(mark, place)) >= 0), default=len(text))
    return text[start:end].strip()


def _names(clause: Clause) -> tuple[str, ...]:
    """The names in the bracket that closes the clause, when all of them are names of organs."""
    brackets = list(_BRACKET.finditer(fold(clause.readable)))
    if not brackets:
        return ()
    start, end = brackets[-1].span("names")
    names = tuple(name.strip() for name in re.split(r"[、,，]", clause.readable[start:end]))
    return names if all(len(name) <= _LONGEST_NAME and _ORGAN.search(name) for name in names) else ()
