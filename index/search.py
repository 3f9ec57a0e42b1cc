"""Query to hits: hybrid scores, filters, as-of date.

A passage's score is a weighted sum of its BM25 score and its cosine, each normalised over the candidates of the
query; a clause's is that of its best passage, raised a little when its policy as a whole is near. The order rests on
that alone. The scores of a query are then scaled so that the best is how near the nearest vector is beyond chance:
that can be compared between queries, and is low when the index holds nothing about one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed import Embedder, Vectors
from index.lexical import Scores
from index.nearness import Cache, sentence_scores, share_above
from index.parse import PARSER_VERSION
from index.policy import Clause, Hit, Policy, PolicyHeader, Validity
from index.records import Made
from index.regions import covers
from index.snapshot import Scope, Snapshot

LEXICAL_WEIGHT = 0.35
VECTOR_WEIGHT = 0.65
POLICY_WEIGHT = 0.10
UNRELATED = 0.20
"""Below this best score nothing about the query was found, with the default model: 12 questions on other matters
scored 0.10 to 0.18, nine in ten of 54 that the index answers 0.24 and more."""
EXPIRED_SHARE = 0.75
"""What is left of the score of a clause whose policy has expired, so that the one in force comes first."""
UNRELATED_OTHER_TONGUE = 0.15
"""The same for a question with few Chinese characters, which stands farther from Chinese clauses: five English
questions on other matters scored 0.08 to 0.11, two that the index answers 0.17."""
CANDIDATES = 100
POLICY_CLAUSES = 3
_MOST_LEFT_OUT = 0.5

Positions = npt.NDArray[np.int64]


class Searcher:
    """An open index, ready to be searched by several threads; it follows what an ingest makes of the index."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self._home = home
        self._made = Made(embedder.name, embedder.dimensions, PARSER_VERSION)
        self._cache = Cache(embedder)
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None

    @classmethod
    def open(cls, folder: Path, embedder: Embedder) -> Searcher:
        """Open the index in ``folder``.

        Raises StoreError when there is none, it is damaged, or it was made with another model or parser.
        """
        searcher = cls(folder, embedder)
        with searcher._lock:
            searcher._current()
        return searcher

    def close(self) -> None:
        """Release the files; they are opened again when the index is used again."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        region: str | None = None,
        regions: Sequence[str] = (),
        as_of: date | None = None,
        include_other: bool = False,
        expired_too: bool = False,
    ) -> list[Hit]:
        """The ``k`` clauses nearest to ``query``, best first, validity as of ``as_of`` (default today).

        ``region`` and ``regions`` leave out the policies of all other regions; national ones and those of no known
        region stay.
        ``include_other`` takes in documents that are no policy, such as a news item on the same page. Clauses of
        expired policies rank below others unless ``expired_too`` says that the query may be about them.
        """
        if not query.strip():
            return []
        vector = self._cache.query(query)
        with self._lock:
            snapshot = self._current()
            asked = (*((region,) if region else ()), *regions)
            scope = snapshot.scope(tuple(dict.fromkeys(asked)), include_other=include_other)
            day = as_of or date.today()
            ranked = rank(snapshot, query, vector, scope)
            return _hits(snapshot, (ranked if expired_too else _expired_below(snapshot, ranked, day))[:k], day)

    def policies(self) -> list[PolicyHeader]:
        """Every policy in the index, by title."""
        with self._lock:
            return list(self._current().headers.values())

    def policy(self, policy_id: str) -> Policy | None:
        """One policy with its clauses, or None."""
        with self._lock:
            snapshot = self._current()
            policy = snapshot.store.catalog.policy(policy_id)
            header = snapshot.headers.get(policy_id)
            if policy is None or header is None or header.replaced_by is None:
                return policy
            return policy.model_copy(update={"replaced_by": header.replaced_by, "replaced_on": header.replaced_on})

    def clause(self, clause_id: str) -> Clause | None:
        """One clause, or None."""
        with self._lock:
            return self._current().store.catalog.clause(clause_id)

    def quote(self, clause: Clause, start: int, end: int) -> tuple[str, int, int]:
        """The source's own text behind ``clause.text[start:end]`` and its offsets in the source.

        Raises LookupError when the clause's policy is no longer in the index, ValueError for an empty or outside span.
        """
        first, last = clause.raw_span(start, end)
        with self._lock:
            text = self._current().source_text(clause.policy_id)
        if text is None:
            raise LookupError(f"{clause.policy_id} is no longer in the index")
        return text[first:last], first, last

    def sentence_scores(self, query: str, sentences: Sequence[str]) -> list[float]:
        """How near each sentence is to ``query``, between 0 and 1."""
        with self._lock:
            snapshot = self._current()
            words, mean_vector = snapshot.words, snapshot.mean_vector
        return sentence_scores(query, sentences, self._cache, words, mean_vector)

    def regions(self) -> list[str]:
        """The regions of the indexed policies, each once: names a question may use that no gazetteer knows."""
        with self._lock:
            return sorted({policy.region for policy in self._current().headers.values() if policy.region})

    def covered(self, regions: Sequence[str]) -> tuple[str, ...]:
        """Those of ``regions`` that a policy of a known region may concern."""
        with self._lock:
            snapshot = self._current()
            known = {policy.region for policy in snapshot.headers.values() if policy.region}
            return tuple(name for name in regions if any(covers(one, name, snapshot.parents) for one in known))

    def _current(self) -> Snapshot:
        if self._snapshot is not None and self._snapshot.outdated():
            # Closed first: Chroma shows what another process wrote only to a client opened since.
            outdated, self._snapshot = self._snapshot, None
            outdated.close()
        if self._snapshot is None:
            self._snapshot = Snapshot.open(self._home, self._made)
        return self._snapshot


def unrelated(query: str) -> float:
    """The best score below which nothing about ``query`` was found."""
    chinese = sum(1 for character in query if "\u4e00" <= character <= "\u9fff")
    return UNRELATED if chinese * 4 > len(query) else UNRELATED_OTHER_TONGUE


@dataclass(frozen=True)
class Ranked:
    """A clause by its score, between 0 and 1."""

    score: float
    clause_id: str
    policy_id: str


def rank(snapshot: Snapshot, query: str, vector: Vectors, scope: Scope) -> list[Ranked]:
    """The clauses of the candidate passages, best first; equal scores in the order of the index."""
    lexical = snapshot.words.scores(query)
    found = _candidates(snapshot, lexical, vector, scope)
    if not found.size:
        return []
    cosines = snapshot.store.catalog.vectors([snapshot.places[place].row for place in found]) @ vector
    scores = LEXICAL_WEIGHT * _normalised(lexical[found], 0.0) + VECTOR_WEIGHT * _normalised(cosines, cosines.min())
    clauses: dict[tuple[str, str], float] = {}
    for place, score in zip(found, scores, strict=True):
        key = snapshot.places[place].clause_id, snapshot.places[place].policy_id
        clauses[key] = max(clauses.get(key, 0.0), float(score))
    policies = _policy_scores(clauses)
    raised = {key: score + POLICY_WEIGHT * policies[key[1]] for key, score in clauses.items()}
    best = float(share_above(cosines, float(snapshot.mean_vector @ vector)).max())
    scale = best / (max(raised.values()) or 1.0)
    ranked = [Ranked(score * scale, clause_id, policy_id) for (clause_id, policy_id), score in raised.items()]
    return sorted(ranked, key=lambda one: -one.score)


def _expired_below(snapshot: Snapshot, ranked: Sequence[Ranked], day: date) -> list[Ranked]:
    """The same clauses, those of policies that are expired on ``day`` scored at ``EXPIRED_SHARE``."""
    expired = {policy_id for policy_id, header in snapshot.headers.items() if header.validity(day) == Validity.EXPIRED}
    lowered = [replace(one, score=one.score * EXPIRED_SHARE) if one.policy_id in expired else one for one in ranked]
    return sorted(lowered, key=lambda one: -one.score)


def _normalised(scores: Scores, least: float) -> Scores:
    """Scores from ``least`` to their greatest, as shares between 0 and 1."""
    span = float(scores.max()) - least
    shares: Scores = (scores - least) / span if span > 0 else np.zeros_like(scores)
    return shares


def _candidates(snapshot: Snapshot, lexical: Scores, vector: Vectors, scope: Scope) -> Positions:
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


def _hits(snapshot: Snapshot, ranked: Sequence[Ranked], as_of: date) -> list[Hit]:
    hits: list[Hit] = []
    for one in ranked:
        clause = snapshot.store.catalog.clause(one.clause_id)
        if clause is not None:
            policy = snapshot.headers[one.policy_id]
            hits.append(
                Hit(rank=len(hits) + 1, score=one.score, clause=clause, policy=policy, validity=policy.validity(as_of))
            )
    return hits


def _policy_scores(clauses: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """The score of each policy: the mean of its best clauses, fewer than ``POLICY_CLAUSES`` counting as zeros."""
    best: dict[str, list[float]] = {}
    for (_, policy_id), score in sorted(clauses.items(), key=lambda item: -item[1]):
        best.setdefault(policy_id, []).append(score)
    return {policy_id: sum(scores[:POLICY_CLAUSES]) / POLICY_CLAUSES for policy_id, scores in best.items()}
