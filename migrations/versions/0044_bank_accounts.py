"""Bank accounts of sections, the rosters of their wages, and their securities."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joint",
                "wage",
                name="account_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("number_sealed", sa.String(length=300), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on >= opened_on", name=op.f("ck_bank_account_closed_after_opened")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_bank_account_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_bank_account_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    op.create_index(
        op.f("ix_bank_account_section_id"), "bank_account", ["section_id"], unique=False
    )
    op.create_index(
        "uq_bank_account_open",
        "bank_account",
        ["section_id", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "security",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bid",
                "performance",
                "quality",
                "wage",
                name="security_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum(
                "guarantee",
                "insurance",
                "cash",
                name="security_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form = 'cash' OR valid_to IS NOT NULL", name=op.f("ck_security_guarantee_ends")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_security_amount_positive")),
        sa.CheckConstraint(
            "returned_on >= valid_from", name=op.f("ck_security_returned_after_it_begins")
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_security_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_security_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_security_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security")),
    )
    op.create_index(op.f("ix_security_section_id"), "security", ["section_id"], unique=False)
    op.create_index(op.f("ix_security_valid_to"), "security", ["valid_to"], unique=False)
    op.create_table(
        "wage_roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("uploaded_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "people BETWEEN 1 AND 5000", name=op.f("ck_wage_roster_people_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_wage_roster_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_wage_roster_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_roster")),
        sa.UniqueConstraint("section_id", "month", name=op.f("uq_wage_roster_section_id_month")),
    )
    op.create_index(op.f("ix_wage_roster_month"), "wage_roster", ["month"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_wage_roster_month"), table_name="wage_roster")
    op.drop_table("wage_roster")
    op.drop_index(op.f("ix_security_valid_to"), table_name="security")
    op.drop_index(op.f("ix_security_section_id"), table_name="security")
    op.drop_table("security")
    op.drop_index(
        "uq_bank_account_open",
        table_name="bank_account",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_index(op.f("ix_bank_account_section_id"), table_name="bank_account")
    op.drop_table("bank_account")
