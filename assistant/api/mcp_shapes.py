"""What the tools for other assistants give: clauses with all that is needed to cite them."""

from __future__ import annotations

from datetime import date
from typing import Self

from index.policy import Clause, Frozen, Hit, PolicyHeader, Validity


class CitedClause(Frozen):
    """A clause word for word, with its policy and that policy's validity on the as-of date."""

    clause_id: str
    policy_id: str
    policy: str
    document_number: str | None
    issuer: str | None
    region: str | None
    address: tuple[str, ...]
    """Its place in the policy, labels from the outermost in."""
    headings: tuple[str, ...]
    """The headings above it, outermost first."""
    text: str
    departments: tuple[str, ...]
    """The departments it names, lead departments first."""
    effective: str | None
    expires: str | None
    validity: Validity
    days_left: int | None
    source_file: str
    start: int
    """Where it begins in the source's own text, in characters."""
    end: int

    @classmethod
    def of(cls, clause: Clause, policy: PolicyHeader, as_of: date) -> Self:
        """Take it from the clause and its policy."""
        return cls(
            clause_id=clause.clause_id,
            policy_id=policy.policy_id,
            policy=policy.title,
            document_number=policy.document_number,
            issuer=policy.issuer,
            region=policy.region,
            address=clause.address,
            headings=clause.path,
            text=clause.text,
            departments=tuple(dict.fromkeys(clause.departments.all())),
            effective=policy.effective,
            expires=policy.expires,
            validity=policy.validity(as_of),
            days_left=policy.days_left(as_of),
            source_file=policy.source_file,
            start=clause.start,
            end=clause.end,
        )


class FoundClause(Frozen):
    """A clause found for a query: 1 is the best rank, the score lies between 0 and 1."""

    rank: int
    score: float
    clause: CitedClause

    @classmethod
    def of(cls, hit: Hit, as_of: date) -> Self:
        """Take it from ``hit``."""
        return cls(rank=hit.rank, score=round(hit.score, 6), clause=CitedClause.of(hit.clause, hit.policy, as_of))


class FoundClauses(Frozen):
    """The clauses found, best first, with the day their validity is given for."""

    as_of: date
    clauses: tuple[FoundClause, ...]
