"""The tables of ranking, and the triggers that keep what is frozen as it is."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSAL = "this ranking is frozen: correct it by a new version"
PARTS = ("ranking_line", "ranking_objection")


def upgrade() -> None:
    op.create_table(
        "ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column(
            "work_group",
            sa.Enum(
                "roads",
                "trunk_roads",
                "bridges",
                "safety_works",
                "other",
                name="work_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "frozen",
                name="ranking_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("policy_number", sa.Integer(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("drafted_by_name", sa.String(length=200), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_by_name", sa.String(length=200), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("objections_until", sa.Date(), nullable=True),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_by_name", sa.String(length=200), nullable=True),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.Column("force_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (published_at IS NULL)", name=op.f("ck_ranking_draft_unpublished")
        ),
        sa.CheckConstraint(
            "(state = 'frozen') = (frozen_at IS NOT NULL)", name=op.f("ck_ranking_frozen_is_dated")
        ),
        sa.CheckConstraint(
            "(frozen_at IS NULL) = (frozen_by_name IS NULL)",
            name=op.f("ck_ranking_frozen_at_and_by"),
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (objections_until IS NULL)",
            name=op.f("ck_ranking_published_with_deadline"),
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_name IS NULL)",
            name=op.f("ck_ranking_published_at_and_by"),
        ),
        sa.CheckConstraint("end_on > start_on", name=op.f("ck_ranking_period_not_empty")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ranking_numbered")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR length(correction_reason) > 0",
            name=op.f("ck_ranking_replaced_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user.id"], name=op.f("fk_ranking_drafted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["user.id"], name=op.f("fk_ranking_frozen_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_ranking_published_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["ranking.id"], name=op.f("fk_ranking_replaces_id_ranking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint(
            "month", "work_group", "number", name=op.f("uq_ranking_month_work_group_number")
        ),
    )
    op.create_index(op.f("ix_ranking_month"), "ranking", ["month"], unique=False)
    op.create_index(
        "uq_ranking_one_draft",
        "ranking",
        ["month", "work_group"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "ranking_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ranking_policy_numbered")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_ranking_policy_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_ranking_policy_number")),
    )
    op.create_index(
        op.f("ix_ranking_policy_valid_from"), "ranking_policy", ["valid_from"], unique=False
    )
    op.create_table(
        "ranking_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column(
            "eligibility",
            sa.Enum(
                "ranked",
                "not_started",
                "new",
                "suspended",
                "finished",
                "few_records",
                name="eligibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("strict_order", sa.Integer(), nullable=True),
        sa.Column("previous_place", sa.Integer(), nullable=True),
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
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(place IS NULL) = (score IS NULL) AND (place IS NULL) = (band IS NULL)",
            name=op.f("ck_ranking_line_ranked_or_not"),
        ),
        sa.CheckConstraint("place >= 1", name=op.f("ck_ranking_line_place_positive")),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 10000", name=op.f("ck_ranking_line_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_line_ranking_id_ranking")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_ranking_line_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_line")),
        sa.UniqueConstraint(
            "ranking_id", "section_id", name=op.f("uq_ranking_line_ranking_id_section_id")
        ),
    )
    op.create_index(
        op.f("ix_ranking_line_section_id"), "ranking_line", ["section_id"], unique=False
    )
    op.create_table(
        "ranking_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=200), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_name IS NULL)",
            name=op.f("ck_ranking_objection_answered_at_and_by"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (is_accepted IS NULL)",
            name=op.f("ck_ranking_objection_answered_yes_or_no"),
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR length(answer) > 0",
            name=op.f("ck_ranking_objection_answered_with_reason"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_ranking_objection_text_given")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_ranking_objection_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_ranking_objection_made_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_objection_ranking_id_ranking")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_ranking_objection_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_objection")),
    )
    op.create_index(
        op.f("ix_ranking_objection_ranking_id"), "ranking_objection", ["ranking_id"], unique=False
    )
    op.create_index(
        op.f("ix_ranking_objection_section_id"), "ranking_objection", ["section_id"], unique=False
    )
    op.create_table(
        "veto",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_name IS NULL)",
            name=op.f("ck_veto_withdrawn_at_and_by"),
        ),
        sa.CheckConstraint("length(evidence) > 0", name=op.f("ck_veto_evidence_given")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR length(withdrawal_reason) > 0",
            name=op.f("ck_veto_withdrawn_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_veto_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_veto_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_veto_withdrawn_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto")),
    )
    op.create_index(op.f("ix_veto_day"), "veto", ["day"], unique=False)
    op.create_index(op.f("ix_veto_section_id"), "veto", ["section_id"], unique=False)

    insert_only(op, "ranking_policy")
    insert_only(op, "ranking", "OLD.state = 'frozen'")
    for table in PARTS:
        _keep_with_frozen_ranking(table)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in PARTS:
        for verb in ("insert", "update", "delete"):
            op.execute(
                f"DROP TRIGGER {table}_frozen_{verb}" + ("" if is_sqlite else f" ON {table}")
            )
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change_in_frozen_ranking()")
    drop_insert_only(op, "ranking")
    drop_insert_only(op, "ranking_policy")
    op.drop_index(op.f("ix_veto_section_id"), table_name="veto")
    op.drop_index(op.f("ix_veto_day"), table_name="veto")
    op.drop_table("veto")
    op.drop_index(op.f("ix_ranking_objection_section_id"), table_name="ranking_objection")
    op.drop_index(op.f("ix_ranking_objection_ranking_id"), table_name="ranking_objection")
    op.drop_table("ranking_objection")
    op.drop_index(op.f("ix_ranking_line_section_id"), table_name="ranking_line")
    op.drop_table("ranking_line")
    op.drop_index(op.f("ix_ranking_policy_valid_from"), table_name="ranking_policy")
    op.drop_table("ranking_policy")
    op.drop_index(
        "uq_ranking_one_draft",
        table_name="ranking",
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.drop_index(op.f("ix_ranking_month"), table_name="ranking")
    op.drop_table("ranking")


def _keep_with_frozen_ranking(table: str) -> None:
    """Refuse to add, change or take away a part of a ranking that is frozen."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(_FUNCTION)
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        head = f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table}"
        if is_sqlite:
            own = ", ".join(f"{row}.ranking_id" for row in rows)
            found = f"EXISTS (SELECT 1 FROM ranking WHERE id IN ({own}) AND state = 'frozen')"  # noqa: S608
            op.execute(f"{head} WHEN {found} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        else:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change_in_frozen_ranking()")


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change_in_frozen_ranking() RETURNS trigger AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF EXISTS (SELECT 1 FROM ranking WHERE id = OLD.ranking_id AND state = 'frozen') THEN
      RAISE EXCEPTION '{REFUSAL}';
    END IF;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF EXISTS (SELECT 1 FROM ranking WHERE id = NEW.ranking_id AND state = 'frozen') THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END
$$ LANGUAGE plpgsql
"""  # noqa: S608 - the text is a constant
