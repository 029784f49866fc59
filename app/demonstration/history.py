"""What happened in the invented season, week by week: reports, roll-ups, and what stood in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.demonstration.season import SEED, WEEKS, Season
from app.extensions import db
from app.progress.actions.items import ensure_items
from app.progress.actions.plans import add_baseline
from app.progress.actions.rollups import freeze_week, refresh_work_progress
from app.progress.models import ReportEvent, WeeklyFigure, WeeklyRemark, WeeklyReport, WorkItem
from app.progress.queries.rollups import cut_off_of
from app.progress.queries.sheet import default_design
from app.progress.rules.chain import ReportState, ReportStep
from app.progress.rules.plan import PlanPoint
from app.progress.rules.weights import QUANTITY_PLACES
from app.shared.calendar import Week, clock_at, now, weeks_between
from app.shared.quantities import round_half_up
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import WorkStatus

#: When each layer of a work is built, as parts of the season: the first layer early, the last one late.
FIRST_START: Final = Decimal("0.02")
PROBLEMS: Final = ("", "", "", "雨天影响施工", "杆线未迁移", "材料运输紧张", "")
NEXT: Final = ("继续施工", "完成路基收尾，转入基层", "摊铺面层", "安装标志标线")


@dataclass(frozen=True)
class Chain:
    """Who hands in, checks and confirms in the demonstration."""

    contractor: User
    supervisor: User
    engineer: User


@dataclass
class Pace:
    """How a section works: faster or slower than planned, and how much it varies."""

    factor: Decimal
    items: list[WorkItem]
    works: list[Work]
    designs: dict[tuple[int, int], Decimal]


def tell_progress(season: Season, chain: Chain) -> Iterator[str]:
    """Report every week of the season and freeze those whose cut-off has passed."""
    random = Random(SEED + 1)
    paces = {section.id: _pace(section, random) for section in season.sections}
    for section in season.sections[::3]:
        _plan(section, season, chain.engineer)
    real_now = now()
    for place, week in enumerate(weeks_between(season.first_week, season.last_week), start=1):
        for section in season.sections:
            # The newest week is still on its way: some sections have handed in, some were checked, some wait.
            state = _state(section, is_newest=week == season.last_week)
            if state is not None:
                _report(section, week, place, paces[section.id], chain, state, random)
        db.session.flush()
        if cut_off_of(week) <= real_now and week != season.last_week:
            with clock_at(cut_off_of(week) + timedelta(minutes=1)):
                freeze_week(week, PROGRAM)
    for section in season.sections:
        refresh_work_progress(section)
    _mark_finished(paces)
    yield f"{WEEKS} weeks of {len(season.sections)} sections"


def _pace(section: Section, random: Random) -> Pace:
    items = list(ensure_items(section, PROGRAM))
    db.session.flush()
    works = list(list_works(section.id))
    factor = Decimal(random.randrange(72, 113)) / 100
    return Pace(
        factor, items, works, {(w.id, i.id): default_design(w, i) for w in works for i in items}
    )


def _plan(section: Section, season: Season, by: User) -> None:
    """Give the section a baseline that starts slowly, runs, and ends slowly."""
    weeks = weeks_between(season.first_week, season.last_week)
    total = WEEKS + 8
    points = [
        PlanPoint(week, _smooth(Decimal(place) / total))
        for place, week in enumerate(weeks, start=1)
    ]
    last = season.last_week
    for place in range(len(points) + 1, total + 1):
        last = last.next()
        points.append(PlanPoint(last, _smooth(Decimal(place) / total)))
    add_baseline(section, points, "合同进度计划", 0, by)


def _state(section: Section, *, is_newest: bool) -> ReportState | None:
    if not is_newest:
        return ReportState.CONFIRMED
    return (None, ReportState.SUBMITTED, ReportState.CHECKED, ReportState.CONFIRMED)[section.id % 4]


def _report(
    section: Section,
    week: Week,
    place: int,
    pace: Pace,
    chain: Chain,
    state: ReportState,
    random: Random,
) -> None:
    handed_in = datetime.combine(week.last_day, time(9, 0), tzinfo=UTC)
    if random.random() < 0.06:
        handed_in = cut_off_of(week) + timedelta(hours=5)  # late
    report = WeeklyReport(
        section_id=section.id, week=week, state=state, saved_at=handed_in,
        submitted_by_id=chain.contractor.id, submitted_at=handed_in, first_submitted_at=handed_in,
    )  # fmt: skip
    if state in (ReportState.CHECKED, ReportState.CONFIRMED):
        report.checked_by_id, report.checked_at = (
            chain.supervisor.id,
            handed_in + timedelta(hours=1),
        )
    if state is ReportState.CONFIRMED:
        report.confirmed_by_id, report.confirmed_at = (
            chain.engineer.id,
            handed_in + timedelta(hours=2),
        )
    report.events = _events(report)
    reached = _reached(pace, place, random)
    report.figures = [
        WeeklyFigure(
            work_id=work_id, item_id=item_id, quantity=quantity, typed=f"{quantity.normalize():f}"
        )
        for (work_id, item_id), quantity in reached.items()
    ]
    report.remarks = [_remark(work, random) for work in pace.works]
    db.session.add(report)


def _events(report: WeeklyReport) -> list[ReportEvent]:
    steps = (
        (ReportStep.SUBMIT, report.submitted_by_id, report.submitted_at),
        (ReportStep.CHECK, report.checked_by_id, report.checked_at),
        (ReportStep.CONFIRM, report.confirmed_by_id, report.confirmed_at),
    )
    return [ReportEvent(step=step, by_id=by_id, at=at) for step, by_id, at in steps if at]


def _reached(pace: Pace, place: int, random: Random) -> Mapping[tuple[int, int], Decimal]:
    """Return the cumulative quantities after so many weeks; they never fall."""
    time_share = min(Decimal(1), Decimal(place) / (WEEKS + 8) * pace.factor)
    reached = {}
    count = len(pace.items)
    for order, item in enumerate(pace.items):
        start = FIRST_START + Decimal(order) * Decimal("0.6") / count
        span = Decimal("0.38")
        for lag, work in enumerate(pace.works):
            own = (time_share - start - Decimal(lag) * Decimal("0.05")) / span
            share = _smooth(min(Decimal(1), max(Decimal(0), own)))
            design = pace.designs[work.id, item.id]
            reached[work.id, item.id] = round_half_up(design * share, QUANTITY_PLACES[item.unit])
    return reached


def _smooth(share: Decimal) -> Decimal:
    """Return 3x² - 2x³: slow, quick, slow."""
    return round_half_up(share * share * (3 - 2 * share), 6)


def _remark(work: Work, random: Random) -> WeeklyRemark:
    return WeeklyRemark(
        work_id=work.id, people=random.randrange(6, 31), machines=random.randrange(2, 10),
        problems=random.choice(PROBLEMS), next_week=random.choice(NEXT),
    )  # fmt: skip


def _mark_finished(paces: Mapping[int, Pace]) -> None:
    for pace in paces.values():
        for work in pace.works:
            work.status = WorkStatus.IN_PROGRESS
