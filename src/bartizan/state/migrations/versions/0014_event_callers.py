"""Who changed what, as events say, and the keys of webhooks that events come to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "resource_call",
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("connector_id", "scope", "resource_id", "event_id", name="pk_resource_call"),
    )
    op.create_index("ix_resource_call_at", "resource_call", ["connector_id", "at"], unique=False)
    op.create_table(
        "event_webhook_key",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name="pk_event_webhook_key"),
    )
    op.create_index("ix_event_webhook_key_connector_id", "event_webhook_key", ["connector_id"], unique=False)


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("event_webhook_key")
    op.drop_table("resource_call")
