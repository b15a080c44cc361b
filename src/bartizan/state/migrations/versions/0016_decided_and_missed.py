"""Which decisions an export's receiver has, and which changes no event reported."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("notification_rule", sa.Column("decided", sa.String(), nullable=False, server_default=""))
    op.add_column("event_health", sa.Column("followed_since", sa.DateTime(), nullable=True))
    op.add_column("event_health", sa.Column("missed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("event_health", sa.Column("missed_example", sa.String(), nullable=False, server_default=""))
    op.add_column("event_health", sa.Column("missed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take this migration back."""
    for column in ("missed_at", "missed_example", "missed", "followed_since"):
        op.drop_column("event_health", column)
    op.drop_column("notification_rule", "decided")
