"""What demolitions take back from measurement."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "measurement_reversal"


def upgrade() -> None:

    op.create_table(
        "measurement_reversal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonconformity_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reversal_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_measurement_reversal_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_measurement_reversal_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["user.id"], name=op.f("fk_measurement_reversal_marked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["nonconformity_id"],
            ["nonconformity.id"],
            name=op.f("fk_measurement_reversal_nonconformity_id_nonconformity"),
        ),
        sa.ForeignKeyConstraint(
            ["reversal_id"],
            ["reversal_record.id"],
            name=op.f("fk_measurement_reversal_reversal_id_reversal_record"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_measurement_reversal_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_measurement_reversal_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement_reversal")),
        sa.UniqueConstraint(
            "nonconformity_id",
            "item_id",
            name=op.f("uq_measurement_reversal_nonconformity_id_item_id"),
        ),
        sa.UniqueConstraint("reversal_id", name=op.f("uq_measurement_reversal_reversal_id")),
    )
    op.create_index(
        op.f("ix_measurement_reversal_section_id"),
        "measurement_reversal",
        ["section_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_measurement_reversal_work_id"), "measurement_reversal", ["work_id"], unique=False
    )
    insert_only(op, TABLE)


def downgrade() -> None:
    drop_insert_only(op, TABLE)

    op.drop_index(op.f("ix_measurement_reversal_work_id"), table_name="measurement_reversal")
    op.drop_index(op.f("ix_measurement_reversal_section_id"), table_name="measurement_reversal")
    op.drop_table("measurement_reversal")
