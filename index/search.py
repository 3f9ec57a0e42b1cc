"""A query to hits: candidates ranked within what the filters leave, validity as of a day."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from index.embed import Embedder, Vectors
from index.kept import Kept
from index.nearness import Cache, sentence_scores
from index.parse import PARSER_VERSION
from index.policy import Clause, Hit, Policy, PolicyHeader
from index.ranking import WEIGHTS, Ranked, Signals, Weights, expired_below, rank, signals
from index.records import Made
from index.regions import covers
from index.rerank import RERANKED, Reranker, reranked
from index.scope import Filters
from index.snapshot import Snapshot
from index.variants import simplified

_SEARCHES = 256
"""The results of so many searches are kept until the index changes."""


class Searcher:
    """An open index, ready to be searched by several threads; it follows what an ingest makes of the index."""

    def __init__(
        self, home: Path, embedder: Embedder, reranker: Reranker | None = None, *, weights: Weights = WEIGHTS
    ) -> None:
        self._home = home
        self._weights = weights
        self.embedder = embedder
        self._made = Made(embedder.name, embedder.dimensions, PARSER_VERSION)
        self._cache = Cache(embedder)
        self._reranker = reranker
        self._searches: Kept[tuple[object, ...], tuple[Hit, ...]] = Kept(_SEARCHES)
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None

    @classmethod
    def open(
        cls, folder: Path, embedder: Embedder, reranker: Reranker | None = None, *, weights: Weights = WEIGHTS
    ) -> Searcher:
        """Open the index in ``folder``; with a ``reranker`` the first hits of each search are read again by it.

        Raises StoreError when there is none, it is damaged, or it was made with another model or parser.
        """
        searcher = cls(folder, embedder, reranker, weights=weights)
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
        policies: Sequence[str] = (),
        departments: Sequence[str] = (),
        in_force: bool = False,
        as_of: date | None = None,
        include_other: bool = False,
        expired_too: bool = False,
        by_article: bool = True,
    ) -> list[Hit]:
        """The ``k`` clauses nearest to ``query``, best first, validity as of ``as_of`` (default today).

        Of each article (第…条) only the nearest clause is a hit, unless ``by_article`` is False.

        ``region`` and ``regions`` leave out the policies of all other regions; national ones and those of no known
        region stay. ``policies`` leaves only those of these ids, ``departments`` only clauses that name any of these
        departments, by any of its names, and ``in_force`` only policies that are known to be in force on the day.
        ``include_other`` takes in documents that are no policy, such as a news item on the same page. Clauses of
        expired policies rank below others unless ``expired_too`` says that the query may be about them.
        """
        if not query.strip():
            return []
        query = simplified(query)
        asked = tuple(dict.fromkeys((*((region,) if region else ()), *regions)))
        day = as_of or date.today()
        filters = Filters(asked, tuple(policies), tuple(departments), day if in_force else None, include_other)
        search = query, k, filters, day, expired_too, by_article
        with self._lock:
            kept = self._searches.get(self._current(), search)
        if kept is not None:
            return list(kept)
        vector = self._cache.query(query)
        with self._lock:
            snapshot = self._current()
            scope = snapshot.scope(filters)
            ranked = rank(snapshot, query, vector, scope, self._weights)
            ranked = ranked if expired_too else expired_below(snapshot, ranked, day)
            count = max(k, RERANKED) if self._reranker else k
            hits = list(islice(_hits(snapshot, ranked, day, by_article=by_article), count))
        if self._reranker:
            hits = reranked(query, hits, self._reranker, expired_too=expired_too)[:k]
        self._searches.put(snapshot, search, tuple(hits))
        return hits

    def signals(self, query: str, *, regions: Sequence[str] = ()) -> Signals | None:
        """What ``search`` would rank the passages by, for choosing the weights; None when there is nothing to rank."""
        query = simplified(query)
        vector = self._cache.query(query)
        with self._lock:
            snapshot = self._current()
            scope = snapshot.scope(Filters(tuple(regions), (), (), None, include_other=False))
            return signals(snapshot, query, vector, scope)

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

    def question_vectors(self, questions: Sequence[str]) -> Vectors:
        """The vectors of questions, one row each, of length one: to tell which ask the same."""
        return self._cache.queries([simplified(each) for each in questions])

    def word_weights(self, found: Sequence[str]) -> list[float]:
        """The weight of each token, greatest for one that no clause holds (``Lexical.weights``)."""
        with self._lock:
            return self._current().words.weights(found)

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
        elif self._snapshot is not None and self._snapshot.newly_corrected():
            self._snapshot = self._snapshot.corrected()
        if self._snapshot is None:
            self._snapshot = Snapshot.open(self._home, self._made)
        return self._snapshot


def _hits(snapshot: Snapshot, ranked: Sequence[Ranked], as_of: date, *, by_article: bool) -> Iterator[Hit]:
    articles: set[tuple[str, tuple[str, ...]]] = set()
    count = 0
    for one in ranked:
        clause = snapshot.store.catalog.clause(one.clause_id)
        if clause is None:
            continue
        if by_article and clause.article:
            if (one.policy_id, clause.article) in articles:
                continue
            articles.add((one.policy_id, clause.article))
        count += 1
        policy = snapshot.headers[one.policy_id]
        yield Hit(rank=count, score=one.score, clause=clause, policy=policy, validity=policy.validity(as_of))
