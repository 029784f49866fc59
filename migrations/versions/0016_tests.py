"""Versions of the standard, lots of test values, and what failed."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FINAL = ("standard_version", "sample_value")


def upgrade() -> None:

    op.create_table(
        "standard_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_standard_version_numbered")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_standard_version_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_version")),
        sa.UniqueConstraint("number", name=op.f("uq_standard_version_number")),
    )
    op.create_index(
        op.f("ix_standard_version_valid_from"), "standard_version", ["valid_from"], unique=False
    )
    op.create_table(
        "sample_lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column(
            "layer",
            sa.Enum(
                "concrete_surface",
                "asphalt_surface",
                "base",
                "subbase",
                "roadbed",
                "upper_fill",
                "lower_fill",
                "structure",
                name="layer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "measure",
            sa.Enum(
                "thickness",
                "compaction",
                "width",
                "unconfined_strength",
                "compressive_strength",
                "flexural_strength",
                "flatness",
                "slab_step",
                "joint_line",
                "centre_line",
                "elevation",
                "cross_fall",
                "broken_slabs",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "road_group",
            sa.Enum(
                "high",
                "second",
                "other",
                name="road_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "tester",
            sa.Enum(
                "contractor",
                "supervisor",
                "station",
                "laboratory",
                name="tester",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "field",
                "laboratory",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("design", sa.BigInteger(), nullable=False),
        sa.Column("laboratory", sa.String(length=200), nullable=False),
        sa.Column("report_no", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("standard_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "passed",
                "failed",
                "too_few",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("pass_share", sa.BigInteger(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_sample_lot_stretch_or_part"),
        ),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (standard_id IS NULL)",
            name=op.f("ck_sample_lot_judged_by_standard"),
        ),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (verdict IS NULL)",
            name=op.f("ck_sample_lot_judged_with_verdict"),
        ),
        sa.CheckConstraint(
            "judged_at IS NOT NULL OR due_on IS NOT NULL", name=op.f("ck_sample_lot_judged_or_due")
        ),
        sa.CheckConstraint(
            "pass_share BETWEEN 0 AND 1000000", name=op.f("ck_sample_lot_share_in_range")
        ),
        sa.CheckConstraint(
            "replaces_id IS NULL OR length(reason) > 0",
            name=op.f("ck_sample_lot_replaced_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_sample_lot_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["sample_lot.id"], name=op.f("fk_sample_lot_replaces_id_sample_lot")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_sample_lot_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["standard_version.id"],
            name=op.f("fk_sample_lot_standard_id_standard_version"),
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_sample_lot_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_lot")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_sample_lot_client_uuid")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_sample_lot_replaces_id")),
    )
    op.create_index("ix_sample_lot_due", "sample_lot", ["due_on", "judged_at"], unique=False)
    op.create_index(
        "ix_sample_lot_place", "sample_lot", ["work_id", "measure", "sampled_on"], unique=False
    )
    op.create_index(op.f("ix_sample_lot_sampled_on"), "sample_lot", ["sampled_on"], unique=False)
    op.create_index(
        "ix_sample_lot_section", "sample_lot", ["section_id", "sampled_on"], unique=False
    )
    op.create_table(
        "nonconformity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "rectifying",
                "closed",
                name="nonconformity_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "rectify",
                "demolish",
                "corrected",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_lot_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("start_m", sa.BigInteger(), nullable=True),
        sa.Column("end_m", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m) AND (start_m IS NULL OR part = '')",
            name=op.f("ck_nonconformity_stretch_or_part"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)",
            name=op.f("ck_nonconformity_closed_on_a_day"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (disposition IS NULL)",
            name=op.f("ck_nonconformity_decided_with_disposition"),
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_nonconformity_decided_by_and_at"),
        ),
        sa.ForeignKeyConstraint(
            ["closing_lot_id"],
            ["sample_lot.id"],
            name=op.f("fk_nonconformity_closing_lot_id_sample_lot"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_nonconformity_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["sample_lot.id"], name=op.f("fk_nonconformity_lot_id_sample_lot")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_nonconformity_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_nonconformity_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_nonconformity_lot_id")),
    )
    op.create_index(
        op.f("ix_nonconformity_opened_on"), "nonconformity", ["opened_on"], unique=False
    )
    op.create_index(
        "ix_nonconformity_state", "nonconformity", ["section_id", "state"], unique=False
    )
    op.create_index("ix_nonconformity_work", "nonconformity", ["work_id", "process"], unique=False)
    op.create_table(
        "sample_value",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("station_m", sa.BigInteger(), nullable=True),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_sample_value_numbered")),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["sample_lot.id"], name=op.f("fk_sample_value_lot_id_sample_lot")
        ),
        sa.PrimaryKeyConstraint("lot_id", "place", name=op.f("pk_sample_value")),
    )
    for table in FINAL:
        insert_only(op, table)
    insert_only(op, "sample_lot", when="OLD.judged_at IS NOT NULL")


def downgrade() -> None:
    for table in (*FINAL, "sample_lot"):
        drop_insert_only(op, table)
    op.drop_table("sample_value")
    op.drop_index("ix_nonconformity_work", table_name="nonconformity")
    op.drop_index("ix_nonconformity_state", table_name="nonconformity")
    op.drop_index(op.f("ix_nonconformity_opened_on"), table_name="nonconformity")
    op.drop_table("nonconformity")
    op.drop_index("ix_sample_lot_section", table_name="sample_lot")
    op.drop_index(op.f("ix_sample_lot_sampled_on"), table_name="sample_lot")
    op.drop_index("ix_sample_lot_place", table_name="sample_lot")
    op.drop_index("ix_sample_lot_due", table_name="sample_lot")
    op.drop_table("sample_lot")
    op.drop_index(op.f("ix_standard_version_valid_from"), table_name="standard_version")
    op.drop_table("standard_version")
