"""Calls to the hotline: each with what was asked and answered, a note and an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records.accounts import Account, Role
from assistant.records.errors import RecordsError
from assistant.records.masking import kept_text
from assistant.records.opened import Records
from assistant.records.tables import CallRow
from index.policy import Frozen


class Outcome(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    TO_VERIFY = "to_verify"

    @property
    def label(self) -> str:
        """What the desk calls it."""
        return {"answered": "答复", "transferred": "转办", "to_verify": "待核实"}[self.value]


class Exchange(Frozen):
    """A question of a call and what was answered; ``status`` is an AnswerStatus, ``clauses`` are the cited ids.

    ``region`` and ``as_of`` are those that were asked for, None where none was chosen; ``department`` and ``deadline``
    are what the desk showed of them.
    """

    question: str
    standalone: str = ""
    status: str
    answer: str = ""
    clauses: tuple[str, ...] = ()
    approved_id: int | None = None
    region: str | None = None
    as_of: date | None = None
    department: str = ""
    deadline: str = ""
    at: datetime


class Call(Frozen):
    """A call as it is kept; no outcome and no end while it lasts."""

    id: int
    account_id: int
    staff: str
    began: datetime
    ended: datetime | None
    note: str
    outcome: Outcome | None
    department: str
    exchanges: tuple[Exchange, ...]

    @classmethod
    def of(cls, row: CallRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            account_id=row.account_id,
            staff=row.staff,
            began=row.began,
            ended=row.ended,
            note=row.note,
            outcome=Outcome(row.outcome) if row.outcome else None,
            department=row.department,
            exchanges=tuple(Exchange.model_validate(each) for each in row.exchanges),
        )


def begin_call(records: Records, account: Account) -> Call:
    """Begin a call of ``account``."""
    row = CallRow(account_id=account.id, staff=account.name, began=records.now(), note="", department="", exchanges=[])
    with records.writing() as session:
        session.add(row)
    return Call.of(row)


def open_call(records: Records, account: Account) -> Call | None:
    """Return the call of ``account`` that has not ended, the newest when there are several."""
    query = (
        select(CallRow)
        .where(CallRow.account_id == account.id, CallRow.ended.is_(None))
        .order_by(CallRow.id.desc())
        .limit(1)
    )
    with records.reading() as session:
        row = session.scalars(query).first()
        return Call.of(row) if row else None


def add_exchange(
    records: Records,
    account: Account,
    call_id: int,
    *,
    question: str,
    status: str,
    answer: str = "",
    standalone: str = "",
    clauses: Sequence[str] = (),
    approved_id: int | None = None,
    region: str | None = None,
    as_of: date | None = None,
    department: str = "",
    deadline: str = "",
) -> Call:
    """Add a question and its answer to a call; personal data is masked. Raises RecordsError as ``change_call`` does."""
    added = Exchange(
        question=kept_text(question),
        standalone=kept_text(standalone),
        status=status,
        answer=kept_text(answer),
        clauses=tuple(clauses),
        approved_id=approved_id,
        region=kept_text(region) if region else None,
        as_of=as_of,
        department=kept_text(department),
        deadline=kept_text(deadline),
        at=records.now(),
    )
    with records.writing() as session:
        row = _own(session, account, call_id)
        row.exchanges = [*row.exchanges, added.model_dump(mode="json")]
        return Call.of(row)


def change_call(
    records: Records,
    account: Account,
    call_id: int,
    *,
    note: str | None = None,
    department: str | None = None,
    outcome: Outcome | None = None,
    end: bool = False,
) -> Call:
    """Change what is given of a call, and end it.

    Raises RecordsError when there is no such call, or it is another's and ``account`` is no admin.
    """
    with records.writing() as session:
        row = _own(session, account, call_id)
        if note is not None:
            row.note = kept_text(note)
        if department is not None:
            row.department = kept_text(department)
        if outcome is not None:
            row.outcome = outcome.value
        if end and row.ended is None:
            row.ended = records.now()
        return Call.of(row)


def call(records: Records, account: Account, call_id: int) -> Call:
    """Return one call; raises RecordsError as ``change_call`` does."""
    with records.reading() as session:
        return Call.of(_own(session, account, call_id))


def calls_between(
    records: Records, start: datetime, end: datetime, *, account_id: int | None = None
) -> tuple[Call, ...]:
    """Return the calls that began in ``[start, end)``, newest first; of all staff, or of one account."""
    query = select(CallRow).where(CallRow.began >= start, CallRow.began < end).order_by(CallRow.id.desc())
    if account_id is not None:
        query = query.where(CallRow.account_id == account_id)
    with records.reading() as session:
        return tuple(Call.of(row) for row in session.scalars(query))


def _own(session: Session, account: Account, call_id: int) -> CallRow:
    row = session.get(CallRow, call_id, with_for_update=True)
    if row is None or (row.account_id != account.id and account.role is not Role.ADMIN):
        raise RecordsError("没有这通来电的记录。/ There is no such call of yours.")
    return row
