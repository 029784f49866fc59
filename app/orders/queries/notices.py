"""Notices: the list, one of them, and the findings that one may gather."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import Finding, Proof
from app.inspections.queries.findings import overdue_conditions
from app.inspections.queries.scope import of_sections_named, of_visible_sections, within
from app.inspections.rules import FindingState
from app.orders.models import NoticeItem, RectificationNotice
from app.orders.rules import LookBackOutcome, NoticeState
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Project, Section
from app.works.queries.scope import only_person

SORTABLE = ("issued", "section", "due")
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class NoticeFilters:
    """What the list of notices is narrowed to; the days are both included."""

    section_id: int | None = None
    state: NoticeState | None = None
    first_day: date | None = None
    last_day: date | None = None
    #: Only those with an item that is late at the beginning of this day.
    overdue_on: date | None = None


@dataclass(frozen=True)
class NoticeRow:
    """One line of the list."""

    id: int
    number: str
    issued_on: date
    issued_at: datetime
    section: str
    project: str
    state: NoticeState
    items: int
    closed_items: int
    is_overdue: bool
    #: The first day by which an item that is not closed must be put right.
    due_on: date | None
    first_answer_at: datetime | None
    #: When the last item was closed; None while one is open.
    closed_on: date | None
    look_back_outcome: LookBackOutcome | None


def find_notice_by_uuid(client_uuid: str) -> RectificationNotice | None:
    """Return the notice that this form made."""
    return db.session.scalars(
        select(RectificationNotice).where(RectificationNotice.client_uuid == client_uuid)
    ).one_or_none()


def get_notice_for(user: User, notice_id: int) -> RectificationNotice:
    """Return the notice with its items and their proofs. Raises NotFound, also for others' sections."""
    notice = (
        db.session.scalars(
            select(RectificationNotice)
            .where(
                RectificationNotice.id == notice_id,
                of_visible_sections(RectificationNotice.section_id, user),
            )
            .options(
                joinedload(RectificationNotice.section).joinedload(Section.project),
                joinedload(RectificationNotice.section).joinedload(Section.contractor),
                joinedload(RectificationNotice.issuer).joinedload(User.organisation),
                only_person(RectificationNotice.received_by),
                only_person(RectificationNotice.looked_back_by),
                joinedload(RectificationNotice.follows),
                selectinload(RectificationNotice.items)
                .joinedload(NoticeItem.finding)
                .options(
                    joinedload(Finding.work),
                    only_person(Finding.closed_by),
                    selectinload(Finding.proofs).options(
                        only_person(Proof.handed_in_by), only_person(Proof.checked_by)
                    ),
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if notice is None:
        raise NotFound
    return notice


def list_findings_to_gather(
    section_id: int, finding_ids: Collection[int] | None = None
) -> list[tuple[Finding, bool]]:
    """Return findings of the section and whether each stands in a notice.

    Without numbers those that a new notice may gather: not closed, in no notice.
    """
    in_notice = exists().where(NoticeItem.finding_id == Finding.id)
    statement = select(Finding, in_notice).where(Finding.section_id == section_id)
    if finding_ids is None:
        statement = statement.where(Finding.closed_on.is_(None), ~in_notice)
    else:
        statement = statement.where(Finding.id.in_(finding_ids))
    return list(db.session.execute(statement.order_by(Finding.due_on, Finding.id)).tuples())


def find_notice_of(finding_id: int) -> RectificationNotice | None:
    """Return the notice in which the finding stands."""
    return db.session.scalars(
        select(RectificationNotice)
        .join(NoticeItem, NoticeItem.notice_id == RectificationNotice.id)
        .where(NoticeItem.finding_id == finding_id)
    ).one_or_none()


def list_notices(
    user: User, filters: NoticeFilters, request: ListRequest, on: date
) -> Page[NoticeRow]:
    """Return one page of the notices that the user may see, as they stand on the day."""
    statement = select(RectificationNotice.id).where(*_conditions(user, filters, request.search))
    page = paginate(
        statement,
        _SORT_COLUMNS,
        request,
        tie_breaker=RectificationNotice.id.desc(),
        scalars=True,
    )
    return Page(_rows(page.rows, on), page.total, page.number, page.size)


def all_notice_rows(
    user: User, filters: NoticeFilters, search: str, on: date
) -> Iterable[NoticeRow]:
    """Return the newest notices of the filtered list, for the Excel file."""
    numbers = db.session.scalars(
        select(RectificationNotice.id)
        .where(*_conditions(user, filters, search))
        .order_by(RectificationNotice.issued_on.desc(), RectificationNotice.id.desc())
        .limit(MOST_EXPORTED)
    ).all()
    for start in range(0, len(numbers), 500):
        yield from _rows(numbers[start : start + 500], on)


def list_section_notices(section_id: int, on: date, most: int = 5) -> Sequence[NoticeRow]:
    """Return the notices of a section that are not closed, the newest first."""
    numbers = db.session.scalars(
        select(RectificationNotice.id)
        .where(RectificationNotice.section_id == section_id, _has_open_item())
        .order_by(RectificationNotice.issued_on.desc(), RectificationNotice.id.desc())
        .limit(most)
    ).all()
    return _rows(numbers, on)


def count_notices_by_state(user: User) -> dict[NoticeState, int]:
    """Return how many notices stand in each state."""
    per_notice = (
        select(_state_of(_largest).label("state"))
        .select_from(NoticeItem)
        .join(Finding, Finding.id == NoticeItem.finding_id)
        .where(of_visible_sections(Finding.section_id, user))
        .group_by(NoticeItem.notice_id)
        .subquery()
    )
    rows = db.session.execute(select(per_notice.c.state, func.count()).group_by(per_notice.c.state))
    return {_STATES[state]: number for state, number in rows.tuples()}


def list_look_backs_waiting(user_sections: ColumnElement[bool]) -> Sequence[RectificationNotice]:
    """Return the closed notices of these sections that nobody has looked at again."""
    return db.session.scalars(
        select(RectificationNotice)
        .join(Section, Section.id == RectificationNotice.section_id)
        .where(
            user_sections,
            RectificationNotice.looked_back_on.is_(None),
            ~_has_open_item(),
        )
        .options(
            joinedload(RectificationNotice.section).joinedload(Section.project),
            selectinload(RectificationNotice.items).joinedload(NoticeItem.finding),
        )
        .order_by(RectificationNotice.issued_on, RectificationNotice.id)
    ).all()


def _has_item(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            NoticeItem.notice_id == RectificationNotice.id,
            Finding.id == NoticeItem.finding_id,
            *conditions,
        )
        .correlate(RectificationNotice)
    )


def _has_open_item() -> ColumnElement[bool]:
    return _has_item(Finding.closed_on.is_(None))


def _has(state: FindingState) -> ColumnElement[bool]:
    return _has_item(Finding.state == state)


def _largest(state: FindingState) -> ColumnElement[bool]:
    return func.max(case((Finding.state == state, 1), else_=0)) == 1


def _state_of(has: Any) -> ColumnElement[str]:
    """Return what rules.notice_state() says, in SQL; `has` tells whether an item is in a state."""
    return case(
        (has(FindingState.RETURNED), NoticeState.RETURNED.value),
        (has(FindingState.OPEN), NoticeState.OPEN.value),
        (has(FindingState.PROVED), NoticeState.ANSWERED.value),
        else_=NoticeState.CLOSED.value,
    )


def _conditions(user: User, filters: NoticeFilters, search: str) -> list[ColumnElement[bool]]:
    conditions = [of_visible_sections(RectificationNotice.section_id, user)]
    conditions += within(RectificationNotice.issued_on, filters.first_day, filters.last_day)
    if filters.section_id:
        conditions.append(RectificationNotice.section_id == filters.section_id)
    if filters.state:
        conditions.append(_state_of(_has) == filters.state.value)
    if filters.overdue_on:
        conditions.append(_has_item(*overdue_conditions(filters.overdue_on)))
    if search:
        conditions.append(
            or_(
                contains(RectificationNotice.number, search),
                _has_item(contains(Finding.description, search)),
                of_sections_named(RectificationNotice.section_id, search),
            )
        )
    return conditions


def _figures(numbers: Collection[int], on: date) -> Select[Any]:
    first_answer = (
        select(func.min(Proof.handed_in_at))
        .join(NoticeItem, NoticeItem.finding_id == Proof.finding_id)
        .where(NoticeItem.notice_id == RectificationNotice.id)
        .correlate(RectificationNotice)
        .scalar_subquery()
    )
    is_open = Finding.closed_on.is_(None)
    return (
        select(
            RectificationNotice,
            Section.name.label("section"),
            Project.name.label("project"),
            _state_of(_largest).label("state"),
            func.count().label("items"),
            func.sum(case((is_open, 0), else_=1)).label("closed_items"),
            func.max(case((and_(*overdue_conditions(on)), 1), else_=0)).label("overdue"),
            func.min(case((is_open, Finding.due_on))).label("due_on"),
            first_answer.label("first_answer_at"),
            func.max(Finding.closed_on).label("closed_on"),
        )
        .join(NoticeItem, NoticeItem.notice_id == RectificationNotice.id)
        .join(Finding, Finding.id == NoticeItem.finding_id)
        .join(Section, Section.id == RectificationNotice.section_id)
        .join(Project, Project.id == Section.project_id)
        .where(RectificationNotice.id.in_(numbers))
        .group_by(RectificationNotice.id, Section.id, Project.id)
    )


def _rows(numbers: Collection[int], on: date) -> list[NoticeRow]:
    rows = {}
    for line in db.session.execute(_figures(numbers, on)):
        notice, state = line.RectificationNotice, _STATES[line.state]
        rows[notice.id] = NoticeRow(
            id=notice.id,
            number=notice.number,
            issued_on=notice.issued_on,
            issued_at=notice.issued_at,
            section=line.section,
            project=line.project,
            state=state,
            items=line.items,
            closed_items=line.closed_items,
            is_overdue=bool(line.overdue),
            due_on=line.due_on,
            first_answer_at=line.first_answer_at,
            closed_on=line.closed_on if state == NoticeState.CLOSED else None,
            look_back_outcome=notice.look_back_outcome,
        )
    return [rows[number] for number in numbers]


_STATES = {state.value: state for state in NoticeState}
_SORT_COLUMNS: Mapping[str, Any] = {
    "issued": RectificationNotice.issued_on,
    "section": select(Section.position)
    .where(Section.id == RectificationNotice.section_id)
    .scalar_subquery(),
    "due": select(func.min(Finding.due_on))
    .join(NoticeItem, NoticeItem.finding_id == Finding.id)
    .where(NoticeItem.notice_id == RectificationNotice.id, Finding.closed_on.is_(None))
    .scalar_subquery(),
}
