"""The audit log: who did what, when, from where and to what. It is only added to; the database refuses the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

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


class Wanted(Frozen):
    """Which lines: of ``who``, whose ``what`` begins so or is ``exactly`` so, from ``since`` on, before ``until``."""

    who: str | None = None
    what: str | None = None
    exactly: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Page(Frozen):
    """Some of the wanted lines, newest first, and how many are wanted in all."""

    entries: tuple[Entry, ...]
    total: int


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
    query = select(AuditRow).where(*_conditions(Wanted(who=who, what=what))).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    with records.reading() as session:
        return tuple(_entry(row) for row in session.scalars(query))


def page_of(records: Records, wanted: Wanted, *, skip: int = 0, size: int = 50) -> Page:
    """Return ``size`` of the wanted lines, newest first, after leaving out ``skip``."""
    query = select(AuditRow).where(*_conditions(wanted)).order_by(AuditRow.id.desc()).offset(skip).limit(size)
    count = select(func.count(AuditRow.id)).where(*_conditions(wanted))
    with records.reading() as session:
        return Page(entries=tuple(_entry(row) for row in session.scalars(query)), total=session.scalar(count) or 0)


def known_names(records: Records) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who and what is in the log, each once, in order; who did something without a name is left out."""
    with records.reading() as session:
        who = session.scalars(select(AuditRow.who).distinct().where(AuditRow.who != "").order_by(AuditRow.who)).all()
        what = session.scalars(select(AuditRow.what).distinct().order_by(AuditRow.what)).all()
    return tuple(who), tuple(what)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.what:
        yield AuditRow.what.startswith(wanted.what, autoescape=True)
    if wanted.exactly:
        yield AuditRow.what == wanted.exactly
    if wanted.who:
        yield AuditRow.who == wanted.who
    if wanted.since:
        yield AuditRow.at >= wanted.since
    if wanted.until:
        yield AuditRow.at < wanted.until


def _entry(row: AuditRow) -> Entry:
    return Entry(id=row.id, at=row.at, who=row.who, address=row.address, what=row.what, on_what=row.on_what)
