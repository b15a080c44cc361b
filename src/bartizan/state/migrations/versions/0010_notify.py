"""Notifications: rules, what is to be sent, and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply this migration."""
    _rules()
    _outbox()
    _deliveries()


def _rules() -> None:
    op.create_table(
        "notification_rule",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(16), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("after_hours", sa.Integer(), nullable=False),
        sa.Column("digest_minutes", sa.Integer(), nullable=False),
        sa.Column("quiet", sa.String(), nullable=False),
        sa.Column("allows_private", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notification_rule"),
    )
    op.create_index("ix_notification_rule_directory", "notification_rule", ["directory"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("rule_id", sa.String(16), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("delivery_id", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_rule_id_key", "outbox", ["rule_id", "key"], unique=True)
    op.create_index("ix_outbox_delivery_id", "outbox", ["delivery_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("rule_id", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_directory_created_at", "delivery", ["directory", "created_at"], unique=False)
    op.create_index("ix_delivery_status", "delivery", ["status"], unique=False)


def downgrade() -> None:
    """Undo this migration."""
    for table in ("delivery", "outbox", "notification_rule"):
        op.drop_table(table)
