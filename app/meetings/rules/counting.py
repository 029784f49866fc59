"""How many meetings were held, and whether there were enough. Sources: domain.md R02, R05, R06, R08, R51."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.meetings.rules.kinds import DISPATCH, HELD, ChairLevel, MeetingKind, MeetingState
from app.shared.calendar import Month, Week, WorkingCalendar, days_between, weeks_between
from app.shared.sentences import LabelledEnum, Sentence, say

#: ASSUMPTION: R05 names no rule for a month that is cut by start, end or rest; half of it must be active.
LEAST_ACTIVE_DAYS: Final = 15
#: R08: the last seven days of the month, and the days of the next on which it counts as held late.
MONTH_END_DAYS: Final = 7
LATE_DAYS: Final = 3


@dataclass(frozen=True)
class Held:
    """A meeting as the counting rules know it."""

    kind: MeetingKind
    state: MeetingState
    held_on: date | None
    chair_level: ChairLevel
    #: The projects it was about; none for the whole bureau.
    project_ids: frozenset[int] = frozenset()

    @property
    def day(self) -> date | None:
        """The day on which it was held; none for one that was not."""
        return self.held_on if self.state in HELD else None


@dataclass(frozen=True)
class YearCount:
    """Dispatch meetings of a calendar year."""

    total: int
    by_project: dict[int, int]


@dataclass(frozen=True)
class Span:
    """From when to when a project is active, without the stretches in which it rests; ends half-open."""

    start: date
    end: date | None = None
    rests: tuple[tuple[date, date | None], ...] = ()

    def is_active_on(self, day: date) -> bool:
        """Return whether works go on, so that meetings are due."""
        if day < self.start or (self.end is not None and day >= self.end):
            return False
        return not any(first <= day and (last is None or day < last) for first, last in self.rests)


class DutyState(LabelledEnum):
    """Whether a period has the meeting that it needs."""

    MET = "met", say("Held")
    HELD_LATE = "held_late", say("Held late")
    DUE = "due", say("Still due")
    MISSED = "missed", say("Overdue")
    EXCUSED = "excused", say("Not required")


@dataclass(frozen=True)
class Period:
    """A week or month with what was held in it, and why it may be less."""

    name: Month | Week
    state: DutyState
    count: int
    reason: Sentence | None = None


def is_dispatch(meeting: Held) -> bool:
    """Return whether it counts as a dispatch meeting: of such a kind, and held."""
    return meeting.kind in DISPATCH and meeting.day is not None


def dispatch_of_year(meetings: Iterable[Held], year: int) -> YearCount:
    """Return the dispatch meetings of a year: each once in the total and once for each of its projects (R02)."""
    found = [one for one in meetings if is_dispatch(one) and one.day and one.day.year == year]
    return YearCount(len(found), dict(Counter(p for one in found for p in one.project_ids)))


def monthly_dispatch(meetings: Iterable[Held], span: Span, today: date) -> list[Period]:
    """Return each month of the span with the dispatch meetings that a deputy district head chaired (R05)."""
    days = _days(meetings, ChairLevel.DISTRICT)
    return [
        _period(month, _active_days(month.start, month.end, span), days, today, LEAST_ACTIVE_DAYS)
        for month in _months(span, today)
    ]


def weekly_dispatch(
    meetings: Iterable[Held],
    span: Span,
    today: date,
    calendar: WorkingCalendar,
    *,
    excuses_holidays: bool = False,
) -> list[Period]:
    """Return each week of the span with the dispatch meetings that the project office chaired (R06).

    A week that a holiday cuts keeps its duty and says so; with `excuses_holidays` it has none.
    """
    days = _days(meetings, ChairLevel.PROJECT_OFFICE)
    weeks = weeks_between(Week.of(span.start), Week.of(_last_day(span, today)))
    found = []
    for week in weeks:
        period = _period(week, _active_days(week.start, week.end, span), days, today, 1)
        if period.state in (DutyState.MISSED, DutyState.DUE) and _is_holiday(week, calendar):
            state = DutyState.EXCUSED if excuses_holidays else period.state
            period = Period(week, state, 0, say("holiday week"))
        found.append(period)
    return found


def supervision_of_months(meetings: Iterable[Held], span: Span, today: date) -> list[Period]:
    """Return each month with its supervision meeting: in its last days, or late in the first of the next (R08)."""
    days = [
        one.day for one in meetings if one.kind is MeetingKind.SUPERVISION and one.day is not None
    ]
    return [_month_end(month, days, span, today) for month in _months(span, today)]


def _month_end(month: Month, days: Collection[date], span: Span, today: date) -> Period:
    count = sum(month.end - timedelta(days=MONTH_END_DAYS) <= day < month.end for day in days)
    late = sum(month.end <= day < month.end + timedelta(days=LATE_DAYS) for day in days)
    if count:
        return Period(month, DutyState.MET, count)
    if late:
        return Period(month, DutyState.HELD_LATE, late, say("held after the end of the month"))
    active = _active_days(month.start, month.end, span)
    return _period(month, active, (), today, LEAST_ACTIVE_DAYS)


def _period(
    name: Month | Week, active: int, days: Collection[date], today: date, least: int
) -> Period:
    count = sum(name.start <= day < name.end for day in days)
    if count:
        return Period(name, DutyState.MET, count)
    if active < least:
        return Period(name, DutyState.EXCUSED, 0, say("the works rested or had not begun"))
    return Period(name, DutyState.DUE if today < name.end else DutyState.MISSED, 0)


def _days(meetings: Iterable[Held], level: ChairLevel) -> list[date]:
    return [
        one.day
        for one in meetings
        if is_dispatch(one) and one.chair_level is level and one.day is not None
    ]


def _active_days(start: date, end: date, span: Span) -> int:
    return sum(span.is_active_on(day) for day in days_between(start, end))


def _months(span: Span, today: date) -> Sequence[Month]:
    found, month = [], Month.of(span.start)
    while month.start <= _last_day(span, today):
        found.append(month)
        month = month.next()
    return found


def _last_day(span: Span, today: date) -> date:
    return today if span.end is None else min(today, span.end - timedelta(days=1))


def _is_holiday(week: Week, calendar: WorkingCalendar) -> bool:
    """A holiday cuts the week when more than half of its five working days are off."""
    return calendar.count_working_days(week.start, week.end) < 3
