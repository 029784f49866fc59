"""What the monthly bulletin says besides the ranking itself: how much work the sections are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.extensions import db
from app.ranking.queries.bulletin import Bulletin, bulletin
from app.shared.calendar import Month
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.works.models import Contract, Work


@dataclass(frozen=True)
class MonthBulletin:
    """A month's bulletin with the measures of its sections."""

    month: Month
    bureau: str
    groups: Sequence[Bulletin]
    length_m: Decimal
    price_fen: int

    @property
    def is_frozen(self) -> bool:
        """Return whether nothing in it can change any more."""
        return all(group.is_frozen for group in self.groups)


def month_bulletin(month: Month) -> MonthBulletin:
    """Return the bulletin of what is in force for the month. Raises NotFound when nothing is."""
    groups = bulletin(month)
    if not groups:
        raise NotFound
    ids = [line.section_id for group in groups for line in group.lines]
    length = db.session.scalar(select(func.sum(Work.length_m)).where(Work.section_id.in_(ids)))
    price = db.session.scalar(
        select(func.sum(Contract.price_fen)).where(Contract.section_id.in_(ids))
    )
    return MonthBulletin(
        month, str(value_of("bureau_name")), groups, Decimal(length or 0), int(price or 0)
    )
