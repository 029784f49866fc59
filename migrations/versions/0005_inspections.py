"""The tables of inspections."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("received_from_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["received_from_id"], ["user.id"], name=op.f("fk_photo_received_from_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("sha256", name=op.f("uq_photo_sha256")),
    )
    op.create_table(
        "site_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("log_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("weather", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("people_present", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_late OR length(late_reason) > 0", name=op.f("ck_site_log_late_has_reason")
        ),
        sa.CheckConstraint(
            "NOT is_stopped OR length(stop_reason) > 0", name=op.f("ck_site_log_stop_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_site_log_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_site_log_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_log")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_site_log_client_uuid")),
    )
    op.create_index("ix_site_log_by_author", "site_log", ["author_id", "log_on"], unique=False)
    op.create_index("ix_site_log_newest", "site_log", ["log_on", "id"], unique=False)
    op.create_index("ix_site_log_of_project", "site_log", ["project_id", "log_on"], unique=False)

    op.create_table(
        "site_log_section",
        sa.Column("site_log_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_site_log_section_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["site_log_id"], ["site_log.id"], name=op.f("fk_site_log_section_site_log_id_site_log")
        ),
        sa.PrimaryKeyConstraint("site_log_id", "section_id", name=op.f("pk_site_log_section")),
    )
    op.create_index(
        op.f("ix_site_log_section_section_id"), "site_log_section", ["section_id"], unique=False
    )

    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "scheduled",
                "unscheduled",
                "supervision_team",
                "night",
                name="inspection_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inspected_at", sa.DateTime(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("companions", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.String(length=100), nullable=False),
        sa.Column("weather", sa.String(length=60), nullable=False),
        sa.Column("looked_at_progress", sa.Boolean(), nullable=False),
        sa.Column("looked_at_quality", sa.Boolean(), nullable=False),
        sa.Column("looked_at_safety", sa.Boolean(), nullable=False),
        sa.Column("looked_at_environment", sa.Boolean(), nullable=False),
        sa.Column("progress_note", sa.Text(), nullable=False),
        sa.Column("quality_note", sa.Text(), nullable=False),
        sa.Column("safety_note", sa.Text(), nullable=False),
        sa.Column("environment_note", sa.Text(), nullable=False),
        sa.Column(
            "site_environment",
            sa.Enum(
                "good",
                "fair",
                "poor",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "diligence",
            sa.Enum(
                "good",
                "fair",
                "poor",
                name="diligence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "handling",
            sa.Enum(
                "nothing_needed",
                "solved",
                "rectification",
                "stop",
                name="handling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("posts_required", sa.Integer(), nullable=False),
        sa.Column("posts_present", sa.Integer(), nullable=False),
        sa.Column("equipment_required", sa.Integer(), nullable=False),
        sa.Column("equipment_present", sa.Integer(), nullable=False),
        sa.Column("roads_required", sa.Integer(), nullable=True),
        sa.Column("roads_open", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_late OR length(late_reason) > 0", name=op.f("ck_inspection_late_has_reason")
        ),
        sa.CheckConstraint(
            "equipment_present BETWEEN 0 AND equipment_required",
            name=op.f("ck_inspection_equipment_adds_up"),
        ),
        sa.CheckConstraint(
            "posts_present BETWEEN 0 AND posts_required", name=op.f("ck_inspection_posts_add_up")
        ),
        sa.CheckConstraint(
            "start_m IS NOT NULL OR end_m IS NULL", name=op.f("ck_inspection_end_has_start")
        ),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["user.id"], name=op.f("fk_inspection_inspector_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_inspection_section_id_section")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_inspection_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_inspection_client_uuid")),
    )
    op.create_index(
        "ix_inspection_by_inspector", "inspection", ["inspector_id", "inspected_on"], unique=False
    )
    op.create_index("ix_inspection_newest", "inspection", ["inspected_at", "id"], unique=False)
    op.create_index(
        "ix_inspection_of_section",
        "inspection",
        ["section_id", "inspected_on", "inspected_at"],
        unique=False,
    )
    op.create_index(op.f("ix_inspection_work_id"), "inspection", ["work_id"], unique=False)

    op.create_table(
        "equipment_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.CheckConstraint("present >= 0", name=op.f("ck_equipment_check_present_not_negative")),
        sa.CheckConstraint("required >= 0", name=op.f("ck_equipment_check_required_not_negative")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_equipment_check_inspection_id_inspection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_check")),
    )
    op.create_index(
        op.f("ix_equipment_check_inspection_id"), "equipment_check", ["inspection_id"], unique=False
    )

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "progress",
                "quality",
                "safety",
                "environment",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "general",
                "serious",
                "critical",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "proved",
                "returned",
                "closed",
                name="finding_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("solved_on_spot", sa.Boolean(), nullable=False),
        sa.Column("proved_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_finding_closed_has_day")
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closed_by_id IS NULL)",
            name=op.f("ck_finding_closed_has_person"),
        ),
        sa.CheckConstraint(
            "due_on IS NOT NULL OR solved_on_spot", name=op.f("ck_finding_due_or_solved")
        ),
        sa.CheckConstraint(
            "start_m IS NOT NULL OR end_m IS NULL", name=op.f("ck_finding_end_has_start")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user.id"], name=op.f("fk_finding_closed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_finding_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_finding_section_id_section")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_finding_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(
        "ix_finding_open",
        "finding",
        ["section_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_index(
        "ix_finding_closed", "finding", ["section_id", "closed_on", "found_on"], unique=False
    )
    op.create_index("ix_finding_due", "finding", ["state", "due_on"], unique=False)
    op.create_index("ix_finding_found", "finding", ["found_on", "id"], unique=False)
    op.create_index(op.f("ix_finding_inspection_id"), "finding", ["inspection_id"], unique=False)
    op.create_index(
        "ix_finding_of_section", "finding", ["section_id", "found_on", "state"], unique=False
    )
    op.create_index(op.f("ix_finding_work_id"), "finding", ["work_id"], unique=False)

    op.create_table(
        "key_post_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(
                "present",
                "absent",
                "on_leave",
                "replaced",
                name="attendance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("evidence_due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(attendance = 'absent') = (evidence_due_on IS NOT NULL)",
            name=op.f("ck_key_post_check_absence_asks_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_key_post_check_inspection_id_inspection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_post_check")),
    )
    op.create_index(
        "ix_key_post_check_evidence", "key_post_check", ["evidence_due_on"], unique=False
    )
    op.create_index(
        op.f("ix_key_post_check_inspection_id"), "key_post_check", ["inspection_id"], unique=False
    )

    op.create_table(
        "open_work",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_open_work_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_open_work_work_id_work")),
        sa.PrimaryKeyConstraint("inspection_id", "work_id", name=op.f("pk_open_work")),
    )
    op.create_index(op.f("ix_open_work_work_id"), "open_work", ["work_id"], unique=False)

    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("handed_in_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "accepted",
                "returned",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(verdict IS NULL) = (checked_at IS NULL)",
            name=op.f("ck_proof_checked_at_with_verdict"),
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (checked_by_id IS NULL)",
            name=op.f("ck_proof_checked_by_with_verdict"),
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> handed_in_by_id",
            name=op.f("ck_proof_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user.id"], name=op.f("fk_proof_checked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_proof_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["user.id"], name=op.f("fk_proof_handed_in_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("finding_id", "round", name=op.f("uq_proof_finding_id_round")),
    )
    op.create_index(op.f("ix_proof_finding_id"), "proof", ["finding_id"], unique=False)

    op.create_table(
        "photo_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("proof_id", sa.Integer(), nullable=True),
        sa.Column("site_log_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN inspection_id IS NULL THEN 0 ELSE 1 END + CASE WHEN finding_id IS NULL THEN 0 ELSE 1 END + CASE WHEN proof_id IS NULL THEN 0 ELSE 1 END + CASE WHEN site_log_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_photo_use_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_photo_use_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_photo_use_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_use_photo_id_photo")
        ),
        sa.ForeignKeyConstraint(
            ["proof_id"], ["proof.id"], name=op.f("fk_photo_use_proof_id_proof")
        ),
        sa.ForeignKeyConstraint(
            ["site_log_id"], ["site_log.id"], name=op.f("fk_photo_use_site_log_id_site_log")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_use")),
    )
    op.create_index(op.f("ix_photo_use_finding_id"), "photo_use", ["finding_id"], unique=False)
    op.create_index(
        op.f("ix_photo_use_inspection_id"), "photo_use", ["inspection_id"], unique=False
    )
    op.create_index(op.f("ix_photo_use_photo_id"), "photo_use", ["photo_id"], unique=False)
    op.create_index(op.f("ix_photo_use_proof_id"), "photo_use", ["proof_id"], unique=False)
    op.create_index(op.f("ix_photo_use_site_log_id"), "photo_use", ["site_log_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_photo_use_site_log_id"), table_name="photo_use")
    op.drop_index(op.f("ix_photo_use_proof_id"), table_name="photo_use")
    op.drop_index(op.f("ix_photo_use_photo_id"), table_name="photo_use")
    op.drop_index(op.f("ix_photo_use_inspection_id"), table_name="photo_use")
    op.drop_index(op.f("ix_photo_use_finding_id"), table_name="photo_use")

    op.drop_table("photo_use")
    op.drop_index(op.f("ix_proof_finding_id"), table_name="proof")

    op.drop_table("proof")
    op.drop_index(op.f("ix_open_work_work_id"), table_name="open_work")

    op.drop_table("open_work")
    op.drop_index(op.f("ix_key_post_check_inspection_id"), table_name="key_post_check")
    op.drop_index("ix_key_post_check_evidence", table_name="key_post_check")

    op.drop_table("key_post_check")
    op.drop_index(op.f("ix_finding_work_id"), table_name="finding")
    op.drop_index("ix_finding_of_section", table_name="finding")
    op.drop_index(op.f("ix_finding_inspection_id"), table_name="finding")
    op.drop_index("ix_finding_found", table_name="finding")
    op.drop_index("ix_finding_due", table_name="finding")
    op.drop_index("ix_finding_open", table_name="finding")
    op.drop_index("ix_finding_closed", table_name="finding")

    op.drop_table("finding")
    op.drop_index(op.f("ix_equipment_check_inspection_id"), table_name="equipment_check")

    op.drop_table("equipment_check")
    op.drop_index(op.f("ix_inspection_work_id"), table_name="inspection")
    op.drop_index("ix_inspection_of_section", table_name="inspection")
    op.drop_index("ix_inspection_newest", table_name="inspection")
    op.drop_index("ix_inspection_by_inspector", table_name="inspection")

    op.drop_table("inspection")
    op.drop_index(op.f("ix_site_log_section_section_id"), table_name="site_log_section")

    op.drop_table("site_log_section")
    op.drop_index("ix_site_log_of_project", table_name="site_log")
    op.drop_index("ix_site_log_newest", table_name="site_log")
    op.drop_index("ix_site_log_by_author", table_name="site_log")

    op.drop_table("site_log")
    op.drop_table("photo")
