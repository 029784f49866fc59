"""How far the line of a location leads away from its point."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "location", sa.Column("reach", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.drop_index("ix_location_box", "location")
    op.create_index("ix_location_extent", "location", ["longitude", "latitude", "reach", "work_id"])


def downgrade() -> None:
    op.drop_index("ix_location_extent", "location")
    op.create_index("ix_location_box", "location", ["longitude", "latitude"])
    op.drop_column("location", "reach")
