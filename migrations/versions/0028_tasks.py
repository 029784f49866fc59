"""Tasks with their reports, and through whose hands they went."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "meeting",
                "order",
                "obstacle",
                "finding",
                "other",
                name="task_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("organ", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=100), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_organisation_id", sa.Integer(), nullable=False),
        sa.Column("with_whom", sa.String(length=200), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("needs_photos", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "reported",
                "returned",
                "done",
                "withdrawn",
                name="task_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('done', 'withdrawn')) = (settled_at IS NOT NULL)",
            name=op.f("ck_task_settled_with_state"),
        ),
        sa.CheckConstraint(
            "source <> 'order' OR length(organ) > 0", name=op.f("ck_task_order_has_organ")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR length(withdrawn_reason) > 0",
            name=op.f("ck_task_withdrawn_with_reason"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_task_settled_pair")
        ),
        sa.CheckConstraint("due_on >= given_on", name=op.f("ck_task_due_after_given")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_task_given_by_id_user")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_task_owner_id_user")),
        sa.ForeignKeyConstraint(
            ["owner_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_task_owner_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_task_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_task_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_task_settled_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_task_client_uuid")),
    )
    op.create_index("ix_task_due", "task", ["state", "due_on"], unique=False)
    op.create_index("ix_task_of_giver", "task", ["given_by_id", "state", "due_on"], unique=False)
    op.create_index(
        "ix_task_of_organisation",
        "task",
        ["owner_organisation_id", "state", "due_on"],
        unique=False,
    )
    op.create_index("ix_task_of_owner", "task", ["owner_id", "state", "due_on"], unique=False)
    op.create_index("ix_task_of_source", "task", ["source", "source_id"], unique=False)
    op.create_index(op.f("ix_task_project_id"), "task", ["project_id"], unique=False)
    op.create_index(op.f("ix_task_section_id"), "task", ["section_id"], unique=False)
    op.create_table(
        "task_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=True),
        sa.Column("from_organisation_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("to_organisation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.Column("handed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_task_handover_reason_given")),
        sa.ForeignKeyConstraint(
            ["from_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_task_handover_from_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["user.id"], name=op.f("fk_task_handover_from_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["user.id"], name=op.f("fk_task_handover_handed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_handover_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["to_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_task_handover_to_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["user.id"], name=op.f("fk_task_handover_to_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_handover")),
    )
    op.create_index(
        op.f("ix_task_handover_from_organisation_id"),
        "task_handover",
        ["from_organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_task_handover_from_user_id"), "task_handover", ["from_user_id"], unique=False
    )
    op.create_index(op.f("ix_task_handover_task_id"), "task_handover", ["task_id"], unique=False)
    op.create_table(
        "task_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (is_accepted IS NULL)",
            name=op.f("ck_task_report_judged_verdict"),
        ),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (judged_by_id IS NULL)", name=op.f("ck_task_report_judged_pair")
        ),
        sa.CheckConstraint(
            "is_accepted IS NULL OR is_accepted OR length(judgement) > 0",
            name=op.f("ck_task_report_returned_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user.id"], name=op.f("fk_task_report_judged_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user.id"], name=op.f("fk_task_report_reported_by_id_user")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_report_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_report")),
        sa.UniqueConstraint("task_id", "round", name=op.f("uq_task_report_task_id_round")),
    )
    insert_only(op, "task_handover")


def downgrade() -> None:
    drop_insert_only(op, "task_handover")

    op.drop_table("task_report")
    op.drop_index(op.f("ix_task_handover_task_id"), table_name="task_handover")
    op.drop_index(op.f("ix_task_handover_from_user_id"), table_name="task_handover")
    op.drop_index(op.f("ix_task_handover_from_organisation_id"), table_name="task_handover")
    op.drop_table("task_handover")
    op.drop_index(op.f("ix_task_section_id"), table_name="task")
    op.drop_index(op.f("ix_task_project_id"), table_name="task")
    op.drop_index("ix_task_of_source", table_name="task")
    op.drop_index("ix_task_of_owner", table_name="task")
    op.drop_index("ix_task_of_organisation", table_name="task")
    op.drop_index("ix_task_of_giver", table_name="task")
    op.drop_index("ix_task_due", table_name="task")
    op.drop_table("task")
