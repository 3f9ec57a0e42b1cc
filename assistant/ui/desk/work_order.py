"""The work order of a call as text to paste into the ticket system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.evidence import address_text
from assistant.records.calls import Call, Exchange
from assistant.ui.desk.words import Words

if TYPE_CHECKING:
    from index.search import Searcher


def work_order(call: Call, searcher: Searcher, words: Words) -> str:
    """Write the work order of ``call``: questions, answers, clauses, department, deadline, note, outcome, staff."""
    return "\n".join(_lines(call, searcher, words))


def _lines(call: Call, searcher: Searcher, words: Words) -> Iterator[str]:
    yield words["order_title"].format(number=call.id)
    yield f"{words['order_time']}{call.began.astimezone():%Y-%m-%d %H:%M}{_until(call)}"
    yield f"{words['order_staff']}{call.staff}"
    if call.outcome:
        yield f"{words['order_outcome']}{words[call.outcome.value]}"
    for number, exchange in enumerate(call.exchanges, 1):
        yield from _exchange(number, exchange, searcher, words)
    if call.department:
        yield f"{words['order_department']}{call.department}"
    if deadline := next((each.deadline for each in reversed(call.exchanges) if each.deadline), ""):
        yield f"{words['order_deadline']}{deadline}"
    if call.note.strip():
        yield f"{words['order_note']}{call.note.strip()}"


def _until(call: Call) -> str:
    return f" – {call.ended.astimezone():%H:%M}" if call.ended else ""


def _exchange(number: int, exchange: Exchange, searcher: Searcher, words: Words) -> Iterator[str]:
    yield f"{words['order_question'].format(number=number)}{exchange.question}"
    approved = words["order_approved"] if exchange.approved_id is not None else ""
    yield f"{words['order_answer'].format(number=number)}{approved}{exchange.answer or words[exchange.status]}"
    for marker, clause_id in enumerate(exchange.clauses, 1):
        clause = searcher.clause(clause_id)
        policy = searcher.policy(clause.policy_id) if clause else None
        if clause and policy:
            document = f"（{policy.document_number}）" if policy.document_number else ""
            yield f"  [{marker}] 《{policy.title.strip('《》')}》{document} {address_text(clause)}"
