"""Queries that people saved under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "saved_query",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "name", name="pk_saved_query"),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("saved_query")
