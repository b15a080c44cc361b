"""What people decide: exemptions and governance rules, their audit; and the daily score."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _removable() -> list[sa.Column[object]]:
    return [
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime()),
        sa.Column("removed_by", sa.String(), nullable=False),
    ]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "exemption",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        *_texts("rule", "resource", "scope", "tag", "justification"),
        sa.Column("until", sa.DateTime()),
        *_removable(),
        sa.PrimaryKeyConstraint("id", name="pk_exemption"),
    )
    op.create_index("ix_exemption_directory", "exemption", ["directory"])
    op.create_table(
        "governance_rule",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        *_texts("severity", "risk_level", "category", "scope", "rule", "owner", "owner_tag"),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("has_grace", sa.Boolean(), nullable=False),
        *_removable(),
        sa.PrimaryKeyConstraint("id", name="pk_governance_rule"),
    )
    op.create_index("ix_governance_rule_directory", "governance_rule", ["directory"])
    _create_records()


def _create_records() -> None:
    counts = ("healthy", "unhealthy", "unknown", "exempt", "in_grace")
    op.create_table(
        "daily_score",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("grouping", sa.String(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("score", sa.Float()),
        *(sa.Column(count, sa.Integer(), nullable=False) for count in counts),
        sa.Column("snapshot_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("directory", "day", "grouping", "name", name="pk_daily_score"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_texts("actor"),
        sa.Column("action", sa.String(32), nullable=False),
        *_texts("subject"),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_directory_at", "audit_entry", ["directory", "at"])


def downgrade() -> None:
    """Undo this migration."""
    for table in ("audit_entry", "daily_score", "governance_rule", "exemption"):
        op.drop_table(table)
