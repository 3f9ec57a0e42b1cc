"""Query to hits: hybrid scores, filters, as-of date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.policy import Clause, Hit, Policy, PolicyHeader


class Searcher:
    """An open index, ready to be searched."""

    def search(self, query: str, k: int = 10, *, region: str | None = None, as_of: date | None = None) -> list[Hit]:
        """The ``k`` clauses nearest to ``query``, best first, validity as of ``as_of`` (default today)."""
        raise NotImplementedError

    def policies(self) -> list[PolicyHeader]:
        """Every policy in the index, by title."""
        raise NotImplementedError

    def policy(self, policy_id: str) -> Policy | None:
        """One policy with its clauses, or None."""
        raise NotImplementedError

    def clause(self, clause_id: str) -> Clause | None:
        """One clause, or None."""
        raise NotImplementedError

    def quote(self, clause: Clause, start: int, end: int) -> tuple[str, int, int]:
        """The source's own text behind ``clause.text[start:end]`` and its offsets in the source."""
        raise NotImplementedError

    def sentence_scores(self, query: str, sentences: Sequence[str]) -> list[float]:
        """How near each sentence is to ``query``, between 0 and 1."""
        raise NotImplementedError
