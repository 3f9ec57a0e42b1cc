"""The tables of the records. Columns that hold another table's words are copies on purpose: a record outlives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, Index, MetaData, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAME_LENGTH = 64
_HASH_LENGTH = 64


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC: SQLite forgets time zones, so they are put back when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; a naive one is a mistake of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: names for their constraints, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class AccountRow(Base):
    """Somebody who may sign in. ``key`` is the name as it is compared; no hash means no password yet."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("role IN ('staff', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    key: Mapped[str] = mapped_column(String(NAME_LENGTH * 2), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    disabled: Mapped[bool]
    created: Mapped[datetime] = mapped_column(Moment)
    password_set: Mapped[datetime | None] = mapped_column(Moment)


class SessionRow(Base):
    """A browser that is signed in, by the hash of its token."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    began: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    last_seen: Mapped[datetime] = mapped_column(Moment)


class LinkRow(Base):
    """A one-time link that sets a password, by the hash of its token."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires: Mapped[datetime] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)


class AuditRow(Base):
    """What was done, by whom, from where and to what; a trigger of the database refuses to change or delete it."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    who: Mapped[str] = mapped_column(String(NAME_LENGTH))
    address: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64), index=True)
    on_what: Mapped[str] = mapped_column(Text)


class CallRow(Base):
    """A call to the hotline: a conversation with a note and an outcome."""

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("outcome IN ('answered', 'transferred', 'to_verify')", name="outcome"),
        Index("ix_calls_account_id_began", "account_id", "began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    staff: Mapped[str] = mapped_column(String(NAME_LENGTH))
    began: Mapped[datetime] = mapped_column(Moment, index=True)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(16))
    department: Mapped[str] = mapped_column(Text)
    exchanges: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ApprovedRow(Base):
    """An answer that somebody read and approved."""

    __tablename__ = "approved_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[str | None] = mapped_column(String(10))
    approved_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    approved_at: Mapped[datetime] = mapped_column(Moment)
    set_aside_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    set_aside_why: Mapped[str | None] = mapped_column(String(32))
    clauses: Mapped[list[ApprovedClauseRow]] = relationship(
        cascade="all, delete-orphan", order_by="ApprovedClauseRow.place", lazy="selectin"
    )


class ApprovedClauseRow(Base):
    """A clause that an approved answer rests on, with the hash of its text as it was then."""

    __tablename__ = "approved_clauses"

    approved_id: Mapped[int] = mapped_column(ForeignKey("approved_answers.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clause_id: Mapped[str] = mapped_column(Text, index=True)
    policy_id: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH))


class FeedbackRow(Base):
    """An answer that somebody judged, and what it should have been."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    question: Mapped[str] = mapped_column(Text)
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    as_of: Mapped[str | None] = mapped_column(String(10))
    region: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    clauses: Mapped[list[str]] = mapped_column(JSON)
    corrected: Mapped[str | None] = mapped_column(Text)
    reviewer: Mapped[str | None] = mapped_column(String(NAME_LENGTH))


class ApiKeyRow(Base):
    """A key for programs, by its hash; ``begins`` are its first characters, by which a person knows it again."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("role IN ('public', 'staff', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), unique=True)
    begins: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    last_used: Mapped[datetime | None] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)


class FactEditRow(Base):
    """A fact of a policy or clause that somebody put right; kept over re-ingest."""

    __tablename__ = "fact_edits"
    __table_args__ = (Index("ix_fact_edits_policy_id_clause_id", "policy_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(Text)
    clause_id: Mapped[str | None] = mapped_column(Text)
    clause_digest: Mapped[str | None] = mapped_column(String(_HASH_LENGTH))
    field: Mapped[str] = mapped_column(String(64))
    old: Mapped[Any] = mapped_column(JSON)
    new: Mapped[Any] = mapped_column(JSON)
    edited_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    edited_at: Mapped[datetime] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class RemovedRow(Base):
    """A policy that was taken out of the index, with what is needed to put it back."""

    __tablename__ = "removed_policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    source_file: Mapped[str] = mapped_column(Text)
    kept_file: Mapped[str | None] = mapped_column(Text)
    removed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    removed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    restored_at: Mapped[datetime | None] = mapped_column(Moment)
