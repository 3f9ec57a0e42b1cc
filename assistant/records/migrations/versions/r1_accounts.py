"""Accounts, their sessions and one-time links, and the audit log that nothing may change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ONLY_ADDED_TO = "the audit log is only added to"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("password_set", _MOMENT),
        sa.CheckConstraint("role IN ('staff', 'admin')", name=op.f("ck_accounts_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("key", name=op.f("uq_accounts_key")),
    )
    _of_an_account("sessions", ("began", False), ("expires", False), ("last_seen", False))
    op.create_index(op.f("ix_sessions_expires"), "sessions", ["expires"])
    _of_an_account("one_time_links", ("expires", False), ("used", True))
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("on_what", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_what"), "audit", ["what"])
    _refuse_changes_of_audit()


def _of_an_account(table: str, *moments: tuple[str, bool]) -> None:
    op.create_table(
        table,
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=nullable) for name, nullable in moments),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])


def _refuse_changes_of_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_ONLY_ADDED_TO}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("audit", "one_time_links", "sessions", "accounts"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_added_to()")
