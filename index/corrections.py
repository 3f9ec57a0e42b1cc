"""What people put right by hand: facts of policies and clauses, policies marked as replaced or taken out.

It lies beside the builds of the index, so that every build is read with it. Who wrote the index sees it as it was
read from the files; who reads it sees it corrected. A clause is known by its text: its facts stay put right when the
file is read again and the clause has another number, and no longer count when the text has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from index.errors import StoreError
from index.policy import ByHand, Clause, DateFact, Departments, Frozen, Policy, PolicyHeader
from index.stated.fact import Amount, Mention

HEADER_FACTS = (
    "title",
    "document_number",
    "issuer",
    "region",
    "signed",
    "published",
    "effective",
    "expires",
    "withdrawn",
    "replaced_by",
    "replaced_on",
)
"""The facts of a policy as a whole that can be put right; days are ISO days, ``withdrawn`` is yes or no."""
NAMING_FACTS = frozenset({"title", "region", "issuer"})
"""Those that a policy is searched by: its passages begin with them (``index/retitled.py``)."""
_FILE = "corrections.json"

Stamp = tuple[int, int, int]


class ClauseCorrection(Frozen):
    """What a clause states, each None where it is as read from its text.

    ``departments`` are those of its bracket, ``mentions`` those that its running text names.
    """

    departments: Departments | None = None
    dates: tuple[DateFact, ...] | None = None
    amounts: tuple[Amount, ...] | None = None
    mentions: tuple[Mention, ...] | None = None


class PolicyCorrection(Frozen):
    """What is put right in a policy: ``facts`` of ``HEADER_FACTS`` by name, ``clauses`` by the digest of their text."""

    facts: dict[str, str | bool | None] = Field(default_factory=dict)
    clauses: dict[str, ClauseCorrection] = Field(default_factory=dict)
    removed: bool = False


class Corrections(Frozen):
    """All of them, by the policy's id."""

    policies: dict[str, PolicyCorrection] = Field(default_factory=dict)

    def removed(self, policy_id: str) -> bool:
        """Whether a policy was taken out."""
        own = self.policies.get(policy_id)
        return own is not None and own.removed

    def headers(self, headers: Sequence[PolicyHeader]) -> list[PolicyHeader]:
        """Those of ``headers`` that were not taken out, put right."""
        return [self.header(each) for each in headers if not self.removed(each.policy_id)]

    def policy(self, policy: Policy) -> Policy | None:
        """A policy with its clauses put right; None when it was taken out."""
        own = self.policies.get(policy.policy_id)
        if own is None:
            return policy
        if own.removed:
            return None
        clauses = tuple(self.clause(each) for each in policy.clauses)
        return policy.model_copy(update={**_known(own.facts), "clauses": clauses})

    def clause(self, clause: Clause) -> Clause:
        """A clause put right."""
        own = self.policies.get(clause.policy_id)
        found = own.clauses.get(text_digest(clause.text)) if own and own.clauses else None
        if found is None:
            return clause
        by_hand = ByHand(dates=found.dates is not None, amounts=found.amounts, mentions=found.mentions)
        changed: dict[str, object] = {"by_hand": by_hand}
        if found.departments is not None:
            changed["departments"] = found.departments
        if found.dates is not None:
            changed["dates"] = found.dates
        return clause.model_copy(update=changed)

    def headed(self, policy: Policy) -> Policy:
        """A policy with its own facts put right and its clauses as they were read."""
        own = self.policies.get(policy.policy_id)
        return policy.model_copy(update=_known(own.facts)) if own else policy

    def with_departments(self) -> Iterator[str]:
        """The ids of the policies in which the departments of a clause were put right."""
        for policy_id, own in self.policies.items():
            if any(each.departments is not None for each in own.clauses.values()):
                yield policy_id

    def header(self, header: PolicyHeader) -> PolicyHeader:
        """What is known of a policy as a whole, put right; also of one that was taken out."""
        own = self.policies.get(header.policy_id)
        return header.model_copy(update=_known(own.facts)) if own and own.facts else header


NONE = Corrections()


def text_digest(text: str) -> str:
    """What a clause is known by: the SHA-256 of its text, blanks and line breaks left out."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def stamp(home: Path) -> Stamp | None:
    """What changes whenever the corrections of the index in ``home`` do; None when there are none."""
    try:
        state = (home / _FILE).stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def load(home: Path) -> Corrections:
    """The corrections of the index in ``home``; raises StoreError when they cannot be read."""
    try:
        return Corrections.model_validate_json((home / _FILE).read_bytes())
    except FileNotFoundError:
        return NONE
    except (OSError, ValidationError) as error:
        reason = " ".join(str(error).split())[:160]
        raise StoreError(f"{home / _FILE} cannot be read ({reason}): start `policy serve`, which writes it.") from error


def save(home: Path, corrections: Corrections) -> None:
    """Put ``corrections`` in the place of those before, at once or not at all; raises StoreError when it cannot."""
    unfinished = home / f".{_FILE}.{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(corrections.model_dump_json(by_alias=True), encoding="utf-8")
        unfinished.replace(home / _FILE)
    except OSError as error:
        raise StoreError(
            f"The corrections cannot be written to {home} ({error.strerror}): check POLICY_HOME."
        ) from error


def _known(facts: dict[str, str | bool | None]) -> dict[str, str | bool | None]:
    return {name: value for name, value in facts.items() if name in HEADER_FACTS}
