"""Periods of measurement and what was measured in them; confirmed ones are final."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "measurement_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "submitted",
                "checked",
                "confirmed",
                name="period_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("returned_because", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)",
            name=op.f("ck_measurement_period_confirmed_at_end"),
        ),
        sa.CheckConstraint(
            "start_on < end_on", name=op.f("ck_measurement_period_starts_before_it_ends")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user.id"], name=op.f("fk_measurement_period_checked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user.id"],
            name=op.f("fk_measurement_period_confirmed_by_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_measurement_period_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user.id"],
            name=op.f("fk_measurement_period_submitted_by_id_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement_period")),
        sa.UniqueConstraint(
            "section_id", "number", name=op.f("uq_measurement_period_section_id_number")
        ),
    )
    op.create_index(
        "uq_measurement_period_open",
        "measurement_period",
        ["section_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'confirmed'"),
        postgresql_where=sa.text("state <> 'confirmed'"),
    )
    op.create_table(
        "measured_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("evidence_quantity", sa.BigInteger(), nullable=True),
        sa.Column("withheld_quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("paper", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "evidence_quantity IS NOT NULL OR length(paper) > 0",
            name=op.f("ck_measured_line_evidence_or_paper"),
        ),
        sa.CheckConstraint(
            "quantity <= evidence_quantity", name=op.f("ck_measured_line_never_beyond_the_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bill_item.id"], name=op.f("fk_measured_line_item_id_bill_item")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["measurement_period.id"],
            name=op.f("fk_measured_line_period_id_measurement_period"),
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_measured_line_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measured_line")),
        sa.UniqueConstraint(
            "period_id",
            "item_id",
            "work_id",
            name=op.f("uq_measured_line_period_id_item_id_work_id"),
        ),
    )
    op.create_index(op.f("ix_measured_line_item_id"), "measured_line", ["item_id"], unique=False)
    op.create_index(op.f("ix_measured_line_work_id"), "measured_line", ["work_id"], unique=False)
    insert_only(op, "measurement_period", "OLD.state = 'confirmed'")


def downgrade() -> None:
    drop_insert_only(op, "measurement_period")
    op.drop_index(op.f("ix_measured_line_work_id"), table_name="measured_line")
    op.drop_index(op.f("ix_measured_line_item_id"), table_name="measured_line")
    op.drop_table("measured_line")
    op.drop_index(
        "uq_measurement_period_open",
        table_name="measurement_period",
        sqlite_where=sa.text("state <> 'confirmed'"),
        postgresql_where=sa.text("state <> 'confirmed'"),
    )
    op.drop_table("measurement_period")
