"""The tables of progress."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Frozen weeks and plans are never changed: a correction is a new row.
INSERT_ONLY = ("weekly_rollup", "plan_baseline", "baseline_point")


def upgrade() -> None:
    op.create_table(
        "plan_baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_plan_baseline_number_positive")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_plan_baseline_made_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_plan_baseline_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_baseline")),
        sa.UniqueConstraint(
            "section_id", "number", name=op.f("uq_plan_baseline_section_id_number")
        ),
    )
    op.create_table(
        "weekly_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "returned",
                "submitted",
                "checked",
                "confirmed",
                name="report_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("first_submitted_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("is_reopened", sa.Boolean(), nullable=False),
        sa.Column("reported_share", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(checked_by_id IS NULL) = (checked_at IS NULL)",
            name=op.f("ck_weekly_report_checked_by_and_at"),
        ),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_weekly_report_confirmed_by_and_at"),
        ),
        sa.CheckConstraint(
            "(submitted_by_id IS NULL) = (submitted_at IS NULL)",
            name=op.f("ck_weekly_report_submitted_by_and_at"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user.id"], name=op.f("fk_weekly_report_checked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_weekly_report_confirmed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_weekly_report_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_weekly_report_submitted_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_report")),
        sa.UniqueConstraint("section_id", "week", name=op.f("uq_weekly_report_section_id_week")),
    )
    op.create_index(op.f("ix_weekly_report_batch_id"), "weekly_report", ["batch_id"], unique=False)
    op.create_index("ix_weekly_report_state_week", "weekly_report", ["state", "week"], unique=False)
    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "km",
                "m",
                "m2",
                "m3",
                "piece",
                "percent",
                name="unit_of_work",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("weight_share", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_layer", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) > 0", name=op.f("ck_work_item_code_given")),
        sa.CheckConstraint(
            "weight_share > 0 AND weight_share <= 10000", name=op.f("ck_work_item_weight_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_work_item_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("section_id", "code", name=op.f("uq_work_item_section_id_code")),
    )
    op.create_table(
        "baseline_point",
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("planned_share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "planned_share BETWEEN 0 AND 1000000", name=op.f("ck_baseline_point_share_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["baseline_id"],
            ["plan_baseline.id"],
            name=op.f("fk_baseline_point_baseline_id_plan_baseline"),
        ),
        sa.PrimaryKeyConstraint("baseline_id", "week", name=op.f("pk_baseline_point")),
    )
    op.create_table(
        "change_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("added_quantity", sa.BigInteger(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("added_quantity <> 0", name=op.f("ck_change_order_changes_something")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_change_order_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_change_order_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_change_order_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_order")),
        sa.UniqueConstraint(
            "work_id", "item_id", "number", name=op.f("uq_change_order_work_id_item_id_number")
        ),
    )
    op.create_index(op.f("ix_change_order_work_id"), "change_order", ["work_id"], unique=False)
    op.create_table(
        "design_quantity",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_design_quantity_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_design_quantity_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_design_quantity_work_id_work")
        ),
        sa.PrimaryKeyConstraint("work_id", "item_id", name=op.f("pk_design_quantity")),
    )
    op.create_table(
        "done_stretch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=False),
        sa.Column("end_m", sa.BigInteger(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("end_m > start_m", name=op.f("ck_done_stretch_end_after_start")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_done_stretch_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_done_stretch_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_done_stretch_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_stretch")),
    )
    op.create_index(op.f("ix_done_stretch_work_id"), "done_stretch", ["work_id"], unique=False)
    op.create_table(
        "imported_week",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["weekly_report.id"],
            name=op.f("fk_imported_week_report_id_weekly_report"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "report_id", name=op.f("pk_imported_week")),
    )
    op.create_table(
        "report_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "save",
                "submit",
                "check",
                "confirm",
                "return",
                "reopen",
                "import",
                "undo",
                name="report_step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_report_event_by_id_user")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["weekly_report.id"],
            name=op.f("fk_report_event_report_id_weekly_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_event")),
    )
    op.create_index(op.f("ix_report_event_report_id"), "report_event", ["report_id"], unique=False)
    op.create_table(
        "reversal_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reversal_record_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_reversal_record_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_reversal_record_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_reversal_record_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversal_record")),
    )
    op.create_index(
        op.f("ix_reversal_record_work_id"), "reversal_record", ["work_id"], unique=False
    )
    op.create_table(
        "weekly_figure",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "quantity",
                "percent",
                name="entry_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("week_quantity", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_weekly_figure_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["work_item.id"], name=op.f("fk_weekly_figure_item_id_work_item")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["weekly_report.id"],
            name=op.f("fk_weekly_figure_report_id_weekly_report"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_weekly_figure_work_id_work")
        ),
        sa.PrimaryKeyConstraint("report_id", "work_id", "item_id", name=op.f("pk_weekly_figure")),
    )
    op.create_table(
        "weekly_remark",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("machines", sa.Integer(), nullable=True),
        sa.Column("week_investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("reported_share", sa.BigInteger(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("next_week", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint("machines >= 0", name=op.f("ck_weekly_remark_machines_not_negative")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_weekly_remark_people_not_negative")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["weekly_report.id"],
            name=op.f("fk_weekly_remark_report_id_weekly_report"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_weekly_remark_work_id_work")
        ),
        sa.PrimaryKeyConstraint("report_id", "work_id", name=op.f("pk_weekly_remark")),
    )
    op.create_table(
        "weekly_rollup",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replaces_id", BIG_KEY, nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("physical_share", sa.BigInteger(), nullable=False),
        sa.Column("week_share", sa.BigInteger(), nullable=False),
        sa.Column("planned_share", sa.BigInteger(), nullable=True),
        sa.Column("week_planned_share", sa.BigInteger(), nullable=True),
        sa.Column("blocked_share", sa.BigInteger(), nullable=False),
        sa.Column("elapsed_share", sa.BigInteger(), nullable=True),
        sa.Column("baseline_number", sa.Integer(), nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("value_fen", sa.BigInteger(), nullable=True),
        sa.Column("investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("reported_share", sa.BigInteger(), nullable=True),
        sa.Column("is_on_time", sa.Boolean(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(number = 1) = (replaces_id IS NULL)", name=op.f("ck_weekly_rollup_later_ones_replace")
        ),
        sa.CheckConstraint(
            "number = 1 OR length(reason) > 0", name=op.f("ck_weekly_rollup_corrections_say_why")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_weekly_rollup_number_positive")),
        sa.CheckConstraint(
            "physical_share BETWEEN 0 AND 1000000",
            name=op.f("ck_weekly_rollup_physical_share_in_range"),
        ),
        sa.CheckConstraint(
            "planned_share BETWEEN 0 AND 1000000",
            name=op.f("ck_weekly_rollup_planned_share_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["user.id"], name=op.f("fk_weekly_rollup_frozen_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["weekly_rollup.id"],
            name=op.f("fk_weekly_rollup_replaces_id_weekly_rollup"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["weekly_report.id"],
            name=op.f("fk_weekly_rollup_report_id_weekly_report"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_weekly_rollup_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_rollup")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_weekly_rollup_replaces_id")),
        sa.UniqueConstraint(
            "section_id", "week", "number", name=op.f("uq_weekly_rollup_section_id_week_number")
        ),
    )
    op.create_index(
        op.f("ix_weekly_rollup_report_id"), "weekly_rollup", ["report_id"], unique=False
    )
    op.create_index(
        "ix_weekly_rollup_week_section", "weekly_rollup", ["week", "section_id"], unique=False
    )
    op.create_table(
        "work_progress",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("physical_share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "physical_share BETWEEN 0 AND 1000000", name=op.f("ck_work_progress_share_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_work_progress_work_id_work")
        ),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_work_progress")),
    )

    for table in INSERT_ONLY:
        insert_only(op, table)


def downgrade() -> None:
    for table in reversed(INSERT_ONLY):
        drop_insert_only(op, table)

    op.drop_table("work_progress")
    op.drop_index("ix_weekly_rollup_week_section", table_name="weekly_rollup")
    op.drop_index(op.f("ix_weekly_rollup_report_id"), table_name="weekly_rollup")
    op.drop_table("weekly_rollup")
    op.drop_table("weekly_remark")
    op.drop_table("weekly_figure")
    op.drop_index(op.f("ix_reversal_record_work_id"), table_name="reversal_record")
    op.drop_table("reversal_record")
    op.drop_index(op.f("ix_report_event_report_id"), table_name="report_event")
    op.drop_table("report_event")
    op.drop_table("imported_week")
    op.drop_index(op.f("ix_done_stretch_work_id"), table_name="done_stretch")
    op.drop_table("done_stretch")
    op.drop_table("design_quantity")
    op.drop_index(op.f("ix_change_order_work_id"), table_name="change_order")
    op.drop_table("change_order")
    op.drop_table("baseline_point")
    op.drop_table("work_item")
    op.drop_index("ix_weekly_report_state_week", table_name="weekly_report")
    op.drop_index(op.f("ix_weekly_report_batch_id"), table_name="weekly_report")
    op.drop_table("weekly_report")
    op.drop_table("plan_baseline")
