"""The revisions of the tables, run by Alembic when the records are opened."""
