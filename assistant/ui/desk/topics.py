"""Questions that got no answer, grouped by what they are about, so that somebody sees which texts are missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from assistant.facets import without_asking
from assistant.records.calls import Call
from index.variants import fold, simplified

if TYPE_CHECKING:
    from index.search import Searcher

OPEN = ("not_found", "not_stated", "needs_detail", "failed")
"""The statuses of an answer that leave the caller without one."""
_APART = 0.65
"""Groups whose questions are on average farther apart (1 - cosine, around the mean of all) stay two."""
_MOST_GROUPED = 2000
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}")
_LENGTHS = (6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Open:
    """A question that got no answer: as it was put, alone, what came of it, when and who took the call."""

    question: str
    standalone: str
    status: str
    at: datetime
    staff: str


@dataclass(frozen=True)
class Topic:
    """Questions about one thing, newest first, and the words most of them share."""

    name: str
    questions: tuple[Open, ...]


def open_questions(calls: Sequence[Call]) -> list[Open]:
    """Return the questions of ``calls`` that got no answer, newest first."""
    found = [
        Open(each.question, each.standalone or each.question, each.status, each.at, call.staff)
        for call in calls
        for each in call.exchanges
        if each.status in OPEN
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def topics(questions: Sequence[Open], searcher: Searcher) -> tuple[Topic, ...]:
    """Group ``questions`` by what they are about, the largest group first; of very many only the newest."""
    questions = questions[:_MOST_GROUPED]
    texts = list(dict.fromkeys(each.standalone for each in questions))
    if not texts:
        return ()
    label_of = dict(zip(texts, _labels(texts, searcher), strict=True))
    groups: dict[int, list[Open]] = {}
    for each in questions:
        groups.setdefault(label_of[each.standalone], []).append(each)
    made = [Topic(_name([one.standalone for one in group]), tuple(group)) for group in groups.values()]
    return tuple(sorted(made, key=lambda each: -len(each.questions)))


def _labels(texts: Sequence[str], searcher: Searcher) -> list[int]:
    if len(texts) == 1:
        return [0]
    # Imported here: it takes a second, and the desk opens without it.
    from sklearn.cluster import AgglomerativeClustering

    vectors = searcher.question_vectors([without_asking(fold(simplified(each))) or each for each in texts])
    around = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(around, axis=1, keepdims=True)
    around = around / np.maximum(lengths, 1e-9)
    grouping = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=_APART)
    return [int(label) for label in grouping.fit_predict(around)]


def _name(texts: Sequence[str]) -> str:
    """The longest words that most of ``texts`` share; of one text what it is about."""
    bare = [without_asking(fold(simplified(each))) or each for each in texts]
    if len(set(bare)) == 1:
        return bare[0][:20]
    shares = [_pieces(each) for each in bare]
    counted = Counter(piece for pieces in shares for piece in pieces)
    least = max(2, (len(bare) + 1) // 2)
    common = [piece for piece, times in counted.items() if times >= least]
    common.sort(key=lambda piece: (-len(piece) * counted[piece], piece))
    chosen: list[str] = []
    for piece in common:
        if not any(set(piece) & set(other) for other in chosen):
            chosen.append(piece)
    return "、".join(chosen[:3]) or bare[0][:20]


def _pieces(text: str) -> set[str]:
    found: set[str] = set()
    for word in _WORD.findall(text):
        if word.isascii():
            found.add(word)
            continue
        found.update(word[at : at + size] for size in _LENGTHS for at in range(len(word) - size + 1))
    return found
