"""Questions to ask on with: only such as the clauses just cited have an answer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.answer import Answer, AnswerStatus
from assistant.ui.words import ZH, Words
from index.known import clause_facts

if TYPE_CHECKING:
    from index.policy import Clause, Policy
    from index.search import Searcher

MOST = 3
_TOLD = (AnswerStatus.ANSWERED, AnswerStatus.QUOTES_ONLY)


def follow_ups(answer: Answer, searcher: Searcher, words: Words = ZH) -> list[str]:
    """Return up to three questions about the clause cited first that the answer was not about."""
    if answer.status not in _TOLD or not answer.citations:
        return []
    first = answer.citations[0]
    clause, policy = searcher.clause(first.clause_id), searcher.policy(first.policy_id)
    if clause is None or policy is None:
        return []
    return [words[f"follow_{each}"] for each in _stated(answer, clause, policy)][:MOST]


def _stated(answer: Answer, clause: Clause, policy: Policy) -> Iterator[str]:
    facts = clause_facts(clause, policy)
    if answer.kind != "amount" and any(each.role == "benefit" and each.unit == "元" for each in facts.amounts):
        yield "amount"
    if answer.kind != "eligibility" and any(each.conditions for each in facts.benefits):
        yield "conditions"
    if answer.kind != "department" and (clause.departments.lead or clause.departments.responsible):
        yield "department"
    if answer.kind != "deadline" and policy.expires:
        yield "deadline"
