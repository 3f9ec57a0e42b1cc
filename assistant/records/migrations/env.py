"""How Alembic runs the revisions: on the connection it is handed, within that connection's transaction."""

from __future__ import annotations

from alembic import context

from assistant.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
    compare_type=True,
)
context.run_migrations()
