"""The grid of a plan baseline as a page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.progress.models import PlanBaseline
from app.progress.queries.plans import list_baselines, plan_of
from app.progress.queries.sheet import list_items_or_template
from app.progress.rules.baselines import (
    WHOLE,
    PlanColumn,
    PlanKey,
    PlannedBy,
    PlanProblem,
    plan_problems,
    weighted_points,
)
from app.progress.rules.plan import MAX_POINTS, ONE, weekly_points
from app.progress.rules.weekly import plain
from app.shared.calendar import Week, today, weeks_between
from app.shared.sentences import Sentence, say
from app.works.models import Section

#: Shown where neither a baseline nor a contract says how long the works last.
WEEKS_AHEAD = timedelta(weeks=12)


@dataclass(frozen=True)
class PlanCell:
    """One cell of the grid."""

    key: PlanKey
    name: str
    typed: str
    problem: Sentence | None = None


@dataclass(frozen=True)
class PlanRow:
    """One week; `total_share` is the plan of the section, None where nothing is planned yet."""

    week: Week
    cells: Sequence[PlanCell]
    total_share: Decimal | None


@dataclass(frozen=True)
class PlanGrid:
    """The grid with what is stored or typed in it."""

    planned_by: PlannedBy
    columns: Sequence[PlanColumn]
    rows: Sequence[PlanRow]
    #: The baseline that the next one follows; 0 when there is none.
    seen: int


def columns_of(section: Section, planned_by: PlannedBy) -> list[PlanColumn]:
    """Return the columns: the whole section, or its work items with their weights."""
    if planned_by is PlannedBy.SECTION:
        return [PlanColumn(WHOLE, say("Cumulative plan"), ONE)]
    items = list_items_or_template(section)
    return [PlanColumn(item.code, item.name, item.weight_share) for item in items]


def plan_grid(
    section: Section,
    planned_by: PlannedBy | None = None,
    first: Week | None = None,
    last: Week | None = None,
) -> PlanGrid:
    """Return the grid with the newest baseline, or the plan in proportion to time, between two weeks.

    Without `planned_by` it is as the newest baseline was planned; without weeks it covers the plan.
    """
    newest = next(iter(list_baselines(section.id)), None)
    if planned_by is None:
        planned_by = PlannedBy.ITEMS if newest and newest.item_points else PlannedBy.SECTION
    shares = _stored_shares(section, newest, planned_by)
    weeks = _weeks(section, shares, first, last)
    typed = {key: plain(share * 100) for key, share in shares.items()}
    return _grid(section, planned_by, weeks, typed, shares, newest)


def typed_plan_grid(
    section: Section,
    planned_by: PlannedBy,
    typed: Mapping[PlanKey, str],
    shares: Mapping[PlanKey, Decimal],
    unread: Sequence[PlanProblem] = (),
) -> PlanGrid:
    """Return the grid with what a person has just typed, and what is wrong with it."""
    newest = next(iter(list_baselines(section.id)), None)
    weeks = sorted({key.week for key in typed}) or _weeks(section, {}, None, None)
    return _grid(section, planned_by, weeks, typed, shares, newest, unread)


def cell_name(key: PlanKey) -> str:
    """Return the name of the field of one cell."""
    return f"p:{key.week}:{key.code}"


def _grid(
    section: Section,
    planned_by: PlannedBy,
    weeks: Iterable[Week],
    typed: Mapping[PlanKey, str],
    shares: Mapping[PlanKey, Decimal],
    newest: PlanBaseline | None,
    unread: Sequence[PlanProblem] = (),
) -> PlanGrid:
    columns = columns_of(section, planned_by)
    found = [*unread, *plan_problems(columns, shares)] if unread or typed else []
    problems = {problem.key: problem.sentence for problem in found}
    totals = {point.week: point.planned_share for point in weighted_points(columns, shares)}
    rows = []
    for week in weeks:
        keys = [PlanKey(week, column.code) for column in columns]
        cells = [PlanCell(k, cell_name(k), typed.get(k, ""), problems.get(k)) for k in keys]
        rows.append(PlanRow(week, cells, totals.get(week)))
    return PlanGrid(planned_by, columns, rows, newest.number if newest else 0)


def _stored_shares(
    section: Section, newest: PlanBaseline | None, planned_by: PlannedBy
) -> dict[PlanKey, Decimal]:
    if planned_by is PlannedBy.ITEMS:
        points = newest.item_points if newest else ()
        return {PlanKey(point.week, point.item): point.planned_share for point in points}
    if newest:
        return {PlanKey(point.week, WHOLE): point.planned_share for point in newest.points}
    plan = plan_of(section.id)
    return {PlanKey(point.week, WHOLE): point.planned_share for point in weekly_points(plan)}


def _weeks(
    section: Section, shares: Mapping[PlanKey, Decimal], first: Week | None, last: Week | None
) -> list[Week]:
    plan = plan_of(section.id)
    known = [key.week for key in shares] + [point.week for point in plan.points]
    known += [Week.of(day) for day in (plan.start, plan.finish) if day]
    start = first or (min(known) if known else Week.of(today()))
    end = last or (max(known) if known else Week.of(today() + WEEKS_AHEAD))
    return list(weeks_between(start, end))[:MAX_POINTS] if start <= end else [start]
