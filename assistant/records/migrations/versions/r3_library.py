"""The library and programs: facts put right, policies removed, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("begins", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("last_used", _MOMENT),
        sa.Column("revoked", _MOMENT),
        sa.CheckConstraint("role IN ('public', 'staff', 'admin')", name=op.f("ck_api_keys_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_table(
        "fact_edits",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("policy_id", sa.Text, nullable=False),
        sa.Column("clause_id", sa.Text),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("old", sa.JSON, nullable=False),
        sa.Column("new", sa.JSON, nullable=False),
        sa.Column("edited_by", sa.String(64), nullable=False),
        sa.Column("edited_at", _MOMENT, nullable=False),
        sa.Column("undone_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_edits")),
    )
    op.create_index("ix_fact_edits_policy_id_clause_id", "fact_edits", ["policy_id", "clause_id"])
    op.create_table(
        "removed_policies",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("policy_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source_file", sa.Text, nullable=False),
        sa.Column("kept_file", sa.Text),
        sa.Column("removed_by", sa.String(64), nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=False),
        sa.Column("restored_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_policies")),
    )
    op.create_index(op.f("ix_removed_policies_removed_at"), "removed_policies", ["removed_at"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("removed_policies", "fact_edits", "api_keys"):
        op.drop_table(table)
