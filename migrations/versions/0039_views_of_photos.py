"""Photos: the fingerprint of the mirrored picture, and those of the parts that a crop would leave."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_crop",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_crop_photo_id_photo")
        ),
        sa.PrimaryKeyConstraint("band", "photo_id", "fingerprint", name=op.f("pk_photo_crop")),
        sqlite_with_rowid=False,
    )
    op.add_column("photo", sa.Column("mirrored", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("photo", "mirrored")
    op.drop_table("photo_crop")
