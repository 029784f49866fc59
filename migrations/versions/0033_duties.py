"""Duties with a cadence, their versions, departments, cover for leave, and what was found late."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("cover_id <> user_id", name=op.f("ck_duty_cover_another_person")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_duty_cover_ends_after_begin")),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["user.id"], name=op.f("fk_duty_cover_cover_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_duty_cover_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_duty_cover_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_cover")),
    )
    op.create_index("ix_duty_cover_of_person", "duty_cover", ["user_id", "first_day"], unique=False)
    op.create_table(
        "department_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "department",
            sa.Enum(
                "technical",
                "general",
                "finance",
                "discipline",
                name="department",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_department_member_until_after_since")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_department_member_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_department_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_member")),
    )
    op.create_index(
        op.f("ix_department_member_project_id"), "department_member", ["project_id"], unique=False
    )
    op.create_index(
        op.f("ix_department_member_user_id"), "department_member", ["user_id"], unique=False
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "site_log",
                "daily_report",
                "inspection",
                "weekly_report",
                "dispatch_district",
                "dispatch_office",
                "supervision_meeting",
                "push_meeting",
                name="duty_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_duty_ends_after_start")),
        sa.CheckConstraint(
            "project_id IS NULL OR section_id IS NULL", name=op.f("ck_duty_of_one_object")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_duty_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_duty_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("name", name=op.f("uq_duty_name")),
    )
    op.create_index(op.f("ix_duty_project_id"), "duty", ["project_id"], unique=False)
    op.create_index(op.f("ix_duty_section_id"), "duty", ["section_id"], unique=False)
    op.create_table(
        "duty_lapse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column(
            "cadence",
            sa.Enum(
                "day",
                "working_day",
                "week",
                "month",
                "month_end",
                "quarter",
                "year",
                name="cadence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("first_late_at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("explained_at", sa.DateTime(), nullable=True),
        sa.Column("explained_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(explained_at IS NULL) = (explained_by_id IS NULL)",
            name=op.f("ck_duty_lapse_explained_pair"),
        ),
        sa.CheckConstraint(
            "explained_at IS NULL OR length(words) > 0",
            name=op.f("ck_duty_lapse_explained_in_words"),
        ),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_lapse_duty_id_duty")),
        sa.ForeignKeyConstraint(
            ["explained_by_id"], ["user.id"], name=op.f("fk_duty_lapse_explained_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_lapse")),
        sa.UniqueConstraint(
            "duty_id",
            "object_id",
            "cadence",
            "period_start",
            name=op.f("uq_duty_lapse_duty_id_object_id_cadence_period_start"),
        ),
    )
    op.create_table(
        "duty_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "first_cadence",
            sa.Enum(
                "day",
                "working_day",
                "week",
                "month",
                "month_end",
                "quarter",
                "year",
                name="cadence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_least", sa.Integer(), nullable=False),
        sa.Column(
            "second_cadence",
            sa.Enum(
                "day",
                "working_day",
                "week",
                "month",
                "month_end",
                "quarter",
                "year",
                name="second_cadence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("second_least", sa.Integer(), nullable=True),
        sa.Column(
            "who",
            sa.Enum(
                "anybody",
                "role",
                "organisation",
                "person",
                "area",
                "team",
                "departments",
                name="who",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "who_role",
            sa.Enum(
                "leader",
                "project_office",
                "area_engineer",
                "supervision_team",
                "supervisor",
                "contractor",
                "quality_station",
                "finance",
                "discipline",
                "system_admin",
                "security_admin",
                "audit_admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("who_organisation_id", sa.Integer(), nullable=True),
        sa.Column("who_user_id", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.Integer(), nullable=True),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column("excused_by", sa.JSON(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(first_month IS NULL) = (last_month IS NULL)",
            name=op.f("ck_duty_version_season_whole"),
        ),
        sa.CheckConstraint(
            "(second_cadence IS NULL) = (second_least IS NULL)",
            name=op.f("ck_duty_version_second_whole"),
        ),
        sa.CheckConstraint("first_least > 0", name=op.f("ck_duty_version_first_positive")),
        sa.CheckConstraint(
            "first_month BETWEEN 1 AND 12 AND last_month BETWEEN 1 AND 12",
            name=op.f("ck_duty_version_season_of_months"),
        ),
        sa.CheckConstraint("second_least > 0", name=op.f("ck_duty_version_second_positive")),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duty.id"], name=op.f("fk_duty_version_duty_id_duty")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_duty_version_set_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["who_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_duty_version_who_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["who_user_id"], ["user.id"], name=op.f("fk_duty_version_who_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_version")),
        sa.UniqueConstraint(
            "duty_id", "valid_from", name=op.f("uq_duty_version_duty_id_valid_from")
        ),
    )


def downgrade() -> None:

    op.drop_table("duty_version")
    op.drop_table("duty_lapse")
    op.drop_index(op.f("ix_duty_section_id"), table_name="duty")
    op.drop_index(op.f("ix_duty_project_id"), table_name="duty")
    op.drop_table("duty")
    op.drop_index(op.f("ix_department_member_user_id"), table_name="department_member")
    op.drop_index(op.f("ix_department_member_project_id"), table_name="department_member")
    op.drop_table("department_member")
    op.drop_index("ix_duty_cover_of_person", table_name="duty_cover")
    op.drop_table("duty_cover")
