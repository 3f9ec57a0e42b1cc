"""What sentences composed by code are made from, and what they are: the shared types of this package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assistant.evidence import Evidence
from assistant.question import Facet, Question
from index.known import ClauseFacts, clause_facts
from index.policy import Policy

if TYPE_CHECKING:
    from index.search import Searcher

Part = Literal["结论", "条件", "部门", "期限"]
"""The parts of an answer in their order; the quotes, 依据, come after them."""
PARTS: tuple[Part, ...] = ("结论", "条件", "部门", "期限")


@dataclass(frozen=True)
class Statement:
    """A sentence made by code, the part of the answer it belongs to, and the evidence it rests on, if any.

    ``items`` are the lines of a list below it, each with the evidence it rests on.
    """

    part: Part
    text: str
    evidence: Evidence | None
    items: tuple[tuple[str, Evidence], ...] = ()


@dataclass(frozen=True)
class Said:
    """What one kind of facts has to say; ``covers`` are the facets of the question it answers in full.

    ``asks_back`` says that the answer depends on something the asker has not told, which the statements ask for.
    ``in_full`` says that the statements answer the whole question, whatever its facets.
    """

    statements: tuple[Statement, ...] = ()
    covers: frozenset[Facet] = frozenset()
    asks_back: bool = False
    in_full: bool = False


@dataclass(frozen=True)
class Matter:
    """A question with its evidence, and the policies and facts behind it, each read once."""

    question: Question
    evidence: Sequence[Evidence]
    searcher: Searcher

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """The policies of the evidence that are still in the index, in its order, by id."""
        found = {item.policy.policy_id: self.searcher.policy(item.policy.policy_id) for item in self.evidence}
        return {policy_id: policy for policy_id, policy in found.items() if policy}

    @cached_property
    def facts(self) -> dict[str, ClauseFacts]:
        """What each clause of the evidence states, by clause id; places are those in the folded, readable text."""
        return {
            item.clause.clause_id: clause_facts(item.clause, self.policies[item.policy.policy_id])
            for item in self.evidence
            if item.policy.policy_id in self.policies
        }
