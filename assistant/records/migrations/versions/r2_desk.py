"""The desk: calls, approved answers with the clauses they rest on, feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _calls()
    _approved()
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("as_of", sa.String(10)),
        sa.Column("region", sa.Text),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("corrected", sa.Text),
        sa.Column("reviewer", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_at"), "feedback", ["at"])


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("began", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("exchanges", sa.JSON, nullable=False),
        sa.CheckConstraint("outcome IN ('answered', 'transferred', 'to_verify')", name=op.f("ck_calls_outcome")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_calls_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_began"), "calls", ["began"])
    op.create_index("ix_calls_account_id_began", "calls", ["account_id", "began"])


def _approved() -> None:
    op.create_table(
        "approved_answers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("approved_at", _MOMENT, nullable=False),
        sa.Column("set_aside_at", _MOMENT),
        sa.Column("set_aside_why", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_answers")),
    )
    op.create_index(op.f("ix_approved_answers_set_aside_at"), "approved_answers", ["set_aside_at"])
    op.create_table(
        "approved_clauses",
        sa.Column("approved_id", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("clause_id", sa.Text, nullable=False),
        sa.Column("policy_id", sa.Text, nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_id"],
            ["approved_answers.id"],
            name=op.f("fk_approved_clauses_approved_id_approved_answers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("approved_id", "place", name=op.f("pk_approved_clauses")),
    )
    op.create_index(op.f("ix_approved_clauses_clause_id"), "approved_clauses", ["clause_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("feedback", "approved_clauses", "approved_answers", "calls"):
        op.drop_table(table)
