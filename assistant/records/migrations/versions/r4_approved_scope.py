"""Approved answers know the region and the day they were approved for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; answers approved before hold for any region that their question names, on the day of asking."""
    with op.batch_alter_table("approved_answers") as table:
        table.add_column(sa.Column("region", sa.Text))
        table.add_column(sa.Column("as_of", sa.String(10)))


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("approved_answers") as table:
        table.drop_column("as_of")
        table.drop_column("region")
