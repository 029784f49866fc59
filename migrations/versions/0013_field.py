"""What phones have sent: receipts of records and photos."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.Column("accuracy_m", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("clock_offset_s", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_field_photo_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_photo")),
        sa.UniqueConstraint("user_id", "sha256", name=op.f("uq_field_photo_user_id_sha256")),
    )
    op.create_index(op.f("ix_field_photo_sha256"), "field_photo", ["sha256"], unique=False)
    op.create_table(
        "field_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("clock_offset_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_field_receipt_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_receipt")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_field_receipt_client_uuid")),
    )
    op.create_index(
        "ix_field_receipt_of_user", "field_receipt", ["user_id", "received_at"], unique=False
    )
    insert_only(op, "field_receipt")
    insert_only(op, "field_photo")


def downgrade() -> None:
    drop_insert_only(op, "field_photo")
    drop_insert_only(op, "field_receipt")
    op.drop_index("ix_field_receipt_of_user", table_name="field_receipt")
    op.drop_table("field_receipt")
    op.drop_index(op.f("ix_field_photo_sha256"), table_name="field_photo")
    op.drop_table("field_photo")
