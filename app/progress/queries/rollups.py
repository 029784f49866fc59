"""Reading frozen weeks. Of a week's versions the highest number counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, Row, Select, bindparam, exists, func, select, type_coerce
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
    weeks_between,
    weeks_of_assessment,
)
from app.shared.models import WeekColumn
from app.shared.settings import value_of
from app.works.models import Section

_Newer = aliased(WeeklyRollup)
#: Up to so many sections are named in a statement; of more, all are read and chosen from.
MOST_NAMED = 500
#: After a longer stand-still of the program, older weeks are frozen by hand.
MOST_WEEKS_MISSED = 8

_TABLE: Final = WeeklyRollup.__table__
#: Columns of the month as the database keeps them: shares in millionths, weeks as text. With many
#: thousands of rows, making a Decimal of each share would take longer than reading them.
_MONTH_COLUMNS = (
    _TABLE.c.section_id,
    _TABLE.c.id,
    _TABLE.c.week,
    _TABLE.c.number,
    type_coerce(_TABLE.c.week_share, BigInteger),
    type_coerce(_TABLE.c.week_planned_share, BigInteger),
    _TABLE.c.is_on_time,
    _TABLE.c.baseline_number,
    type_coerce(_TABLE.c.physical_share, BigInteger),
    type_coerce(_TABLE.c.planned_share, BigInteger),
    type_coerce(_TABLE.c.elapsed_share, BigInteger),
    _TABLE.c.value_fen,
    _TABLE.c.price_fen,
)
_Row = Sequence[Any]


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


def weeks_due(day: date) -> list[Week]:
    """Return the weeks to freeze: the last one whose cut-off has passed, and those missed before it."""
    last, frozen = last_week_due(day), last_frozen_week()
    if frozen is None or frozen >= last:
        return [last]
    return weeks_between(frozen.next(), last)[-MOST_WEEKS_MISSED:]


def current_rollups() -> Select[tuple[WeeklyRollup]]:
    """Return the statement of all roll-ups that no later version replaces."""
    newer = exists().where(_Newer.replaces_id == WeeklyRollup.id)
    return select(WeeklyRollup).where(~newer)


def month_progress(
    section_ids: Iterable[int], month: Month, cut_off_day: int
) -> dict[int, MonthProgress]:
    """Return the month of each section that has frozen weeks in it; one statement for all."""
    weeks = weeks_of_assessment(month, cut_off_day)
    wanted = set(section_ids)
    newer = _TABLE.alias()
    statement = (
        select(*_MONTH_COLUMNS)
        .where(_TABLE.c.week.between(weeks[0], weeks[-1]))
        .where(~exists().where(newer.c.replaces_id == _TABLE.c.id))
        .order_by(_TABLE.c.section_id, _TABLE.c.week)
    )
    if len(wanted) <= MOST_NAMED:
        statement = statement.where(_TABLE.c.section_id.in_(wanted))
    by_section: Mapping[int, list[_Row]] = defaultdict(list)
    for row in db.session.execute(statement):
        if row[0] in wanted:
            by_section[row[0]].append(row)
    return {section_id: _month_of(section_id, found) for section_id, found in by_section.items()}


def _latest_numbers() -> Select[tuple[int]]:
    one = aliased(WeeklyRollup)
    # The highest number of the highest week: one step in the index for each section.
    last = (
        select(one.id)
        .where(one.section_id == Section.id, one.week <= bindparam("last_week", type_=WeekColumn()))
        .order_by(one.week.desc(), one.number.desc())
        .limit(1)
        .correlate(Section)
        .scalar_subquery()
    )
    return select(last).where(Section.id.in_(bindparam("section_ids", expanding=True)))


#: Every page that shows a bar asks one of these, so they are built once.
_LATEST = select(WeeklyRollup).where(WeeklyRollup.id.in_(_latest_numbers()))
_LATEST_SHARES = select(_TABLE.c.section_id, _TABLE.c.physical_share, _TABLE.c.planned_share).where(
    _TABLE.c.id.in_(_latest_numbers())
)


def latest_rollups(section_ids: Iterable[int], on: date) -> dict[int, WeeklyRollup]:
    """Return each section's last frozen week that was over on the day."""
    return last_rollups_up_to(section_ids, _last_week_over(on))


def latest_shares(section_ids: Iterable[int], on: date) -> Sequence[Row[Any]]:
    """Return section, share done and share planned of each section's last frozen week on the day."""
    wanted = {"section_ids": list(section_ids), "last_week": _last_week_over(on)}
    return db.session.execute(_LATEST_SHARES, wanted).all()


def last_rollups_up_to(section_ids: Iterable[int], week: Week) -> dict[int, WeeklyRollup]:
    """Return each section's last frozen week that is not after this one."""
    wanted = {"section_ids": list(section_ids), "last_week": week}
    return {rollup.section_id: rollup for rollup in db.session.scalars(_LATEST, wanted)}


def section_curve(section_id: int) -> Sequence[WeeklyRollup]:
    """Return the frozen weeks of a section in order, each in its last version."""
    return db.session.scalars(
        current_rollups().where(WeeklyRollup.section_id == section_id).order_by(WeeklyRollup.week)
    ).all()


_OF_WEEK = current_rollups().where(
    WeeklyRollup.section_id == bindparam("section_id"),
    WeeklyRollup.week == bindparam("week", type_=WeekColumn()),
)


def find_rollup(section_id: int, week: Week) -> WeeklyRollup | None:
    """Return the version that counts of a section's week."""
    wanted = {"section_id": section_id, "week": week}
    return db.session.scalars(_OF_WEEK, wanted).one_or_none()


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


def _month_of(section_id: int, rows: Sequence[_Row]) -> MonthProgress:
    planned = [row[5] for row in rows if row[5] is not None]
    known = [row[6] for row in rows if row[6] is not None]
    physical, planned_at_end, elapsed, value_fen, price_fen = rows[-1][8:]
    return MonthProgress(
        section_id=section_id,
        done_share=_share(sum(row[4] for row in rows)),
        planned_share=_share(sum(planned)) if planned else None,
        cumulative_share=_share(physical),
        planned_cumulative_share=_share_or_none(planned_at_end),
        elapsed_share=_share_or_none(elapsed),
        value_fen=value_fen,
        price_fen=price_fen,
        reports_due=len(known),
        reports_on_time=sum(known),
        baseline_used=all(row[7] is not None for row in rows),
        rollups=tuple(RollupUsed(row[1], row[2], row[3]) for row in rows),
    )


def _share(millionths: int) -> Decimal:
    return Decimal(millionths).scaleb(-6)


def _share_or_none(millionths: int | None) -> Decimal | None:
    return None if millionths is None else _share(millionths)


def _last_week_over(on: date) -> Week:
    return Week.of(on).previous() if on < Week.of(on).last_day else Week.of(on)
