"""The lists of programmes, projects, sections and works: columns, filters, sums over what is filtered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.extensions import db
from app.shared.bounded import Bounded
from app.shared.listing import ListRequest, Page, contains
from app.shared.models import ExactDecimal, in_order
from app.works.models import (
    Area,
    Contract,
    FundSource,
    Programme,
    Project,
    Section,
    Township,
    Work,
)
from app.works.queries import (
    programmes_statement,
    projects_statement,
    sections_statement,
    works_statement,
)
from app.works.queries.scope import scope_of
from app.works.rules import Status, WorkKind, WorksKind, WorkStatus

Contractor = aliased(Organisation)
SupervisionFirm = aliased(Organisation)
Accountable = aliased(User)


@dataclass(frozen=True)
class WorksFilter:
    """What a list is asked for; None leaves a question open."""

    search: str = ""
    year: int | None = None
    programme_id: int | None = None
    project_id: int | None = None
    section_id: int | None = None
    kind: WorksKind | None = None
    status: Status | None = None
    work_kind: WorkKind | None = None
    work_status: WorkStatus | None = None
    area_id: int | None = None
    contractor_id: int | None = None
    supervision_firm_id: int | None = None
    township_id: int | None = None
    #: Only what names nobody who answers for it.
    is_unanswered: bool = False


@dataclass(frozen=True)
class Totals:
    """Number and sums of a whole filtered list."""

    number: int
    length_m: Decimal | None
    amount_fen: int | None


def _length_of_section() -> Any:
    return (
        select(func.sum(Work.length_m))
        .where(Work.section_id == Section.id)
        .correlate(Section)
        .scalar_subquery()
        .label("length_m")
    )


def _number_of(model: Any, condition: ColumnElement[bool], parent: Any, name: str) -> Any:
    return (
        select(func.count(model.id)).where(condition).correlate(parent).scalar_subquery().label(name)
    )  # fmt: skip


SECTION_LENGTH = _length_of_section()
SECTION_WORKS = _number_of(Work, Work.section_id == Section.id, Section, "works")
PROJECT_SECTIONS = _number_of(Section, Section.project_id == Project.id, Project, "sections")
PROJECT_LENGTH = (
    select(func.sum(Work.length_m))
    .join(Section, Work.section_id == Section.id)
    .where(Section.project_id == Project.id)
    .correlate(Project)
    .scalar_subquery()
)
#: What the works add up to, else the length that was planned.
PROJECT_LENGTH_SHOWN = func.coalesce(
    PROJECT_LENGTH, Project.length_m, type_=ExactDecimal(3)
).label("length_m")  # fmt: skip
PROGRAMME_PROJECTS = _number_of(
    Project, Project.programme_id == Programme.id, Programme, "projects"
)
PROGRAMME_FUNDS = (
    select(func.sum(FundSource.amount_fen))
    .where(FundSource.programme_id == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
    .label("funds_fen")
)

SECTION_SORTS: Mapping[str, Any] = {
    "name": Section.position,
    "code": Section.code,
    "project": Project.name,
    "contractor": Contractor.name,
    "supervision": SupervisionFirm.name,
    "area": Area.name,
    "works": SECTION_WORKS,
    "length": SECTION_LENGTH,
    "price": Contract.price_fen,
    "finish": Contract.planned_finish_on,
    "status": in_order(Section.status, Status),
}
PROJECT_SORTS: Mapping[str, Any] = {
    "name": Project.name,
    "programme": Programme.name,
    "kind": Project.kind,
    "sections": PROJECT_SECTIONS,
    "length": PROJECT_LENGTH_SHOWN,
    "amount": Project.investment_fen,
    "finish": Project.planned_finish_on,
    "status": in_order(Project.status, Status),
    "accountable": Accountable.name,
}
PROGRAMME_SORTS: Mapping[str, Any] = {
    "year": Programme.year,
    "name": Programme.name,
    "kind": Programme.kind,
    "projects": PROGRAMME_PROJECTS,
    "length": Programme.planned_length_m,
    "amount": Programme.planned_amount_fen,
    "finish": Programme.planned_finish_on,
}
WORK_SORTS: Mapping[str, Any] = {
    "name": Work.name,
    "route": Work.route_code,
    "section": Section.position,
    "township": Township.name,
    "length": Work.length_m,
    "width": Work.pavement_width_m,
    "amount": Work.amount_fen,
    "finish": Work.planned_finish_on,
    "status": in_order(Work.status, WorkStatus),
}


def list_programmes(user: User, asked: WorksFilter) -> Select[Any]:
    """Return the statement of the programmes that fit, one row of columns each."""
    statement = programmes_statement(user).outerjoin(
        Accountable, Programme.accountable_id == Accountable.id
    )
    if asked.search:
        statement = statement.where(contains(Programme.name, asked.search))
    if asked.year:
        statement = statement.where(Programme.year == asked.year)
    if asked.kind:
        statement = statement.where(Programme.kind == asked.kind)
    if asked.is_unanswered:
        statement = statement.where(Programme.accountable_id.is_(None))
    return statement.with_only_columns(
        Programme.id, Programme.year, Programme.name, Programme.kind, Programme.planned_length_m,
        Programme.planned_count, Programme.planned_amount_fen, Programme.is_approximate,
        Programme.planned_finish_on, Programme.finish_text, Programme.finished_on,
        Accountable.name.label("accountable"), PROGRAMME_PROJECTS, PROGRAMME_FUNDS,
        Programme.planned_length_m.label("length_m"),
        Programme.planned_amount_fen.label("amount_fen"),
    )  # fmt: skip


def list_projects(user: User, asked: WorksFilter) -> Select[Any]:
    """Return the statement of the projects that fit, one row of columns each."""
    statement = (
        projects_statement(user)
        .outerjoin(Accountable, Project.accountable_id == Accountable.id)
        .where(*_project_conditions(asked))
    )
    if asked.search:
        statement = statement.where(
            _any_contains(asked.search, Project.name, Project.code, Programme.name)
        )
    if asked.status:
        statement = statement.where(Project.status == asked.status)
    if asked.is_unanswered:
        statement = statement.where(Project.accountable_id.is_(None))
    return statement.with_only_columns(
        Project.id, Project.code, Project.name, Project.kind, Project.status,
        Project.planned_finish_on, Project.programme_id, Programme.year,
        Programme.name.label("programme"), Accountable.name.label("accountable"),
        PROJECT_SECTIONS, PROJECT_LENGTH_SHOWN, Project.investment_fen.label("amount_fen"),
    )  # fmt: skip


def list_sections(user: User, asked: WorksFilter) -> Select[Any]:
    """Return the statement of the sections that fit, one row of columns each."""
    statement = (
        sections_statement(user)
        .outerjoin(Contractor, Section.contractor_id == Contractor.id)
        .outerjoin(SupervisionFirm, Section.supervision_firm_id == SupervisionFirm.id)
        .outerjoin(Area, Section.area_id == Area.id)
        .outerjoin(Contract, Contract.section_id == Section.id)
        .where(*_project_conditions(asked), *_section_conditions(asked))
    )
    if asked.search:
        statement = statement.where(
            _any_contains(
                asked.search, Section.name, Section.code, Project.name, Contractor.name,
                SupervisionFirm.name,
            )
        )  # fmt: skip
    if asked.status:
        statement = statement.where(Section.status == asked.status)
    if asked.is_unanswered:
        statement = statement.where(Section.accountable_id.is_(None))
    return statement.with_only_columns(
        Section.id, Section.name, Section.code, Section.status, Section.project_id,
        Project.name.label("project"), Contractor.name.label("contractor"),
        SupervisionFirm.name.label("supervision_firm"), Area.name.label("area"),
        Contract.planned_finish_on, Contract.start_on, Contract.price_fen.label("amount_fen"),
        SECTION_WORKS, SECTION_LENGTH,
    )  # fmt: skip


def list_works(user: User, asked: WorksFilter) -> Select[Any]:
    """Return the statement of the roads, bridges and yards that fit, one row of columns each."""
    statement = (
        works_statement(user)
        .outerjoin(Township, Work.township_id == Township.id)
        .where(*_project_conditions(asked), *_section_conditions(asked, of_work=True))
    )
    if asked.search:
        statement = statement.where(
            _any_contains(
                asked.search, Work.name, Work.route_code, Work.village, Section.name, Township.name
            )
        )
    if asked.section_id:
        statement = statement.where(Work.section_id == asked.section_id)
    if asked.work_kind:
        statement = statement.where(Work.kind == asked.work_kind)
    if asked.work_status:
        statement = statement.where(Work.status == asked.work_status)
    if asked.is_unanswered:
        statement = statement.where(Work.accountable_id.is_(None))
    return statement.with_only_columns(
        Work.id, Work.kind, Work.name, Work.route_code, Work.start_m, Work.end_m, Work.length_m,
        Work.village, Work.pavement_width_m, Work.technical_class, Work.structure,
        Work.amount_fen, Work.status, Work.planned_finish_on, Work.section_id,
        Section.name.label("section"), Project.name.label("project"),
        Township.name.label("township"), Work.bridge_code, Work.nature,
    )  # fmt: skip


def totals_of(statement: Select[Any]) -> Totals:
    """Return number, length and money of a whole filtered list, in one query."""
    return _totals(_summed(statement))


def _summed(statement: Select[Any]) -> Select[Any]:
    rows = statement.order_by(None).subquery()
    return select(func.count(), func.sum(rows.c.length_m), func.sum(rows.c.amount_fen))


def _totals(summed: Select[Any]) -> Totals:
    number, length, amount = db.session.execute(summed).one()
    return Totals(number, length, None if amount is None else int(amount))


@dataclass(frozen=True)
class Prepared:
    """The two statements of a page of a list."""

    summed: Select[Any]
    #: Takes `size` and `first`.
    ordered: Select[Any]


_prepared: Bounded[Prepared] = Bounded(most=200)


def page_of(
    build: Callable[[User, WorksFilter], Select[Any]],
    user: User,
    asked: WorksFilter,
    sort: Any,
    request: ListRequest,
    number: Any,
) -> tuple[Page[Any], Totals]:
    """Return one page of the list and its sums; `number` is the column that breaks ties.

    Building the statements costs more than running them, so they are built once for all who see the same.
    """

    def prepare() -> Prepared:
        statement = build(user, asked)
        ordered = statement.order_by(sort.desc() if request.descending else sort.asc(), number)
        return Prepared(
            _summed(statement), ordered.limit(bindparam("size")).offset(bindparam("first"))
        )

    key = (build, scope_of(user), asked, request.sort, request.descending)
    statements = _prepared.of(key, prepare)
    totals = _totals(statements.summed)
    page = min(request.page, max(1, -(-totals.number // request.size)))
    place = {"size": request.size, "first": (page - 1) * request.size}
    rows = db.session.execute(statements.ordered, place).all()
    return Page(rows, totals.number, page, request.size), totals


def rows_of(statement: Select[Any], sort: Any, *, descending: bool, number: Any) -> Sequence[Any]:
    """Return all rows of a list in the order asked, for Excel."""
    ordered = statement.order_by(sort.desc() if descending else sort.asc(), number)
    return db.session.execute(ordered).all()


def count_without_accountable(user: User) -> dict[str, int]:
    """Return how many "projects" and "sections" the user may see name nobody who answers for them."""
    projects = list_projects(user, WorksFilter(is_unanswered=True))
    sections = list_sections(user, WorksFilter(is_unanswered=True))
    return {
        name: db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
        for name, statement in (("projects", projects), ("sections", sections))
    }


def _project_conditions(asked: WorksFilter) -> Iterable[ColumnElement[bool]]:
    if asked.programme_id:
        yield Project.programme_id == asked.programme_id
    if asked.project_id:
        yield Project.id == asked.project_id
    if asked.kind:
        yield Project.kind == asked.kind
    if asked.year:
        of_year = select(Programme.id).where(Programme.year == asked.year)
        yield Project.programme_id.in_(of_year)


def _section_conditions(
    asked: WorksFilter, *, of_work: bool = False
) -> Iterable[ColumnElement[bool]]:
    if asked.area_id:
        yield Section.area_id == asked.area_id
    if asked.contractor_id:
        yield Section.contractor_id == asked.contractor_id
    if asked.supervision_firm_id:
        yield Section.supervision_firm_id == asked.supervision_firm_id
    if asked.township_id:
        here = or_(
            Work.township_id == asked.township_id, Work.second_township_id == asked.township_id
        )
        yield here if of_work else exists().where(Work.section_id == Section.id, here)


def _any_contains(words: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(contains(column, words) for column in columns))
