"""The order in which snapshots were published, which no clock can change, and which of them are damaged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("snapshot", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("snapshot", sa.Column("damage", sa.String(), nullable=False, server_default=""))
    # SQLite numbers rows as they are inserted; elsewhere the clock is all there is to go by.
    order = sa.text("rowid" if op.get_bind().dialect.name == "sqlite" else "published_at, id")
    snapshot = sa.table("snapshot", *(sa.column(name) for name in ("id", "directory", "sequence")))
    n = sa.func.row_number().over(partition_by=snapshot.c.directory, order_by=order).label("n")
    numbered = sa.select(snapshot.c.id, n).subquery()
    op.execute(
        snapshot.update().values(
            sequence=sa.select(numbered.c.n).where(numbered.c.id == snapshot.c.id).scalar_subquery()
        )
    )
    op.drop_index("ix_snapshot_directory_published_at", "snapshot")
    op.create_index("ix_snapshot_directory_sequence", "snapshot", ["directory", "sequence"], unique=True)


def downgrade() -> None:
    """Undo this migration."""
    op.drop_index("ix_snapshot_directory_sequence", "snapshot")
    op.create_index("ix_snapshot_directory_published_at", "snapshot", ["directory", "published_at"])
    op.drop_column("snapshot", "damage")
    op.drop_column("snapshot", "sequence")
