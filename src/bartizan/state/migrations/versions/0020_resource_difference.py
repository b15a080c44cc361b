"""What scans found changed on resources, for their timelines."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "resource_difference",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("resource_type", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint(
            *("directory", "resource_id", "at", "kind", "scope", "resource_type", "subject"),
            name="pk_resource_difference",
        ),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("resource_difference")
