"""What a phone says of the capture of a photo, and the fingerprint by which the same picture is found again."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "photo"
BANDS = ("band_1", "band_2", "band_3", "band_4")
COLUMNS = ("latitude", "longitude", "accuracy_m", "clock_offset_s", "fingerprint", *BANDS)


def upgrade() -> None:
    for name in ("latitude", "longitude", "accuracy_m"):
        op.add_column(TABLE, sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column(TABLE, sa.Column("clock_offset_s", sa.Integer(), nullable=True))
    op.add_column(TABLE, sa.Column("fingerprint", sa.String(length=16), nullable=True))
    for name in BANDS:
        op.add_column(TABLE, sa.Column(name, sa.Integer(), nullable=True))
        op.create_index(op.f(f"ix_photo_{name}"), TABLE, [name])


def downgrade() -> None:
    for name in BANDS:
        op.drop_index(op.f(f"ix_photo_{name}"), table_name=TABLE)
    for name in reversed(COLUMNS):
        op.drop_column(TABLE, name)
