"""Which clauses come before others as near: those that hold what is asked for, and those known to be in force.

谁负责 wants a clause that names departments; of two policies that say the same, the one in force answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.gate.wording import share
from assistant.named import is_named
from assistant.question import Facet, Question
from index.policy import Hit, Validity
from index.variants import fold

if TYPE_CHECKING:
    from assistant.evidence import Evidence

DEPTH = 30
"""So many hits are looked at."""
SUITED = 0.10
"""A clause that holds what is asked for is raised by this share of the best score."""
SAYS_THE_SAME = 0.5
"""Two sentences that share so many of their character pairs state the same rule."""
HAS_PERCENT = re.compile(r"\d\s*(?:%|％|‰)")
HAS_MONEY = re.compile(
    r"[\d一二三四五六七八九十百千万]\s*(?:万|亿)?元|\((?:单位[:：])?[百千万亿]*元\)"
)  # the head of a column too
_STANDING = {Validity.IN_FORCE: 2, Validity.UNKNOWN: 1, Validity.NOT_YET: 1, Validity.EXPIRED: 0}


def suited(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the order of their raised scores, which are scaled so that the best score stays what it was."""
    if not hits:
        return []
    raised = [hit.score + SUITED * hits[0].score * _holds(question, hit) for hit in hits]
    scale = hits[0].score / (max(raised) or 1.0)
    order = sorted(range(len(hits)), key=lambda place: -raised[place])
    return [
        hits[place].model_copy(update={"rank": rank, "score": raised[place] * scale})
        for rank, place in enumerate(order, 1)
    ]


def _holds(question: Question, hit: Hit) -> bool:
    text = fold(hit.clause.readable)
    if Facet.AMOUNT in question.facets:
        return bool(HAS_MONEY.search(text) or HAS_PERCENT.search(text))
    if Facet.DEPARTMENT in question.facets:
        return bool(hit.clause.departments) or "牵头" in text
    return Facet.DATE in question.facets and bool(hit.clause.dates)


def known_first(question: str, gathered: Sequence[Evidence], hits: Sequence[Hit], words: Sequence[str]) -> list[float]:
    """The scores of the clauses, the best one's changed with that of one that says the same and is known to hold.

    ``words`` is the nearest sentence of each clause. A policy the question names keeps its place.
    """
    scores = [item.score for item in gathered]
    if not gathered:
        return scores
    states = {hit.clause.clause_id: _STANDING[hit.validity] for hit in hits}
    best = max(range(len(scores)), key=lambda place: scores[place])
    first = gathered[best]
    if is_named(first.policy, question):
        return scores
    better = [
        place
        for place, item in enumerate(gathered)
        if item.policy.policy_id != first.policy.policy_id
        and states[item.clause.clause_id] > states[first.clause.clause_id]
        and share(fold(words[best]), fold(item.clause.readable)) >= SAYS_THE_SAME
    ]
    if better:
        place = max(better, key=lambda one: scores[one])
        scores[best], scores[place] = scores[place], scores[best]
    return scores
