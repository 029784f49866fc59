"""Reported problems: the list, one of them, and those that wait for a judgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import Finding
from app.inspections.queries.scope import of_sections_named, of_visible_sections
from app.orders.models import ProblemReport
from app.orders.rules import ReportState
from app.shared.calendar import SHANGHAI
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Section
from app.works.queries.scope import only_person

SORTABLE = ("reported", "section")


@dataclass(frozen=True)
class ReportFilters:
    """What the list of reports is narrowed to."""

    section_id: int | None = None
    state: ReportState | None = None
    first_day: date | None = None


def find_report_by_uuid(client_uuid: str) -> ProblemReport | None:
    """Return the report that this form made."""
    return db.session.scalars(
        select(ProblemReport).where(ProblemReport.client_uuid == client_uuid)
    ).one_or_none()


def get_report_for(user: User, report_id: int) -> ProblemReport:
    """Return the report. Raises NotFound, also for others' sections."""
    report = (
        db.session.scalars(
            select(ProblemReport)
            .where(
                ProblemReport.id == report_id, of_visible_sections(ProblemReport.section_id, user)
            )
            .options(*_SHOWN, only_person(ProblemReport.judged_by))
        )
        .unique()
        .one_or_none()
    )
    if report is None:
        raise NotFound
    return report


def list_reports(user: User, filters: ReportFilters, request: ListRequest) -> Page[ProblemReport]:
    """Return one page of the reports that the user may see."""
    statement = (
        select(ProblemReport).where(*_conditions(user, filters, request.search)).options(*_SHOWN)
    )
    return paginate(
        statement, _SORT_COLUMNS, request, tie_breaker=ProblemReport.id.desc(), scalars=True
    )


def count_reports_by_state(user: User) -> dict[ReportState, int]:
    """Return how many reports stand in each state."""
    return dict(
        db.session.execute(
            select(ProblemReport.state, func.count())
            .where(of_visible_sections(ProblemReport.section_id, user))
            .group_by(ProblemReport.state)
        )
        .tuples()
        .all()
    )


def list_other_reports(report: ProblemReport, most: int = 50) -> Sequence[ProblemReport]:
    """Return the reports of the same section that this one may repeat, the newest first."""
    return db.session.scalars(
        select(ProblemReport)
        .where(
            ProblemReport.section_id == report.section_id,
            ProblemReport.id != report.id,
            ProblemReport.state != ReportState.DUPLICATE,
        )
        .order_by(ProblemReport.id.desc())
        .limit(most)
    ).all()


def list_repetitions(report_id: int) -> Sequence[ProblemReport]:
    """Return the reports that repeat this one."""
    return db.session.scalars(
        select(ProblemReport)
        .where(ProblemReport.duplicate_of_id == report_id)
        .options(only_person(ProblemReport.reported_by))
        .order_by(ProblemReport.id)
    ).all()


def list_reports_waiting(condition: ColumnElement[bool], most: int) -> Sequence[ProblemReport]:
    """Return the oldest reports nobody has judged, of sections that meet the condition on Section."""
    return db.session.scalars(
        select(ProblemReport)
        .join(Section, Section.id == ProblemReport.section_id)
        .where(ProblemReport.state == ReportState.REPORTED, condition)
        .options(joinedload(ProblemReport.section).joinedload(Section.project))
        .order_by(ProblemReport.reported_at, ProblemReport.id)
        .limit(most)
    ).all()


def _conditions(user: User, filters: ReportFilters, search: str) -> list[ColumnElement[bool]]:
    conditions = [of_visible_sections(ProblemReport.section_id, user)]
    if filters.section_id:
        conditions.append(ProblemReport.section_id == filters.section_id)
    if filters.state:
        conditions.append(ProblemReport.state == filters.state)
    if filters.first_day:
        since = datetime.combine(filters.first_day, time(), SHANGHAI)
        conditions.append(ProblemReport.reported_at >= since)
    if search:
        conditions.append(
            or_(
                contains(ProblemReport.description, search),
                of_sections_named(ProblemReport.section_id, search),
            )
        )
    return conditions


_SHOWN = (
    joinedload(ProblemReport.section).joinedload(Section.project),
    joinedload(ProblemReport.work),
    only_person(ProblemReport.reported_by),
    joinedload(ProblemReport.finding).load_only(Finding.state, Finding.closed_on),
    joinedload(ProblemReport.duplicate_of),
)
_SORT_COLUMNS: Mapping[str, Any] = {
    "reported": ProblemReport.reported_at,
    "section": select(Section.position)
    .where(Section.id == ProblemReport.section_id)
    .scalar_subquery(),
}
