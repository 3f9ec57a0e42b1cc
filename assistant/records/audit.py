"""The audit log: who did what, when, from where and to what. It is only added to; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from assistant.records.masking import kept_text
from assistant.records.opened import Records
from assistant.records.tables import NAME_LENGTH, AuditRow
from index.policy import Frozen

_ADDRESS_LENGTH = 64
_LONGEST_OBJECT = 500


class Entry(Frozen):
    """One line of the log."""

    id: int
    at: datetime
    who: str
    address: str
    what: str
    on_what: str


def note(records: Records, what: str, *, who: str = "", on: str = "", address: str = "") -> None:
    """Add a line: ``what`` as ``account.signed_in``, ``who`` by account name, ``on`` what it was done to.

    Personal data in ``who`` and ``on`` is masked: somebody may have typed it as a name.
    """
    row = AuditRow(
        at=records.now(),
        who=kept_text(who)[:NAME_LENGTH],
        address=address[:_ADDRESS_LENGTH],
        what=what,
        on_what=kept_text(on)[:_LONGEST_OBJECT],
    )
    with records.writing() as session:
        session.add(row)


def entries(
    records: Records,
    limit: int = 100,
    *,
    before: int | None = None,
    what: str | None = None,
    who: str | None = None,
) -> tuple[Entry, ...]:
    """Return the newest lines first: those older than the id ``before``, whose ``what`` begins so, of ``who``."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    if what:
        query = query.where(AuditRow.what.startswith(what, autoescape=True))
    if who:
        query = query.where(AuditRow.who == who)
    with records.reading() as session:
        return tuple(
            Entry(id=row.id, at=row.at, who=row.who, address=row.address, what=row.what, on_what=row.on_what)
            for row in session.scalars(query)
        )
