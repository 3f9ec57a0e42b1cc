"""Validity, application windows and passed target dates, said by code for the as-of date."""

from __future__ import annotations

import re
from datetime import date

from assistant.evidence import Evidence, day_of, day_text, whole
from assistant.question import Facet, Question
from assistant.statements.matter import Matter, Said, Statement
from assistant.verify import share
from index.facts import validity_dates
from index.policy import Clause, DateFact, Policy, PolicyHeader, Validity
from index.variants import fold

SOON = 90
_ASKS_PASSED = re.compile(r"过了|过没|超期|逾期|到期|到今天|还在|现在|已经|还没|来得及|规划期|[Oo]verdue|passed")
_MONEY_KINDS = ("eligibility", "amount", "list", "content")


def said(matter: Matter) -> Said:
    """Dates that have passed, and the validity of the policies the answer rests on."""
    found = (*_passed_asked(matter), *_window_asked(matter), *_validity_asked(matter))
    stated = any(statement.evidence for statement in found)
    return Said(found, frozenset({Facet.VALIDITY, Facet.DATE}) if stated else frozenset())


def _passed_asked(matter: Matter) -> list[Statement]:
    question = matter.question
    if not matter.evidence or not _ASKS_PASSED.search(question.standalone):
        return []
    statement = passed_targets(matter.evidence[0], question.as_of, question.standalone)
    return [statement] if statement else []


def _window_asked(matter: Matter) -> list[Statement]:
    if not matter.question.facets & {Facet.DATE, Facet.VALIDITY, Facet.PROCEDURE}:
        return []
    found = (window(item, matter.question.as_of) for item in matter.evidence[:2])
    return [statement for statement in found if statement][:1]


def _validity_asked(matter: Matter) -> list[Statement]:
    question = matter.question
    found: list[Statement] = []
    asked = Facet.VALIDITY in question.facets or question.when is not None
    for policy in list(matter.policies.values())[: 2 if asked else 1]:
        if asked or _warns(policy, question):
            clause = validity_clause(policy)
            resting = next(
                (item for item in matter.evidence if clause and item.clause.clause_id == clause.clause_id), None
            )
            if clause and resting is None:
                resting = whole(clause, policy.header(), "施行 有效期 实施 执行")
            found.append(validity(policy, question.as_of, resting, when=question.when))
    return found


def _warns(policy: PolicyHeader, question: Question) -> bool:
    """Whether an asker must hear of a policy's validity without having asked."""
    state, left = policy.validity(question.as_of), policy.days_left(question.as_of)
    if state in (Validity.EXPIRED, Validity.NOT_YET):
        return True
    return question.kind in _MONEY_KINDS and left is not None and left <= SOON


def validity_clause(policy: Policy) -> Clause | None:
    """The clause that states when the policy is valid."""
    issued = policy.signed or policy.published
    found = None
    for clause in policy.clauses:
        effective, expires = validity_dates(fold(clause.readable), issued)
        if expires or (effective and found is None):
            found = clause
    return found


def validity(policy: PolicyHeader, as_of: date, evidence: Evidence | None, *, when: date | None = None) -> Statement:
    """Whether the policy is valid on ``as_of``, with days left, and on the later day ``when`` if asked about."""
    name = f"《{policy.title}》" if policy.title_printed else f"「{policy.title}」"
    span = _span(policy)
    state = policy.validity(as_of)
    today = day_of(as_of)
    if policy.replaced_by and state == Validity.EXPIRED:
        text = f"{name}{span}已被新文件取代，到{today}已失效，不能再按它办理。"
    elif state == Validity.EXPIRED:
        text = f"{name}{span}到{today}已经过期失效。"
    elif state == Validity.NOT_YET:
        text = f"{name}{span}到{today}尚未生效。"
    elif state == Validity.IN_FORCE:
        text = f"{name}{span}到{today}仍有效，还剩{policy.days_left(as_of)}天。" + _later(policy, when)
    else:
        text = f"{name}{span}原文未写明有效期，到{today}是否仍然有效无法确定，请向发文机关确认。"
    return Statement("期限", text, evidence)


def _span(policy: PolicyHeader) -> str:
    parts = []
    if policy.effective:
        parts.append(f"自{day_text(policy.effective)}起施行")
    if policy.expires:
        parts.append(f"有效期至{day_text(policy.expires)}")
    return "，".join(parts) + "，" if parts else ""


def _later(policy: PolicyHeader, when: date | None) -> str:
    if when is None or policy.expires is None or when.isoformat() <= policy.expires:
        return ""
    return f"到{when.year}年{when.month}月已超出有效期，届时这份文件已到期，能否延续要看有没有新文件。"


def window(evidence: Evidence, as_of: date) -> Statement | None:
    """Whether the application window a clause states is open on ``as_of``, with the days left."""
    days = {
        fact.kind: fact.date
        for fact in evidence.clause.dates
        if fact.kind.startswith("window") and len(fact.date) == 10
    }
    start, end = days.get("window_start"), days.get("window_end")
    if start is None or end is None:
        return None
    day = as_of.isoformat()
    if day < start:
        state = f"到{day_of(as_of)}还没有开始"
    elif day > end:
        state = f"到{day_of(as_of)}已经截止"
    else:
        left = (date.fromisoformat(end) - as_of).days
        state = f"到{day_of(as_of)}仍在申报期内，来得及，还剩{left}天"
    return Statement("期限", f"申报时间是{day_text(start)}至{day_text(end)}，{state}。", evidence)


def passed_targets(evidence: Evidence, as_of: date, question: str) -> Statement | None:
    """A target year or planning period that governs the nearest sentence and is over on ``as_of``."""
    nearest = max(evidence.sentences, key=lambda sentence: sentence.score)
    before = [sentence for sentence in reversed(evidence.sentences) if sentence.start <= nearest.start]
    for sentence in [*before, *evidence.sentences]:
        if dated := _dated_parts(evidence, fold(sentence.text)):
            fact = max(dated, key=lambda pair: share(question, pair[1]))[0]
            return _passed(fact, as_of, evidence)
    return None


def _dated_parts(evidence: Evidence, sentence: str) -> list[tuple[DateFact, str]]:
    """The target dates a sentence states, each with the words from it to the next one."""
    facts = [f for f in evidence.clause.dates if f.kind in ("target", "plan_period_end") and f.text in sentence]
    starts = [*sorted(sentence.index(fact.text) for fact in facts), len(sentence)]
    return [
        (fact, sentence[(at := sentence.index(fact.text)) : min(one for one in starts if one > at)]) for fact in facts
    ]


def _passed(fact: DateFact, as_of: date, evidence: Evidence) -> Statement | None:
    year = int(fact.date[:4])
    if year >= as_of.year:
        return None
    what = "目标年份" if fact.kind == "target" else "规划期末年"
    return Statement("期限", f"{what}是{year}年，到{day_of(as_of)}已过，原文没有写是否完成。", evidence)
