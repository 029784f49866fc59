"""The tables of obstacles."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "obstacle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "land_approval",
                "pole_line",
                "pipeline",
                "demolition",
                "mineral",
                "other",
                name="obstacle_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sub_kind", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("rights_owner", sa.String(length=200), nullable=False),
        sa.Column("counterpart", sa.String(length=100), nullable=False),
        sa.Column("counterpart_phone", sa.String(length=40), nullable=False),
        sa.Column("responsible_office", sa.String(length=200), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("planned_clear_on", sa.Date(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "partly_cleared",
                "cleared",
                name="obstacle_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "fault",
            sa.Enum(
                "owner",
                "contractor",
                "force_majeure",
                "winter",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'cleared') = (cleared_on IS NOT NULL)",
            name=op.f("ck_obstacle_cleared_on_a_day"),
        ),
        sa.CheckConstraint("cleared_on >= since", name=op.f("ck_obstacle_cleared_after_since")),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_obstacle_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_obstacle_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["user.id"], name=op.f("fk_obstacle_responsible_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_obstacle_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle")),
    )
    op.create_index(op.f("ix_obstacle_kind"), "obstacle", ["kind"], unique=False)
    op.create_index(op.f("ix_obstacle_project_id"), "obstacle", ["project_id"], unique=False)
    op.create_index(
        op.f("ix_obstacle_responsible_id"), "obstacle", ["responsible_id"], unique=False
    )
    op.create_index(op.f("ix_obstacle_rights_owner"), "obstacle", ["rights_owner"], unique=False)
    op.create_index(op.f("ix_obstacle_section_id"), "obstacle", ["section_id"], unique=False)
    op.create_index(op.f("ix_obstacle_since"), "obstacle", ["since"], unique=False)
    op.create_index(op.f("ix_obstacle_state"), "obstacle", ["state"], unique=False)
    op.create_table(
        "obstacle_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL)", name=op.f("ck_obstacle_scope_both_ends_or_none")
        ),
        sa.CheckConstraint(
            "cleared_on >= since", name=op.f("ck_obstacle_scope_cleared_after_since")
        ),
        sa.CheckConstraint("start_m < end_m", name=op.f("ck_obstacle_scope_start_before_end")),
        sa.CheckConstraint(
            "work_id IS NOT NULL OR start_m IS NULL",
            name=op.f("ck_obstacle_scope_stretch_of_a_work"),
        ),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacle.id"], name=op.f("fk_obstacle_scope_obstacle_id_obstacle")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_obstacle_scope_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle_scope")),
    )
    op.create_index(
        "ix_obstacle_scope_days", "obstacle_scope", ["since", "cleared_on"], unique=False
    )
    op.create_index(
        op.f("ix_obstacle_scope_obstacle_id"), "obstacle_scope", ["obstacle_id"], unique=False
    )
    op.create_index(op.f("ix_obstacle_scope_work_id"), "obstacle_scope", ["work_id"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_obstacle_scope_work_id"), table_name="obstacle_scope")
    op.drop_index(op.f("ix_obstacle_scope_obstacle_id"), table_name="obstacle_scope")
    op.drop_index("ix_obstacle_scope_days", table_name="obstacle_scope")
    op.drop_table("obstacle_scope")
    op.drop_index(op.f("ix_obstacle_state"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_since"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_section_id"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_rights_owner"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_responsible_id"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_project_id"), table_name="obstacle")
    op.drop_index(op.f("ix_obstacle_kind"), table_name="obstacle")
    op.drop_table("obstacle")
