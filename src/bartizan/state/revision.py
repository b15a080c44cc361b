"""Which form the state database has."""

HEAD = "0020"
"""The newest migration; a test keeps it equal to what Alembic finds."""
