"""The passages worth ranking for a query: those best by words and those nearest by vector."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.embed import Vectors
from index.lexical import Scores
from index.scope import Scope
from index.snapshot import Snapshot

CANDIDATES = 100
_COMPARED = 10
"""So many passages are compared with the query in the time in which the collection finds one more."""
_BLOCK = 512
_PIECE = 4_096
"""So many vectors are compared at a time: they stay in the processor's cache."""

Positions = npt.NDArray[np.int64]


def candidates(snapshot: Snapshot, lexical: Scores, vector: Vectors, scope: Scope) -> Positions:
    """Positions of the passages best by words and of those nearest by vector, in the order of the index."""
    return np.union1d(_best_by_words(lexical, scope), _nearest(snapshot, vector, scope))


def _best_by_words(lexical: Scores, scope: Scope) -> Positions:
    """Positions of the ``CANDIDATES`` passages in ``scope`` that share most with the query; those that share any."""
    scores = lexical * scope.mask
    # The best of each block are so many scores of different passages: the last of the best of these is a bound.
    blocks = scores[: len(scores) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
    bound = np.partition(blocks, -CANDIDATES)[-CANDIDATES] if len(blocks) >= CANDIDATES else 0.0
    sharing = np.flatnonzero((scores > 0) & (scores >= bound))
    return sharing[_greatest(scores[sharing], CANDIDATES)]


def _greatest(scores: Scores, count: int) -> Positions:
    """The places of the ``count`` greatest scores, in their order; of equal ones the first."""
    if len(scores) <= count:
        return np.arange(len(scores))
    least = np.partition(scores, -count)[-count]
    above = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[: count - len(above)]
    return np.sort(np.concatenate([above, equal]))


def _nearest(snapshot: Snapshot, vector: Vectors, scope: Scope) -> Positions:
    """Positions of the ``CANDIDATES`` passages in ``scope`` nearest by vector.

    The collection's own filter takes 70 ms and more for 100,000 vectors and misses some of the nearest. So it is asked
    for as many as should hold enough in scope. Where that takes longer, or they do not, all in scope are compared.
    """
    if not scope.count:
        return np.zeros(0, dtype=np.int64)
    # A little more than enough, as an ingest may be adding others; the more, the less of all is in scope.
    asked = int(CANDIDATES * (1.5 * len(snapshot.columns) / scope.count - 0.3))
    if scope.count > _COMPARED * asked:
        found = snapshot.columns.positions(snapshot.store.vectors.nearest(vector, asked))
        found = found[scope.mask[found]]
        if len(found) >= CANDIDATES:
            return found[:CANDIDATES]
    return _nearest_of_all(snapshot.columns.vectors, vector, np.flatnonzero(scope.mask))


def _nearest_of_all(vectors: Vectors, vector: Vectors, positions: Positions) -> Positions:
    """Those ``CANDIDATES`` of ``positions`` whose vectors are nearest to ``vector``."""
    cosines = np.empty(len(positions), dtype=np.float32)
    for start in range(0, len(positions), _PIECE):
        piece = positions[start : start + _PIECE]
        cosines[start : start + _PIECE] = vectors[piece] @ vector
    return positions[_greatest(cosines, CANDIDATES)]
