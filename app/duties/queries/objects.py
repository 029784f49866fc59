"""What duties are owed for: the bureau, projects and sections, while they are active, and what hinders them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import User
from app.duties.rules import Hindrance, ObjectKind, Span, Why
from app.extensions import db
from app.obstacles.models import Obstacle, ObstacleScope
from app.orders.models import StopOrder
from app.shared.calendar import ONE_DAY
from app.shared.models import CalendarDay
from app.works.models import Contract, Project, Section
from app.works.queries import projects_statement, sections_statement
from app.works.rules import Status

#: Works that never began owe nothing; those that are over owed it until they were.
ACTIVE = (Status.UNDER_CONSTRUCTION, Status.ON_HOLD, Status.HANDED_OVER, Status.FINISHED)
OVER = (Status.HANDED_OVER, Status.FINISHED)
SATURDAY = 5


@dataclass(frozen=True)
class DutyObject:
    """One thing that duties are owed for."""

    kind: ObjectKind
    number: int
    name: str
    #: Its project, for a section.
    project_id: int | None
    project: str
    span: Span
    on_hold_since: date | None = None
    has_firms: bool = False
    area_id: int | None = None
    area_engineer_id: int | None = None
    team_id: int | None = None
    contractor_id: int | None = None
    supervision_firm_id: int | None = None


BUREAU = DutyObject(ObjectKind.BUREAU, 0, "", None, "", Span(date.min))


def read_objects(user: User | None) -> dict[ObjectKind, list[DutyObject]]:
    """Return what the user may see and was ever active, in ledger order; two statements.

    Without a user it is everything, for the daily check.
    """
    sections = list(_sections(user))
    began: dict[int, date] = {}
    for one in sections:
        if one.project_id is not None and one.span.start != date.min:
            began[one.project_id] = min(one.span.start, began.get(one.project_id, date.max))
    projects = list(_projects(user, began))
    inside = user is None or not user.is_outsider
    return {
        ObjectKind.BUREAU: [BUREAU] if inside else [],
        ObjectKind.PROJECT: projects,
        ObjectKind.SECTION: sections,
    }


def _sections(user: User | None) -> Iterable[DutyObject]:
    statement = select(Section).join(Section.project) if user is None else sections_statement(user)
    rows = db.session.execute(
        statement.outerjoin(Contract, Contract.section_id == Section.id)
        .where(Section.status.in_(ACTIVE))
        .with_only_columns(
            Section.id, Section.name, Section.status, Section.status_since, Section.project_id,
            Project.name.label("project"), Project.status.label("project_status"),
            Project.status_since.label("project_since"), Contract.start_on, Contract.finished_on,
            Section.area_id, Section.area_engineer_id, Section.supervision_team_id,
            Section.contractor_id, Section.supervision_firm_id,
        )
        .order_by(Project.id, Section.position, Section.id)
    )  # fmt: skip
    for row in rows:
        held = _held_since(row.status, row.status_since) or _held_since(
            row.project_status, row.project_since
        )
        yield DutyObject(
            ObjectKind.SECTION, row.id, row.name, row.project_id, row.project,
            _span(row.status, row.start_on, row.status_since, row.finished_on), held, True,
            row.area_id, row.area_engineer_id, row.supervision_team_id, row.contractor_id,
            row.supervision_firm_id,
        )  # fmt: skip


def _projects(user: User | None, began: Mapping[int, date]) -> Iterable[DutyObject]:
    statement = select(Project) if user is None else projects_statement(user)
    rows = db.session.execute(
        statement.where(Project.status.in_(ACTIVE))
        .with_only_columns(
            Project.id, Project.name, Project.status, Project.status_since, Project.started_on,
            Project.finished_on,
        )
        .order_by(Project.id)
    )  # fmt: skip
    for row in rows:
        start = row.started_on or began.get(row.id)
        yield DutyObject(
            ObjectKind.PROJECT, row.id, row.name, row.id, row.name,
            _span(row.status, start, row.status_since, row.finished_on),
            _held_since(row.status, row.status_since),
        )  # fmt: skip


def _span(
    status: Status, start: date | None, status_since: date | None, finished_on: date | None
) -> Span:
    """Return while works are under construction; without any day, as long as the duty itself."""
    if status == Status.UNDER_CONSTRUCTION:
        start = start or status_since
    end = (finished_on or status_since or start) if status in OVER else None
    return Span(start or date.min, end + ONE_DAY if end else (date.min if status in OVER else None))


def _held_since(status: Status, since: date | None) -> date | None:
    return (since or date.min) if status == Status.ON_HOLD else None


@dataclass(frozen=True)
class Hindrances:
    """What explains or excuses days: for all, for sections and for projects."""

    holidays: list[Hindrance]
    of_section: Mapping[int, list[Hindrance]]
    of_project: Mapping[int, list[Hindrance]]

    def of(self, one: DutyObject) -> list[Hindrance]:
        """Return what hinders the object."""
        found = list(self.holidays)
        if one.on_hold_since is not None:
            found.append(Hindrance(Why.ON_HOLD, one.on_hold_since))
        if one.project_id is not None:
            found += self.of_project.get(one.project_id, ())
        if one.kind == ObjectKind.SECTION:
            found += self.of_section.get(one.number, ())
        return found


def read_hindrances(start: date, end: date) -> Hindrances:
    """Return what hindered anything from start up to, not including, end; three statements."""
    of_section: dict[int, list[Hindrance]] = defaultdict(list)
    of_project: dict[int, list[Hindrance]] = defaultdict(list)
    stops = db.session.execute(
        select(StopOrder.section_id, StopOrder.stopped_from, StopOrder.resumed_on).where(
            StopOrder.work_id.is_(None),
            StopOrder.stopped_from < end,
            or_(StopOrder.resumed_on.is_(None), StopOrder.resumed_on > start),
        )
    )
    for section_id, since, until in stops:
        of_section[section_id].append(Hindrance(Why.STOPPED, since, until))
    blocked = db.session.execute(
        select(
            Obstacle.section_id, Obstacle.project_id, ObstacleScope.since, ObstacleScope.cleared_on
        )
        .join(ObstacleScope.obstacle)
        .where(
            ObstacleScope.work_id.is_(None),
            ObstacleScope.since < end,
            or_(ObstacleScope.cleared_on.is_(None), ObstacleScope.cleared_on > start),
        )
    )
    for section_id, project_id, since, until in blocked:
        place = of_project[project_id] if section_id is None else of_section[section_id]
        place.append(Hindrance(Why.BLOCKED, since, until))
    return Hindrances(_holidays(start, end), of_section, of_project)


def _holidays(start: date, end: date) -> list[Hindrance]:
    """Return the entered holidays with the weekends between them, day by day joined."""
    rows = db.session.execute(
        select(CalendarDay.day)
        .where(
            CalendarDay.is_working.is_(False), CalendarDay.day >= start - timedelta(days=14),
            CalendarDay.day < end + timedelta(days=14),
        )
        .order_by(CalendarDay.day)
    )  # fmt: skip
    days: set[date] = set()
    for (day,) in rows:
        days.add(day)
        for step in (-ONE_DAY, ONE_DAY):
            beside = day + step
            while beside.weekday() >= SATURDAY:
                days.add(beside)
                beside += step
    return _joined(sorted(days))


def _joined(days: list[date]) -> list[Hindrance]:
    found: list[Any] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1][1] = day + ONE_DAY
        else:
            found.append([day, day + ONE_DAY])
    return [Hindrance(Why.HOLIDAY, first, end) for first, end in found]
