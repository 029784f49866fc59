"""Stop orders: the list, one of them, and those that stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.inspections.queries.scope import of_sections_named, of_visible_sections, within
from app.obstacles.rules import Blockage
from app.orders.models import Resumption, StopOrder
from app.orders.rules import METRES_OF_A_POINT, StopState
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Section
from app.works.queries.scope import only_person
from app.works.rules import Cause

SORTABLE = ("from", "section")


@dataclass(frozen=True)
class StopFilters:
    """What the list of stop orders is narrowed to; the days are both included."""

    section_id: int | None = None
    state: StopState | None = None
    fault: Cause | None = None
    first_day: date | None = None
    last_day: date | None = None


def find_stop_by_uuid(client_uuid: str) -> StopOrder | None:
    """Return the order that this form made."""
    return db.session.scalars(
        select(StopOrder).where(StopOrder.client_uuid == client_uuid)
    ).one_or_none()


def get_stop_for(user: User, order_id: int) -> StopOrder:
    """Return the order with all that followed. Raises NotFound, also for others' sections."""
    order = (
        db.session.scalars(
            select(StopOrder)
            .where(StopOrder.id == order_id, of_visible_sections(StopOrder.section_id, user))
            .options(
                joinedload(StopOrder.section).joinedload(Section.project),
                joinedload(StopOrder.section).joinedload(Section.contractor),
                joinedload(StopOrder.work),
                joinedload(StopOrder.issuer).joinedload(User.organisation),
                only_person(StopOrder.received_by),
                selectinload(StopOrder.resumptions).options(
                    only_person(Resumption.asked_by),
                    only_person(Resumption.checked_by),
                    only_person(Resumption.ordered_by),
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if order is None:
        raise NotFound
    return order


def list_stops(user: User, filters: StopFilters, request: ListRequest) -> Page[StopOrder]:
    """Return one page of the stop orders that the user may see."""
    statement = (
        select(StopOrder)
        .where(*_conditions(user, filters, request.search))
        .options(
            joinedload(StopOrder.section).joinedload(Section.project), joinedload(StopOrder.work)
        )
    )
    return paginate(
        statement, _SORT_COLUMNS, request, tie_breaker=StopOrder.id.desc(), scalars=True
    )


def count_stops_by_state(user: User) -> dict[StopState, int]:
    """Return how many orders stand in each state."""
    return dict(
        db.session.execute(
            select(StopOrder.state, func.count())
            .where(of_visible_sections(StopOrder.section_id, user))
            .group_by(StopOrder.state)
        )
        .tuples()
        .all()
    )


def excusing_stops(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, list[Blockage]]:
    """Return the orders for a part of a section that its contractor does not answer for.

    Whoever caused the stop stands on the order: the contractor's own fault excuses nothing. An order for a
    whole section puts it on hold, which is read as its state.
    """
    orders = db.session.execute(
        select(
            StopOrder.section_id,
            StopOrder.work_id,
            StopOrder.start_m,
            StopOrder.end_m,
            StopOrder.stopped_from,
            StopOrder.resumed_on,
        )
        .where(
            StopOrder.section_id.in_(section_ids),
            StopOrder.work_id.is_not(None),
            StopOrder.fault != Cause.CONTRACTOR,
            StopOrder.stopped_from < end,
            or_(StopOrder.resumed_on.is_(None), StopOrder.resumed_on > start),
        )
        .order_by(StopOrder.id)
    )
    found: dict[int, list[Blockage]] = {}
    for section_id, work_id, start_m, end_m, since, until in orders:
        end_of_point = (
            end_m if start_m is None or end_m is not None else start_m + METRES_OF_A_POINT
        )
        blockage = Blockage(None, work_id, start_m, end_of_point, since, until)
        found.setdefault(section_id, []).append(blockage)
    return found


def list_standing_stops(section_id: int) -> Sequence[StopOrder]:
    """Return the orders of the section that are not lifted, the oldest first."""
    return db.session.scalars(
        select(StopOrder)
        .where(StopOrder.section_id == section_id, StopOrder.state != StopState.LIFTED)
        .options(joinedload(StopOrder.work))
        .order_by(StopOrder.stopped_from, StopOrder.id)
    ).all()


def list_stops_waiting(
    states: Collection[StopState], condition: ColumnElement[bool]
) -> Sequence[StopOrder]:
    """Return the orders in one of these states, of sections that meet the condition on Section."""
    return db.session.scalars(
        select(StopOrder)
        .join(Section, Section.id == StopOrder.section_id)
        .where(StopOrder.state.in_(states), condition)
        .options(joinedload(StopOrder.section).joinedload(Section.project))
        .order_by(StopOrder.stopped_from, StopOrder.id)
    ).all()


def _conditions(user: User, filters: StopFilters, search: str) -> list[ColumnElement[bool]]:
    conditions = [of_visible_sections(StopOrder.section_id, user)]
    conditions += within(StopOrder.stopped_from, filters.first_day, filters.last_day)
    if filters.section_id:
        conditions.append(StopOrder.section_id == filters.section_id)
    if filters.state:
        conditions.append(StopOrder.state == filters.state)
    if filters.fault:
        conditions.append(StopOrder.fault == filters.fault)
    if search:
        conditions.append(
            or_(
                contains(StopOrder.number, search),
                contains(StopOrder.reason, search),
                of_sections_named(StopOrder.section_id, search),
            )
        )
    return conditions


_SORT_COLUMNS: Mapping[str, Any] = {
    "from": StopOrder.stopped_from,
    "section": select(Section.position).where(Section.id == StopOrder.section_id).scalar_subquery(),
}
