"""What ledgers say of a work beside its place and price: funds by source, papers, firms, acceptance."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AMOUNTS = (
    "total_investment_fen",
    "central_fund_fen",
    "provincial_fund_fen",
    "city_fund_fen",
    "district_fund_fen",
    "own_fund_fen",
)
NAMES = ("bridge_rating", "built_year", "approval_no", "procurement", "employer", "designer")
TEXTS = ("defects", "remedy")
DAYS = ("handed_over_on", "final_accepted_on")


def upgrade() -> None:
    for name in AMOUNTS:
        op.add_column("work", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in NAMES:
        op.add_column(
            "work", sa.Column(name, sa.String(length=120), nullable=False, server_default="")
        )
    for name in TEXTS:
        op.add_column("work", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in DAYS:
        op.add_column("work", sa.Column(name, sa.Date(), nullable=True))


def downgrade() -> None:
    for name in (*AMOUNTS, *NAMES, *TEXTS, *DAYS):
        op.drop_column("work", name)
