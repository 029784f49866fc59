"""Processes, their acceptance and side stations."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FINAL = (
    "process_list", "process", "sign_off", "drawn_signature", "acceptance_override",
    "acceptance_reversal", "side_station",
)  # fmt: skip


def upgrade() -> None:

    op.create_table(
        "process_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "structure",
            sa.Enum(
                "concrete_road",
                "asphalt_road",
                "stabilised_base",
                "subgrade",
                "repair",
                "bridge",
                "safety",
                "yard",
                name="structure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_process_list_set_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_list")),
    )
    op.create_index(
        "ix_process_list_structure", "process_list", ["structure", "valid_from"], unique=False
    )
    op.create_table(
        "process",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("tests", sa.JSON(), nullable=False),
        sa.Column("is_side_station", sa.Boolean(), nullable=False),
        sa.Column("is_concealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["process_list.id"], name=op.f("fk_process_list_id_process_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("list_id", "code", name=op.f("uq_process_list_id_code")),
        sa.UniqueConstraint("list_id", "position", name=op.f("uq_process_list_id_position")),
    )
    op.create_table(
        "acceptance_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("process_name", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_by_id", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_acceptance_override_stretch_or_part"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_acceptance_override_has_reason")),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["user.id"], name=op.f("fk_acceptance_override_ordered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_acceptance_override_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_acceptance_override_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_override")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_acceptance_override_client_uuid")),
    )
    op.create_index(
        "ix_acceptance_override_section", "acceptance_override", ["section_id"], unique=False
    )
    op.create_index(
        "ix_acceptance_override_work", "acceptance_override", ["work_id", "process"], unique=False
    )
    op.create_table(
        "acceptance_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column(
            "structure",
            sa.Enum(
                "concrete_road",
                "asphalt_road",
                "stabilised_base",
                "subgrade",
                "repair",
                "bridge",
                "safety",
                "yard",
                name="structure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("process_list_id", sa.Integer(), nullable=True),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("process_name", sa.String(length=60), nullable=False),
        sa.Column("is_concealed", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "at_station",
                "passed",
                "conditional",
                "refused",
                "withdrawn",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("round_at", sa.DateTime(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("passed_at", sa.DateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_acceptance_request_stretch_or_part"),
        ),
        sa.CheckConstraint(
            "(state = 'conditional') = (due_on IS NOT NULL)",
            name=op.f("ck_acceptance_request_due_when_conditional"),
        ),
        sa.CheckConstraint(
            "(state IN ('passed', 'conditional')) = (passed_at IS NOT NULL)",
            name=op.f("ck_acceptance_request_passed_at_a_time"),
        ),
        sa.CheckConstraint("round >= 1", name=op.f("ck_acceptance_request_round_from_one")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_acceptance_request_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["process_list_id"],
            ["process_list.id"],
            name=op.f("fk_acceptance_request_process_list_id_process_list"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_acceptance_request_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_acceptance_request_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_request")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_acceptance_request_client_uuid")),
    )
    op.create_index(
        "ix_acceptance_request_place",
        "acceptance_request",
        ["work_id", "process", "state"],
        unique=False,
    )
    op.create_index(
        "ix_acceptance_request_section",
        "acceptance_request",
        ["section_id", "asked_at"],
        unique=False,
    )
    op.create_index(
        "ix_acceptance_request_state", "acceptance_request", ["state", "section_id"], unique=False
    )
    op.create_table(
        "acceptance_reversal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reversed_by_id", sa.Integer(), nullable=True),
        sa.Column("reversed_at", sa.DateTime(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_acceptance_reversal_stretch_or_part"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_acceptance_reversal_has_reason")),
        sa.ForeignKeyConstraint(
            ["reversed_by_id"], ["user.id"], name=op.f("fk_acceptance_reversal_reversed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_acceptance_reversal_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_acceptance_reversal_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_reversal")),
        sa.UniqueConstraint(
            "client_uuid", "process", name=op.f("uq_acceptance_reversal_client_uuid_process")
        ),
    )
    op.create_index(
        "ix_acceptance_reversal_section", "acceptance_reversal", ["section_id"], unique=False
    )
    op.create_index(
        "ix_acceptance_reversal_work", "acceptance_reversal", ["work_id", "process"], unique=False
    )
    op.create_table(
        "side_station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("process_name", sa.String(length=60), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("weather", sa.String(length=60), nullable=False),
        sa.Column("work_done", sa.Text(), nullable=False),
        sa.Column("watched", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("quality_officer", sa.String(length=100), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_side_station_stretch_or_part"),
        ),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_side_station_ends_after_start")),
        sa.CheckConstraint(
            "length(work_done) > 0 AND length(watched) > 0",
            name=op.f("ck_side_station_says_something"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_side_station_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["user.id"], name=op.f("fk_side_station_supervisor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_side_station_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_station")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_side_station_client_uuid")),
    )
    op.create_index(
        "ix_side_station_person", "side_station", ["supervisor_id", "started_at"], unique=False
    )
    op.create_index("ix_side_station_place", "side_station", ["work_id", "process"], unique=False)
    op.create_index(
        "ix_side_station_section", "side_station", ["section_id", "started_at"], unique=False
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "contractor",
                "supervisor",
                "village",
                "bureau_engineer",
                "station",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("village", sa.String(length=100), nullable=False),
        sa.Column("substitute_for", sa.String(length=100), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("accuracy_m", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(party = 'village') = (holder_id IS NOT NULL)",
            name=op.f("ck_sign_off_village_has_holder"),
        ),
        sa.CheckConstraint(
            "(party = 'village') = (signed_by_id IS NULL)",
            name=op.f("ck_sign_off_village_has_no_account"),
        ),
        sa.CheckConstraint(
            "party <> 'village' OR (length(name) > 0 AND length(phone) > 0)",
            name=op.f("ck_sign_off_village_is_named"),
        ),
        sa.CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_sign_off_whole_position")
        ),
        sa.CheckConstraint(
            "agrees OR length(reason) > 0", name=op.f("ck_sign_off_refusal_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["user.id"], name=op.f("fk_sign_off_holder_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["acceptance_request.id"],
            name=op.f("fk_sign_off_request_id_acceptance_request"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["user.id"], name=op.f("fk_sign_off_signed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_sign_off_client_uuid")),
        sa.UniqueConstraint(
            "request_id", "round", "party", name=op.f("uq_sign_off_request_id_round_party")
        ),
    )
    op.create_index(op.f("ix_sign_off_signed_by_id"), "sign_off", ["signed_by_id"], unique=False)
    op.create_table(
        "drawn_signature",
        sa.Column("sign_off_id", sa.Integer(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_off_id"], ["sign_off.id"], name=op.f("fk_drawn_signature_sign_off_id_sign_off")
        ),
        sa.PrimaryKeyConstraint("sign_off_id", name=op.f("pk_drawn_signature")),
    )
    for table in FINAL:
        insert_only(op, table)


def downgrade() -> None:
    for table in FINAL:
        drop_insert_only(op, table)

    op.drop_table("drawn_signature")
    op.drop_index(op.f("ix_sign_off_signed_by_id"), table_name="sign_off")
    op.drop_table("sign_off")
    op.drop_index("ix_side_station_section", table_name="side_station")
    op.drop_index("ix_side_station_place", table_name="side_station")
    op.drop_index("ix_side_station_person", table_name="side_station")
    op.drop_table("side_station")
    op.drop_index("ix_acceptance_reversal_work", table_name="acceptance_reversal")
    op.drop_index("ix_acceptance_reversal_section", table_name="acceptance_reversal")
    op.drop_table("acceptance_reversal")
    op.drop_index("ix_acceptance_request_state", table_name="acceptance_request")
    op.drop_index("ix_acceptance_request_section", table_name="acceptance_request")
    op.drop_index("ix_acceptance_request_place", table_name="acceptance_request")
    op.drop_table("acceptance_request")
    op.drop_index("ix_acceptance_override_work", table_name="acceptance_override")
    op.drop_index("ix_acceptance_override_section", table_name="acceptance_override")
    op.drop_table("acceptance_override")
    op.drop_table("process")
    op.drop_index("ix_process_list_structure", table_name="process_list")
    op.drop_table("process_list")
