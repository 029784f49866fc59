"""Plan baselines by work item."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "baseline_item_point"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("planned_share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "planned_share BETWEEN 0 AND 1000000",
            name=op.f("ck_baseline_item_point_share_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["baseline_id"],
            ["plan_baseline.id"],
            name=op.f("fk_baseline_item_point_baseline_id_plan_baseline"),
        ),
        sa.PrimaryKeyConstraint("baseline_id", "week", "item", name=op.f("pk_baseline_item_point")),
    )
    insert_only(op, TABLE)


def downgrade() -> None:
    drop_insert_only(op, TABLE)
    op.drop_table(TABLE)
