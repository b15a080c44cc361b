"""How often what readers of snapshots go by has changed in a directory."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "read_version",
        sa.Column("directory", sa.String(64), primary_key=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("read_version")
