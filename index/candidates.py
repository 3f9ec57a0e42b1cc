"""The passages worth ranking for a query: those best by words and those nearest by vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.embed import Vectors
from index.lexical import Scores
from index.snapshot import Scope, Snapshot

CANDIDATES = 100
_MOST_LEFT_OUT = 0.5

Positions = npt.NDArray[np.int64]


def candidates(snapshot: Snapshot, lexical: Scores, vector: Vectors, scope: Scope) -> Positions:
    """Positions of the passages best by words and of those nearest by vector, in the order of the index."""
    words = np.where(scope.mask, lexical, 0.0)
    by_words = np.argsort(-words, kind="stable")[:CANDIDATES]
    found = set(by_words[words[by_words] > 0].tolist())
    found.update(_nearest(snapshot, vector, scope))
    return np.array(sorted(found), dtype=np.int64)


def _nearest(snapshot: Snapshot, vector: Vectors, scope: Scope) -> list[int]:
    """Positions of the ``CANDIDATES`` passages in ``scope`` nearest by vector."""
    size, within = len(snapshot.places), int(scope.mask.sum())
    if not within:
        return []
    # The collection filters slowly: where little is left out, more is asked for and the rest passed over.
    if within >= size * (1 - _MOST_LEFT_OUT):
        found = _positions(snapshot, snapshot.store.vectors.nearest(vector, 2 * CANDIDATES), scope)
        if len(found) >= min(CANDIDATES, within):
            return found[:CANDIDATES]
    nearest = snapshot.store.vectors.nearest(
        vector, CANDIDATES, regions=scope.regions, only_policies=scope.only_policies
    )
    return _positions(snapshot, nearest, scope)


def _positions(snapshot: Snapshot, vector_ids: Sequence[str], scope: Scope) -> list[int]:
    """Where passages stand; those the snapshot does not know, as an ingest is adding them, are passed over."""
    positions = (snapshot.position.get(vector_id) for vector_id in vector_ids)
    return [position for position in positions if position is not None and scope.mask[position]]
