"""Certificates of sections and what stands on them beside the measured works."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "interim",
                "final",
                "retention",
                name="certificate_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period_number", sa.Integer(), nullable=True),
        sa.Column("covers_to", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "in_approval",
                "returned",
                "approved",
                name="certificate_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.Column("gross_to_end_fen", sa.BigInteger(), nullable=False),
        sa.Column("deducted_to_end_fen", sa.BigInteger(), nullable=False),
        sa.Column("payable_to_end_fen", sa.BigInteger(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("payable_fen", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)",
            name=op.f("ck_certificate_approved_at_end"),
        ),
        sa.CheckConstraint(
            "kind <> 'interim' OR period_number IS NOT NULL",
            name=op.f("ck_certificate_interim_of_period"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_certificate_number_positive")),
        sa.CheckConstraint("payable_fen >= 0", name=op.f("ck_certificate_payable_not_negative")),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user.id"], name=op.f("fk_certificate_drafted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_certificate_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("section_id", "number", name=op.f("uq_certificate_section_id_number")),
        sa.UniqueConstraint(
            "section_id", "period_number", name=op.f("uq_certificate_section_id_period_number")
        ),
    )
    op.create_index(op.f("ix_certificate_covers_to"), "certificate", ["covers_to"], unique=False)
    op.create_index(
        "uq_certificate_open",
        "certificate",
        ["section_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'approved'"),
        postgresql_where=sa.text("state <> 'approved'"),
    )
    op.create_table(
        "certificate_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "price",
                "claim",
                "penalty",
                "interest",
                "advance",
                "material",
                "material_used",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source_paper", sa.String(length=100), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_certificate_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_entry_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_certificate_entry_entered_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_entry")),
    )
    op.create_index(
        op.f("ix_certificate_entry_certificate_id"),
        "certificate_entry",
        ["certificate_id"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_certificate_entry_certificate_id"), table_name="certificate_entry")
    op.drop_table("certificate_entry")
    op.drop_index(
        "uq_certificate_open",
        table_name="certificate",
        sqlite_where=sa.text("state <> 'approved'"),
        postgresql_where=sa.text("state <> 'approved'"),
    )
    op.drop_index(op.f("ix_certificate_covers_to"), table_name="certificate")
    op.drop_table("certificate")
