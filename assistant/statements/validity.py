"""Dates, said by code for the as-of date: validity, when to apply and how long it takes, targets; kept apart."""

from __future__ import annotations

import re
from datetime import date

from assistant.evidence import Evidence, day_of, day_text, title_text, whole
from assistant.question import Facet, Question
from assistant.statements import asked_times, goals, until
from assistant.statements.goals import passed_targets
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.windows import window
from index.facts import validity_dates
from index.policy import Clause, Policy, PolicyHeader, Validity
from index.variants import fold

__all__ = ["passed_targets", "said", "stating", "validity", "validity_clause", "window"]

SOON = 90
_AS_NEAR = 0.9
"""A clause with this share of the best score may bring in the validity of a second policy."""
_ISSUED_IN = re.compile(
    r"(?P<year>20[0-9]{2})年(?:[0-9]{1,2}月)?(?:份|底|初)?的?(?:发布?|出台?|印发?|公布|制定|下发|讲|那|老|旧|文件|办法|政策|通知|版|写)"
)
"""The year in which a text was issued, as people name it by that."""
_MONEY_KINDS = ("eligibility", "amount", "list", "content")


def said(matter: Matter) -> Said:
    """The kind of date the question asks for; a policy's validity when it asks for that or must hear of it."""
    dates = tuple(asked_times.said(matter)) if matter.evidence and asked_times.asks(matter.question) else ()
    covers = {Facet.DATE} if dates and not asked_times.of_own_case(matter.question) else set()
    of_text = (asked_times.of_text(matter.question) and not until.asked(matter.question)) or not dates
    if dates and Facet.PROCEDURE in matter.question.facets and "工作日" in matter.question.asked:
        covers.add(Facet.PROCEDURE)
    if covers and asked_times.only_still_open(matter.question):
        covers.add(Facet.ELIGIBILITY)
    policies = tuple(_validity_asked(matter, told=bool(dates), of_text=of_text))
    if not of_text and Facet.VALIDITY in matter.question.facets:
        covers.add(Facet.VALIDITY)  # 还剩几天 is asked of the window
    if Facet.VALIDITY in matter.question.facets and any(statement.evidence for statement in policies):
        covers.add(Facet.VALIDITY)
        if _over_by_then(matter):
            covers.add(Facet.ELIGIBILITY)  # whoever it was for, it will be over on the day asked about
    in_full = bool(dates) and asked_times.only_in_time(matter.question)
    return Said((*dates, *policies), frozenset(covers), in_full=in_full)


def _validity_asked(matter: Matter, *, told: bool, of_text: bool) -> list[Statement]:
    """The validity of the nearest policy, and of others as near when their validity is known or was asked for."""
    question = matter.question
    asked = (Facet.VALIDITY in question.facets and of_text) or (not told and _of_a_later_day(question))
    policies = _of_year_named(question, list(matter.policies.values()))
    found: list[Statement] = []
    if policies and (asked or _warns(policies[0], question)):
        found += _stated(policies[0], matter)
    if asked and policies[1:] and policies[1].policy_id != policies[0].replaced_by and _as_near(policies[1], matter):
        found += _stated(policies[1], matter)
    return found


def _of_year_named(question: Question, policies: list[Policy]) -> list[Policy]:
    """The one policy of the year in which the question says it was issued (2022年那份文件); else all of them."""
    match = _ISSUED_IN.search(fold(question.standalone))
    found = [one for one in policies if match and match["year"] in _issued(one)]
    return found if len(found) == 1 else policies


def _issued(policy: PolicyHeader) -> str:
    """What tells the year a policy was issued in: its number, else its day."""
    return policy.document_number or policy.signed or policy.published or ""


def _as_near(policy: Policy, matter: Matter) -> bool:
    """Whether the question may well be about this policy, whose validity is known, and not about the nearest one."""
    near = max(item.score for item in matter.evidence if item.policy.policy_id == policy.policy_id)
    known = policy.validity(matter.question.as_of) != Validity.UNKNOWN
    return known and near >= _AS_NEAR * matter.evidence[0].score


