"""Clauses that hold what is asked for come before others as near: 谁负责 wants a clause that names departments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Facet, Question
from index.policy import Hit
from index.variants import fold

DEPTH = 30
"""So many hits are looked at."""
SUITED = 0.10
"""A clause that holds what is asked for is raised by this share of the best score."""
HAS_PERCENT = re.compile(r"\d\s*(?:%|％|‰)")
HAS_MONEY = re.compile(r"[\d一二三四五六七八九十百千万]\s*(?:万|亿)?元")


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
