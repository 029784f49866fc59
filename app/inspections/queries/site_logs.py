"""Site logs of the project office: the list and one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import SiteLog, SiteLogSection
from app.inspections.queries.scope import of_visible_sections, within
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Project
from app.works.queries import projects_statement
from app.works.rules import Status

MOST_EXPORTED = 20_000
SORTABLE = ("day", "project", "received")
#: A project before its start or after its end has no site to log.
_WITHOUT_SITE = (Status.PRELIMINARY, Status.FINISHED)


@dataclass(frozen=True)
class SiteLogFilters:
    """What the list of site logs is narrowed to; the days are both included."""

    project_id: int | None = None
    section_id: int | None = None
    author_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    only_late: bool = False


@dataclass(frozen=True)
class SiteLogRow:
    """One line of the list."""

    id: int
    log_on: date
    received_at: datetime
    project: str
    author: str
    weather: str
    content: str
    problems: str
    advice: str
    requirements: str
    due_on: date | None
    people_present: str
    is_stopped: bool
    stop_reason: str
    is_late: bool


_COLUMNS = (
    SiteLog.id,
    SiteLog.log_on,
    SiteLog.received_at,
    Project.name,
    User.name,
    SiteLog.weather,
    SiteLog.content,
    SiteLog.problems,
    SiteLog.advice,
    SiteLog.requirements,
    SiteLog.due_on,
    SiteLog.people_present,
    SiteLog.is_stopped,
    SiteLog.stop_reason,
    SiteLog.is_late,
)
_SORT_COLUMNS: dict[str, Any] = {
    "day": SiteLog.log_on,
    "project": select(Project.name).where(Project.id == SiteLog.project_id).scalar_subquery(),
    "received": SiteLog.received_at,
}


def list_site_logs(user: User, filters: SiteLogFilters, request: ListRequest) -> Page[SiteLogRow]:
    """Return one page of the site logs that the user may see."""
    statement = select(SiteLog.id).where(*_conditions(user, filters, request.search))
    page = paginate(statement, _SORT_COLUMNS, request, tie_breaker=SiteLog.id.desc(), scalars=True)
    return Page(_rows(page.rows), page.total, page.number, page.size)


def all_site_log_rows(user: User, filters: SiteLogFilters, search: str) -> Iterable[SiteLogRow]:
    """Return the newest site logs of the filtered list, for the Excel file."""
    numbers = db.session.scalars(
        select(SiteLog.id)
        .where(*_conditions(user, filters, search))
        .order_by(SiteLog.log_on.desc(), SiteLog.id.desc())
        .limit(MOST_EXPORTED)
    ).all()
    for start in range(0, len(numbers), 500):
        yield from _rows(numbers[start : start + 500])


def get_site_log_for(user: User, site_log_id: int) -> SiteLog:
    """Return the site log. Raises NotFound, also when it tells of no section of the user's."""
    found = (
        db.session.scalars(
            select(SiteLog)
            .where(SiteLog.id == site_log_id, _visible(user))
            .options(
                joinedload(SiteLog.project),
                joinedload(SiteLog.author),
                selectinload(SiteLog.sections),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def find_site_log_by_uuid(client_uuid: str) -> SiteLog | None:
    """Return the site log that this form was already saved as."""
    return db.session.scalars(
        select(SiteLog).where(SiteLog.client_uuid == client_uuid)
    ).one_or_none()


def list_projects_for_log(user: User) -> Sequence[Project]:
    """Return the projects that have a site, by name: those a log can be written for."""
    return db.session.scalars(
        projects_statement(user)
        .where(Project.status.not_in(_WITHOUT_SITE))
        .order_by(Project.name, Project.id)
    ).all()


def _conditions(user: User, filters: SiteLogFilters, search: str) -> list[ColumnElement[bool]]:
    of_section = select(SiteLogSection.site_log_id).where(
        SiteLogSection.section_id == filters.section_id
    )
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (user.is_outsider, _visible(user)),
        (filters.project_id, SiteLog.project_id == filters.project_id),
        (filters.section_id, SiteLog.id.in_(of_section)),
        (filters.author_id, SiteLog.author_id == filters.author_id),
        (filters.only_late, SiteLog.is_late.is_(True)),
    ]
    conditions = within(SiteLog.log_on, filters.first_day, filters.last_day)
    conditions += [condition for asked, condition in wanted if asked]
    if search:
        named = select(Project.id).where(contains(Project.name, search))
        written = select(User.id).where(contains(User.name, search))
        conditions.append(
            or_(
                contains(SiteLog.content, search),
                contains(SiteLog.problems, search),
                SiteLog.project_id.in_(named),
                SiteLog.author_id.in_(written),
            )
        )
    return conditions


def _visible(user: User) -> ColumnElement[bool]:
    if not user.is_outsider:
        return SiteLog.id.is_not(None)
    told_of = select(SiteLogSection.site_log_id).where(
        of_visible_sections(SiteLogSection.section_id, user)
    )
    return SiteLog.id.in_(told_of)


def _rows(numbers: Sequence[int]) -> list[SiteLogRow]:
    lines = db.session.execute(
        select(*_COLUMNS)
        .join(Project, Project.id == SiteLog.project_id)
        .join(User, User.id == SiteLog.author_id)
        .where(SiteLog.id.in_(numbers))
    ).all()
    rows = {line[0]: SiteLogRow(*line) for line in lines}
    return [rows[number] for number in numbers]
