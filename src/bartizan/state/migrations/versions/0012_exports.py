"""Exports: how far each got, and the tickets of recommendations."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply this migration."""
    for table, column in (("notification_rule", "role"), ("notification_rule", "cursor"), ("delivery", "progress")):
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "ticket",
        sa.Column("export_id", sa.String(16), nullable=False),
        sa.Column("rule_id", sa.String(200), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("export_id", "rule_id", name="pk_ticket"),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("ticket")
    for table, column in (("delivery", "progress"), ("notification_rule", "cursor"), ("notification_rule", "role")):
        op.drop_column(table, column)
