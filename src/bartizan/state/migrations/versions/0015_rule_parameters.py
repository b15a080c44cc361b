"""Values of rules' parameters that admins set."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "rule_parameter",
        sa.Column("directory", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("directory", "rule", name="pk_rule_parameter"),
    )


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("rule_parameter")
