"""Key posts: leave, replacements, absence cases with their evidence, and penalty rates."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

#: Absences that were found before there were cases wait for their evidence as well.
OPEN_CASES = """
    INSERT INTO absence_case (section_id, post, person_name, kind, absent_on, found_at, found_by_id,
                              due_on, state, number, criticism, is_demonstration, version)
    SELECT i.section_id, k.post, k.person_name, 'absent', i.inspected_on, min(i.received_at),
           min(i.inspector_id), max(k.evidence_due_on), 'awaiting', '', '', s.is_demonstration, 1
    FROM key_post_check k JOIN inspection i ON i.id = k.inspection_id
         JOIN section s ON s.id = i.section_id
    WHERE k.attendance = 'absent'
    GROUP BY i.section_id, k.post, k.person_name, i.inspected_on, s.is_demonstration
"""
NAME_CASES = """
    UPDATE key_post_check SET absence_case_id = (
        SELECT c.id FROM absence_case c JOIN inspection i ON i.id = key_post_check.inspection_id
        WHERE c.section_id = i.section_id AND c.absent_on = i.inspected_on
              AND c.post = key_post_check.post AND c.person_name = key_post_check.person_name)
    WHERE attendance = 'absent'
"""


def upgrade() -> None:
    op.create_table(
        "absence_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "absent",
                "stand_in",
                name="case_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("absent_on", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("found_by_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting",
                "handed_in",
                "refused",
                "excused",
                "criticised",
                name="case_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("criticised_at", sa.DateTime(), nullable=True),
        sa.Column("criticised_by_id", sa.Integer(), nullable=True),
        sa.Column("criticism", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'criticised') = (criticised_at IS NOT NULL)",
            name=op.f("ck_absence_case_criticised_at_with_state"),
        ),
        sa.CheckConstraint(
            "(criticised_at IS NULL) = (criticised_by_id IS NULL)",
            name=op.f("ck_absence_case_criticised_pair"),
        ),
        sa.CheckConstraint(
            "(criticised_at IS NULL) = (sequence IS NULL)",
            name=op.f("ck_absence_case_criticised_number"),
        ),
        sa.CheckConstraint(
            "amount_fen IS NULL OR criticised_at IS NOT NULL",
            name=op.f("ck_absence_case_amount_issued"),
        ),
        sa.CheckConstraint("due_on >= absent_on", name=op.f("ck_absence_case_due_after_absence")),
        sa.ForeignKeyConstraint(
            ["criticised_by_id"], ["user.id"], name=op.f("fk_absence_case_criticised_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["found_by_id"], ["user.id"], name=op.f("fk_absence_case_found_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_absence_case_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_case")),
        sa.UniqueConstraint(
            "section_id",
            "absent_on",
            "post",
            "person_name",
            name=op.f("uq_absence_case_section_id_absent_on_post_person_name"),
        ),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_absence_case_year_sequence")),
    )
    op.create_index("ix_absence_case_by_state", "absence_case", ["state", "due_on"], unique=False)
    op.create_index("ix_absence_case_found", "absence_case", ["absent_on", "id"], unique=False)
    op.create_table(
        "penalty_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "absent",
                "stand_in",
                name="case_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_penalty_rate_amount_positive")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_penalty_rate_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_rate")),
        sa.UniqueConstraint(
            "section_id", "kind", "post", name=op.f("uq_penalty_rate_section_id_kind_post")
        ),
    )
    op.create_table(
        "absence_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("handed_in_by_id", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (is_accepted IS NULL)",
            name=op.f("ck_absence_evidence_judged_verdict"),
        ),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (judged_by_id IS NULL)",
            name=op.f("ck_absence_evidence_judged_pair"),
        ),
        sa.CheckConstraint(
            "judged_by_id IS NULL OR judged_by_id <> handed_in_by_id",
            name=op.f("ck_absence_evidence_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["absence_case.id"], name=op.f("fk_absence_evidence_case_id_absence_case")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["user.id"], name=op.f("fk_absence_evidence_handed_in_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user.id"], name=op.f("fk_absence_evidence_judged_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_evidence")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_absence_evidence_case_id_round")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_absence_evidence_client_uuid")),
    )
    op.create_index(
        op.f("ix_absence_evidence_case_id"), "absence_evidence", ["case_id"], unique=False
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("key_post_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "refused",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_leave_decided_at_with_state")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_leave_decided_pair")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_leave_ends_after_begin")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_leave_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_leave_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["key_post_id"], ["key_post.id"], name=op.f("fk_leave_key_post_id_key_post")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_leave_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_leave_client_uuid")),
    )
    op.create_index("ix_leave_by_state", "leave", ["state", "first_day"], unique=False)
    op.create_index(op.f("ix_leave_key_post_id"), "leave", ["key_post_id"], unique=False)
    op.create_index("ix_leave_of_section", "leave", ["section_id", "first_day"], unique=False)
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("key_post_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("licence_no", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "refused",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)",
            name=op.f("ck_replacement_decided_at_with_state"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_replacement_decided_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_replacement_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_replacement_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["key_post_id"], ["key_post.id"], name=op.f("fk_replacement_key_post_id_key_post")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_replacement_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_replacement_client_uuid")),
    )
    op.create_index("ix_replacement_by_state", "replacement", ["state", "asked_at"], unique=False)
    op.create_index(
        op.f("ix_replacement_key_post_id"), "replacement", ["key_post_id"], unique=False
    )
    op.create_index(
        "ix_replacement_of_section", "replacement", ["section_id", "asked_at"], unique=False
    )
    op.execute(
        "ALTER TABLE key_post_check ADD COLUMN absence_case_id INTEGER"
        " CONSTRAINT fk_key_post_check_absence_case_id_absence_case REFERENCES absence_case (id)"
    )
    op.create_index(
        op.f("ix_key_post_check_absence_case_id"), "key_post_check", ["absence_case_id"]
    )
    op.execute(OPEN_CASES)
    op.execute(NAME_CASES)


def downgrade() -> None:
    op.drop_index(op.f("ix_key_post_check_absence_case_id"), table_name="key_post_check")
    op.drop_column("key_post_check", "absence_case_id")
    op.drop_index("ix_replacement_of_section", table_name="replacement")
    op.drop_index(op.f("ix_replacement_key_post_id"), table_name="replacement")
    op.drop_index("ix_replacement_by_state", table_name="replacement")
    op.drop_table("replacement")
    op.drop_index("ix_leave_of_section", table_name="leave")
    op.drop_index(op.f("ix_leave_key_post_id"), table_name="leave")
    op.drop_index("ix_leave_by_state", table_name="leave")
    op.drop_table("leave")
    op.drop_index(op.f("ix_absence_evidence_case_id"), table_name="absence_evidence")
    op.drop_table("absence_evidence")
    op.drop_table("penalty_rate")
    op.drop_index("ix_absence_case_found", table_name="absence_case")
    op.drop_index("ix_absence_case_by_state", table_name="absence_case")
    op.drop_table("absence_case")
