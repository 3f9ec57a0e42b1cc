"""Policies that were taken out of the index, and what is needed to put them back."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from sqlalchemy import select

from assistant.records.errors import RecordsError
from assistant.records.opened import Records
from assistant.records.tables import RemovedRow
from index.policy import Frozen


class Removed(Frozen):
    """A removed policy; ``kept_file`` is where its source was kept, ``restored_at`` when the removal was undone."""

    id: int
    policy_id: str
    title: str
    source_file: str
    kept_file: str | None
    removed_by: str
    removed_at: datetime
    restored_at: datetime | None

    @classmethod
    def of(cls, row: RemovedRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            policy_id=row.policy_id,
            title=row.title,
            source_file=row.source_file,
            kept_file=row.kept_file,
            removed_by=row.removed_by,
            removed_at=row.removed_at,
            restored_at=row.restored_at,
        )


def keep_removed(
    records: Records, *, policy_id: str, title: str, source_file: str, by: str, kept_file: str | None = None
) -> Removed:
    """Keep that a policy was removed."""
    row = RemovedRow(
        policy_id=policy_id,
        title=title,
        source_file=source_file,
        kept_file=kept_file,
        removed_by=by,
        removed_at=records.now(),
    )
    with records.writing() as session:
        session.add(row)
    return Removed.of(row)


def removed_policies(records: Records, limit: int = 100) -> tuple[Removed, ...]:
    """Return the removals that were not undone, newest first."""
    query = select(RemovedRow).where(RemovedRow.restored_at.is_(None)).order_by(RemovedRow.id.desc()).limit(limit)
    with records.reading() as session:
        return tuple(Removed.of(row) for row in session.scalars(query))


def mark_restored(records: Records, removed_id: int) -> Removed:
    """Keep that a removal was undone; raises RecordsError when there is none or it was undone already."""
    with records.writing() as session:
        row = session.get(RemovedRow, removed_id, with_for_update=True)
        if row is None or row.restored_at is not None:
            raise RecordsError("没有可以撤销的移除。/ There is no such removal to undo.")
        row.restored_at = records.now()
    return Removed.of(row)
