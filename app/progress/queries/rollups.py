"""Reading frozen weeks. Of a week's versions the highest number counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from app.extensions import db
from app.progress.models import WeeklyRollup
from app.progress.rules.rollup import cut_off
from app.shared.calendar import (
    ONE_DAY,
    Month,
    Week,
    now,
    start_of_day,
    weeks_of_assessment,
)
from app.shared.settings import value_of

_Newer = aliased(WeeklyRollup)


@dataclass(frozen=True)
class RollupUsed:
    """Which version of which week a figure was read from."""

    rollup_id: int
    week: Week
    number: int


@dataclass(frozen=True)
class MonthProgress:
    """What a section did in an assessment month, read from its frozen weeks."""

    section_id: int
    #: What the weeks of the month added together.
    done_share: Decimal
    #: What the plan wanted of them, without what the owner blocked; none without a plan.
    planned_share: Decimal | None
    #: Physical progress at the end of the last week.
    cumulative_share: Decimal
    planned_cumulative_share: Decimal | None
    elapsed_share: Decimal | None
    value_fen: int | None
    price_fen: int | None
    #: Weeks of which it is known whether the report came in time, and those where it did.
    reports_due: int
    reports_on_time: int
    #: Whether every week was measured against a baseline, not against time alone.
    baseline_used: bool
    rollups: tuple[RollupUsed, ...]

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks of the month that are frozen."""
        return tuple(used.week for used in self.rollups)


def cut_off_of(week: Week) -> datetime:
    """Return the moment at which the week is frozen, by the settings of its last day."""
    return cut_off(
        week,
        value_of("weekly_cut_off_days", week.last_day),
        value_of("weekly_cut_off_hour", week.last_day),
    )


def last_week_due(day: date) -> Week:
    """Return the last week whose cut-off has passed, now or at the end of an earlier day."""
    moment = min(now(), start_of_day(day + ONE_DAY))
    week = Week.of(day).previous()
    return week if cut_off_of(week) <= moment else week.previous()


def current_rollups() -> Select[tuple[WeeklyRollup]]:
    """Return the statement of all roll-ups that no later version replaces."""
    newer = exists().where(_Newer.replaces_id == WeeklyRollup.id)
    return select(WeeklyRollup).where(~newer)


