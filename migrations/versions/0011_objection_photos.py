"""Photos that come with an objection to a ranking."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "ranking_objection_photo"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["ranking_objection.id"],
            name=op.f("fk_ranking_objection_photo_objection_id_ranking_objection"),
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_ranking_objection_photo_photo_id_photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_objection_photo")),
        sa.UniqueConstraint(
            "objection_id",
            "photo_id",
            name=op.f("uq_ranking_objection_photo_objection_id_photo_id"),
        ),
    )
    op.create_index(op.f("ix_ranking_objection_photo_photo_id"), TABLE, ["photo_id"])
    insert_only(op, TABLE)


def downgrade() -> None:
    drop_insert_only(op, TABLE)
    op.drop_table(TABLE)
