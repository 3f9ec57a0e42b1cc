"""Our own index and search, as ``policy ingest`` and ``policy ask`` use them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

from assistant.shapes import HitShape
from eval.peers.shared import DEPTH, Ask, Chunk, Task
from eval.questions import Question
from eval.retrieve import retrieve
from index.build import ingest
from index.embed import Embedder, open_embedder
from index.policy import Policy
from index.search import Searcher

ROOM = 500
"""So many characters has a hit with what stands around it, like the chunks of ``LangChain 500``."""
SEARCHED = 4 * DEPTH
"""Hits that stand near each other become one: so many are searched to have ten left."""


class Articles(NamedTuple):
    """The texts of a policy's articles, or of its clauses where there are none, and where each clause stands."""

    texts: list[str]
    places: dict[str, int]


def load(task: Task) -> Embedder:
    """Open the embedding model."""
    return open_embedder(task.model, task.threads)


def build(policies: Path, embedding: Embedder, scratch: Path) -> Ask:
    """Index the files and return the search."""
    searcher = _indexed(policies, embedding, scratch)

    def ask(question: Question) -> list[Chunk]:
        (line,) = retrieve([question], searcher, DEPTH)
        return [Chunk(hit.source_file, hit.text) for hit in line.hits]

    return ask


def build_500(policies: Path, embedding: Embedder, scratch: Path) -> Ask:
    """The same search, each hit with the articles around it that have room."""
    searcher = _indexed(policies, embedding, scratch)

    @cache
    def articles(policy_id: str) -> Articles:
        policy = searcher.policy(policy_id)
        return articles_of(policy) if policy else Articles([], {})

    def windows(hits: Sequence[HitShape]) -> Iterator[Chunk]:
        told: set[tuple[str, int]] = set()
        for hit in hits:
            texts, places = articles(hit.policy_id)
            place = places[hit.clause_id]
            if (hit.policy_id, place) not in told:
                span = around(texts, place)
                told.update((hit.policy_id, one) for one in span)
                yield Chunk(hit.source_file, "\n".join(texts[one] for one in span))

    def ask(question: Question) -> list[Chunk]:
        (line,) = retrieve([question], searcher, SEARCHED)
        return list(islice(windows(line.hits), DEPTH))

    return ask


def articles_of(policy: Policy) -> Articles:
    """The policy in articles, in the order of the text."""
    groups = [
        list(clauses) for _, clauses in groupby(policy.clauses, key=lambda clause: clause.article or clause.address)
    ]
    texts = ["\n".join(clause.text for clause in clauses) for clauses in groups]
    return Articles(texts, {clause.clause_id: at for at, clauses in enumerate(groups) for clause in clauses})


def around(texts: Sequence[str], place: int) -> range:
    """The places from before to after ``place`` that have room together, taken in turns: the next, the one before."""
    first, last, length = place, place, len(texts[place])
    while True:
        after, before = last + 1, first - 1
        if after < len(texts) and length + len(texts[after]) <= ROOM:
            last, length = after, length + len(texts[after])
        if before >= 0 and length + len(texts[before]) <= ROOM:
            first, length = before, length + len(texts[before])
        if (after, before) == (last + 1, first - 1):
            return range(first, last + 1)


def _indexed(policies: Path, embedding: Embedder, scratch: Path) -> Searcher:
    ingest([policies], scratch, embedding, progress=False)
    return Searcher.open(scratch, embedding)
