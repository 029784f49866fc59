"""The ledger: transactions, entries and seals, insert-only, each transaction summing to zero."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, drop_zero_sum, insert_only, zero_sum_once_sealed

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = ("ledger_seal", "ledger_transaction", "ledger_entry")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:

    op.create_table(
        "ledger_seal",
        sa.Column("transaction_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.CheckConstraint("entries >= 2", name=op.f("ck_ledger_seal_two_entries")),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_ledger_seal")),
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("id", BIG_KEY, autoincrement="ignore_fk", nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "release",
                "payment",
                "retention",
                "penalty",
                "recovery",
                "settlement",
                "funding",
                "movement",
                "reversal",
                name="transaction_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject_kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses_id", BIG_KEY, nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_ledger_transaction_reversal_of_one"),
        ),
        sa.CheckConstraint(
            "reverses_id IS NULL OR length(reason) > 0",
            name=op.f("ck_ledger_transaction_reversed_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["ledger_seal.transaction_id"],
            name=op.f("fk_ledger_transaction_id_ledger_seal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["user.id"], name=op.f("fk_ledger_transaction_posted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_ledger_transaction_reverses_id_ledger_transaction"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_ledger_transaction_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transaction_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_transaction_reverses_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_ledger_transaction_year_sequence")),
    )
    op.create_index(op.f("ix_ledger_transaction_day"), "ledger_transaction", ["day"], unique=False)
    op.create_index(
        op.f("ix_ledger_transaction_section_id"), "ledger_transaction", ["section_id"], unique=False
    )
    op.create_index(
        "ix_ledger_transaction_subject",
        "ledger_transaction",
        ["subject_kind", "subject_id"],
        unique=False,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("transaction_id", BIG_KEY, nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "works_cost",
                "price_and_claims",
                "interest",
                "penalty",
                "advance",
                "material_advance",
                "retention",
                "payable",
                "released",
                "on_account",
                "bank",
                "funds",
                "wage_bank",
                "joint_account",
                "in_trust",
                name="ledger_account",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_ledger_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_ledger_entry_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_ledger_entry_transaction_id_ledger_transaction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        "ix_ledger_entry_section_id", "ledger_entry", ["section_id", "account"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entry_transaction_id"), "ledger_entry", ["transaction_id"], unique=False
    )
    for table in TABLES:
        insert_only(op, table)
    zero_sum_once_sealed(
        op, seal="ledger_seal", entries="ledger_entry", key="transaction_id", sums="amount_fen"
    )


def downgrade() -> None:
    drop_zero_sum(op, seal="ledger_seal", entries="ledger_entry")
    for table in TABLES:
        drop_insert_only(op, table)
    op.drop_index(op.f("ix_ledger_entry_transaction_id"), table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_section_id", table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index("ix_ledger_transaction_subject", table_name="ledger_transaction")
    op.drop_index(op.f("ix_ledger_transaction_section_id"), table_name="ledger_transaction")
    op.drop_index(op.f("ix_ledger_transaction_day"), table_name="ledger_transaction")
    op.drop_table("ledger_transaction")
    op.drop_table("ledger_seal")
