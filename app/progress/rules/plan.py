"""What should be done by now, and how far the works are off: baselines or the passing of time.

Source: domain.md 2.8, 2.9 and A11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.progress.rules.names import week_name
from app.shared.calendar import Week, weeks_between
from app.shared.sentences import LabelledEnum, Sentence, say

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
MAX_POINTS: Final = 520


@dataclass(frozen=True)
class PlanPoint:
    """What the plan wants done, cumulative, at the end of a week's Sunday."""

    week: Week
    planned_share: Decimal


@dataclass(frozen=True)
class Plan:
    """The plan of a section: a numbered baseline, or time alone between two days.

    Without points the plan is in proportion to time, and every page that uses it says so.
    """

    start: date | None
    finish: date | None
    points: tuple[PlanPoint, ...] = ()
    baseline_number: int | None = None

    @property
    def is_proportional(self) -> bool:
        """Return whether there is no baseline, only the passing of time."""
        return not self.points

    def share_on(self, day: date) -> Decimal | None:
        """Return the cumulative plan at the end of the day; None without baseline and dates."""
        if self.points:
            return baseline_share(self.points, day)
        if self.start is None or self.finish is None:
            return None
        return elapsed_share(self.start, self.finish, day)


class ProgressState(LabelledEnum):
    """The usual five states of progress."""

    GREEN = "green", say("Excellent")
    BLUE = "blue", say("Good")
    YELLOW = "yellow", say("Fair")
    ORANGE = "orange", say("Weak")
    RED = "red", say("Poor")


@dataclass(frozen=True)
class StateThresholds:
    """The lowest deviation (share of the whole) that still earns a state; below the last is red."""

    green_share: Decimal = Decimal("0")
    blue_share: Decimal = Decimal("-0.05")
    yellow_share: Decimal = Decimal("-0.10")
    orange_share: Decimal = Decimal("-0.20")


DEFAULT_THRESHOLDS: Final = StateThresholds()


@dataclass(frozen=True)
class Extent:
    """A work as the rates count it."""

    length_m: Decimal
    is_started: bool
    is_finished: bool


def elapsed_share(start: date, finish: date, day: date) -> Decimal:
    """Return days gone ÷ planned days, 0 to 1; a finish not after the start counts as past."""
    if finish <= start:
        return ONE if day >= finish else ZERO
    gone = Decimal((day - start).days) / Decimal((finish - start).days)
    return max(ZERO, min(ONE, gone))


def baseline_share(points: Sequence[PlanPoint], day: date) -> Decimal:
    """Return the cumulative plan on the day, in straight lines between the weeks' Sundays."""
    before_day = points[0].week.start.toordinal() - 1
    before_share = ZERO
    for point in points:
        point_day = point.week.last_day.toordinal()
        if day.toordinal() < point_day:
            gone = Decimal(max(0, day.toordinal() - before_day)) / (point_day - before_day)
            return before_share + (point.planned_share - before_share) * gone
        before_day, before_share = point_day, point.planned_share
    return before_share


def weekly_points(plan: Plan) -> tuple[PlanPoint, ...]:
    """Return the plan in proportion to time week by week, to start a baseline from."""
    if plan.start is None or plan.finish is None or plan.finish <= plan.start:
        return ()
    weeks = weeks_between(Week.of(plan.start), Week.of(plan.finish))[:MAX_POINTS]
    return tuple(
        PlanPoint(week, round(elapsed_share(plan.start, plan.finish, week.last_day), 4))
        for week in weeks
    )


def baseline_problems(points: Sequence[PlanPoint]) -> list[Sentence]:
    """Return why these points cannot be a baseline, all at once."""
    if not points:
        return [say("A baseline needs at least one week.")]
    problems = []
    if len(points) > MAX_POINTS:
        problems.append(say("A baseline has at most %(most)s weeks.", most=MAX_POINTS))
    problems += [
        say("Week %(week)s: the plan is a share from 0 to 100.", week=week_name(point.week))
        for point in points
        if not 0 <= point.planned_share <= 1
    ]
    for before, after in zip(points, points[1:], strict=False):
        if after.week <= before.week:
            problems.append(
                say(
                    "Week %(week)s: the weeks must follow each other, each once.",
                    week=week_name(after.week),
                )
            )
        if after.planned_share < before.planned_share:
            problems.append(
                say(
                    "Week %(week)s: the cumulative plan is less than the week before.",
                    week=week_name(after.week),
                )
            )
    if points[-1].planned_share != ONE:
        problems.append(say("The last week of a baseline must reach 100."))
    return problems


def deviation_share(physical_share: Decimal, planned_share: Decimal) -> Decimal:
    """Return done less planned: -0.081 is 8.1 percentage points behind."""
    return physical_share - planned_share


def state_of(deviation: Decimal, thresholds: StateThresholds = DEFAULT_THRESHOLDS) -> ProgressState:
    """Return the state that a deviation earns; a deviation on a threshold earns the better one."""
    if deviation >= thresholds.green_share:
        return ProgressState.GREEN
    if deviation >= thresholds.blue_share:
        return ProgressState.BLUE
    if deviation >= thresholds.yellow_share:
        return ProgressState.YELLOW
    if deviation >= thresholds.orange_share:
        return ProgressState.ORANGE
    return ProgressState.RED


def threshold_problems(thresholds: StateThresholds) -> list[Sentence]:
    """Return why these thresholds cannot be used: they must fall from green to orange."""
    order = [
        thresholds.green_share,
        thresholds.blue_share,
        thresholds.yellow_share,
        thresholds.orange_share,
    ]
    if any(after >= before for before, after in zip(order, order[1:], strict=False)):
        return [say("The thresholds must fall from green to blue, yellow and orange.")]
    return []


def thresholds_from(points_behind: Sequence[int]) -> StateThresholds:
    """Return the thresholds from a setting: percentage points behind the plan, green to orange."""
    return StateThresholds(*(-Decimal(points) / 100 for points in points_behind))


def setting_problems(points_behind: object) -> list[Sentence]:
    """Return why a value cannot be the setting of the thresholds."""
    if (
        not isinstance(points_behind, list)
        or len(points_behind) != 4
        or not all(isinstance(points, int) and -100 <= points <= 100 for points in points_behind)
    ):
        return [say("Enter four whole numbers from -100 to 100: green, blue, yellow, orange.")]
    return threshold_problems(thresholds_from(points_behind))


def start_rate(works: Sequence[Extent]) -> Decimal | None:
    """Return started length ÷ all length; None when there is no length."""
    return _length_rate(works, [work.is_started for work in works])


def completion_rate(works: Sequence[Extent]) -> Decimal | None:
    """Return finished length ÷ all length; None when there is no length."""
    return _length_rate(works, [work.is_finished for work in works])


def _length_rate(works: Sequence[Extent], counted: Sequence[bool]) -> Decimal | None:
    total = sum((work.length_m for work in works), ZERO)
    if total == 0:
        return None
    return sum((w.length_m for w, yes in zip(works, counted, strict=True) if yes), ZERO) / total
