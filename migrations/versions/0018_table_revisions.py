"""The revision of every table, by which kept pages know that they are still true."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "table_revision",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_table_revision")),
    )


def downgrade() -> None:
    op.drop_table("table_revision")
