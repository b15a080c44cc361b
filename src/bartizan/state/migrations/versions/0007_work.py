"""Work: leases, scans, answered requests, undo."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply this migration."""
    _lease()
    _scan_run()
    _scan_event()
    _answered()
    _undo()


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("undo")
    op.drop_table("answered")
    op.drop_table("scan_event")
    op.drop_table("scan_run")
    op.drop_table("lease")


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _scan_run() -> None:
    op.create_table(
        "scan_run",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("snapshot_id", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scan_run"),
    )
    op.create_index("ix_scan_run_directory_asked_at", "scan_run", ["directory", "asked_at"], unique=False)


def _scan_event() -> None:
    op.create_table(
        "scan_event",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "n", name="pk_scan_event"),
    )


def _answered() -> None:
    op.create_table(
        "answered",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "caller", "key", name="pk_answered"),
    )


def _undo() -> None:
    op.create_table(
        "undo",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_undo"),
    )
