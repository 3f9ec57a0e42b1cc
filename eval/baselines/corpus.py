"""The policies of an index as a baseline reads them: texts and clauses, without our search and its models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.outcome import Citation
from assistant.resources import open_catalog
from assistant.shapes import HitShape
from eval.questions import EvaluationError
from index.policy import Clause, Hit, Policy, PolicyHeader
from index.repeals import with_repeals

if TYPE_CHECKING:
    from assistant.settings import Settings

_MOST = 0.5


@dataclass(frozen=True)
class Span:
    """A clause, or the part of it from ``start`` to ``end`` (places in its source, as ``Clause.start`` and ``end``)."""

    clause: Clause
    start: int
    end: int

    @property
    def length(self) -> int:
        """How many characters of the source it holds."""
        return self.end - self.start


@dataclass(frozen=True)
class Source:
    """One file: its text as it was read, before cleaning, and the clauses of all its policies."""

    name: str
    text: str
    clauses: tuple[Clause, ...]

    def covered(self, start: int, end: int) -> list[Span]:
        """The clauses that the characters from ``start`` to ``end`` count as, the longest stretch first.

        A clause counts when more than half of it lies there, or when it fills more than half of what is there; where
        none does, the one with the longest stretch. Characters outside every clause count as nothing.
        """
        held = [Span(one, max(one.start, start), min(one.end, end)) for one in self.clauses]
        held = sorted((one for one in held if one.length > 0), key=lambda one: -one.length)
        most = [one for one in held if one.length > _MOST * min(one.clause.end - one.clause.start, end - start)]
        return most or held[:1]


@dataclass(frozen=True)
class Corpus:
    """Every policy of an index with its clauses by id, and the files they were read from by policy id."""

    read: Mapping[str, Policy]
    sources: Mapping[str, Source]

    def policies(self) -> Sequence[PolicyHeader]:
        """Every policy."""
        return list(self.read.values())

    def policy(self, policy_id: str) -> Policy | None:
        """One policy, or None."""
        return self.read.get(policy_id)

    def files(self) -> list[Source]:
        """Every file once, by name."""
        return sorted({id(source): source for source in self.sources.values()}.values(), key=lambda one: one.name)

    def citations(self, spans: Iterable[Span], day: date) -> tuple[Citation, ...]:
        """Citations numbered from 1, each clause once: where it comes again, the longer stretch of it is quoted."""
        longest: dict[str, Span] = {}
        for span in spans:
            known = longest.setdefault(span.clause.clause_id, span)
            if span.length > known.length:
                longest[span.clause.clause_id] = span
        return tuple(self._citation(marker, span, day) for marker, span in enumerate(longest.values(), 1))

    def hits(self, found: Iterable[tuple[Clause, float]], k: int, day: date) -> list[HitShape]:
        """The first ``k`` of the clauses with their scores, best first, each clause once."""
        once: dict[str, tuple[Clause, float]] = {}
        for clause, score in found:
            once.setdefault(clause.clause_id, (clause, score))
        return [self._hit(rank, clause, score, day) for rank, (clause, score) in enumerate(list(once.values())[:k], 1)]

    def _hit(self, rank: int, clause: Clause, score: float, day: date) -> HitShape:
        policy = self.read[clause.policy_id]
        return HitShape.of(
            Hit(rank=rank, score=score, clause=clause, policy=policy.header(), validity=policy.validity(day))
        )

    def _citation(self, marker: int, span: Span, day: date) -> Citation:
        policy = self.read[span.clause.policy_id]
        return Citation(
            marker=marker,
            policy_id=policy.policy_id,
            policy=policy.title,
            document_number=policy.document_number,
            source_file=policy.source_file,
            clause_id=span.clause.clause_id,
            address=span.clause.address,
            quote=self.sources[policy.policy_id].text[span.start : span.end],
            text=span.clause.text,
            start=span.start,
            end=span.end,
            validity=policy.validity(day),
        )


def open_corpus(settings: Settings) -> Corpus:
    """Read the index of the settings' home; raises StoreError when there is none, EvaluationError when it is empty."""
    with open_catalog(settings) as catalog:
        read: dict[str, Policy] = {}
        sources: dict[str, Source] = {}
        of_policy: dict[str, str] = {}
        for header in with_repeals(catalog.headers()):
            policy, text = catalog.policy(header.policy_id), catalog.source_text(header.policy_id)
            key = catalog.source_of(header.policy_id)
            if policy is None or text is None or key is None:
                continue
            repealed = {"replaced_by": header.replaced_by, "replaced_on": header.replaced_on}
            read[header.policy_id] = policy.model_copy(update=repealed) if header.replaced_by else policy
            known = sources.get(key, Source(header.source_file, text, ()))
            sources[key] = replace(known, clauses=(*known.clauses, *policy.clauses))
            of_policy[header.policy_id] = key
    if not read:
        raise EvaluationError(f"There are no policies in {settings.home}: index some with `policy ingest`.")
    return Corpus(read, {policy_id: sources[key] for policy_id, key in of_policy.items()})
