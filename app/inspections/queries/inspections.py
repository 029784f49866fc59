"""Inspections: the list, one of them, the last one of a section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import Finding, Inspection, InspectionTally, OpenWork
from app.inspections.queries.scope import of_sections_named, of_visible_sections, within
from app.inspections.rules import FindingState, Handling, InspectionKind
from app.shared.bounded import Bounded
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, Prepared, contains, page_of, prepare
from app.works.models import Project, Section, Work
from app.works.queries.scope import scope_of

MOST_EXPORTED = 20_000
SORTABLE = ("day", "received", "section", "presence")


@dataclass(frozen=True)
class InspectionFilters:
    """What the list of inspections is narrowed to; the days are both included."""

    section_id: int | None = None
    project_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    inspector_id: int | None = None
    kind: InspectionKind | None = None
    with_open_findings: bool = False
    short_of_roads: bool = False
    short_of_posts: bool = False
    only_late: bool = False


@dataclass(frozen=True)
class InspectionRow:
    """One line of the list."""

    id: int
    inspected_at: datetime
    received_at: datetime
    section_id: int
    section: str
    project: str
    work: str | None
    inspector: str
    kind: InspectionKind
    handling: Handling
    is_late: bool
    posts_required: int
    posts_present: int
    roads_required: int | None
    roads_open: int
    findings: int = 0
    open_findings: int = 0


_COLUMNS = (
    Inspection.id,
    Inspection.inspected_at,
    Inspection.received_at,
    Inspection.section_id,
    Section.name.label("section"),
    Project.name.label("project"),
    Work.name.label("work"),
    User.name.label("inspector"),
    Inspection.kind,
    Inspection.handling,
    Inspection.is_late,
    Inspection.posts_required,
    Inspection.posts_present,
    Inspection.roads_required,
    Inspection.roads_open,
)
_SORT_COLUMNS: Mapping[str, Any] = {
    "day": Inspection.inspected_at,
    "received": Inspection.received_at,
    "section": select(Section.position)
    .where(Section.id == Inspection.section_id)
    .scalar_subquery(),
    "presence": Inspection.posts_required - Inspection.posts_present,
}


def list_inspections(
    user: User, filters: InspectionFilters, request: ListRequest
) -> Page[InspectionRow]:
    """Return one page of the inspections that the user may see."""
    key = (scope_of(user), filters, request.search, request.sort, request.descending)
    page = page_of(
        _prepared.of(key, lambda: _prepare(user, filters, request)), request, scalars=True
    )
    return Page(_rows(page.rows), page.total, page.number, page.size)


def all_inspection_rows(
    user: User, filters: InspectionFilters, search: str
) -> Iterable[InspectionRow]:
    """Return the newest inspections of the filtered list, for the Excel file."""
    numbers = db.session.scalars(
        select(Inspection.id)
        .where(*_conditions(user, filters, search))
        .order_by(Inspection.inspected_at.desc(), Inspection.id.desc())
        .limit(MOST_EXPORTED)
    ).all()
    for start in range(0, len(numbers), 500):
        yield from _rows(numbers[start : start + 500])


def get_inspection_for(user: User, inspection_id: int) -> Inspection:
    """Return the inspection with all its lists. Raises NotFound, also for others' sections."""
    found = (
        db.session.scalars(
            select(Inspection)
            .where(Inspection.id == inspection_id, of_visible_sections(Inspection.section_id, user))
            .options(
                joinedload(Inspection.section).joinedload(Section.project),
                joinedload(Inspection.section).joinedload(Section.contractor),
                joinedload(Inspection.work),
                joinedload(Inspection.inspector),
                selectinload(Inspection.posts),
                selectinload(Inspection.equipment),
                selectinload(Inspection.open_works).joinedload(OpenWork.work),
                selectinload(Inspection.findings).joinedload(Finding.work),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def find_by_uuid(client_uuid: str) -> Inspection | None:
    """Return the inspection that this form was already saved as."""
    return db.session.scalars(
        select(Inspection).where(Inspection.client_uuid == client_uuid)
    ).one_or_none()


def find_last_of_section(section_id: int) -> Inspection | None:
    """Return the last inspection with its lists: what a new form begins with."""
    return db.session.scalars(
        select(Inspection)
        .where(Inspection.section_id == section_id)
        .order_by(Inspection.inspected_on.desc(), Inspection.id.desc())
        .limit(1)
        .options(
            selectinload(Inspection.posts),
            selectinload(Inspection.equipment),
            selectinload(Inspection.open_works),
        )
    ).one_or_none()


def _conditions(
    user: User, filters: InspectionFilters, search: str
) -> Sequence[ColumnElement[bool]]:
    still_open = select(Finding.inspection_id).where(Finding.closed_on.is_(None))
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (filters.inspector_id, Inspection.inspector_id == filters.inspector_id),
        (filters.kind, Inspection.kind == filters.kind),
        (filters.with_open_findings, Inspection.id.in_(still_open)),
        (filters.short_of_roads, Inspection.roads_open < Inspection.roads_required),
        (filters.short_of_posts, Inspection.posts_present < Inspection.posts_required),
        (filters.only_late, Inspection.is_late.is_(True)),
        (search, _says(search)),
    ]
    return [
        *_of_sections(Inspection.section_id, user, filters),
        *within(Inspection.inspected_on, filters.first_day, filters.last_day),
        *(condition for asked, condition in wanted if asked),
    ]


def _of_sections(
    section_id: Any, user: User, filters: InspectionFilters
) -> Iterable[ColumnElement[bool]]:
    yield of_visible_sections(section_id, user)
    if filters.section_id:
        yield section_id == filters.section_id
    if filters.project_id:
        yield section_id.in_(select(Section.id).where(Section.project_id == filters.project_id))


_prepared: Bounded[Prepared] = Bounded(most=200)


def _prepare(user: User, filters: InspectionFilters, request: ListRequest) -> Prepared:
    statement = select(Inspection.id).where(*_conditions(user, filters, request.search))
    counted = None
    if not request.search and filters == InspectionFilters(filters.section_id, filters.project_id):
        # Nothing is asked for but sections, whose visits are counted already.
        counted = select(func.sum(InspectionTally.visits)).where(
            *_of_sections(InspectionTally.section_id, user, filters)
        )
    return prepare(
        statement, _SORT_COLUMNS, request, tie_breaker=Inspection.id.desc(), counted=counted
    )


def _says(words: str) -> ColumnElement[bool]:
    return or_(
        of_sections_named(Inspection.section_id, words),
        Inspection.inspector_id.in_(select(User.id).where(contains(User.name, words))),
        Inspection.work_id.in_(select(Work.id).where(contains(Work.name, words))),
    )


_LINES = (
    select(*_COLUMNS)
    .join(Section, Section.id == Inspection.section_id)
    .join(Project, Project.id == Section.project_id)
    .join(User, User.id == Inspection.inspector_id)
    .outerjoin(Work, Work.id == Inspection.work_id)
    .where(Inspection.id.in_(bindparam("numbers", expanding=True)))
)
_COUNTS = (
    select(
        Finding.inspection_id,
        func.count(),
        func.sum(case((Finding.state == FindingState.CLOSED, 0), else_=1)),
    )
    .where(Finding.inspection_id.in_(bindparam("numbers", expanding=True)))
    .group_by(Finding.inspection_id)
)


def _rows(numbers: Sequence[int]) -> list[InspectionRow]:
    """Return the lines in the order of the numbers: one query for them, one for their findings."""
    lines = db.session.execute(_LINES, {"numbers": numbers})
    counts = _finding_counts(numbers)
    rows = {line[0]: InspectionRow(*(*line, *counts.get(line[0], (0, 0)))) for line in lines}
    return [rows[number] for number in numbers]


def _finding_counts(numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    counted = db.session.execute(_COUNTS, {"numbers": numbers})
    return {number: (total, int(still_open)) for number, total, still_open in counted}
