"""The weekly draw of photos, and what was found where they were taken."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SAMPLES, RECHECKS = "recheck_sample", "recheck"
OUTCOMES = "outcome IN ('agrees', 'differs', 'gone')"
CHECKS = {
    "recheck_outcome": OUTCOMES,
    "done_with_outcome": "(done_at IS NULL) = (outcome IS NULL)",
    "done_at_and_by": "(done_at IS NULL) = (done_by_id IS NULL)",
    "differs_with_words": "outcome IS NULL OR outcome = 'agrees' OR length(words) > 0",
}
PARENTS = {
    "sample_id": SAMPLES,
    "use_id": "photo_use",
    "section_id": "section",
    "assigned_to_id": "user",
    "done_by_id": "user",
}


def upgrade() -> None:
    op.create_table(
        SAMPLES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_sample")),
        sa.UniqueConstraint("week", name=op.f("uq_recheck_sample_week")),
    )
    insert_only(op, SAMPLES)
    op.create_table(
        RECHECKS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("use_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_recheck_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=op.f(f"fk_recheck_{column}_{parent}")
            )
            for column, parent in PARENTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
        sa.UniqueConstraint("use_id", name=op.f("uq_recheck_use_id")),
    )
    op.create_index(op.f("ix_recheck_sample_id"), RECHECKS, ["sample_id"])
    op.create_index("ix_recheck_of_section", RECHECKS, ["section_id", "done_at"])
    op.create_index("ix_recheck_of_person", RECHECKS, ["assigned_to_id", "done_at"])


def downgrade() -> None:
    op.drop_table(RECHECKS)
    drop_insert_only(op, SAMPLES)
    op.drop_table(SAMPLES)
