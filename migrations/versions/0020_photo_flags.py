"""What is doubtful of photos; those that were shown again before are marked as they were until now."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE = "photo_flag"
KINDS = (
    "reused", "alike", "at_zero", "far", "inexact", "in_future", "old", "before_start",
    "wrong_clock", "no_position", "no_time",
)  # fmt: skip
#: A visit and its findings show a photo once between them; a report goes on to a finding and a notice.
_SHOWN_BEFORE = """
    SELECT u.id, (
        SELECT min(b.id) FROM photo_use b
        WHERE b.photo_id = u.photo_id AND b.id < u.id
          AND NOT (b.owner_kind = u.owner_kind AND b.owner_id = u.owner_id)
          AND NOT (b.owner_kind IN ('inspection', 'finding')
                   AND u.owner_kind IN ('inspection', 'finding')
                   AND 'finding' IN (b.owner_kind, u.owner_kind)
                   AND b.section_id = u.section_id AND b.shown_on = u.shown_on)
          AND NOT (b.owner_kind <> u.owner_kind AND b.section_id = u.section_id
                   AND b.owner_kind IN ('problem', 'finding', 'notice')
                   AND u.owner_kind IN ('problem', 'finding', 'notice'))
    ) AS other, p.received_at
    FROM photo_use u JOIN photo p ON p.id = u.photo_id
    WHERE u.owner_kind <> 'signature'
    ORDER BY u.id
"""


def upgrade() -> None:
    flags = _create()
    known = sa.text(_SHOWN_BEFORE).columns(received_at=sa.DateTime())
    for use_id, other, received_at in op.get_bind().execute(known).all():
        if other is not None:
            op.execute(
                flags.insert().values(
                    use_id=use_id,
                    kind="reused",
                    amount=0,
                    other_use_id=other,
                    raised_at=received_at,
                    words="",
                )
            )


def downgrade() -> None:
    op.drop_table(TABLE)


def _create() -> sa.Table:
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    table = op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("use_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("other_use_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("looked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_fine", sa.Boolean(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_photo_flag_flag_kind")),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (looked_by_id IS NULL)",
            name=op.f("ck_photo_flag_looked_at_and_by"),
        ),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (is_fine IS NULL)",
            name=op.f("ck_photo_flag_looked_at_and_found"),
        ),
        sa.CheckConstraint(
            "looked_at IS NULL OR length(words) > 0",
            name=op.f("ck_photo_flag_looked_at_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["looked_by_id"], ["user.id"], name=op.f("fk_photo_flag_looked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["other_use_id"], ["photo_use.id"], name=op.f("fk_photo_flag_other_use_id_photo_use")
        ),
        sa.ForeignKeyConstraint(
            ["use_id"], ["photo_use.id"], name=op.f("fk_photo_flag_use_id_photo_use")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_flag")),
        sa.UniqueConstraint("use_id", "kind", name=op.f("uq_photo_flag_use_id_kind")),
    )
    op.create_index(op.f("ix_photo_flag_other_use_id"), TABLE, ["other_use_id"])
    op.create_index("ix_photo_flag_open", TABLE, ["looked_at", "kind", "use_id"])
    return table
