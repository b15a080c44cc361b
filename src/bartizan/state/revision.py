"""Which form the state database has."""

HEAD = "0015"
"""The newest migration; a test keeps it equal to what Alembic finds."""
