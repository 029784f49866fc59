"""Reading measurement: periods, what is measured up to their end, and what acceptances prove."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.contracts.queries import bill_of
from app.extensions import db
from app.measurement import rules
from app.measurement.models import MeasuredLine, MeasurementPeriod
from app.measurement.rules import (
    NOTHING,
    BlockedBy,
    ItemMeasured,
    PeriodFigures,
    PeriodState,
    Proposal,
    Road,
)
from app.orders.queries.blocks import blocked_from_measurement
from app.quality.models import AcceptanceRequest
from app.quality.queries.chain import passed_parts, passed_stretches
from app.quality.rules.parties import PASSED_STATES
from app.quality.rules.stretches import Stretch
from app.shared.calendar import ONE_DAY, start_of_day
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.shared.models import in_order
from app.works.models import Project, Section, Work
from app.works.queries import list_works
from app.works.queries.scope import only_person, roles_at, visible_to, writable_by

ORDERS = {
    "section": Section.name,
    "number": MeasurementPeriod.number,
    "day": MeasurementPeriod.end_on,
    "state": in_order(MeasurementPeriod.state, PeriodState),
}


def periods_statement(
    user: User, *, search: str = "", state: PeriodState | None = None
) -> Select[tuple[MeasurementPeriod]]:
    """Return the periods of all sections that the user may see, joined to their sections."""
    statement = (
        select(MeasurementPeriod)
        .join(MeasurementPeriod.section)
        .join(Section.project)
        .where(visible_to(user))
        .options(
            contains_eager(MeasurementPeriod.section).options(
                contains_eager(Section.project), joinedload(Section.contractor)
            )
        )
    )
    if state:
        statement = statement.where(MeasurementPeriod.state == state)
    if search:
        statement = statement.where(
            or_(contains(Section.name, search), contains(Project.name, search))
        )
    return statement


def periods_page(
    statement: Select[tuple[MeasurementPeriod]], request: ListRequest
) -> Page[MeasurementPeriod]:
    """Return the page of the list that the address asks for."""
    return paginate(statement, ORDERS, request, tie_breaker=MeasurementPeriod.id, scalars=True)


def list_all_periods(
    statement: Select[tuple[MeasurementPeriod]],
) -> Sequence[MeasurementPeriod]:
    """Return all periods of a statement, by section and number."""
    return db.session.scalars(
        statement.order_by(Section.name, Section.id, MeasurementPeriod.number)
    ).all()


def find_period(section_id: int, number: int) -> MeasurementPeriod | None:
    """Return a section's period by its number, or None."""
    return db.session.scalars(
        select(MeasurementPeriod).where(
            MeasurementPeriod.section_id == section_id, MeasurementPeriod.number == number
        )
    ).one_or_none()


def list_waiting_for(user: User) -> list[MeasurementPeriod]:
    """Return the measurements whose next step is this person's, the oldest first; a draft only when returned."""
    waiting = db.session.scalars(
        select(MeasurementPeriod)
        .join(MeasurementPeriod.section)
        .join(Section.project)
        .where(
            or_(
                MeasurementPeriod.state.in_((PeriodState.SUBMITTED, PeriodState.CHECKED)),
                and_(
                    MeasurementPeriod.state == PeriodState.DRAFTED,
                    MeasurementPeriod.returned_because != "",
                ),
            ),
            writable_by(user),
        )
        .options(
            contains_eager(MeasurementPeriod.section).contains_eager(Section.project),
            only_person(MeasurementPeriod.submitted_by),
            only_person(MeasurementPeriod.checked_by),
        )
        .order_by(MeasurementPeriod.end_on, MeasurementPeriod.id)
    )
    return [
        one
        for one in waiting
        if not rules.step_problems(
            one.state,
            roles_at(one.section, user),
            user.natural_person,
            persons_of(one),
            one.authors,
        )
    ]


def persons_of(period: MeasurementPeriod) -> set[str]:
    """Return who took the steps so far, as natural persons."""
    return {one.natural_person for one in (period.submitted_by, period.checked_by) if one}


def list_periods(section_id: int) -> Sequence[MeasurementPeriod]:
    """Return the periods of a section, the newest first."""
    return db.session.scalars(
        select(MeasurementPeriod)
        .where(MeasurementPeriod.section_id == section_id)
        .order_by(MeasurementPeriod.number.desc())
    ).all()


def get_period_for(user: User, period_id: int) -> MeasurementPeriod:
    """Return a period with its lines. Raises NotFound, also for others' sections."""
    period = db.session.scalars(
        select(MeasurementPeriod)
        .join(MeasurementPeriod.section)
        .where(MeasurementPeriod.id == period_id, visible_to(user))
        .options(
            contains_eager(MeasurementPeriod.section),
            only_person(MeasurementPeriod.submitted_by),
            only_person(MeasurementPeriod.checked_by),
            only_person(MeasurementPeriod.confirmed_by),
            selectinload(MeasurementPeriod.lines).options(
                joinedload(MeasuredLine.item), joinedload(MeasuredLine.work)
            ),
        )
    ).one_or_none()
    if period is None:
        raise NotFound
    return period


