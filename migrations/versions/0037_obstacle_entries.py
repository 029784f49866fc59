"""The threads of obstacles: letters, calls, visits and promises."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KINDS = ("letter_out", "letter_in", "call", "visit", "on_site", "other")


def upgrade() -> None:
    op.create_table(
        "obstacle_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(36), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS, name="entry_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("counterpart", sa.String(100), nullable=False),
        sa.Column("document_no", sa.String(100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacle.id"], name=op.f("fk_obstacle_entry_obstacle_id_obstacle")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_obstacle_entry_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle_entry")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_obstacle_entry_client_uuid")),
    )
    op.create_index(
        "ix_obstacle_entry_thread", "obstacle_entry", ["obstacle_id", "entered_on", "id"]
    )
    insert_only(op, "obstacle_entry")


def downgrade() -> None:
    drop_insert_only(op, "obstacle_entry")
    op.drop_table("obstacle_entry")
