"""Events of the clouds: resources that may have changed, and how events come in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "changed_resource",
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("event_name", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("event_at", sa.DateTime(), nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("connector_id", "kind", "scope", "region", "id", name="pk_changed_resource"),
    )
    op.create_index("ix_changed_resource_run_id", "changed_resource", ["run_id"], unique=False)
    op.create_table(
        "event_health",
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("last_event_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("connector_id", name="pk_event_health"),
    )
    op.create_table(
        "event_count",
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("connector_id", "name", name="pk_event_count"),
    )


def downgrade() -> None:
    """Undo this migration."""
    for table in ("event_count", "event_health", "changed_resource"):
        op.drop_table(table)
