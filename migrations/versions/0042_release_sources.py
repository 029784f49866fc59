"""Funds of a proposal by source, and from which source each line draws."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "release_proposal", sa.Column("sources", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column(
        "release_line", sa.Column("drawn", sa.JSON(), server_default="{}", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("release_line", "drawn")
    op.drop_column("release_proposal", "sources")
