"""Who leads, supports and is responsible, said by code from the facts of the nearest clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence, address_text, whole
from assistant.named import is_named
from assistant.question import Facet, Question
from assistant.statements import duties, fitting, performers, receivers, task_rows
from assistant.statements.brackets import departments_of, lead_rule, wide_rule
from assistant.statements.matter import Matter, Said, Statement
from index.assigned import Assigned, assigned
from index.facts import says_first_leads
from index.policy import Clause, Departments, Policy
from index.variants import fold

_ASKS_LEAD = re.compile(r"牵头|挑头|主办|为主(?!要)|领头|打头|[Ll]ead")
_LEADS = re.compile(r"牵头|[^\W\d]主办(?!方|单位)")
_ROLES = (("lead", "牵头"), ("supporting", "配合"), ("responsible", "责任单位"))
_LOCAL = re.compile(
    r"(?:县|区|市|镇|乡|街道|基层|地方)(?:里|政府|上|一级|这一级)?[^,，。?？]{0,12}"
    r"(?:没活|没事|不管|不用|要不要|用不用|有没有|是不是|算不算|要管|管不管)"
)
_GOVERNMENTS = re.compile(r"(?:市|县|区|乡镇|街道)[^、,，]{0,6}(?:政府|办事处)$|地方.{0,4}政府")
_STEPS = re.compile("材料|资料|手续|证件|流程|步骤|怎[么样]|如何|咋|工作日|表")
_HANDS_IN = re.compile(
    r"(?:[到去向在]|交给|报给|递到)(?:哪|谁)[^,，。?？]{0,8}(?:申请|申报|申领|提交|报名|递交|交材料|报材料)"
)
_COVERED: frozenset[Facet] = frozenset({Facet.DEPARTMENT, Facet.LIST})
_OF_A_ROW = _COVERED | {Facet.DATE}
_NEAR_BEST = 0.8


def said(matter: Matter) -> Said:
    """The departments of the nearest clause that names any, and the rule that adds others to it.

    Where two policies name different bodies for the matter, each is said with its policy, and none is preferred.
    """
    if not matter.evidence or not _asks(matter.question):
        return Said()
    if both := duties.bodies(matter):
        return Said(tuple(both), frozenset({Facet.DEPARTMENT, Facet.LIST}), in_full=True)
    near = ordered(matter)
    if rows := task_rows.asked(matter, near):
        return Said(tuple(rows), _COVERED | frozenset({Facet.DATE}), in_full=matter.question.facets <= _OF_A_ROW)
    by_act = [] if _HANDS_IN.search(fold(matter.question.standalone)) else performers.said(matter, near)
    if by_act:
        return Said(tuple(by_act), _COVERED, in_full=performers.asks_only(matter.question))
    statements = tuple(fitting.better(matter, _asked(matter, near), near))
    covers = _COVERED | _procedure(matter) if statements else frozenset()
    return Said(statements, covers, in_full=bool(statements) and not matter.question.facets)


def _asks(question: Question) -> bool:
    """Whether it is asked who, or where to go."""
    if Facet.DEPARTMENT in question.facets or duties.asks_who(question):
        return True
    return receivers.asks(question) or performers.asks(question)


def _procedure(matter: Matter) -> frozenset[Facet]:
    """The steps are answered too where only a counter or telephone was asked for."""
    return frozenset() if _STEPS.search(matter.question.standalone) else frozenset({Facet.PROCEDURE})


def ordered(matter: Matter) -> list[Evidence]:
    """The evidence that may name the department: of the policy the question names, else near the best."""
    named = [item for item in matter.evidence if is_named(item.policy, matter.question.standalone)]
    others = [item for item in matter.evidence if item not in named]
    if named and others:
        return named
    best = matter.evidence[0]
    return [
        item
        for item in matter.evidence
        if item.policy.policy_id == best.policy.policy_id or item.score >= _NEAR_BEST * best.score
    ]


def _asked(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """Where to go, where that is asked; who has the role or does the act asked about; both where both are asked."""
    asks_lead = _ASKS_LEAD.search(matter.question.standalone)
    where = receivers.said(matter, near) if receivers.asks(matter.question) else []
    if asks_lead:
        return [*_roles(matter, near), *where]
    if where and (receivers.of_appeal(matter.question) or not duties.asks_act(matter.question)):
        return where if receivers.asks_only(matter.question) else [*where, *_roles(matter, near)]
    if Facet.DEPARTMENT not in matter.question.facets and not duties.asks_who(matter.question):
        return where
    return _roles(matter, near) or where


def _roles(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """Who leads, supports and is responsible, by the bracket of the nearest clause that names any, else in words."""
    target = next((naming for item in near if (naming := _naming(item, matter))), None)
    asks_lead = _ASKS_LEAD.search(matter.question.standalone)
    if target is None and receivers.asks(matter.question) and _crowded(matter, near):
        return []
    if not asks_lead and (target is None or duties.asks_act(matter.question)):
        in_words = duties.in_words(matter, near)
        if in_words or target is None:
            return in_words
    if target is None:
        return duties.in_words(matter, near)
    policy = matter.policies.get(target.policy.policy_id)
    found = departments_of(target.clause, policy) if policy else target.clause.departments
    if asks_lead and not found.lead and (words := _led_in_text(target)):
        return [Statement("部门", words, target)]
    if policy and not found and (elsewhere := assigned(target.clause, policy)):
        return _assigned(target, elsewhere)
    statement = departments(target, found)
    if statement is None or policy is None:
        return [statement] if statement else []
    rule = wide_rule(policy, target.clause)
    return [*_local(matter, target, found, rule), statement, *_rules(target, policy, rule)]


def _assigned(target: Evidence, elsewhere: Assigned) -> list[Statement]:
    """The departments of a clause that another clause gives to them by its number."""
    where = f"（{address_text(target.clause)}的分工写在{address_text(elsewhere.rule)}）"
    said = departments(whole(elsewhere.rule, target.policy, elsewhere.words), elsewhere.departments)
    return [Statement("部门", f"{said.text.removesuffix('。')}{where}。", said.evidence)] if said else []


def _crowded(matter: Matter, near: Sequence[Evidence]) -> bool:
    policy = matter.policies.get(near[0].policy.policy_id) if near else None
    return policy is not None and receivers.crowded(policy)


def _rules(target: Evidence, policy: Policy, wide: tuple[Clause, str] | None) -> list[Statement]:
    """The rules of the policy that the roles of the target's departments rest on, or that add to them."""
    first = None if target.clause.departments else lead_rule(policy)
    found = [rule for rule in (first, wide) if rule]
    if len(found) > 1 and found[0][0].clause_id == found[1][0].clause_id:
        clause = found[0][0]
        words = "；".join(dict.fromkeys(words for _, words in found))
        return [Statement("部门", f"另据{address_text(clause)}，{words}。", whole(clause, target.policy, words))]
    return [
        Statement(
            "部门",
            f"另据{address_text(clause)}，{words}。",
            target if clause.clause_id == target.clause.clause_id else whole(clause, target.policy, words),
        )
        for clause, words in found
    ]


