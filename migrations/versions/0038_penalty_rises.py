"""What a contract adds to its penalty rates for each repetition."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "penalty_rise",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("share > 0", name=op.f("ck_penalty_rise_share_positive")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_penalty_rise_section_id_section")
        ),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_penalty_rise")),
    )
    op.add_column("absence_case", sa.Column("raised_for", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("absence_case", "raised_for")
    op.drop_table("penalty_rise")
