"""Everything that is on record for one section and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.evidence.models import PhotoUse
from app.evidence.queries import photos_of, photos_of_day
from app.evidence.rules import UNCHECKED, OwnerKind
from app.extensions import db
from app.inspections.models import Finding, Inspection, OpenWork, SiteLog, SiteLogSection
from app.quality.models import AcceptanceRequest, SideStation, SignOff
from app.shared.calendar import start_of_day
from app.works.models import Contract
from app.works.queries.scope import only_person

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SectionDay:
    """One day of a section: who was there, what was found, what was watched and signed."""

    day: date
    inspections: Sequence[Inspection] = ()
    site_logs: Sequence[SiteLog] = ()
    side_stations: Sequence[SideStation] = ()
    sign_offs: Sequence[SignOff] = ()
    #: Findings of earlier days that were closed on this one.
    closed: Sequence[Finding] = ()
    photos: Sequence[PhotoUse] = ()

    @property
    def findings(self) -> list[Finding]:
        """What the visits of the day found wrong."""
        return [finding for visit in self.inspections for finding in visit.findings]

    @property
    def weather(self) -> str:
        """The weather as it was written down, once."""
        told = [visit.weather for visit in self.inspections]
        told += [log.weather for log in self.site_logs]
        told += [watch.weather for watch in self.side_stations]
        return "；".join(dict.fromkeys(words for words in told if words))

    @property
    def has_record(self) -> bool:
        """Whether anything is on record."""
        return any((self.inspections, self.site_logs, self.side_stations, self.sign_offs))


def section_day(section_id: int, day: date) -> SectionDay:
    """Return everything on record for the section and day."""
    first, end = start_of_day(day), start_of_day(day + ONE_DAY)
    site_logs = _site_logs(section_id, day)
    return SectionDay(
        day,
        _inspections(section_id, day),
        site_logs,
        _side_stations(section_id, first, end),
        _sign_offs(section_id, first, end),
        _closed(section_id, day),
        _photos(section_id, day, site_logs),
    )


def count_photos(section_id: int, first: date, end: date) -> dict[date, int]:
    """Return how many photos each day of first <= day < end shows, for days that show any."""
    rows = db.session.execute(
        select(PhotoUse.shown_on, func.count())
        .where(
            PhotoUse.section_id == section_id,
            PhotoUse.shown_on >= first,
            PhotoUse.shown_on < end,
            PhotoUse.owner_kind.not_in(UNCHECKED),
        )
        .group_by(PhotoUse.shown_on)
    )
    return dict(rows.tuples().all())


def start_of_section(section_id: int) -> date | None:
    """Return since when the section owes a record: its start by contract."""
    return db.session.scalar(select(Contract.start_on).where(Contract.section_id == section_id))


def _inspections(section_id: int, day: date) -> Sequence[Inspection]:
    return (
        db.session.scalars(
            select(Inspection)
            .where(Inspection.section_id == section_id, Inspection.inspected_on == day)
            .options(
                only_person(Inspection.inspector),
                joinedload(Inspection.work),
                selectinload(Inspection.posts),
                selectinload(Inspection.equipment),
                selectinload(Inspection.open_works).joinedload(OpenWork.work),
                selectinload(Inspection.findings),
            )
            .order_by(Inspection.inspected_at, Inspection.id)
        )
        .unique()
        .all()
    )


def _site_logs(section_id: int, day: date) -> Sequence[SiteLog]:
    return db.session.scalars(
        select(SiteLog)
        .join(SiteLogSection, SiteLogSection.site_log_id == SiteLog.id)
        .where(SiteLogSection.section_id == section_id, SiteLog.log_on == day)
        .options(only_person(SiteLog.author), selectinload(SiteLog.sections))
        .order_by(SiteLog.id)
    ).all()


def _side_stations(section_id: int, first: datetime, end: datetime) -> Sequence[SideStation]:
    return db.session.scalars(
        select(SideStation)
        .where(
            SideStation.section_id == section_id,
            SideStation.started_at >= first,
            SideStation.started_at < end,
        )
        .options(only_person(SideStation.supervisor), joinedload(SideStation.work))
        .order_by(SideStation.started_at, SideStation.id)
    ).all()


def _sign_offs(section_id: int, first: datetime, end: datetime) -> Sequence[SignOff]:
    return db.session.scalars(
        select(SignOff)
        .join(SignOff.request)
        .where(
            AcceptanceRequest.section_id == section_id,
            SignOff.signed_at >= first,
            SignOff.signed_at < end,
        )
        .options(joinedload(SignOff.request).joinedload(AcceptanceRequest.work))
        .order_by(SignOff.signed_at, SignOff.id)
    ).all()


def _closed(section_id: int, day: date) -> Sequence[Finding]:
    return db.session.scalars(
        select(Finding)
        .where(Finding.section_id == section_id, Finding.closed_on == day, Finding.found_on < day)
        .order_by(Finding.id)
    ).all()


def _photos(section_id: int, day: date, logs: Sequence[SiteLog]) -> list[PhotoUse]:
    """Return the photos of the section and those of logs that tell of several sections."""
    of_logs = photos_of(OwnerKind.SITE_LOG, [log.id for log in logs])
    found = {use.id: use for use in (*photos_of_day(section_id, day), *of_logs)}
    return [found[number] for number in sorted(found)]
