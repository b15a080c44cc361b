"""Queries that people saved for themselves; those that were saved before stay shared."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "private_query",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "person", "name", name="pk_private_query"),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("private_query")
