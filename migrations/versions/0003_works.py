"""The tables of works."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("name", name=op.f("uq_area_name")),
    )
    op.create_table(
        "township",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_township_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_township")),
        sa.UniqueConstraint("division_code", name=op.f("uq_township_division_code")),
        sa.UniqueConstraint("name", name=op.f("uq_township_name")),
    )
    op.create_index(op.f("ix_township_area_id"), "township", ["area_id"], unique=False)
    op.create_table(
        "area_member",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_member_area_id_area")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_area_member_user_id_user")),
        sa.PrimaryKeyConstraint("area_id", "user_id", name=op.f("pk_area_member")),
    )
    op.create_index(op.f("ix_area_member_user_id"), "area_member", ["user_id"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reconstruction",
                "safety",
                "maintenance",
                "bridge",
                "trunk_road",
                "logistics",
                "other",
                name="works_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("planned_length_m", sa.BigInteger(), nullable=True),
        sa.Column("planned_count", sa.Integer(), nullable=True),
        sa.Column("planned_townships", sa.Integer(), nullable=True),
        sa.Column("planned_amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_approximate", sa.Boolean(), nullable=False),
        sa.Column("planned_finish_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("finish_text", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accountable_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountable_id"], ["user.id"], name=op.f("fk_programme_accountable_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("year", "name", name=op.f("uq_programme_year_name")),
    )
    op.create_index(op.f("ix_programme_kind"), "programme", ["kind"], unique=False)
    op.create_table(
        "supervision_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["user.id"], name=op.f("fk_supervision_team_leader_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_team")),
        sa.UniqueConstraint("name", name=op.f("uq_supervision_team_name")),
    )
    op.create_table(
        "township_alias",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_id"], ["township.id"], name=op.f("fk_township_alias_township_id_township")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_township_alias")),
    )
    op.create_table(
        "fund_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_fund_source_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_fund_source_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_source")),
    )
    op.create_index(
        op.f("ix_fund_source_programme_id"), "fund_source", ["programme_id"], unique=False
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reconstruction",
                "safety",
                "maintenance",
                "bridge",
                "trunk_road",
                "logistics",
                "other",
                name="works_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "new",
                "rebuild",
                "upgrade",
                "major_repair",
                "medium_repair",
                "strengthen",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "preliminary",
                "on_hold",
                "under_construction",
                "handed_over",
                "finished",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column(
            "suspended_by",
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
            nullable=True,
        ),
        sa.Column("investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("route_code", sa.String(length=20), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("length_m", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("planned_start_on", sa.Date(), nullable=True),
        sa.Column("planned_start_text", sa.String(length=60), nullable=False),
        sa.Column("planned_finish_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("reported_share", sa.BigInteger(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("accountable_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountable_id"], ["user.id"], name=op.f("fk_project_accountable_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_project_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_project_programme_id_name")),
    )
    op.create_index(op.f("ix_project_accountable_id"), "project", ["accountable_id"], unique=False)
    op.create_index(op.f("ix_project_code"), "project", ["code"], unique=False)
    op.create_index(op.f("ix_project_kind"), "project", ["kind"], unique=False)
    op.create_index(op.f("ix_project_name"), "project", ["name"], unique=False)
    op.create_index(op.f("ix_project_programme_id"), "project", ["programme_id"], unique=False)
    op.create_index(op.f("ix_project_status"), "project", ["status"], unique=False)
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["supervision_team.id"],
            name=op.f("fk_team_member_team_id_supervision_team"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_team_member_user_id_user")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "master_plan",
                "detailed_plan",
                "approval",
                "feasibility",
                "preliminary_design",
                "working_drawings",
                "environmental_report",
                "investor",
                "start",
                "finish",
                "other",
                name="milestone_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=100), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("planned_text", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_text", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_milestone_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_project_id"), "milestone", ["project_id"], unique=False)
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=True),
        sa.Column("supervision_firm_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("area_engineer_id", sa.Integer(), nullable=True),
        sa.Column("supervision_team_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "preliminary",
                "on_hold",
                "under_construction",
                "handed_over",
                "finished",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column(
            "suspended_by",
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
            nullable=True,
        ),
        sa.Column("accountable_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountable_id"], ["user.id"], name=op.f("fk_section_accountable_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["area_engineer_id"], ["user.id"], name=op.f("fk_section_area_engineer_id_user")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_section_area_id_area")),
        sa.ForeignKeyConstraint(
            ["contractor_id"],
            ["organisation.id"],
            name=op.f("fk_section_contractor_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_section_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_firm_id"],
            ["organisation.id"],
            name=op.f("fk_section_supervision_firm_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["supervision_team_id"],
            ["supervision_team.id"],
            name=op.f("fk_section_supervision_team_id_supervision_team"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_section_project_id_name")),
    )
    op.create_index(op.f("ix_section_accountable_id"), "section", ["accountable_id"], unique=False)
    op.create_index(
        op.f("ix_section_area_engineer_id"), "section", ["area_engineer_id"], unique=False
    )
    op.create_index(op.f("ix_section_area_id"), "section", ["area_id"], unique=False)
    op.create_index(op.f("ix_section_code"), "section", ["code"], unique=False)
    op.create_index(op.f("ix_section_contractor_id"), "section", ["contractor_id"], unique=False)
    op.create_index(op.f("ix_section_name"), "section", ["name"], unique=False)
    op.create_index(op.f("ix_section_project_id"), "section", ["project_id"], unique=False)
    op.create_index(op.f("ix_section_status"), "section", ["status"], unique=False)
    op.create_index(
        op.f("ix_section_supervision_firm_id"), "section", ["supervision_firm_id"], unique=False
    )
    op.create_index(
        op.f("ix_section_supervision_team_id"), "section", ["supervision_team_id"], unique=False
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("planned_finish_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("contractor_is_sme", sa.Boolean(), nullable=True),
        sa.Column("labour_cost_share", sa.BigInteger(), nullable=True),
        sa.Column("payment_share", sa.BigInteger(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("late_rate_per_day", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "labour_cost_share BETWEEN 0 AND 1000000",
            name=op.f("ck_contract_labour_cost_share_in_range"),
        ),
        sa.CheckConstraint(
            "payment_share BETWEEN 0 AND 1000000", name=op.f("ck_contract_payment_share_in_range")
        ),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_contract_price_positive")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_contract_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("section_id", name=op.f("uq_contract_section_id")),
    )
    op.create_table(
        "key_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("licence_no", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("replacement_approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_key_post_until_after_since")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_key_post_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_post")),
    )
    op.create_index(op.f("ix_key_post_section_id"), "key_post", ["section_id"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "road",
                "bridge",
                "yard",
                name="work_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "new",
                "rebuild",
                "upgrade",
                "major_repair",
                "medium_repair",
                "strengthen",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "in_progress",
                "finished",
                name="work_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("second_township_id", sa.Integer(), nullable=True),
        sa.Column("village", sa.String(length=100), nullable=False),
        sa.Column("route_code", sa.String(length=20), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("length_m", sa.BigInteger(), nullable=True),
        sa.Column("chainage_text", sa.String(length=60), nullable=False),
        sa.Column(
            "technical_class",
            sa.Enum(
                "motorway",
                "class_1",
                "class_2",
                "class_3",
                "class_4",
                "below",
                name="technical_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("roadbed_width_m", sa.BigInteger(), nullable=True),
        sa.Column("pavement_width_m", sa.BigInteger(), nullable=True),
        sa.Column("thickness_mm", sa.BigInteger(), nullable=True),
        sa.Column("structure", sa.String(length=100), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("planned_start_on", sa.Date(), nullable=True),
        sa.Column("planned_finish_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("bridge_code", sa.String(length=40), nullable=False),
        sa.Column("span_text", sa.String(length=100), nullable=False),
        sa.Column("bridge_length_m", sa.BigInteger(), nullable=True),
        sa.Column("bridge_width_m", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accountable_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_work_amount_not_negative")),
        sa.CheckConstraint("length_m >= 0", name=op.f("ck_work_length_not_negative")),
        sa.ForeignKeyConstraint(
            ["accountable_id"], ["user.id"], name=op.f("fk_work_accountable_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["second_township_id"],
            ["township.id"],
            name=op.f("fk_work_second_township_id_township"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_work_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["township_id"], ["township.id"], name=op.f("fk_work_township_id_township")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index(
        "ix_work_key", "work", ["section_id", "route_code", "start_m", "end_m"], unique=False
    )
    op.create_index(op.f("ix_work_kind"), "work", ["kind"], unique=False)
    op.create_index(op.f("ix_work_name"), "work", ["name"], unique=False)
    op.create_index(op.f("ix_work_route_code"), "work", ["route_code"], unique=False)
    op.create_index(op.f("ix_work_section_id"), "work", ["section_id"], unique=False)
    op.create_index(op.f("ix_work_township_id"), "work", ["township_id"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.BigInteger(), nullable=False),
        sa.Column("latitude", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "survey",
                "import",
                "map",
                "gps",
                "approximate",
                name="location_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_crs", sa.String(length=20), nullable=False),
        sa.Column("accuracy_m", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(work_id IS NULL) <> (project_id IS NULL)", name=op.f("ck_location_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_location_project_id_project")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_location_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("project_id", name=op.f("uq_location_project_id")),
        sa.UniqueConstraint("work_id", name=op.f("uq_location_work_id")),
    )
    op.create_index("ix_location_box", "location", ["longitude", "latitude"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_location_box", table_name="location")
    op.drop_table("location")
    op.drop_index(op.f("ix_work_township_id"), table_name="work")
    op.drop_index(op.f("ix_work_section_id"), table_name="work")
    op.drop_index(op.f("ix_work_route_code"), table_name="work")
    op.drop_index(op.f("ix_work_name"), table_name="work")
    op.drop_index(op.f("ix_work_kind"), table_name="work")
    op.drop_index("ix_work_key", table_name="work")
    op.drop_table("work")
    op.drop_index(op.f("ix_key_post_section_id"), table_name="key_post")
    op.drop_table("key_post")
    op.drop_table("contract")
    op.drop_index(op.f("ix_section_supervision_team_id"), table_name="section")
    op.drop_index(op.f("ix_section_supervision_firm_id"), table_name="section")
    op.drop_index(op.f("ix_section_status"), table_name="section")
    op.drop_index(op.f("ix_section_project_id"), table_name="section")
    op.drop_index(op.f("ix_section_name"), table_name="section")
    op.drop_index(op.f("ix_section_contractor_id"), table_name="section")
    op.drop_index(op.f("ix_section_code"), table_name="section")
    op.drop_index(op.f("ix_section_area_id"), table_name="section")
    op.drop_index(op.f("ix_section_area_engineer_id"), table_name="section")
    op.drop_index(op.f("ix_section_accountable_id"), table_name="section")
    op.drop_table("section")
    op.drop_index(op.f("ix_milestone_project_id"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_team_member_user_id"), table_name="team_member")
    op.drop_table("team_member")
    op.drop_index(op.f("ix_project_status"), table_name="project")
    op.drop_index(op.f("ix_project_programme_id"), table_name="project")
    op.drop_index(op.f("ix_project_name"), table_name="project")
    op.drop_index(op.f("ix_project_kind"), table_name="project")
    op.drop_index(op.f("ix_project_code"), table_name="project")
    op.drop_index(op.f("ix_project_accountable_id"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_fund_source_programme_id"), table_name="fund_source")
    op.drop_table("fund_source")
    op.drop_table("township_alias")
    op.drop_table("supervision_team")
    op.drop_index(op.f("ix_programme_kind"), table_name="programme")
    op.drop_table("programme")
    op.drop_index(op.f("ix_area_member_user_id"), table_name="area_member")
    op.drop_table("area_member")
    op.drop_index(op.f("ix_township_area_id"), table_name="township")
    op.drop_table("township")
    op.drop_table("area")
