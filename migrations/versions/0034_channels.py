"""Channels with members, and the messages that wait to leave by them."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "notice_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "in_app",
                "wecom",
                "dingtalk",
                "feishu",
                "webhook",
                "mail",
                "manual",
                name="channel_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("takes_digest", sa.Boolean(), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=True),
        sa.Column("secret_sealed", sa.Text(), nullable=True),
        sa.Column("mail_user", sa.String(length=200), nullable=False),
        sa.Column("mail_from", sa.String(length=200), nullable=False),
        sa.Column("mail_to", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(), nullable=True),
        sa.Column(
            "trouble",
            sa.Enum(
                "address",
                "private",
                "unknown_host",
                "connection",
                "certificate",
                "timeout",
                "redirect",
                "status",
                "answer",
                "too_fast",
                "refused",
                "recipient",
                name="trouble",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("trouble_number", sa.Integer(), nullable=True),
        sa.Column("trouble_at", sa.DateTime(), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_notice_channel_failures_not_negative")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_notice_channel_named")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_notice_channel_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_notice_channel_name")),
    )
    op.create_index(
        op.f("ix_notice_channel_project_id"), "notice_channel", ["project_id"], unique=False
    )
    op.create_table(
        "notice_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "to_copy",
                "sent",
                "failed",
                "stopped",
                "expired",
                name="delivery_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.Column(
            "trouble",
            sa.Enum(
                "address",
                "private",
                "unknown_host",
                "connection",
                "certificate",
                "timeout",
                "redirect",
                "status",
                "answer",
                "too_fast",
                "refused",
                "recipient",
                name="trouble",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("trouble_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (next_try_at IS NOT NULL)",
            name=op.f("ck_notice_delivery_waits_for_a_moment"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notice_delivery_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channel.id"],
            name=op.f("fk_notice_delivery_channel_id_notice_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_delivery_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_delivery_key")),
    )
    op.create_index(
        op.f("ix_notice_delivery_channel_id"), "notice_delivery", ["channel_id"], unique=False
    )
    op.create_index(
        "ix_notice_delivery_due", "notice_delivery", ["state", "next_try_at"], unique=False
    )
    op.create_index(
        op.f("ix_notice_delivery_made_at"), "notice_delivery", ["made_at"], unique=False
    )
    op.create_index(
        op.f("ix_notice_delivery_notice_id"), "notice_delivery", ["notice_id"], unique=False
    )
    op.create_index(op.f("ix_notice_delivery_state"), "notice_delivery", ["state"], unique=False)
    op.create_table(
        "channel_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("key_post_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (key_post_id IS NULL)", name=op.f("ck_channel_member_of_one_kind")
        ),
        sa.CheckConstraint("until >= since", name=op.f("ck_channel_member_until_after_since")),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channel.id"],
            name=op.f("fk_channel_member_channel_id_notice_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["key_post_id"], ["key_post.id"], name=op.f("fk_channel_member_key_post_id_key_post")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_channel_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_member")),
    )
    op.create_index(
        op.f("ix_channel_member_channel_id"), "channel_member", ["channel_id"], unique=False
    )
    op.create_index(
        op.f("ix_channel_member_key_post_id"), "channel_member", ["key_post_id"], unique=False
    )
    op.create_index(op.f("ix_channel_member_user_id"), "channel_member", ["user_id"], unique=False)
    op.create_index(
        "uq_channel_member_key_post",
        "channel_member",
        ["channel_id", "key_post_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "uq_channel_member_user",
        "channel_member",
        ["channel_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "trouble",
            sa.Enum(
                "address",
                "private",
                "unknown_host",
                "connection",
                "certificate",
                "timeout",
                "redirect",
                "status",
                "answer",
                "too_fast",
                "refused",
                "recipient",
                name="trouble",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("trouble_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channel.id"],
            name=op.f("fk_delivery_attempt_channel_id_notice_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["notice_delivery.id"],
            name=op.f("fk_delivery_attempt_delivery_id_notice_delivery"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
    )
    op.create_index(op.f("ix_delivery_attempt_at"), "delivery_attempt", ["at"], unique=False)
    op.create_index(
        op.f("ix_delivery_attempt_delivery_id"), "delivery_attempt", ["delivery_id"], unique=False
    )
    op.create_index(
        "ix_delivery_attempt_pace", "delivery_attempt", ["channel_id", "at"], unique=False
    )


def downgrade() -> None:

    op.drop_index("ix_delivery_attempt_pace", table_name="delivery_attempt")
    op.drop_index(op.f("ix_delivery_attempt_delivery_id"), table_name="delivery_attempt")
    op.drop_index(op.f("ix_delivery_attempt_at"), table_name="delivery_attempt")
    op.drop_table("delivery_attempt")
    op.drop_index(
        "uq_channel_member_user",
        table_name="channel_member",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "uq_channel_member_key_post",
        table_name="channel_member",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(op.f("ix_channel_member_user_id"), table_name="channel_member")
    op.drop_index(op.f("ix_channel_member_key_post_id"), table_name="channel_member")
    op.drop_index(op.f("ix_channel_member_channel_id"), table_name="channel_member")
    op.drop_table("channel_member")
    op.drop_index(op.f("ix_notice_delivery_state"), table_name="notice_delivery")
    op.drop_index(op.f("ix_notice_delivery_notice_id"), table_name="notice_delivery")
    op.drop_index(op.f("ix_notice_delivery_made_at"), table_name="notice_delivery")
    op.drop_index("ix_notice_delivery_due", table_name="notice_delivery")
    op.drop_index(op.f("ix_notice_delivery_channel_id"), table_name="notice_delivery")
    op.drop_table("notice_delivery")
    op.drop_index(op.f("ix_notice_channel_project_id"), table_name="notice_channel")
    op.drop_table("notice_channel")
