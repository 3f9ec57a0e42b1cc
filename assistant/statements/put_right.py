"""Sentences of a policy said word for word, with the departments that somebody put right in the place of those written.

The quote of the clause stays as it is printed; what is said beside it names the department meant, and what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.evidence import Evidence
from assistant.statements.matter import Statement
from index.known import mentions_of
from index.policy import Clause
from index.stated.fact import Mention, Role

_ROLES: dict[Role, str] = {
    "lead": "牵头",
    "supporting": "配合",
    "responsible": "负责",
    "competent": "职责部门",
    "penalises": "查处",
    "approves": "审批",
    "receives": "受理",
}
_EDGES = " ,，;；。、\n\u3000"


def as_meant(statement: Statement) -> Statement:
    """The statement with the departments of its clause that were put right by hand."""
    if statement.evidence is None:
        return statement
    text = in_right_words(statement.text, statement.evidence)
    return statement if text == statement.text else replace(statement, text=text)


def in_right_words(text: str, evidence: Evidence) -> str:
    """``text`` with these departments, as far as it holds the words of a sentence of ``evidence`` up to their names."""
    clause = evidence.clause
    if clause.by_hand is None or not clause.by_hand.mentions:
        return text
    for one in reversed(mentions_of(clause)):  # the last first, so that what stands before the others stays
        sentence = next((each for each in evidence.sentences if each.start <= one.start < each.end), None)
        if sentence is None or one.instead is None:
            continue
        before = clause.readable[sentence.start : one.start].lstrip(_EDGES)
        head, found, rest = text.partition(f"{before}{_written(one, clause)}")
        if found:
            text = f"{head}{before}{_named(one, clause)}{rest}"
    return text


def beside(quoted: Sequence[Evidence], said: str) -> Iterator[Statement]:
    """The departments put right that the sentences to be ``quoted`` name otherwise, as far as ``said`` lacks them."""
    for item in quoted:
        if item.clause.by_hand is None or not item.clause.by_hand.mentions:
            continue
        for one in mentions_of(item.clause):
            shown = any(each.start <= one.start < each.end for each in item.sentences)
            if shown and one.instead and one.instead not in said:
                yield Statement("部门", f"{_ROLES[one.role]}：{_named(one, item.clause)}。", item)


def _named(one: Mention, clause: Clause) -> str:
    return f"{one.instead}（原文写作“{_written(one, clause)}”，已由管理员更正）"


def _written(one: Mention, clause: Clause) -> str:
    return clause.readable[one.start : one.end]
