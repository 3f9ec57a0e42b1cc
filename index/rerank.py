"""The first hits of a search put in a better order by a cross-encoder, which reads question and clause together.

None by default: on two processor cores even a small one takes longer than everything else in a search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.lexical import Scores
from index.passage import of_clause
from index.policy import Hit, Validity
from index.ranking import EXPIRED_SHARE

RERANKED = 30
"""So many of the first hits are read again."""
RERANKER_WEIGHT = 0.7
"""The reranker's share of the new score. The rest is the search's, which knows the policy as a whole, decides where the
reranker sees no difference, and bounds the harm of a model that does not suit the texts."""


class Reranker(Protocol):
    """What a search needs of a cross-encoder."""

    @property
    def name(self) -> str:
        """The model's name."""

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """How well each text answers ``query``, as the model scores it: any numbers, the greater the better."""


def reranked(query: str, hits: Sequence[Hit], reranker: Reranker, *, expired_too: bool) -> list[Hit]:
    """The same hits, the first ``RERANKED`` of them in the order of both scores; the rest follow as they were.

    A clause's score is that of its best passage. The new scores lie between the best and the least of those reread,
    so that what they say of how near the best is to the query stays true. Clauses of expired policies are lowered as
    by the search unless ``expired_too``.
    """
    first, rest = hits[:RERANKED], hits[RERANKED:]
    if len(first) < 2:
        return list(hits)
    read = _shares(_read(query, first, reranker))
    if not expired_too:
        expired = np.array([hit.validity == Validity.EXPIRED for hit in first])
        read[expired] *= EXPIRED_SHARE
    searched = np.array([hit.score for hit in first], dtype=np.float32)
    least, span = float(searched.min()), float(np.ptp(searched))
    both = _shares(RERANKER_WEIGHT * read + (1 - RERANKER_WEIGHT) * _shares(searched))
    scored = sorted(zip(first, both, strict=True), key=lambda pair: -pair[1])
    ordered = [hit.model_copy(update={"score": least + span * float(share)}) for hit, share in scored]
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate((*ordered, *rest), 1)]


def _read(query: str, hits: Sequence[Hit], reranker: Reranker) -> Scores:
    """The score of each clause: that of its best passage."""
    texts = [[passage.embedded for passage in of_clause(hit.clause, hit.policy)] or [hit.clause.text] for hit in hits]
    scores = reranker.scores(query, [text for of_one in texts for text in of_one])
    starts = np.cumsum([0, *map(len, texts[:-1])])
    best: Scores = np.maximum.reduceat(scores.astype(np.float32), starts)
    return best


def _shares(scores: Scores) -> Scores:
    """Scores from the least to the greatest, as shares between 0 and 1; all 0 when they are equal."""
    span = float(np.ptp(scores))
    shares: Scores = (scores - scores.min()) / span if span > 0 else np.zeros_like(scores)
    return shares
