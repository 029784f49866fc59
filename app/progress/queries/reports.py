"""Lists of weekly reports: all of them, those that wait for somebody, those that are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Organisation, User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.extensions import db
from app.progress.models import WeeklyReport
from app.progress.queries.rollups import cut_off_of, list_frozen_section_ids
from app.progress.queries.sheet import HANDED_IN
from app.progress.rules.chain import ReportState
from app.shared.calendar import Week
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Contract, Section
from app.works.queries.scope import visible_to, writable_by
from app.works.rules import Status

SORTABLE = ("week", "section", "contractor", "state", "submitted")


@dataclass(frozen=True)
class DueReport:
    """A week that a section has still to report."""

    section: Section
    week: Week
    due_at: datetime


def reports_statement(user: User) -> Select[tuple[WeeklyReport]]:
    """Return the reports the user may see, joined to section, project and contractor."""
    return (
        select(WeeklyReport)
        .join(WeeklyReport.section)
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(visible_to(user))
    )


def list_reports(
    user: User,
    asked: ListRequest,
    *,
    state: ReportState | None = None,
    week: Week | None = None,
    section_id: int | None = None,
) -> Page[Any]:
    """Return one page of the reports that fit."""
    statement = reports_statement(user).options(
        contains_eager(WeeklyReport.section).contains_eager(Section.project),
        contains_eager(WeeklyReport.section).joinedload(Section.contractor),
    )
    if state is not None:
        statement = statement.where(WeeklyReport.state == state)
    if week is not None:
        statement = statement.where(WeeklyReport.week == week)
    if section_id is not None:
        statement = statement.where(WeeklyReport.section_id == section_id)
    if asked.search:
        statement = statement.where(
            or_(contains(Section.name, asked.search), contains(Organisation.name, asked.search))
        )
    columns = {
        "week": WeeklyReport.week,
        "section": Section.position,
        "contractor": Organisation.name,
        "state": WeeklyReport.state,
        "submitted": WeeklyReport.submitted_at,
    }
    return paginate(statement, columns, asked, tie_breaker=WeeklyReport.id, scalars=True)


def get_report_to_change(user: User, report_id: int) -> WeeklyReport:
    """Return a report of a section that the user writes for, with its history. Raises NotFound."""
    return _one(reports_statement(user).where(WeeklyReport.id == report_id, writable_by(user)))


def list_reports_waiting_for(user: User) -> Sequence[WeeklyReport]:
    """Return the reports whose next step is this person's, oldest week first."""
    wanted: list[ColumnElement[bool]] = [false()]
    if user.has_role(Role.CONTRACTOR):
        wanted.append(WeeklyReport.state == ReportState.RETURNED)
    if may(user, Permission.CHECK_PROGRESS):
        wanted.append(WeeklyReport.state == ReportState.SUBMITTED)
    if may(user, Permission.CONFIRM_PROGRESS):
        wanted.append(and_(WeeklyReport.state == ReportState.CHECKED, writable_by(user)))
    return db.session.scalars(
        reports_statement(user)
        .where(or_(*wanted))
        .options(contains_eager(WeeklyReport.section).contains_eager(Section.project))
        .order_by(WeeklyReport.week, WeeklyReport.id)
    ).all()


def list_reports_due_from(user: User, on: date) -> Sequence[DueReport]:
    """Return the reports of last week that this contractor has not handed in yet."""
    if not user.has_role(Role.CONTRACTOR):
        return []
    week = Week.of(on).previous()
    handed_in = select(WeeklyReport.section_id).where(
        WeeklyReport.week == week, WeeklyReport.state.in_(HANDED_IN)
    )
    sections = db.session.scalars(
        select(Section)
        .outerjoin(Contract, Contract.section_id == Section.id)
        .where(
            visible_to(user),
            Section.status == Status.UNDER_CONSTRUCTION,
            Section.id.not_in(handed_in),
            or_(Contract.start_on.is_(None), Contract.start_on < week.end),
        )
        .options(joinedload(Section.project))
        .order_by(Section.position, Section.id)
    ).all()
    frozen = list_frozen_section_ids(week)
    return [
        DueReport(section, week, cut_off_of(week))
        for section in sections
        if section.id not in frozen
    ]


def list_section_reports(section_id: int) -> Sequence[WeeklyReport]:
    """Return the reports of a section, newest week first."""
    return db.session.scalars(
        select(WeeklyReport)
        .where(WeeklyReport.section_id == section_id)
        .order_by(WeeklyReport.week.desc())
    ).all()


def _one(statement: Select[tuple[WeeklyReport]]) -> WeeklyReport:
    report = (
        db.session.scalars(
            statement.options(
                joinedload(WeeklyReport.events),
                contains_eager(WeeklyReport.section).contains_eager(Section.project),
                contains_eager(WeeklyReport.section).joinedload(Section.contract),
            )
        )
        .unique()
        .one_or_none()
    )
    if report is None:
        raise NotFound
    return report