def _of_a_later_day(question: Question) -> bool:
    """Whether a question that asks for no validity turns on it: 明年3月还能申请吗, 我们赶得上吗."""
    if question.when and not goals.asked(question.asked):
        return True
    return Facet.DATE in question.facets and asked_times.asks_window(question)


def _over_by_then(matter: Matter) -> bool:
    when, policy = matter.question.when, next(iter(matter.policies.values()))
    return when is not None and not _lasts(policy, when)


def _stated(policy: Policy, matter: Matter) -> list[Statement]:
    """A policy's validity with the clause that states it, and the policy that has replaced it."""
    question = matter.question
    new = matter.searcher.policy(policy.replaced_by) if policy.replaced_by else None
    by = new if policy.validity(question.as_of) == Validity.EXPIRED else None
    found = [validity(policy, question.as_of, _resting(policy, matter), when=question.when, by=by)]
    if by:
        span = _span(by).rstrip("，") or "施行日期见原文"
        found.append(Statement("期限", f"取代它的是{title_text(by)}，{span}。", _resting(by, matter)))
    return found


def _resting(policy: Policy, matter: Matter) -> Evidence | None:
    stated = stating(policy)
    if stated is None:
        return None
    return next((item for item in matter.evidence if item.clause.clause_id == stated.clause.clause_id), stated)


def stating(policy: Policy) -> Evidence | None:
    """The clause that states when the policy is valid, as evidence."""
    clause = validity_clause(policy)
    return whole(clause, policy.header(), "施行 有效期 实施 执行") if clause else None


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


def validity(
    policy: PolicyHeader,
    as_of: date,
    evidence: Evidence | None,
    *,
    when: date | None = None,
    by: PolicyHeader | None = None,
) -> Statement:
    """Whether the policy is valid on ``as_of``, with days left, and on the later day ``when`` if asked about.

    ``by`` is the policy that has replaced it.
    """
    span, today = _span(policy), day_of(as_of)
    state = policy.validity(as_of)
    if state == Validity.EXPIRED:
        text = f"{span}{_ended(policy, by, as_of)}"
    elif state == Validity.NOT_YET:
        text = f"{span}到{today}尚未生效{_begun(policy, when)}。"
    elif state == Validity.IN_FORCE:
        text = f"{span}到{today}仍有效，还剩{policy.days_left(as_of)}天。" + _later(policy, when)
    else:
        text = f"{span}原文未写明有效期，到{today}是否仍然有效无法确定，请向发文机关确认。"
    return Statement("期限", title_text(policy) + text, evidence)


def _span(policy: PolicyHeader) -> str:
    parts = []
    if policy.effective:
        parts.append(f"自{day_text(policy.effective)}起施行")
    if policy.expires:
        parts.append(f"有效期至{day_text(policy.expires)}")
    return "，".join(parts) + "，" if parts else ""


def _ended(policy: PolicyHeader, by: PolicyHeader | None, as_of: date) -> str:
    today = day_of(as_of)
    if policy.replaced_on and policy.replaced_on <= as_of.isoformat():
        name = title_text(by) if by else "新文件"
        return f"已被{name}取代，到{today}已失效，不能再按它办理。"
    if policy.expires and policy.expires < as_of.isoformat():
        return f"到{today}已经过期失效，不能再按它办理。"
    return f"发布页面已标明失效，到{today}不能再按它办理。"


def _begun(policy: PolicyHeader, when: date | None) -> str:
    """Whether a policy not yet in force will be on the later day asked about."""
    if when is None or policy.effective is None or when.isoformat() < policy.effective:
        return "，现在还不能按它办理"
    return f"，到{when.year}年{when.month}月已经生效" if _lasts(policy, when) else ""


def _later(policy: PolicyHeader, when: date | None) -> str:
    if when is None:
        return ""
    if _lasts(policy, when):
        return f"到{when.year}年{when.month}月仍在有效期内。"
    return f"到{when.year}年{when.month}月已超出有效期，届时这份文件已到期，能否延续要看有没有新文件。"


def _lasts(policy: PolicyHeader, when: date) -> bool:
    return policy.expires is None or when.isoformat() <= policy.expires
