"""Questions to ask on with: only such as the clauses just cited have an answer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.answer import Answer, AnswerStatus
from assistant.ui.words import ZH, Words
from index.known import clause_facts

if TYPE_CHECKING:
    from index.policy import Clause, Policy
    from index.search import Searcher

MOST = 3
_LABELS = (
    ("department", re.compile(r"^(?:部[门門]：|Departments: )", re.M)),
    ("conditions", re.compile(r"^(?:[条條]件：|Conditions: )", re.M)),
    ("deadline", re.compile(r"^(?:期限：|Dates: )", re.M)),
)
"""How an answer begins the lines of its parts: what they tell is not offered again."""
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
    told = {part for part, label in _LABELS if label.search(answer.answer)}
    if answer.kind != "amount" and any(each.role == "benefit" and each.unit == "元" for each in facts.amounts):
        yield "amount"
    if "conditions" not in told and answer.kind != "eligibility" and any(each.conditions for each in facts.benefits):
        yield "conditions"
    if (
        "department" not in told
        and answer.kind != "department"
        and (clause.departments.lead or clause.departments.responsible)
    ):
        yield "department"
    if "deadline" not in told and answer.kind != "deadline" and policy.expires:
        yield "deadline"
