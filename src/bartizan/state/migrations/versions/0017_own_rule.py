"""Rules that a directory made of queries."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "own_rule",
        sa.Column("directory", sa.String(64), primary_key=True),
        sa.Column("rule", sa.String(200), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("own_rule")
