"""Rectification notices, stop orders, reported problems; findings that no visit found."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


#: As SQLAlchemy wrote it in 0005; PostgreSQL says it in a statement, SQLite in the text of the schema.
WITH_VISIT, WITHOUT_VISIT = "inspection_id INTEGER NOT NULL", "inspection_id INTEGER"


def upgrade() -> None:
    _findings_without_visit(op.get_bind())
    op.create_table(
        "rectification_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("copy_to", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("look_back_planned_on", sa.Date(), nullable=True),
        sa.Column("looked_back_on", sa.Date(), nullable=True),
        sa.Column("looked_back_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "look_back_outcome",
            sa.Enum(
                "held",
                "relapsed",
                name="look_back_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("look_back_words", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(looked_back_on IS NULL) = (look_back_outcome IS NULL)",
            name=op.f("ck_rectification_notice_look_back_outcome_pair"),
        ),
        sa.CheckConstraint(
            "(looked_back_on IS NULL) = (looked_back_by_id IS NULL)",
            name=op.f("ck_rectification_notice_look_back_person_pair"),
        ),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_by_id IS NULL)",
            name=op.f("ck_rectification_notice_receipt_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["rectification_notice.id"],
            name=op.f("fk_rectification_notice_follows_id_rectification_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["user.id"], name=op.f("fk_rectification_notice_issuer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["looked_back_by_id"],
            ["user.id"],
            name=op.f("fk_rectification_notice_looked_back_by_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["user.id"],
            name=op.f("fk_rectification_notice_received_by_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_rectification_notice_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_notice")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_rectification_notice_client_uuid")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_rectification_notice_year_sequence")),
    )
    op.create_index(
        op.f("ix_rectification_notice_follows_id"),
        "rectification_notice",
        ["follows_id"],
        unique=False,
    )
    op.create_index(
        "ix_rectification_notice_issued", "rectification_notice", ["issued_on", "id"], unique=False
    )
    op.create_index(
        "ix_rectification_notice_of_section",
        "rectification_notice",
        ["section_id", "issued_on"],
        unique=False,
    )
    op.create_table(
        "stop_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("copy_to", sa.String(length=200), nullable=False),
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
        sa.Column("stopped_from", sa.Date(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "standing",
                "asked",
                "checked",
                "lifted",
                name="stop_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("holds_section", sa.Boolean(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'lifted') = (resumed_on IS NOT NULL)",
            name=op.f("ck_stop_order_lifted_has_day"),
        ),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_by_id IS NULL)",
            name=op.f("ck_stop_order_receipt_pair"),
        ),
        sa.CheckConstraint(
            "start_m IS NOT NULL OR end_m IS NULL", name=op.f("ck_stop_order_end_has_start")
        ),
        sa.CheckConstraint(
            "work_id IS NOT NULL OR start_m IS NULL", name=op.f("ck_stop_order_stretch_has_work")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["user.id"], name=op.f("fk_stop_order_issuer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["user.id"], name=op.f("fk_stop_order_received_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_stop_order_section_id_section")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_stop_order_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_order")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_stop_order_client_uuid")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_stop_order_year_sequence")),
    )
    op.create_index("ix_stop_order_by_state", "stop_order", ["state", "stopped_from"], unique=False)
    op.create_index(
        "ix_stop_order_of_section", "stop_order", ["section_id", "stopped_from"], unique=False
    )
    op.create_index(op.f("ix_stop_order_work_id"), "stop_order", ["work_id"], unique=False)
    op.create_table(
        "resumption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_order_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
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
        sa.Column("check_words", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=True),
        sa.Column("ordered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ordered_at IS NULL OR verdict = 'accepted'",
            name=op.f("ck_resumption_ordered_after_check"),
        ),
        sa.CheckConstraint(
            "(asked_at IS NULL) = (asked_by_id IS NULL)", name=op.f("ck_resumption_asking_pair")
        ),
        sa.CheckConstraint(
            "(ordered_at IS NULL) = (ordered_by_id IS NULL)",
            name=op.f("ck_resumption_ordering_pair"),
        ),
        sa.CheckConstraint(
            "(ordered_at IS NULL) = (sequence IS NULL)",
            name=op.f("ck_resumption_ordered_has_number"),
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (checked_at IS NULL)",
            name=op.f("ck_resumption_checked_at_with_verdict"),
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (checked_by_id IS NULL)",
            name=op.f("ck_resumption_checked_by_with_verdict"),
        ),
        sa.CheckConstraint(
            "asked_by_id IS NULL OR checked_by_id IS NULL OR asked_by_id <> checked_by_id",
            name=op.f("ck_resumption_four_eyes"),
        ),
        sa.CheckConstraint(
            "ordered_by_id IS NULL OR ordered_by_id <> checked_by_id",
            name=op.f("ck_resumption_second_person_orders"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_resumption_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user.id"], name=op.f("fk_resumption_checked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["user.id"], name=op.f("fk_resumption_ordered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["stop_order_id"],
            ["stop_order.id"],
            name=op.f("fk_resumption_stop_order_id_stop_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resumption")),
        sa.UniqueConstraint(
            "stop_order_id", "round", name=op.f("uq_resumption_stop_order_id_round")
        ),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_resumption_year_sequence")),
    )
    op.create_index(
        op.f("ix_resumption_stop_order_id"), "resumption", ["stop_order_id"], unique=False
    )
    op.create_table(
        "notice_item",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_notice_item_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["rectification_notice.id"],
            name=op.f("fk_notice_item_notice_id_rectification_notice"),
        ),
        sa.PrimaryKeyConstraint("notice_id", "number", name=op.f("pk_notice_item")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_notice_item_finding_id")),
    )
    op.create_table(
        "problem_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reported",
                "taken_up",
                "untrue",
                "duplicate",
                name="report_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)",
            name=op.f("ck_problem_report_duplicate_of_one"),
        ),
        sa.CheckConstraint(
            "(state = 'reported') = (judged_at IS NULL)",
            name=op.f("ck_problem_report_judged_at_with_state"),
        ),
        sa.CheckConstraint(
            "(state = 'taken_up') = (finding_id IS NOT NULL)",
            name=op.f("ck_problem_report_taken_up_as"),
        ),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (judged_by_id IS NULL)",
            name=op.f("ck_problem_report_judged_pair"),
        ),
        sa.CheckConstraint("duplicate_of_id <> id", name=op.f("ck_problem_report_not_of_itself")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["problem_report.id"],
            name=op.f("fk_problem_report_duplicate_of_id_problem_report"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_problem_report_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user.id"], name=op.f("fk_problem_report_judged_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user.id"], name=op.f("fk_problem_report_reported_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_problem_report_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_problem_report_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_report")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_problem_report_client_uuid")),
    )
    op.create_index(
        "ix_problem_report_by_state", "problem_report", ["state", "reported_at"], unique=False
    )
    op.create_index(
        op.f("ix_problem_report_duplicate_of_id"),
        "problem_report",
        ["duplicate_of_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_problem_report_finding_id"), "problem_report", ["finding_id"], unique=False
    )
    op.create_index(
        "ix_problem_report_of_section",
        "problem_report",
        ["section_id", "reported_at"],
        unique=False,
    )
    op.create_index(op.f("ix_problem_report_work_id"), "problem_report", ["work_id"], unique=False)


def _findings_without_visit(connection: sa.Connection) -> None:
    _let_visit_be(connection, WITH_VISIT, WITHOUT_VISIT)
    op.execute(
        "ALTER TABLE finding ADD COLUMN found_by_id INTEGER"
        ' CONSTRAINT fk_finding_found_by_id_user REFERENCES "user" (id)'
    )
    op.execute(
        "ALTER TABLE finding ADD COLUMN closed_by_bureau_only BOOLEAN DEFAULT false NOT NULL"
    )
    op.add_column("proof", sa.Column("client_uuid", sa.String(36), nullable=True))
    op.create_index(op.f("ix_proof_client_uuid"), "proof", ["client_uuid"], unique=True)


def _findings_with_visit(connection: sa.Connection) -> None:
    op.drop_index(op.f("ix_proof_client_uuid"), table_name="proof")
    op.drop_column("proof", "client_uuid")
    lost = "SELECT id FROM finding WHERE inspection_id IS NULL"
    op.execute(f"DELETE FROM proof WHERE finding_id IN ({lost})")  # noqa: S608
    op.execute("DELETE FROM finding WHERE inspection_id IS NULL")
    op.drop_column("finding", "closed_by_bureau_only")
    op.drop_column("finding", "found_by_id")
    _let_visit_be(connection, WITHOUT_VISIT, WITH_VISIT)


def _let_visit_be(connection: sa.Connection, before: str, after: str) -> None:
    """Change whether a finding must have a visit, without moving its rows.

    SQLite has no statement for it. Its manual (lang_altertable, section 7) allows to change the text
    of the schema for what does not touch the rows; making the table anew would break the proofs' keys.
    """
    if connection.dialect.name != "sqlite":
        op.alter_column(
            "finding", "inspection_id", existing_type=sa.Integer(), nullable=after == WITHOUT_VISIT
        )
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'finding'"
        ),
        {"before": before, "after": after},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def downgrade() -> None:

    op.drop_index(op.f("ix_problem_report_work_id"), table_name="problem_report")
    op.drop_index("ix_problem_report_of_section", table_name="problem_report")
    op.drop_index(op.f("ix_problem_report_finding_id"), table_name="problem_report")
    op.drop_index(op.f("ix_problem_report_duplicate_of_id"), table_name="problem_report")
    op.drop_index("ix_problem_report_by_state", table_name="problem_report")
    op.drop_table("problem_report")
    op.drop_table("notice_item")
    op.drop_index(op.f("ix_resumption_stop_order_id"), table_name="resumption")
    op.drop_table("resumption")
    op.drop_index(op.f("ix_stop_order_work_id"), table_name="stop_order")
    op.drop_index("ix_stop_order_of_section", table_name="stop_order")
    op.drop_index("ix_stop_order_by_state", table_name="stop_order")
    op.drop_table("stop_order")
    op.drop_index("ix_rectification_notice_of_section", table_name="rectification_notice")
    op.drop_index("ix_rectification_notice_issued", table_name="rectification_notice")
    op.drop_index(op.f("ix_rectification_notice_follows_id"), table_name="rectification_notice")
    op.drop_table("rectification_notice")
    _findings_with_visit(op.get_bind())
