"""Where the money of a section's works comes from."""

from sqlalchemy import func, select

from app.extensions import db
from app.works.models import Work

#: The columns of a work that say it, in the order of ledgers.
FUNDS = (
    "total_investment_fen",
    "central_fund_fen",
    "provincial_fund_fen",
    "city_fund_fen",
    "district_fund_fen",
    "own_fund_fen",
)


def funds_of(section_id: int) -> dict[str, int]:
    """Return the sums in fen by source; sources of which nothing is known are left out."""
    sums = [func.sum(getattr(Work, name)) for name in FUNDS]
    row = db.session.execute(select(*sums).where(Work.section_id == section_id)).one()
    return {name: int(total) for name, total in zip(FUNDS, row, strict=True) if total is not None}
