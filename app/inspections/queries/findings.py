"""Findings: the list, one of them, and those that wait for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.extensions import db
from app.inspections.models import Finding, Inspection, Proof
from app.inspections.queries.scope import of_sections_named, of_visible_sections, within
from app.inspections.rules import FindingState, Severity, Topic
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Project, Section, Work
from app.works.queries.scope import visible_to, writable_by

MOST_EXPORTED = 20_000
SORTABLE = ("found", "due", "severity", "section")
WAITING_FOR_CONTRACTOR = (FindingState.OPEN, FindingState.RETURNED)


@dataclass(frozen=True)
class FindingFilters:
    """What the list of findings is narrowed to; the days are both included."""

    section_id: int | None = None
    project_id: int | None = None
    state: FindingState | None = None
    topic: Topic | None = None
    severity: Severity | None = None
    first_day: date | None = None
    last_day: date | None = None
    only_open: bool = False
    #: Only those that are late at the beginning of this day.
    overdue_on: date | None = None


@dataclass(frozen=True)
class FindingRow:
    """One line of the list."""

    id: int
    found_on: date
    due_on: date | None
    closed_on: date | None
    proved_on: date | None
    section_id: int
    section: str
    project: str
    work: str | None
    topic: Topic
    severity: Severity
    state: FindingState
    description: str


@dataclass(frozen=True)
class DueFinding:
    """A finding that waits for a person, as the first page shows it."""

    id: int
    section: str
    description: str
    severity: Severity
    state: FindingState
    due_on: date | None


_COLUMNS = (
    Finding.id,
    Finding.found_on,
    Finding.due_on,
    Finding.closed_on,
    Finding.proved_on,
    Finding.section_id,
    Section.name.label("section"),
    Project.name.label("project"),
    Work.name.label("work"),
    Finding.topic,
    Finding.severity,
    Finding.state,
    Finding.description,
)
_SORT_COLUMNS: Mapping[str, Any] = {
    "found": Finding.found_on,
    "due": Finding.due_on,
    "section": select(Section.position).where(Section.id == Finding.section_id).scalar_subquery(),
    "severity": case(
        *((Finding.severity == severity, place) for place, severity in enumerate(Severity))
    ),
}


def list_findings(user: User, filters: FindingFilters, request: ListRequest) -> Page[FindingRow]:
    """Return one page of the findings that the user may see."""
    statement = select(Finding.id).where(*_conditions(user, filters, request.search))
    page = paginate(statement, _SORT_COLUMNS, request, tie_breaker=Finding.id.desc(), scalars=True)
    return Page(_rows(page.rows), page.total, page.number, page.size)


def all_finding_rows(user: User, filters: FindingFilters, search: str) -> Iterable[FindingRow]:
    """Return the newest findings of the filtered list, for the Excel file."""
    numbers = db.session.scalars(
        select(Finding.id)
        .where(*_conditions(user, filters, search))
        .order_by(Finding.found_on.desc(), Finding.id.desc())
        .limit(MOST_EXPORTED)
    ).all()
    for start in range(0, len(numbers), 500):
        yield from _rows(numbers[start : start + 500])


def get_finding_for(user: User, finding_id: int) -> Finding:
    """Return the finding with its proofs. Raises NotFound, also for others' sections."""
    found = (
        db.session.scalars(
            select(Finding)
            .where(Finding.id == finding_id, of_visible_sections(Finding.section_id, user))
            .options(
                joinedload(Finding.section).joinedload(Section.project),
                joinedload(Finding.section).joinedload(Section.contractor),
                joinedload(Finding.inspection).joinedload(Inspection.inspector),
                joinedload(Finding.found_by),
                joinedload(Finding.work),
                joinedload(Finding.closed_by),
                selectinload(Finding.proofs).options(
                    joinedload(Proof.handed_in_by), joinedload(Proof.checked_by)
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def find_proof_by_uuid(client_uuid: str) -> Proof | None:
    """Return the proof that this form made."""
    return db.session.scalars(select(Proof).where(Proof.client_uuid == client_uuid)).one_or_none()


def count_findings_by_state(user: User, section_id: int | None = None) -> dict[FindingState, int]:
    """Return how many findings stand in each state, of one section or of all."""
    statement = (
        select(Finding.state, func.count())
        .where(of_visible_sections(Finding.section_id, user))
        .group_by(Finding.state)
    )
    if section_id is not None:
        statement = statement.where(Finding.section_id == section_id)
    return dict(db.session.execute(statement).tuples().all())


def list_section_findings(section_id: int, most: int = 10) -> Sequence[Finding]:
    """Return the open findings of a section, the most urgent first."""
    return db.session.scalars(
        select(Finding)
        .where(Finding.section_id == section_id, Finding.closed_on.is_(None))
        .order_by(Finding.due_on, Finding.id)
        .limit(most)
    ).all()


def count_findings_due(user: User, on: date) -> int:
    """Return how many findings wait for this person on the day: see list_due_findings_for()."""
    return db.session.scalar(select(func.count()).select_from(_due(user, on).subquery())) or 0


def list_due_findings_for(user: User, on: date, most: int = 20) -> list[DueFinding]:
    """Return the findings that wait for this person, the most urgent first.

    For a contractor those due on the day or before; for people who close findings the proofs of
    the sections they write for, whatever the due date.
    """
    statement = _due(user, on).order_by(Finding.due_on, Finding.id).limit(most)
    return [DueFinding(*row) for row in db.session.execute(statement)]


def _due(user: User, on: date) -> Select[Any]:
    statement = select(
        Finding.id,
        Section.name,
        Finding.description,
        Finding.severity,
        Finding.state,
        Finding.due_on,
    ).join(Section, Section.id == Finding.section_id)
    if may(user, Permission.PROVE_RECTIFICATION):
        return statement.where(
            Finding.state.in_(WAITING_FOR_CONTRACTOR), Finding.due_on <= on, visible_to(user)
        )
    if may(user, Permission.CLOSE_FINDING):
        return statement.where(Finding.state == FindingState.PROVED, writable_by(user))
    return statement.where(false())


def _conditions(user: User, filters: FindingFilters, search: str) -> Sequence[ColumnElement[bool]]:
    of_project = select(Section.id).where(Section.project_id == filters.project_id)
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (True, of_visible_sections(Finding.section_id, user)),
        (filters.section_id, Finding.section_id == filters.section_id),
        (filters.project_id, Finding.section_id.in_(of_project)),
        (filters.state, Finding.state == filters.state),
        (filters.topic, Finding.topic == filters.topic),
        (filters.severity, Finding.severity == filters.severity),
        (filters.only_open, Finding.closed_on.is_(None)),
    ]
    conditions = within(Finding.found_on, filters.first_day, filters.last_day)
    conditions += [condition for asked, condition in wanted if asked]
    if filters.overdue_on:
        conditions += overdue_conditions(filters.overdue_on)
    if search:
        conditions.append(
            or_(
                contains(Finding.description, search),
                of_sections_named(Finding.section_id, search),
            )
        )
    return conditions


def overdue_conditions(on: date) -> list[ColumnElement[bool]]:
    """Return what rules.is_overdue() says, in SQL."""
    return [
        Finding.due_on < on,
        or_(Finding.closed_on.is_(None), Finding.closed_on >= on),
        or_(Finding.proved_on.is_(None), Finding.proved_on > Finding.due_on),
    ]


def _rows(numbers: Sequence[int]) -> list[FindingRow]:
    lines = db.session.execute(
        select(*_COLUMNS)
        .join(Section, Section.id == Finding.section_id)
        .join(Project, Project.id == Section.project_id)
        .outerjoin(Work, Work.id == Finding.work_id)
        .where(Finding.id.in_(numbers))
    ).all()
    rows = {line.id: FindingRow(*line) for line in lines}
    return [rows[number] for number in numbers]
