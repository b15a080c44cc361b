"""Which form the state database has."""

HEAD = "0019"
"""The newest migration; a test keeps it equal to what Alembic finds."""
