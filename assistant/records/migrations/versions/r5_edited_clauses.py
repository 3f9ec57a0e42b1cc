"""An edit of a clause's fact knows the text it was made for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("fact_edits") as table:
        table.add_column(sa.Column("clause_digest", sa.String(64)))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("fact_edits") as table:
        table.drop_column("clause_digest")
