"""The last inspection of sections and works, and which days have a record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.evidence.models import PhotoUse
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.inspections.models import Finding, Inspection, OpenWork, SiteLog, SiteLogSection
from app.inspections.rules import InspectionKind
from app.shared.calendar import Month
from app.works.models import Section


@dataclass(frozen=True)
class LatestInspection:
    """The last visit to a section or work."""

    id: int
    section_id: int
    inspected_at: datetime
    kind: InspectionKind
    inspector: str
    #: Use with the endpoint evidence.photo; None when the visit has no photo.
    photo_use_id: int | None


@dataclass(frozen=True)
class DayRecords:
    """What is on record for one section and day."""

    inspections: int = 0
    findings: int = 0
    site_logs: int = 0


_FIRST_PHOTO = (
    select(func.min(PhotoUse.id))
    .where(PhotoUse.owner_kind == OwnerKind.INSPECTION, PhotoUse.owner_id == Inspection.id)
    .correlate(Inspection)
    .scalar_subquery()
)
_LATEST = select(
    Inspection.id,
    Inspection.section_id,
    Inspection.inspected_at,
    Inspection.kind,
    User.name,
    _FIRST_PHOTO,
).join(User, User.id == Inspection.inspector_id)


def latest_inspections(section_ids: Collection[int]) -> dict[int, LatestInspection]:
    """Return the last inspection of each section that has one; one query, however many sections."""
    inner = aliased(Inspection)
    last = (
        select(inner.id)
        .where(inner.section_id == Section.id)
        .order_by(inner.inspected_on.desc(), inner.id.desc())
        .limit(1)
        .correlate(Section)
        .scalar_subquery()
    )
    numbers = select(last).where(Section.id.in_(section_ids))
    rows = db.session.execute(_LATEST.where(Inspection.id.in_(numbers)))
    return {row.section_id: LatestInspection(*row) for row in rows}


def latest_for_work(work_id: int) -> LatestInspection | None:
    """Return the last inspection that was about the work or found it under construction."""
    newest = (Inspection.inspected_on.desc(), Inspection.id.desc())
    about = select(Inspection.id).where(Inspection.work_id == work_id).order_by(*newest).limit(1)
    seen_open = (
        select(Inspection.id)
        .join(OpenWork, OpenWork.inspection_id == Inspection.id)
        .where(OpenWork.work_id == work_id)
        .order_by(*newest)
        .limit(1)
    )
    candidates = union_all(select(about.subquery().c.id), select(seen_open.subquery().c.id))
    row = db.session.execute(
        _LATEST.where(Inspection.id.in_(candidates)).order_by(*newest).limit(1)
    ).one_or_none()
    return LatestInspection(*row) if row else None


def days_with_records(section_id: int, month: Month) -> dict[date, DayRecords]:
    """Return what is on record for each day of the month that has anything."""
    visits = db.session.execute(
        select(
            Inspection.inspected_on,
            func.count(func.distinct(Inspection.id)),
            func.count(Finding.id),
        )
        .outerjoin(Finding, Finding.inspection_id == Inspection.id)
        .where(
            Inspection.section_id == section_id,
            Inspection.inspected_on >= month.start,
            Inspection.inspected_on < month.end,
        )
        .group_by(Inspection.inspected_on)
    ).all()
    logs = db.session.execute(
        select(SiteLog.log_on, func.count())
        .join(SiteLogSection, SiteLogSection.site_log_id == SiteLog.id)
        .where(
            SiteLogSection.section_id == section_id,
            SiteLog.log_on >= month.start,
            SiteLog.log_on < month.end,
        )
        .group_by(SiteLog.log_on)
    ).all()
    logged = {day: number for day, number in logs}
    seen = {day: (inspections, findings) for day, inspections, findings in visits}
    return {
        day: DayRecords(*seen.get(day, (0, 0)), logged.get(day, 0))
        for day in sorted(seen.keys() | logged.keys())
    }
