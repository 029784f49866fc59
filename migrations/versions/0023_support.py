"""Which part of typed progress accepted steps support, and from when on only that counts."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "support_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_support_rule_with_reason")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_support_rule_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_support_rule_set_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_rule")),
    )
    op.create_index(
        "ix_support_rule_section", "support_rule", ["section_id", "valid_from"], unique=False
    )
    insert_only(op, "support_rule")
    op.add_column("weekly_rollup", sa.Column("supported_share", sa.BigInteger(), nullable=True))


def downgrade() -> None:

    drop_insert_only(op, "support_rule")
    op.drop_column("weekly_rollup", "supported_share")
    op.drop_index("ix_support_rule_section", table_name="support_rule")
    op.drop_table("support_rule")
