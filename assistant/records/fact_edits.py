"""Facts of policies that somebody put right where the parser was wrong; the last word on each counts."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import JsonValue
from sqlalchemy import select

from assistant.records.errors import RecordsError
from assistant.records.opened import Records
from assistant.records.tables import FactEditRow
from index.policy import Frozen


class FactEdit(Frozen):
    """One fact put right: the ``field`` of a policy (no clause) or of one of its clauses, as JSON before and after.

    ``clause_digest`` is that of the clause's text (``index.corrections.text_digest``), by which it is known again.
    """

    id: int
    policy_id: str
    clause_id: str | None
    clause_digest: str | None
    field: str
    old: JsonValue
    new: JsonValue
    edited_by: str
    edited_at: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, row: FactEditRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            policy_id=row.policy_id,
            clause_id=row.clause_id,
            clause_digest=row.clause_digest,
            field=row.field,
            old=row.old,
            new=row.new,
            edited_by=row.edited_by,
            edited_at=row.edited_at,
            undone_at=row.undone_at,
        )


def edit_fact(
    records: Records,
    *,
    policy_id: str,
    clause_id: str | None,
    field: str,
    old: JsonValue,
    new: JsonValue,
    by: str,
    clause_digest: str | None = None,
) -> FactEdit:
    """Keep that ``field`` is ``new`` where the parser read ``old``."""
    row = FactEditRow(
        policy_id=policy_id,
        clause_id=clause_id,
        clause_digest=clause_digest,
        field=field,
        old=old,
        new=new,
        edited_by=by,
        edited_at=records.now(),
    )
    with records.writing() as session:
        session.add(row)
    return FactEdit.of(row)


def fact_edits(records: Records, policy_id: str | None = None) -> tuple[FactEdit, ...]:
    """Return the edits that count, the last of each field of each clause, oldest first; of all policies or of one."""
    query = select(FactEditRow).where(FactEditRow.undone_at.is_(None)).order_by(FactEditRow.id)
    if policy_id is not None:
        query = query.where(FactEditRow.policy_id == policy_id)
    with records.reading() as session:
        last = {_key(row): row for row in session.scalars(query)}
    return tuple(FactEdit.of(row) for row in sorted(last.values(), key=lambda row: row.id))


def _key(row: FactEditRow) -> tuple[str, str | None, str]:
    return row.policy_id, row.clause_digest or row.clause_id, row.field


def undo_edit(records: Records, edit_id: int) -> FactEdit:
    """Take one edit back: the one before it counts again, or the parser; raises RecordsError when there is none."""
    with records.writing() as session:
        row = session.get(FactEditRow, edit_id)
        if row is None:
            raise RecordsError("没有这处修改。/ There is no such edit.")
        row.undone_at = row.undone_at or records.now()
    return FactEdit.of(row)
