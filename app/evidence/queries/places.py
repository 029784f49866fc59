"""Where a section's works lie and when it began, for the check of its photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.evidence.rules.positions import Place
from app.extensions import db
from app.works.models import Contract, Location, Work

Lines = Sequence[Sequence[Place]]


@dataclass(frozen=True)
class Site:
    """A section as its photos are held against it."""

    lines: Lines = ()
    #: Whether nothing is known of the section but about where its works lie.
    is_approximate: bool = False
    started_on: date | None = None


def site_of(section_id: int | None) -> Site:
    """Return what is known of the section; lines that were verified count before approximate places."""
    if section_id is None:
        return Site()
    locations = db.session.scalars(
        select(Location)
        .join(Work, Work.id == Location.work_id)
        .where(Work.section_id == section_id)
        .order_by(Location.id)
    ).all()
    verified = [location for location in locations if not location.is_approximate]
    started_on = db.session.scalar(
        select(Contract.start_on).where(Contract.section_id == section_id)
    )
    return Site(_lines(verified or locations), not verified, started_on)


def _lines(locations: Sequence[Location]) -> Lines:
    return [
        location.line or [(float(location.longitude), float(location.latitude))]
        for location in locations
    ]