def month_progress(
    section_ids: Iterable[int], month: Month, cut_off_day: int
) -> dict[int, MonthProgress]:
    """Return the month of each section that has frozen weeks in it; one statement for all."""
    weeks = weeks_of_assessment(month, cut_off_day)
    columns = (
        *(WeeklyRollup.section_id, WeeklyRollup.id, WeeklyRollup.week, WeeklyRollup.number),
        *(WeeklyRollup.week_share, WeeklyRollup.week_planned_share, WeeklyRollup.physical_share),
        *(WeeklyRollup.planned_share, WeeklyRollup.elapsed_share, WeeklyRollup.value_fen),
        *(WeeklyRollup.price_fen, WeeklyRollup.is_on_time, WeeklyRollup.baseline_number),
    )
    rows = db.session.execute(
        current_rollups()
        .with_only_columns(*columns)
        .where(WeeklyRollup.section_id.in_(list(section_ids)))
        .where(WeeklyRollup.week.between(weeks[0], weeks[-1]))
        .order_by(WeeklyRollup.section_id, WeeklyRollup.week)
    )
    by_section: Mapping[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_section[row.section_id].append(_Row(*row))
    return {section_id: _month_of(section_id, found) for section_id, found in by_section.items()}


def latest_rollups(section_ids: Iterable[int], on: date) -> dict[int, WeeklyRollup]:
    """Return each section's last frozen week that was over on the day."""
    wanted = list(section_ids)
    last = (
        select(WeeklyRollup.section_id, func.max(WeeklyRollup.week).label("week"))
        .where(WeeklyRollup.section_id.in_(wanted), WeeklyRollup.week <= _last_week_over(on))
        .group_by(WeeklyRollup.section_id)
        .subquery()
    )
    statement = current_rollups().join(
        last, and_(last.c.section_id == WeeklyRollup.section_id, last.c.week == WeeklyRollup.week)
    )
    return {rollup.section_id: rollup for rollup in db.session.scalars(statement)}


def section_curve(section_id: int) -> Sequence[WeeklyRollup]:
    """Return the frozen weeks of a section in order, each in its last version."""
    return db.session.scalars(
        current_rollups().where(WeeklyRollup.section_id == section_id).order_by(WeeklyRollup.week)
    ).all()


def find_rollup(section_id: int, week: Week) -> WeeklyRollup | None:
    """Return the version that counts of a section's week."""
    return db.session.scalars(
        current_rollups().where(WeeklyRollup.section_id == section_id, WeeklyRollup.week == week)
    ).one_or_none()


def find_rollup_before(section_id: int, week: Week) -> WeeklyRollup | None:
    """Return the last frozen week before this one."""
    return db.session.scalars(
        current_rollups()
        .where(WeeklyRollup.section_id == section_id, WeeklyRollup.week < week)
        .order_by(WeeklyRollup.week.desc())
        .limit(1)
    ).one_or_none()


def find_rollup_after(section_id: int, week: Week) -> WeeklyRollup | None:
    """Return the first frozen week after this one."""
    return db.session.scalars(
        current_rollups()
        .where(WeeklyRollup.section_id == section_id, WeeklyRollup.week > week)
        .order_by(WeeklyRollup.week)
        .limit(1)
    ).one_or_none()


def list_versions(section_id: int, week: Week) -> Sequence[WeeklyRollup]:
    """Return every version of a section's week, the first one first."""
    return (
        db.session.scalars(
            select(WeeklyRollup)
            .where(WeeklyRollup.section_id == section_id, WeeklyRollup.week == week)
            .options(joinedload(WeeklyRollup.frozen_by))
            .order_by(WeeklyRollup.number)
        )
        .unique()
        .all()
    )


def list_frozen_section_ids(week: Week) -> frozenset[int]:
    """Return the sections whose week is frozen."""
    return frozenset(
        db.session.scalars(select(WeeklyRollup.section_id).where(WeeklyRollup.week == week))
    )


def last_frozen_week() -> Week | None:
    """Return the newest week in which anything is frozen."""
    return db.session.scalar(select(func.max(WeeklyRollup.week)))


@dataclass(frozen=True)
class _Row:
    section_id: int
    rollup_id: int
    week: Week
    number: int
    week_share: Decimal
    week_planned_share: Decimal | None
    physical_share: Decimal
    planned_share: Decimal | None
    elapsed_share: Decimal | None
    value_fen: int | None
    price_fen: int | None
    is_on_time: bool | None
    baseline_number: int | None


def _month_of(section_id: int, rows: Sequence[_Row]) -> MonthProgress:
    last = rows[-1]
    planned = [row.week_planned_share for row in rows if row.week_planned_share is not None]
    known = [row.is_on_time for row in rows if row.is_on_time is not None]
    return MonthProgress(
        section_id=section_id,
        done_share=sum((row.week_share for row in rows), Decimal(0)),
        planned_share=sum(planned, Decimal(0)) if planned else None,
        cumulative_share=last.physical_share,
        planned_cumulative_share=last.planned_share,
        elapsed_share=last.elapsed_share,
        value_fen=last.value_fen,
        price_fen=last.price_fen,
        reports_due=len(known),
        reports_on_time=sum(known),
        baseline_used=all(row.baseline_number is not None for row in rows),
        rollups=tuple(RollupUsed(row.rollup_id, row.week, row.number) for row in rows),
    )


def _last_week_over(on: date) -> Week:
    return Week.of(on).previous() if on < Week.of(on).last_day else Week.of(on)
