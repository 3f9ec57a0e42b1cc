"""The JSON shapes of hits and policies: one for every face and for the evaluation."""

from __future__ import annotations

from datetime import date

from index.known import ClauseFacts, facts_of
from index.policy import (
    Clause,
    DateFact,
    Departments,
    DocumentForm,
    Frozen,
    Hit,
    Policy,
    PolicyHeader,
    Repair,
    Section,
    Validity,
)

_STARTS = 12


class HitShape(Frozen):
    """A hit as ``policy search --json`` and a line of ``retrieve`` show it."""

    rank: int
    score: float
    policy_id: str
    policy: str
    source_file: str
    clause_id: str
    address: tuple[str, ...]
    text: str
    validity: Validity

    @classmethod
    def of(cls, hit: Hit) -> HitShape:
        """Return the shape of ``hit``."""
        return cls(
            rank=hit.rank,
            score=round(hit.score, 6),
            policy_id=hit.policy.policy_id,
            policy=hit.policy.title,
            source_file=hit.policy.source_file,
            clause_id=hit.clause.clause_id,
            address=hit.clause.address,
            text=hit.clause.text,
            validity=hit.validity,
        )


class ClauseShape(Frozen):
    """A clause as ``policy show --json`` gives it; ``starts`` are the first characters after its heading."""

    clause_id: str
    address: tuple[str, ...]
    heading: str | None
    starts: str
    text: str
    departments: Departments
    dates: tuple[DateFact, ...]
    facts: ClauseFacts
    """What else the clause states: amounts, periods, benefits, references, sub-clauses, tables, whole names."""
    start: int
    end: int

    @classmethod
    def of(cls, clause: Clause, facts: ClauseFacts) -> ClauseShape:
        """Return the shape of ``clause``, which states ``facts``."""
        return cls(
            clause_id=clause.clause_id,
            address=clause.address,
            heading=clause.heading,
            starts=clause.text[clause.body :].lstrip()[:_STARTS],
            text=clause.text,
            departments=clause.departments,
            dates=clause.dates,
            facts=facts,
            start=clause.start,
            end=clause.end,
        )


class PolicyListed(Frozen):
    """A policy as ``policy list --json`` gives it, with its validity on the as-of date."""

    policy_id: str
    title: str
    document_number: str | None
    issuer: str | None
    region: str | None
    form: DocumentForm
    source_file: str
    published: str | None
    effective: str | None
    expires: str | None
    validity: Validity
    days_left: int | None

    @classmethod
    def of(cls, policy: PolicyHeader, as_of: date) -> PolicyListed:
        """Return ``policy`` with its validity on the day ``as_of``."""
        plain = set(cls.model_fields) - {"validity", "days_left"}
        return cls(
            validity=policy.validity(as_of),
            days_left=policy.days_left(as_of),
            **{name: getattr(policy, name) for name in plain},
        )


class PolicyShape(Frozen):
    """A policy as ``policy show --json`` gives it: what is known of it and every clause.

    Dump it with ``by_alias=True``: the supporting departments (配合) are called ``with``.
    """

    policy_id: str
    source_file: str
    form: DocumentForm
    title: str | None
    """As the text itself prints it; None when it prints none."""
    shown_as: str
    """The title, or the name the policy goes by when it prints none."""
    issuer: str | None
    publisher: str | None
    document_number: str | None
    index_number: str | None
    signed: str | None
    published: str | None
    effective: str | None
    expires: str | None
    region: str | None
    repeals: tuple[str, ...]
    replaced_by: str | None
    clauses: tuple[ClauseShape, ...]
    sections: tuple[Section, ...]
    metadata_lines: tuple[str, ...]
    title_lines: tuple[str, ...]
    addressee: str | None
    signature_lines: tuple[str, ...]
    boilerplate: tuple[str, ...]
    repairs: tuple[Repair, ...]
    """Substituted characters repaired for reading, by their place in the source; the clauses' texts keep them."""
    joined: int
    """How many line breaks within sentences were taken out."""
    notes: tuple[str, ...]
    withdrawn: bool
    """Whether the page itself says that the policy is no longer valid."""

    @classmethod
    def of(cls, policy: Policy) -> PolicyShape:
        """Return the shape of ``policy``."""
        plain = set(cls.model_fields) - {"clauses", "title", "shown_as"}
        return cls(
            title=policy.title if policy.title_printed else None,
            shown_as=policy.title,
            clauses=tuple(ClauseShape.of(clause, facts) for clause, facts in facts_of(policy)),
            **{name: getattr(policy, name) for name in plain},
        )


class PreparedModels(Frozen):
    """Where the prepared models lie, as ``policy prepare --json`` gives it."""

    embedding_model: str
    language_model: str
