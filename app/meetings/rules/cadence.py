"""When the next meeting of a series is held. Sources: domain.md R05, R06, R08, R34, 4.6."""

from datetime import date, timedelta
from typing import Final

from app.meetings.rules.kinds import MeetingKind
from app.shared.calendar import ONE_DAY, Month, Week, WorkingCalendar, days_between

#: No holiday of the State Council's notices is longer than three weeks.
LONGEST_BREAK: Final = 21


def next_day(
    kind: MeetingKind,
    after: date,
    calendar: WorkingCalendar,
    *,
    weekday: int = 0,
    day_of_month: int = 1,
) -> date | None:
    """Return the day of the series' first meeting after a day; none for meetings that have no cadence.

    `weekday` is 0 for Monday. A meeting that would fall on a day off moves to the nearest working day
    of the same week or month, a later one before an earlier one.
    """
    if kind is MeetingKind.DAILY_PUSH:
        return calendar.next_working_day(after + ONE_DAY)
    if kind is MeetingKind.WEEKLY:
        return _next_in_weeks(after, calendar, weekday)
    if kind is MeetingKind.SUPERVISION:
        return _next_in_months(after, calendar, 31)
    if kind is MeetingKind.DISTRICT:
        return _next_in_months(after, calendar, day_of_month)
    return None


def _next_in_weeks(after: date, calendar: WorkingCalendar, weekday: int) -> date | None:
    week = Week.of(after)
    for _ in range(LONGEST_BREAK // 7 + 2):
        day = _near(week.start + timedelta(days=weekday), week.start, week.end, calendar)
        if day is not None and day > after:
            return day
        week = week.next()
    return None


def _next_in_months(after: date, calendar: WorkingCalendar, day_of_month: int) -> date | None:
    month = Month.of(after)
    for _ in range(3):
        wanted = month.start.replace(day=min(day_of_month, month.last_day.day))
        day = _near(wanted, month.start, month.end, calendar)
        if day is not None and day > after:
            return day
        month = month.next()
    return None


def _near(wanted: date, start: date, end: date, calendar: WorkingCalendar) -> date | None:
    """Return the working day nearest to the wanted one, from start up to, not including, end."""
    later = (day for day in days_between(wanted, end) if calendar.is_working_day(day))
    earlier = (day for day in reversed(days_between(start, wanted)) if calendar.is_working_day(day))
    return next(later, None) or next(earlier, None)
