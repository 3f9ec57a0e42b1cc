"""What the catalog holds, and what an index was made with."""

from __future__ import annotations

from dataclasses import dataclass

from index.embed import Vectors
from index.policy import Passage


@dataclass(frozen=True)
class Source:
    """A file as it was read: ``key`` is its full path, ``name`` the one shown, ``text`` before cleaning."""

    key: str
    name: str
    sha256: str
    text: str


@dataclass(frozen=True)
class Embedded:
    """A passage with the digest of its text and its vector (float32, of length one)."""

    passage: Passage
    digest: str
    vector: Vectors


@dataclass(frozen=True)
class Place:
    """Where a passage stands: its row in the catalog, its id in the vector collection, its clause and policy."""

    row: int
    vector_id: str
    clause_id: str
    policy_id: str


@dataclass(frozen=True)
class Made:
    """What an index was made with."""

    model: str
    dimensions: int
    parser: str
