"""Notices, to whom they went, and who has read them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "document",
                "arrangement",
                "problem",
                "daily",
                "other",
                name="notice_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("link_endpoint", sa.String(length=80), nullable=False),
        sa.Column("link_args", sa.JSON(), nullable=False),
        sa.Column("asks_receipt", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_name = '')",
            name=op.f("ck_notice_withdrawn_by_somebody"),
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_notice_titled")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user.id"], name=op.f("fk_notice_sent_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_category"), "notice", ["category"], unique=False)
    op.create_index(op.f("ix_notice_sent_at"), "notice", ["sent_at"], unique=False)
    op.create_index(op.f("ix_notice_sent_by_id"), "notice", ["sent_by_id"], unique=False)
    op.create_table(
        "notice_addressee",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "user",
                "organisation",
                "section",
                "channel",
                name="addressee_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_addressee_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("notice_id", "position", name=op.f("pk_notice_addressee")),
    )
    op.create_table(
        "notice_receipt",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "escalated_at IS NULL OR reminded_at IS NOT NULL",
            name=op.f("ck_notice_receipt_reminded_first"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_receipt_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_notice_receipt_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notice_receipt_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "notice_id", name=op.f("pk_notice_receipt")),
    )
    op.create_index(
        op.f("ix_notice_receipt_notice_id"), "notice_receipt", ["notice_id"], unique=False
    )
    op.create_index(
        op.f("ix_notice_receipt_organisation_id"),
        "notice_receipt",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        "ix_notice_receipt_unread",
        "notice_receipt",
        ["user_id", "notice_id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )


def downgrade() -> None:

    op.drop_index(
        "ix_notice_receipt_unread",
        table_name="notice_receipt",
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.drop_index(op.f("ix_notice_receipt_organisation_id"), table_name="notice_receipt")
    op.drop_index(op.f("ix_notice_receipt_notice_id"), table_name="notice_receipt")
    op.drop_table("notice_receipt")
    op.drop_table("notice_addressee")
    op.drop_index(op.f("ix_notice_sent_by_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_sent_at"), table_name="notice")
    op.drop_index(op.f("ix_notice_category"), table_name="notice")
    op.drop_table("notice")
