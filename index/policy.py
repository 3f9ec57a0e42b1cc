"""Policies, clauses and what belongs to them: the types every module shares."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from index.stated.fact import Amount, Mention

PREFACE = "前言"
CLOSING = "附则"

DateKind = Literal[
    "effective",
    "expires",
    "target",
    "applies_from",
    "window_start",
    "window_end",
    "plan_period_start",
    "plan_period_end",
    "deadline",
]
DocumentForm = Literal["policy", "other"]


class Frozen(BaseModel):
    """A value that never changes once made and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Departments(Frozen):
    """The departments a clause names, by role, in the order and wording of the text."""

    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = Field(default=(), alias="with")
    responsible: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True when the clause names a department in any role."""
        return bool(self.lead or self.supporting or self.responsible)

    def all(self) -> tuple[str, ...]:
        """Every department of every role, lead first."""
        return self.lead + self.supporting + self.responsible


class DateFact(Frozen):
    """A date a clause states: ISO year, month or day; the words it stands in; what it is the date of."""

    date: str
    text: str
    kind: DateKind


class Segment(NamedTuple):
    """A run of ``length`` characters that stands at ``clean`` in a clause's text and at ``raw`` in its source."""

    clean: int
    raw: int
    length: int


class Repair(Frozen):
    """One character that a page's copier had substituted: its place in a text, as printed, and as it was meant."""

    place: int
    raw: str
    repaired: str


class ByHand(Frozen):
    """Which facts of a clause somebody put right: ``dates`` whether its dates are, the others what it has instead."""

    dates: bool = False
    amounts: tuple[Amount, ...] | None = None
    mentions: tuple[Mention, ...] | None = None


class Clause(Frozen):
    """The smallest numbered unit of a policy, with its address.

    ``text`` is the whole clause as printed, cleaned, heading included; ``repairs`` are the substituted characters in
    it, by place, and ``readable`` is the text with them repaired, character for character. ``start`` and ``end`` are
    its offsets in the source's own text as it was read; ``segments`` lead from any place in ``text`` back to it.
    ``body`` is where the text after number and heading begins; ``path`` holds the headings above, outermost first.
    """

    clause_id: str
    policy_id: str
    address: tuple[str, ...]
    heading: str | None = None
    path: tuple[str, ...] = ()
    text: str
    start: int
    end: int
    segments: tuple[Segment, ...]
    repairs: tuple[Repair, ...] = ()
    body: int = 0
    departments: Departments = Departments()
    dates: tuple[DateFact, ...] = ()
    by_hand: ByHand | None = Field(default=None, exclude=True)
    """Set when the index is read with corrections (``index/corrections.py``); never kept with what was parsed."""

    @classmethod
    def made(cls, **fields: object) -> Clause:
        """A clause from fields known to be right, every one of them given: a fifth of the time checking takes.

        The attributes set are those that pydantic documents for a model.
        """
        clause = cls.__new__(cls)
        object.__setattr__(clause, "__dict__", fields)
        object.__setattr__(clause, "__pydantic_fields_set__", _CLAUSE_FIELDS)
        object.__setattr__(clause, "__pydantic_extra__", None)
        object.__setattr__(clause, "__pydantic_private__", None)
        return clause

    @property
    def article(self) -> tuple[str, ...] | None:
        """The address of the 第…条 the clause is or belongs to; None where there is none."""
        for place, label in enumerate(self.address, 1):
            if label.startswith("第") and "条" in label:
                return self.address[:place]
        return None

    @property
    def unit(self) -> tuple[str, ...]:
        """The address of the unit the clause is, or is the preface of: what stands below it begins with this."""
        return self.address[:-1] if self.address[-1] == PREFACE else self.address

    @property
    def readable(self) -> str:
        """The text with substituted characters repaired; the same length."""
        if not self.repairs:
            return self.text
        characters = list(self.text)
        for repair in self.repairs:
            characters[repair.place] = repair.repaired
        return "".join(characters)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of the characters ``text[start:end]`` (``start < end``), without blanks at their ends.

        The break between two lines of a clause has no place of its own in the source.
        """
        inner = self.text[start:end]
        if inner.strip():
            start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
        return self._raw(start), self._raw(end - 1) + 1

    def _raw(self, place: int) -> int:
        for segment in self.segments:
            if segment.clean <= place < segment.clean + segment.length:
                return segment.raw + place - segment.clean
        raise ValueError(f"place {place} is outside clause {self.clause_id}")


_CLAUSE_FIELDS = set(Clause.model_fields)


class Section(Frozen):
    """A heading that holds clauses but has no text of its own."""

    address: tuple[str, ...]
    heading: str | None


class Validity(StrEnum):
    """Whether a policy is valid on a given day. Unknown is never shown as in force."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_in_force"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class PolicyHeader(Frozen):
    """What is known of a policy as a whole; dates are ISO days, ``None`` means not stated.

    ``worded`` is the day of the wording: the last adoption or amendment that the lines before the body name.
    """

    policy_id: str
    title: str
    title_printed: bool = True
    form: DocumentForm = "policy"
    source_file: str
    issuer: str | None = None
    publisher: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    signed: str | None = None
    published: str | None = None
    worded: str | None = None
    effective: str | None = None
    expires: str | None = None
    region: str | None = None
    repeals: tuple[str, ...] = ()
    withdrawn: bool = False
    replaced_by: str | None = None
    replaced_on: str | None = None
    numbered: bool = True

    def validity(self, as_of: date) -> Validity:
        """Validity on the day ``as_of``, from the policy's own dates and the day another one repealed it."""
        day = as_of.isoformat()
        if self.withdrawn or (self.replaced_on and day >= self.replaced_on):
            return Validity.EXPIRED
        if self.expires and day > self.expires:
            return Validity.EXPIRED
        if self.effective and day < self.effective:
            return Validity.NOT_YET
        # A text that states its beginning but not its end may have been repealed since: that is unknown.
        return Validity.IN_FORCE if self.expires else Validity.UNKNOWN

    def days_left(self, as_of: date) -> int | None:
        """Whole days from ``as_of`` to the last day of validity; negative after it; None when not stated."""
        return (date.fromisoformat(self.expires) - as_of).days if self.expires else None


class Policy(PolicyHeader):
    """One issued text with its clauses, and the lines of the page that are not clauses."""

    clauses: tuple[Clause, ...] = ()
    sections: tuple[Section, ...] = ()
    title_lines: tuple[str, ...] = ()
    metadata_lines: tuple[str, ...] = ()
    signature_lines: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    """Substituted characters of the page from the end of the document before on, by their place in the source."""
    joined: int = 0
    """How many line breaks within sentences were taken out."""
    notes: tuple[str, ...] = ()
    """What the reading of the file had to say, such as its encoding or pages without text."""
    addressee: str | None = None

    def header(self) -> PolicyHeader:
        """The policy without its clauses."""
        return PolicyHeader(**{name: getattr(self, name) for name in PolicyHeader.model_fields})


class Passage(Frozen):
    """What is searched: a clause, or a part of a very long one, with its title and headings.

    ``text`` is what its words are taken from, ``embedded`` what its vector is made of.
    """

    passage_id: str
    clause_id: str
    policy_id: str
    text: str
    embedded: str


class Hit(Frozen):
    """A clause found for a query, best first: ``rank`` from 1, ``score`` between 0 and 1."""

    rank: int
    score: float
    clause: Clause
    policy: PolicyHeader
    validity: Validity
