"""Query to hits: hybrid scores, filters, as-of date.

A passage's score is a weighted sum of its BM25 score and its cosine, each normalised over the candidates of the
query; a clause's is that of its best passage, raised a little when its policy as a whole is near. The order rests on
that alone. The scores of a query are then scaled so that the best is how near the nearest vector is beyond chance:
that can be compared between queries, and is low when the index holds nothing about one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from index.candidates import candidates
from index.embed import Vectors
from index.lexical import Scores
from index.nearness import share_above
from index.policy import Validity
from index.scope import Scope
from index.snapshot import Snapshot

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
POLICY_CLAUSES = 3


@dataclass(frozen=True)
class Ranked:
    """A clause by its score, between 0 and 1."""

    score: float
    clause_id: str
    policy_id: str


def rank(snapshot: Snapshot, query: str, vector: Vectors, scope: Scope) -> list[Ranked]:
    """The clauses of the candidate passages, best first; equal scores in the order of the index."""
    lexical = snapshot.words.scores(query)
    found = candidates(snapshot, lexical, vector, scope)
    if not found.size:
        return []
    columns = snapshot.columns
    cosines = columns.vectors[found] @ vector
    scores = LEXICAL_WEIGHT * _normalised(lexical[found], 0.0) + VECTOR_WEIGHT * _normalised(cosines, cosines.min())
    clauses: dict[tuple[str, str], float] = {}
    for place, score in zip(found, scores, strict=True):
        key = columns.clause_id(place), columns.policy_id(place)
        clauses[key] = max(clauses.get(key, 0.0), float(score))
    policies = _policy_scores(clauses)
    raised = {key: score + POLICY_WEIGHT * policies[key[1]] for key, score in clauses.items()}
    best = float(share_above(cosines, float(snapshot.mean_vector @ vector)).max())
    scale = best / (max(raised.values()) or 1.0)
    ranked = [Ranked(score * scale, clause_id, policy_id) for (clause_id, policy_id), score in raised.items()]
    return sorted(ranked, key=lambda one: -one.score)


def expired_below(snapshot: Snapshot, ranked: Sequence[Ranked], day: date) -> list[Ranked]:
    """The same clauses, those of policies that are expired on ``day`` scored at ``EXPIRED_SHARE``."""
    named = {one.policy_id for one in ranked}
    expired = {policy_id for policy_id in named if snapshot.headers[policy_id].validity(day) == Validity.EXPIRED}
    lowered = [replace(one, score=one.score * EXPIRED_SHARE) if one.policy_id in expired else one for one in ranked]
    return sorted(lowered, key=lambda one: -one.score)


def unrelated(query: str) -> float:
    """The best score below which nothing about ``query`` was found."""
    chinese = sum(1 for character in query if "\u4e00" <= character <= "\u9fff")
    return UNRELATED if chinese * 4 > len(query) else UNRELATED_OTHER_TONGUE


def _normalised(scores: Scores, least: float) -> Scores:
    """Scores from ``least`` to their greatest, as shares between 0 and 1."""
    span = float(scores.max()) - least
    shares: Scores = (scores - least) / span if span > 0 else np.zeros_like(scores)
    return shares


def _policy_scores(clauses: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """The score of each policy: the mean of its best clauses, fewer than ``POLICY_CLAUSES`` counting as zeros."""
    best: dict[str, list[float]] = {}
    for (_, policy_id), score in sorted(clauses.items(), key=lambda item: -item[1]):
        best.setdefault(policy_id, []).append(score)
    return {policy_id: sum(scores[:POLICY_CLAUSES]) / POLICY_CLAUSES for policy_id, scores in best.items()}
