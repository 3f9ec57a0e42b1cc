"""Sentences composed by code from facts: departments by role, amounts, lists, validity, dates that have passed.

Each module has its say on a question (``said``); ``about`` puts together what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.question import Facet
from assistant.statements import (
    adjusting,
    amounts,
    asked_times,
    conditions,
    consequences,
    departments,
    lists,
    offers,
    overlap,
    performers,
    premises,
    sides,
    together,
    transition,
    validity,
)
from assistant.statements.matter import PARTS, Matter, Part, Said, Statement
from assistant.statements.put_right import as_meant

if TYPE_CHECKING:
    from assistant.evidence import Evidence
    from assistant.question import Question
    from index.search import Searcher

__all__ = ["Facts", "Matter", "Said", "Statement", "about"]

# Wrong premises come first.
_SPEAKERS: tuple[Callable[[Matter], Said], ...] = (
    premises.said,
    transition.said,
    sides.said,
    together.said,
    conditions.said,
    amounts.said,
    overlap.said,
    consequences.said,
    offers.said,
    departments.said,
    lists.said,
    validity.said,
)


_PART_OF: dict[Facet, Part] = {Facet.DEPARTMENT: "部门", Facet.DATE: "期限"}


@dataclass(frozen=True)
class Facts:
    """What code can say to a question, in the order of the answer's parts.

    ``suffice`` when nothing is left for the model to say; ``asks_back`` when the asker has to tell more.
    ``conclusions`` come before the model's sentences, ``others`` after them.
    """

    statements: tuple[Statement, ...] = ()
    suffice: bool = False
    asks_back: bool = False

    @property
    def conclusions(self) -> list[Statement]:
        """The statements that answer the question itself."""
        return [statement for statement in self.statements if statement.part == "结论"]

    @property
    def others(self) -> list[Statement]:
        """Conditions, departments and dates."""
        return [statement for statement in self.statements if statement.part != "结论"]

    @property
    def rests_on(self) -> list[Evidence]:
        """The clauses the statements cite, each once, as the first of its statements rests on it."""
        cited = [statement.evidence for statement in self.statements if statement.evidence]
        cited += [evidence for statement in self.statements for _, evidence in statement.items]
        return list({item.clause.clause_id: item for item in reversed(cited)}.values())[::-1]


def elsewhere(question: Question, evidence: Sequence[Evidence], searcher: Searcher) -> Facts:
    """Who and when by all sentences of the nearest policy, act and object matched: the clauses found lack them."""
    matter = Matter(question, evidence, searcher)
    told: list[Statement] = []
    if Facet.DEPARTMENT in question.facets:
        told += performers.said(matter, departments.ordered(matter))
    if Facet.DATE in question.facets:
        told += asked_times.elsewhere(matter)
    parts = {one.part for one in told}
    both = all(part in parts for facet, part in _PART_OF.items() if facet in question.facets)
    return Facts(tuple(map(as_meant, told)), suffice=bool(told) and both)


def about(question: Question, evidence: Sequence[Evidence], searcher: Searcher) -> Facts:
    """The statements that answer what the question asks of facts."""
    matter = Matter(question, evidence, searcher)
    spoken = [speak(matter) for speak in _SPEAKERS]
    # Who answers the whole question concludes alone; only a premise set right may stand before it.
    alone = any(one.in_full for one in spoken[1:])
    statements = [
        statement
        for place, one in enumerate(spoken)
        for statement in one.statements
        if one.in_full or not alone or not place or statement.part != "结论"
    ]
    statements += adjusting.told(matter, statements)
    covered = frozenset(facet for one in spoken if one.statements for facet in one.covers)
    suffice = bool(question.facets) and not question.is_open and question.facets <= covered
    return Facts(
        tuple(sorted(map(as_meant, statements), key=lambda one: PARTS.index(one.part))),
        suffice or any(one.in_full for one in spoken),
        any(one.asks_back for one in spoken),
    )
