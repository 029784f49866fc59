"""The bill of a contract: chapters, items, changes, and the terms of payment."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "bill_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("touches_design", sa.Boolean(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "owner",
                "city",
                name="change_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "approved",
                "refused",
                name="change_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_no", sa.String(length=100), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'drafted') = (decided_at IS NULL)",
            name=op.f("ck_bill_change_decided_when_not_drafted"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_bill_change_decided_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_bill_change_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user.id"], name=op.f("fk_bill_change_drafted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_bill_change_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_change")),
        sa.UniqueConstraint("section_id", "number", name=op.f("uq_bill_change_section_id_number")),
    )
    op.create_table(
        "bill_chapter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_bill_chapter_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_chapter")),
        sa.UniqueConstraint("section_id", "code", name=op.f("uq_bill_chapter_section_id_code")),
    )
    op.create_table(
        "payment_node",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "signing",
                "completed_share",
                "handover",
                "settlement",
                "defects_end",
                name="node_trigger",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value_share", sa.BigInteger(), nullable=True),
        sa.Column("cumulative_share", sa.BigInteger(), nullable=False),
        sa.Column(
            "base",
            sa.Enum(
                "contract",
                "completed",
                "settlement",
                name="node_base",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "cumulative_share BETWEEN 0 AND 1000000", name=op.f("ck_payment_node_share_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_payment_node_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_node")),
        sa.UniqueConstraint(
            "section_id", "position", name=op.f("uq_payment_node_section_id_position")
        ),
    )
    op.create_table(
        "payment_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("advance_share", sa.BigInteger(), nullable=False),
        sa.Column("advance_start_share", sa.BigInteger(), nullable=False),
        sa.Column("advance_end_share", sa.BigInteger(), nullable=False),
        sa.Column("material_share", sa.BigInteger(), nullable=False),
        sa.Column("material_months", sa.Integer(), nullable=False),
        sa.Column("retention_share", sa.BigInteger(), nullable=False),
        sa.Column("retention_cap_share", sa.BigInteger(), nullable=False),
        sa.Column(
            "retention_mode",
            sa.Enum(
                "each_period",
                "at_handover",
                "guarantee",
                name="retention_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minimum_certificate_fen", sa.BigInteger(), nullable=False),
        sa.Column("measurement_limit_share", sa.BigInteger(), nullable=False),
        sa.Column("cut_off_day", sa.Integer(), nullable=False),
        sa.Column("defects_months", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "advance_share BETWEEN 0 AND 300000", name=op.f("ck_payment_terms_advance_lawful")
        ),
        sa.CheckConstraint(
            "advance_start_share < advance_end_share",
            name=op.f("ck_payment_terms_recovery_in_order"),
        ),
        sa.CheckConstraint(
            "cut_off_day BETWEEN 1 AND 28", name=op.f("ck_payment_terms_cut_off_day_in_range")
        ),
        sa.CheckConstraint(
            "defects_months BETWEEN 0 AND 24", name=op.f("ck_payment_terms_defects_lawful")
        ),
        sa.CheckConstraint(
            "minimum_certificate_fen >= 0", name=op.f("ck_payment_terms_minimum_not_negative")
        ),
        sa.CheckConstraint(
            "retention_cap_share BETWEEN 0 AND 30000",
            name=op.f("ck_payment_terms_retention_cap_lawful"),
        ),
        sa.CheckConstraint(
            "retention_share BETWEEN 0 AND 30000", name=op.f("ck_payment_terms_retention_lawful")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_payment_terms_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_terms")),
        sa.UniqueConstraint("section_id", name=op.f("uq_payment_terms_section_id")),
    )
    op.create_table(
        "bill_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("chapter_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_bill_item_quantity_not_negative")),
        sa.CheckConstraint(
            "unit_price_fen >= 0", name=op.f("ck_bill_item_unit_price_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["bill_chapter.id"], name=op.f("fk_bill_item_chapter_id_bill_chapter")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_bill_item_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_item")),
        sa.UniqueConstraint("section_id", "code", name=op.f("uq_bill_item_section_id_code")),
    )
    op.create_index(op.f("ix_bill_item_chapter_id"), "bill_item", ["chapter_id"], unique=False)
    op.create_table(
        "bill_allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_bill_allocation_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bill_item.id"], name=op.f("fk_bill_allocation_item_id_bill_item")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_bill_allocation_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_allocation")),
        sa.UniqueConstraint("item_id", "work_id", name=op.f("uq_bill_allocation_item_id_work_id")),
    )
    op.create_index(
        op.f("ix_bill_allocation_work_id"), "bill_allocation", ["work_id"], unique=False
    )
    op.create_table(
        "bill_change_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_bill_change_line_quantity_not_zero")),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["bill_change.id"],
            name=op.f("fk_bill_change_line_change_id_bill_change"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bill_item.id"], name=op.f("fk_bill_change_line_item_id_bill_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_change_line")),
        sa.UniqueConstraint(
            "change_id", "item_id", name=op.f("uq_bill_change_line_change_id_item_id")
        ),
    )
    op.create_index(
        op.f("ix_bill_change_line_item_id"), "bill_change_line", ["item_id"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_bill_change_line_item_id"), table_name="bill_change_line")
    op.drop_table("bill_change_line")
    op.drop_index(op.f("ix_bill_allocation_work_id"), table_name="bill_allocation")
    op.drop_table("bill_allocation")
    op.drop_index(op.f("ix_bill_item_chapter_id"), table_name="bill_item")
    op.drop_table("bill_item")
    op.drop_table("payment_terms")
    op.drop_table("payment_node")
    op.drop_table("bill_chapter")
    op.drop_table("bill_change")
