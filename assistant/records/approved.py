"""Approved answers: read by somebody, offered first, and set aside by themselves when what they rest on changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records.errors import RecordsError
from assistant.records.masking import kept_text
from assistant.records.opened import Records
from assistant.records.tables import ApprovedClauseRow, ApprovedRow
from index.policy import Clause, Frozen


class SetAside(StrEnum):
    """Why an approved answer is not offered any more until somebody reads it again."""

    CLAUSE_CHANGED = "clause_changed"
    CLAUSE_GONE = "clause_gone"
    POLICY_EXPIRED = "policy_expired"
    BY_HAND = "by_hand"

    @property
    def label(self) -> str:
        """What the desk says of it."""
        return {
            "clause_changed": "所依据的条款已变更",
            "clause_gone": "所依据的条款已不在库中",
            "policy_expired": "所依据的政策已失效",
            "by_hand": "已人工搁置",
        }[self.value]


class RestsOn(Frozen):
    """A clause an answer rests on, with the SHA-256 of its text when it was approved."""

    clause_id: str
    policy_id: str
    text_hash: str


class Approved(Frozen):
    """An approved answer; ``set_aside`` is None while it may be offered.

    It holds for ``region`` (None: the one its question names, if any) and the day ``as_of`` (None: the day of asking).
    """

    id: int
    question: str
    text: str
    region: str | None = None
    as_of: date | None = None
    approved_by: str
    approved_at: datetime
    set_aside: SetAside | None
    set_aside_at: datetime | None
    clauses: tuple[RestsOn, ...]

    @classmethod
    def of(cls, row: ApprovedRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            question=row.question,
            text=row.text,
            region=row.region,
            as_of=date.fromisoformat(row.as_of) if row.as_of else None,
            approved_by=row.approved_by,
            approved_at=row.approved_at,
            set_aside=SetAside(row.set_aside_why) if row.set_aside_why else None,
            set_aside_at=row.set_aside_at,
            clauses=tuple(
                RestsOn(clause_id=each.clause_id, policy_id=each.policy_id, text_hash=each.text_hash)
                for each in row.clauses
            ),
        )


def text_hash(text: str) -> str:
    """Hash a clause's text as it is kept beside an approved answer."""
    return hashlib.sha256(text.encode()).hexdigest()


def approve(
    records: Records,
    *,
    question: str,
    text: str,
    clauses: Sequence[Clause],
    by: str,
    region: str | None = None,
    as_of: date | None = None,
    instead_of: int | None = None,
) -> Approved:
    """Keep an answer to the standalone ``question``, resting on ``clauses`` as they read now; ``by`` an account's name.

    ``instead_of`` is the id of an approved answer that it replaces, such as one set aside. Raises RecordsError when
    there is no clause to rest on or no text.
    """
    if not clauses or not text.strip() or not question.strip():
        raise RecordsError("审核通过的答复须有问题、正文和所依据的条款。/ It needs a question, a text and clauses.")
    distinct = {each.clause_id: each for each in clauses}
    row = ApprovedRow(
        question=kept_text(question),
        text=kept_text(text),
        region=kept_text(region) if region else None,
        as_of=as_of.isoformat() if as_of else None,
        approved_by=by,
        approved_at=records.now(),
    )
    row.clauses = [
        ApprovedClauseRow(
            place=place, clause_id=each.clause_id, policy_id=each.policy_id, text_hash=text_hash(each.text)
        )
        for place, each in enumerate(distinct.values())
    ]
    with records.writing() as session:
        if instead_of is not None and (old := session.get(ApprovedRow, instead_of)):
            session.delete(old)
        session.add(row)
    return Approved.of(row)


def approved_answers(records: Records, *, set_aside: bool = False) -> tuple[Approved, ...]:
    """Return the answers that may be offered, or those set aside for review, newest first."""
    which = ApprovedRow.set_aside_at.is_not(None) if set_aside else ApprovedRow.set_aside_at.is_(None)
    with records.reading() as session:
        rows = session.scalars(select(ApprovedRow).where(which).order_by(ApprovedRow.id.desc()))
        return tuple(Approved.of(row) for row in rows)


def approved_answer(records: Records, approved_id: int) -> Approved:
    """Return one answer; raises RecordsError when there is none."""
    with records.reading() as session:
        return Approved.of(_row(session, approved_id))


def put_aside(records: Records, approved_id: int, why: SetAside = SetAside.BY_HAND) -> Approved:
    """Offer an answer no more; raises RecordsError when there is none."""
    with records.writing() as session:
        row = _row(session, approved_id)
        row.set_aside_why, row.set_aside_at = why.value, records.now()
    return Approved.of(row)


def forget_approved(records: Records, approved_id: int) -> None:
    """Delete an answer; raises RecordsError when there is none."""
    with records.writing() as session:
        session.delete(_row(session, approved_id))


def why_not(answer: Approved, text_of: Callable[[str], str | None], expired: Callable[[str], bool]) -> SetAside | None:
    """Why ``answer`` may not be offered as the texts are now; None when it may.

    ``text_of`` gives a clause's text by its id, None when it is not in the index; ``expired`` says whether a policy,
    by its id, has expired.
    """
    for each in answer.clauses:
        if (text := text_of(each.clause_id)) is None:
            return SetAside.CLAUSE_GONE
        if text_hash(text) != each.text_hash:
            return SetAside.CLAUSE_CHANGED
        if expired(each.policy_id):
            return SetAside.POLICY_EXPIRED
    return None


def review(
    records: Records, text_of: Callable[[str], str | None], expired: Callable[[str], bool]
) -> tuple[Approved, ...]:
    """Set aside every answer that may not be offered any more, and return those; after each ingest and each day."""
    return tuple(
        put_aside(records, each.id, why)
        for each in approved_answers(records)
        if (why := why_not(each, text_of, expired)) is not None
    )


def _row(session: Session, approved_id: int) -> ApprovedRow:
    if row := session.get(ApprovedRow, approved_id):
        return row
    raise RecordsError("没有这条已审核答复。/ There is no such approved answer.")
