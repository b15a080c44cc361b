"""Which decisions an export's receiver has."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("notification_rule", sa.Column("decided", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take this migration back."""
    op.drop_column("notification_rule", "decided")
