"""Until when a scan that runs is known to be alive."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("scan_run", sa.Column("alive_until", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("scan_run", "alive_until")
