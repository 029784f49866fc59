"""Reading plans: the baseline or the dates of the contract, and what obstacles take out of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.progress.models import BaselinePoint, PlanBaseline
from app.progress.rules.plan import Plan, PlanPoint, StateThresholds, thresholds_from
from app.progress.rules.relief import WorkExtent
from app.shared.settings import value_of
from app.works.models import Contract, Project, Section, Work


def plans_of(section_ids: Iterable[int]) -> dict[int, Plan]:
    """Return the plan in force of each section: its newest baseline, else time alone."""
    wanted = list(section_ids)
    points = _newest_points(wanted)
    # A section whose contract is not entered yet is measured by its project's days.
    dates = {
        row.id: (row.start_on, row.planned_finish_on)
        for row in db.session.execute(
            select(
                Section.id,
                func.coalesce(Contract.start_on, Project.started_on).label("start_on"),
                func.coalesce(Contract.planned_finish_on, Project.planned_finish_on).label(
                    "planned_finish_on"
                ),
            )
            .join(Section.project)
            .outerjoin(Contract, Contract.section_id == Section.id)
            .where(Section.id.in_(wanted))
        )
    }
    plans = {}
    for section_id in wanted:
        start, finish = dates.get(section_id, (None, None))
        number, of_section = points.get(section_id, (None, ()))
        plans[section_id] = Plan(start, finish, tuple(of_section), number)
    return plans


def plan_of(section_id: int) -> Plan:
    """Return the plan in force of one section."""
    return plans_of([section_id])[section_id]


def list_baselines(section_id: int) -> Sequence[PlanBaseline]:
    """Return the baselines of a section with their points, newest first."""
    return (
        db.session.scalars(
            select(PlanBaseline)
            .where(PlanBaseline.section_id == section_id)
            .options(
                selectinload(PlanBaseline.points),
                selectinload(PlanBaseline.item_points),
                joinedload(PlanBaseline.made_by),
            )
            .order_by(PlanBaseline.number.desc())
        )
        .unique()
        .all()
    )


def next_baseline_number(section_id: int) -> int:
    """Return the number that the next baseline gets."""
    last = db.session.scalar(
        select(func.max(PlanBaseline.number)).where(PlanBaseline.section_id == section_id)
    )
    return (last or 0) + 1


def extents_of(works: Iterable[Work]) -> list[WorkExtent]:
    """Return where the works lie; one without chainage counts from 0 to its length."""
    extents = []
    for work in works:
        if work.start_m is not None and work.end_m is not None and work.end_m > work.start_m:
            extents.append(WorkExtent(work.id, work.start_m, work.end_m))
        elif work.length_m:
            extents.append(WorkExtent(work.id, Decimal(0), work.length_m))
    return extents


def thresholds(on: date | None = None) -> StateThresholds:
    """Return the thresholds of the five states on a day."""
    return thresholds_from(value_of("progress_points_behind", on))


def prices_fen(section_ids: Collection[int]) -> dict[int, int]:
    """Return the contract prices; the sum of the works' amounts where there is no contract."""
    sums = db.session.execute(
        select(Work.section_id, func.sum(Work.amount_fen))
        .where(Work.section_id.in_(section_ids))
        .group_by(Work.section_id)
        .having(func.sum(Work.amount_fen).is_not(None))
    )
    contracts = db.session.execute(
        select(Contract.section_id, Contract.price_fen).where(Contract.section_id.in_(section_ids))
    )
    return {row[0]: int(row[1]) for row in (*sums, *contracts)}


def _newest_points(
    section_ids: Sequence[int],
) -> dict[int, tuple[int, list[PlanPoint]]]:
    newest = (
        select(PlanBaseline.section_id, func.max(PlanBaseline.number).label("number"))
        .where(PlanBaseline.section_id.in_(section_ids))
        .group_by(PlanBaseline.section_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            PlanBaseline.section_id,
            PlanBaseline.number,
            BaselinePoint.week,
            BaselinePoint.planned_share,
        )
        .join(BaselinePoint, BaselinePoint.baseline_id == PlanBaseline.id)
        .join(
            newest,
            (newest.c.section_id == PlanBaseline.section_id)
            & (newest.c.number == PlanBaseline.number),
        )
        .order_by(PlanBaseline.section_id, BaselinePoint.week)
    )
    found: dict[int, tuple[int, list[PlanPoint]]] = {}
    for row in rows:
        found.setdefault(row.section_id, (row.number, []))[1].append(
            PlanPoint(row.week, row.planned_share)
        )
    return found
