"""What is watched: connectors and plans."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "connector",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provider", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("interval_hours", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connector"),
    )
    op.create_index(
        "ix_connector_directory_name",
        "connector",
        ["directory", "name"],
        unique=True,
        sqlite_where=sa.text("removed_at is null"),
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_table(
        "plan",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("connector_id", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("cspm", sa.Boolean(), nullable=False),
        sa.Column("serverless_protection", sa.Boolean(), nullable=False),
        sa.Column("permission_analysis", sa.Boolean(), nullable=False),
        sa.Column("azure_packages", sa.Boolean(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "connector_id", "scope", name="pk_plan"),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("plan")
    op.drop_table("connector")
