"""Exposures: how far people are with each, and what happened to it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "exposure",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("progress", sa.String(16), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "resource", name="pk_exposure"),
    )
    op.create_table(
        "exposure_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exposure_event"),
    )
    op.create_index("ix_exposure_event_directory_resource", "exposure_event", ["directory", "resource"], unique=False)


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("exposure_event")
    op.drop_table("exposure")
