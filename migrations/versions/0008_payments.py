"""The tables of payments."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FINAL = "the lines of a proposal that is no draft are final"
FOUR_EYES = "who proposed the payments cannot approve them, with no account"
ONE_PERSON = """EXISTS (SELECT 1 FROM "user" approver JOIN "user" proposer
  ON approver.person_key = proposer.person_key
  WHERE approver.id = NEW.approved_by_id AND proposer.id = NEW.proposed_by_id)"""
IS_FINAL = (
    "EXISTS (SELECT 1 FROM release_proposal WHERE id = {row}.proposal_id AND state <> 'draft')"
)


def upgrade() -> None:

    op.create_table(
        "release_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.String(7), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_release_policy_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_policy")),
    )
    op.create_index(
        op.f("ix_release_policy_effective_from"), "release_policy", ["effective_from"], unique=False
    )
    op.create_table(
        "release_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("funds_fen", sa.BigInteger(), nullable=False),
        sa.Column("reckoned_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "coverage",
            sa.Enum(
                "all",
                "floors",
                "wages",
                "not_even_wages",
                name="coverage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rankings", sa.JSON(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("calendar", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_release_proposal_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL AND length(withdrawn_because) > 0)",
            name=op.f("ck_release_proposal_withdrawn_for_a_reason"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> proposed_by_id", name=op.f("ck_release_proposal_four_eyes")
        ),
        sa.CheckConstraint("funds_fen >= 0", name=op.f("ck_release_proposal_funds_not_negative")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_release_proposal_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["release_policy.id"],
            name=op.f("fk_release_proposal_policy_id_release_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_release_proposal_proposed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_release_proposal_withdrawn_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_proposal")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_release_proposal_month_number")),
    )
    op.create_index(op.f("ix_release_proposal_month"), "release_proposal", ["month"], unique=False)
    op.create_index(
        "uq_release_proposal_draft",
        "release_proposal",
        ["month"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "release_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("contract_no", sa.String(length=60), nullable=False),
        sa.Column(
            "band",
            sa.Enum(
                "front",
                "middle",
                "rear",
                name="band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("done_share", sa.BigInteger(), nullable=False),
        sa.Column("held_fen", sa.BigInteger(), nullable=False),
        sa.Column("completed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("wages_paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("contract_share", sa.BigInteger(), nullable=False),
        sa.Column("wage_share", sa.BigInteger(), nullable=False),
        sa.Column("floor_share", sa.BigInteger(), nullable=False),
        sa.Column("band_share", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("due_fen", sa.BigInteger(), nullable=False),
        sa.Column("wage_fen", sa.BigInteger(), nullable=False),
        sa.Column("legal_floor_fen", sa.BigInteger(), nullable=False),
        sa.Column("matured_fen", sa.BigInteger(), nullable=False),
        sa.Column("floor_fen", sa.BigInteger(), nullable=False),
        sa.Column("target_fen", sa.BigInteger(), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=False),
        sa.Column("proposed_fen", sa.BigInteger(), nullable=False),
        sa.Column("deferred_by_rank_fen", sa.BigInteger(), nullable=False),
        sa.Column("deferred_for_funds_fen", sa.BigInteger(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("accrued_interest_fen", sa.BigInteger(), nullable=False),
        sa.Column("interest_per_day_fen", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("decided_fen", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_fen <= ceiling_fen AND (decided_fen >= floor_fen OR decided_fen >= proposed_fen)",
            name=op.f("ck_release_line_decided_in_range"),
        ),
        sa.CheckConstraint(
            "decided_fen = proposed_fen OR (decided_by_id IS NOT NULL AND length(decided_because) > 0)",
            name=op.f("ck_release_line_changed_for_a_reason"),
        ),
        sa.CheckConstraint(
            "proposed_fen + deferred_by_rank_fen + deferred_for_funds_fen = due_fen",
            name=op.f("ck_release_line_proposed_and_deferred_are_due"),
        ),
        sa.CheckConstraint(
            "proposed_fen BETWEEN 0 AND ceiling_fen", name=op.f("ck_release_line_proposed_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_release_line_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["release_proposal.id"],
            name=op.f("fk_release_line_proposal_id_release_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_release_line_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_line")),
        sa.UniqueConstraint(
            "proposal_id", "position", name=op.f("uq_release_line_proposal_id_position")
        ),
        sa.UniqueConstraint(
            "proposal_id", "section_id", name=op.f("uq_release_line_proposal_id_section_id")
        ),
    )
    op.create_index(
        op.f("ix_release_line_proposal_id"), "release_line", ["proposal_id"], unique=False
    )
    op.create_index(
        op.f("ix_release_line_section_id"), "release_line", ["section_id"], unique=False
    )
    op.create_table(
        "payment_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wages",
                "progress",
                "advance",
                name="payment_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(reverses_id IS NULL AND amount_fen > 0) OR (reverses_id IS NOT NULL AND amount_fen < 0 AND length(reason) > 0)",
            name=op.f("ck_payment_record_positive_or_reversal"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["release_line.id"], name=op.f("fk_payment_record_line_id_release_line")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_payment_record_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["payment_record.id"],
            name=op.f("fk_payment_record_reverses_id_payment_record"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_payment_record_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_record")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_payment_record_reverses_id")),
        sa.UniqueConstraint(
            "section_id",
            "kind",
            "paid_on",
            "reference",
            "amount_fen",
            name=op.f("uq_payment_record_section_id_kind_paid_on_reference_amount_fen"),
        ),
    )
    op.create_index(op.f("ix_payment_record_line_id"), "payment_record", ["line_id"], unique=False)
    op.create_index(op.f("ix_payment_record_paid_on"), "payment_record", ["paid_on"], unique=False)
    op.create_index(
        op.f("ix_payment_record_section_id"), "payment_record", ["section_id"], unique=False
    )
    insert_only(op, "release_policy")
    insert_only(op, "payment_record")
    insert_only(op, "release_proposal", "OLD.state <> 'draft'")
    if op.get_bind().dialect.name == "sqlite":
        _hold_on_sqlite()
    else:
        _hold_on_postgresql()


def _hold_on_sqlite() -> None:
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER release_line_no_{verb.lower()} BEFORE {verb} ON release_line"
            f" WHEN {IS_FINAL.format(row=row)} BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
        )
    op.execute(
        "CREATE TRIGGER release_proposal_four_eyes BEFORE UPDATE ON release_proposal"
        f" WHEN {ONE_PERSON} BEGIN SELECT RAISE(ABORT, '{FOUR_EYES}'); END"
    )


def _hold_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION release_line_is_final() RETURNS trigger AS $$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN IF {IS_FINAL.format(row='NEW')} THEN"
        f" RAISE EXCEPTION '{FINAL}'; END IF; RETURN NEW; END IF;"
        f" IF {IS_FINAL.format(row='OLD')} THEN RAISE EXCEPTION '{FINAL}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER release_line_final BEFORE INSERT OR UPDATE OR DELETE ON release_line"
        " FOR EACH ROW EXECUTE FUNCTION release_line_is_final()"
    )
    op.execute(
        "CREATE FUNCTION release_proposal_four_eyes() RETURNS trigger AS $$ BEGIN"
        f" IF {ONE_PERSON} THEN RAISE EXCEPTION '{FOUR_EYES}'; END IF;"
        " RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER release_proposal_four_eyes BEFORE UPDATE ON release_proposal"
        " FOR EACH ROW EXECUTE FUNCTION release_proposal_four_eyes()"
    )


def _release() -> None:
    for table in ("release_proposal", "payment_record", "release_policy"):
        drop_insert_only(op, table)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER release_line_no_{verb}")
        op.execute("DROP TRIGGER release_proposal_four_eyes")
        return
    op.execute("DROP TRIGGER release_line_final ON release_line")
    op.execute("DROP TRIGGER release_proposal_four_eyes ON release_proposal")
    op.execute("DROP FUNCTION release_line_is_final()")
    op.execute("DROP FUNCTION release_proposal_four_eyes()")


def downgrade() -> None:
    _release()
    op.drop_index(op.f("ix_payment_record_section_id"), table_name="payment_record")
    op.drop_index(op.f("ix_payment_record_paid_on"), table_name="payment_record")
    op.drop_index(op.f("ix_payment_record_line_id"), table_name="payment_record")
    op.drop_table("payment_record")
    op.drop_index(op.f("ix_release_line_section_id"), table_name="release_line")
    op.drop_index(op.f("ix_release_line_proposal_id"), table_name="release_line")
    op.drop_table("release_line")
    op.drop_index(
        "uq_release_proposal_draft",
        table_name="release_proposal",
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.drop_index(op.f("ix_release_proposal_month"), table_name="release_proposal")
    op.drop_table("release_proposal")
    op.drop_index(op.f("ix_release_policy_effective_from"), table_name="release_policy")
    op.drop_table("release_policy")
