"""Who leads, supports and is responsible, said by code from the facts of the nearest clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence, address_text, whole
from assistant.question import Facet
from assistant.statements import duties
from assistant.statements.matter import Matter, Said, Statement
from index.facts import policy_wide_rule
from index.policy import Clause, Policy, PolicyHeader
from index.variants import fold

_ASKS_LEAD = re.compile(r"牵头|挑头|主办|[Ll]ead")
_ROLES = (("lead", "牵头"), ("supporting", "配合"), ("responsible", "责任单位"))
_FORM = re.compile(
    r"(?:(?P<year>20\d\d)年?)?[^,，。?？\d]{0,10}?(?P<form>方案|意见|办法|措施|规划|答复|细则|规定)(?!怎|如何|要求)"
)
_LOCAL = re.compile(
    r"(?:县|区|市|镇|乡|街道|基层|地方)(?:里|政府|上|一级|这一级)?[^,，。?？]{0,12}"
    r"(?:没活|没事|不管|不用|要不要|用不用|有没有|是不是|算不算|要管|管不管)"
)
_GOVERNMENTS = re.compile(r"(?:市|县|区|乡镇|街道)[^、,，]{0,6}(?:政府|办事处)$|地方.{0,4}政府")
_NEAR_BEST = 0.8


def said(matter: Matter) -> Said:
    """The departments of the nearest clause that names any, and the rule that adds others to it.

    Where two policies name different bodies for the matter, each is said with its policy, and none is preferred.
    """
    if Facet.DEPARTMENT not in matter.question.facets or not matter.evidence:
        return Said()
    if both := duties.bodies(matter):
        return Said(tuple(both), frozenset({Facet.DEPARTMENT, Facet.LIST}), in_full=True)
    near = ordered(matter)
    statements = (*_asked(matter, near), *duties.counter(matter, near))
    return Said(statements, frozenset({Facet.DEPARTMENT, Facet.LIST}) if statements else frozenset())


def ordered(matter: Matter) -> list[Evidence]:
    """The evidence that may name the department: of the policy the question names, else near the best."""
    text = fold(matter.question.standalone)
    named = [item for item in matter.evidence if is_named(item.policy, text)]
    others = [item for item in matter.evidence if item not in named]
    if named and others:
        return named
    best = matter.evidence[0]
    return [
        item
        for item in matter.evidence
        if item.policy.policy_id == best.policy.policy_id or item.score >= _NEAR_BEST * best.score
    ]


def is_named(policy: PolicyHeader, text: str) -> bool:
    """Whether the question names the policy by the form and year of its title: 2020年意见, 那份实施方案."""
    for match in _FORM.finditer(text):
        days = (policy.signed, policy.published, policy.effective)
        years = {day[:4] for day in days if day} | set(re.findall(r"20\d\d", f"{policy.document_number}{policy.title}"))
        if match["form"] in policy.title and (match["year"] is None or match["year"] in years):
            return True
    return False


def _asked(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    target = next((found for item in near if (found := _naming(item, matter))), None)
    if target is None or (duties.wants_window(matter.question) and not _ASKS_LEAD.search(matter.question.standalone)):
        in_words = duties.in_words(matter, near)
        if in_words or target is None:
            return in_words
    leads = target.clause.departments.lead
    if _ASKS_LEAD.search(matter.question.standalone) and not leads and (words := _led_in_text(target)):
        return [Statement("部门", words, target)]
    statement = departments(target)
    if statement is None:
        return []
    policy = matter.policies.get(target.policy.policy_id)
    rule = wide_rule(policy, target.clause) if policy else None
    local = _local(matter, target, rule)
    if rule is None:
        return [*local, statement]
    clause, words = rule
    same = clause.clause_id == target.clause.clause_id
    extra = target if same else whole(clause, target.policy, words)
    return [*local, statement, Statement("部门", f"另据{address_text(clause)}，{words}。", extra)]


def _naming(item: Evidence, matter: Matter) -> Evidence | None:
    """The evidence when its clause names departments, else the paragraph of its article that does."""
    if item.clause.departments or _led_in_text(item):
        return item
    policy = matter.policies.get(item.policy.policy_id)
    article = item.clause.article
    if policy is None or article is None:
        return None
    of_article = (one for one in policy.clauses if one.article == article and one.departments)
    return next((whole(one, item.policy, one.text) for one in of_article), None)


def _local(matter: Matter, target: Evidence, rule: tuple[Clause, str] | None) -> list[Statement]:
    """Whether local governments have a part in the task, when that is asked."""
    if not _LOCAL.search(fold(matter.question.standalone)):
        return []
    listed = [name for name in target.clause.departments.all() if _GOVERNMENTS.search(name)]
    place = address_text(target.clause)
    if listed:
        return [Statement("结论", f"有任务：{place}的责任单位里列有{'、'.join(listed)}。", target)]
    if rule is None:
        return [Statement("结论", f"{place}没有列出市县政府，这份文件也没有写以后各项都要市县政府落实。", target)]
    clause, words = rule
    return [
        Statement(
            "结论",
            f"也要落实：{place}没有列出市县政府，但{address_text(clause)}写明“{words}”，{place}在其后。",
            whole(clause, target.policy, words),
        )
    ]


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
