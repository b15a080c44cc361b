"""Views of lists that people keep, and what they attest of controls."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "saved_view",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("page", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "person", "page", "name", name="pk_saved_view"),
    )
    op.create_table(
        "attestation",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("framework", sa.String(64), nullable=False),
        sa.Column("control", sa.String(64), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "framework", "control", name="pk_attestation"),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("attestation")
    op.drop_table("saved_view")