def _naming(item: Evidence, matter: Matter) -> Evidence | None:
    """The evidence when its clause names departments, else the paragraph of its article that does."""
    policy = matter.policies.get(item.policy.policy_id)
    if item.clause.departments or _led_in_text(item) or (policy and departments_of(item.clause, policy)):
        return item
    if policy and assigned(item.clause, policy):
        return item
    article = item.clause.article
    if policy is None or article is None:
        return None
    of_article = (one for one in policy.clauses if one.article == article and one.departments)
    return next((whole(one, item.policy, one.text) for one in of_article), None)


def _local(matter: Matter, target: Evidence, found: Departments, rule: tuple[Clause, str] | None) -> list[Statement]:
    """Whether local governments have a part in the task, when that is asked."""
    if not _LOCAL.search(fold(matter.question.standalone)):
        return []
    listed = [name for name in found.all() if _GOVERNMENTS.search(name)]
    place = address_text(target.clause)
    if listed:
        return [Statement("结论", f"有任务：{place}的责任单位里列有{'、'.join(listed)}。", target)]
    if rule is None:
        return [Statement("结论", f"{place}没有列出市县政府，这份文件也没有写以后各项都要市县政府落实。", target)]
    clause, words = rule
    if clause.clause_id == target.clause.clause_id:
        return [Statement("结论", f"这一条没有列出市县政府，但写明“{words}”。", target)]
    text = f"也要落实：{place}没有列出市县政府，但{address_text(clause)}写明“{words}”，{place}也在其内。"
    return [Statement("结论", text, whole(clause, target.policy, words))]


def _led_in_text(item: Evidence) -> str | None:
    """The deciding sentence whose own words say who leads, nearest to the question first."""
    for sentence in sorted(item.sentences, key=lambda sentence: -sentence.score):
        if _LEADS.search(fold(sentence.text)) and not says_first_leads(fold(sentence.text)):
            return sentence.text
    return None


def departments(evidence: Evidence, found: Departments | None = None) -> Statement | None:
    """Who leads, supports and is responsible, in the words of the clause's own bracket."""
    found = evidence.clause.departments if found is None else found
    if not found:
        return None
    parts = [f"{label}：{'、'.join(names)}" for role, label in _ROLES if (names := getattr(found, role))]
    plain = "（原文没有区分牵头和配合）" if found.responsible and not found.lead else ""
    return Statement("部门", "；".join(parts) + plain + "。", evidence)