def measured_of(section_id: int, period_number: int) -> PeriodFigures:
    """Return what is measured of each item up to the end of a period, and up to the one before."""
    period = find_period(section_id, period_number)
    to_end = measured_to(section_id, period_number)
    to_previous = measured_to(section_id, period_number - 1)
    return PeriodFigures(
        tuple(
            ItemMeasured(
                line.item_id,
                line.code,
                line.chapter,
                line.unit_price_fen,
                to_end.get(line.item_id, NOTHING),
                to_previous.get(line.item_id, NOTHING),
            )
            for line in bill_of(section_id)
        ),
        period is not None and period.state is PeriodState.CONFIRMED,
    )


def measured_to(section_id: int, number: int) -> dict[int, Decimal]:
    """Return the quantity of each item measured up to the end of a period."""
    rows = db.session.execute(
        select(MeasuredLine.item_id, func.sum(MeasuredLine.quantity))
        .join(MeasuredLine.period)
        .where(MeasurementPeriod.section_id == section_id, MeasurementPeriod.number <= number)
        .group_by(MeasuredLine.item_id)
    )
    return {item_id: Decimal(quantity) for item_id, quantity in rows.tuples()}


def list_confirmed(section_id: int) -> Sequence[MeasurementPeriod]:
    """Return the confirmed periods of a section, in their order."""
    return db.session.scalars(
        select(MeasurementPeriod)
        .where(
            MeasurementPeriod.section_id == section_id,
            MeasurementPeriod.state == PeriodState.CONFIRMED,
        )
        .order_by(MeasurementPeriod.number)
    ).all()


def proposals_of(section: Section, before_number: int, on: date) -> list[Proposal]:
    """Return what acceptances up to a day prove beyond what periods before this one measured."""
    works = list_works(section.id)
    numbers = [work.id for work in works]
    end = start_of_day(on + ONE_DAY)
    parts = passed_parts(numbers, end)
    whole = {
        work_id: [process for process, found in by_process.items() if "" in found]
        for work_id, by_process in parts.items()
    }
    return rules.propose(
        bill_of(section.id),
        _roads(section, works, on),
        passed_stretches(numbers, end),
        whole,
        _measured_before(section.id, before_number),
    )


def _roads(section: Section, works: Sequence[Work], on: date) -> Mapping[int, Road]:
    blocked: dict[int, list[Stretch]] = defaultdict(list)
    papers: dict[int, dict[BlockedBy, None]] = defaultdict(dict)
    wholly: set[int] = set()
    for one in blocked_from_measurement(section, on):
        papers[one.work.id][BlockedBy(one.kind, one.paper_id, one.paper)] = None
        if one.start_m is None or one.end_m is None:
            wholly.add(one.work.id)
        else:
            blocked[one.work.id].append(Stretch(one.start_m, one.end_m))
    return {
        work.id: Road(
            Stretch(work.start_m, work.end_m)
            if work.start_m is not None and work.end_m is not None
            else None,
            tuple(blocked[work.id]),
            work.id in wholly,
            tuple(papers[work.id]),
        )
        for work in works
    }


def _measured_before(section_id: int, number: int) -> dict[tuple[int, int], Decimal]:
    rows = db.session.execute(
        select(MeasuredLine.item_id, MeasuredLine.work_id, func.sum(MeasuredLine.quantity))
        .join(MeasuredLine.period)
        .where(
            MeasurementPeriod.section_id == section_id,
            MeasurementPeriod.number < number,
            MeasuredLine.work_id.is_not(None),
        )
        .group_by(MeasuredLine.item_id, MeasuredLine.work_id)
    )
    return {
        (item_id, work_id): Decimal(quantity)
        for item_id, work_id, quantity in rows.tuples()
        if work_id is not None
    }


@dataclass(frozen=True)
class Evidence:
    """A passed acceptance that proves works of a line."""

    request_id: int
    start_m: Decimal | None
    end_m: Decimal | None
    part: str


def evidence_of(period: MeasurementPeriod) -> dict[int, list[Evidence]]:
    """Return for each line the acceptances of its process on its work that had passed by the period's end."""
    request = AcceptanceRequest
    works = {line.work_id for line in period.lines if line.work_id}
    rows = db.session.execute(
        select(
            request.work_id,
            request.process,
            request.id,
            request.start_m,
            request.end_m,
            request.part,
        )
        .where(
            request.work_id.in_(works),
            request.state.in_(PASSED_STATES),
            request.passed_at < start_of_day(period.end_on),
        )
        .order_by(request.start_m, request.id)
    )
    found: dict[tuple[int | None, str], list[Evidence]] = defaultdict(list)
    for work_id, process, *proof in rows:
        found[work_id, process].append(Evidence(*proof))
    return {line.id: found[line.work_id, line.item.process] for line in period.lines}
