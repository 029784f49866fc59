"""The start of works: the six steps of a section, its crews, and the wage account."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "start_checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_start_checklist_opened_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_start_checklist_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_checklist")),
        sa.UniqueConstraint("section_id", name=op.f("uq_start_checklist_section_id")),
    )
    op.create_table(
        "start_crew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("leader", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.CheckConstraint("people BETWEEN 1 AND 500", name=op.f("ck_start_crew_people_in_range")),
        sa.ForeignKeyConstraint(
            ["checklist_id"],
            ["start_checklist.id"],
            name=op.f("fk_start_crew_checklist_id_start_checklist"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_crew")),
        sa.UniqueConstraint("checklist_id", "name", name=op.f("uq_start_crew_checklist_id_name")),
    )
    op.create_table(
        "start_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "security",
                "joint_account",
                "contract",
                "site_office",
                "location",
                "crews",
                "wage_account",
                name="step_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "reported",
                "returned",
                "confirmed",
                name="step_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
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
            nullable=True,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'confirmed' OR done_on IS NOT NULL",
            name=op.f("ck_start_step_confirmed_with_day"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_start_step_decided_pair"),
        ),
        sa.CheckConstraint(
            "(reported_at IS NULL) = (reported_by_id IS NULL)",
            name=op.f("ck_start_step_reported_pair"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_start_step_amount_positive")),
        sa.ForeignKeyConstraint(
            ["checklist_id"],
            ["start_checklist.id"],
            name=op.f("fk_start_step_checklist_id_start_checklist"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_start_step_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user.id"], name=op.f("fk_start_step_reported_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_step")),
        sa.UniqueConstraint("checklist_id", "kind", name=op.f("uq_start_step_checklist_id_kind")),
    )


def downgrade() -> None:

    op.drop_table("start_step")
    op.drop_table("start_crew")
    op.drop_table("start_checklist")
