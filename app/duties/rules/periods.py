"""The periods of a cadence. Sources: domain.md R05-R08, R34; half-open as everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.duties.rules.words import Cadence
from app.shared.calendar import ONE_DAY, Month, Week, WorkingCalendar

#: [P] A supervision meeting of the month's end is held in its last so many days (R08).
LAST_DAYS = 7
#: Held on the first so many days of the next month it counts for this one, late (R08).
GRACE_DAYS = 3
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; records up to `grace_end` still count, as late."""

    start: date
    end: date
    grace_end: date
    #: The calendar span that the period stands for: of the end of a month it is the month.
    whole_start: date
    whole_end: date


def periods_of(cadence: Cadence, start: date, end: date, calendar: WorkingCalendar) -> list[Period]:
    """Return the periods that begin before `end` and have not ended by `start`, in order; never cut."""
    return list(_ALL[cadence](start, end, calendar)) if start < end else []


def is_cut(period: Period, start: date, end: date | None) -> bool:
    """Return whether a span from `start` up to `end` (None: open) covers less than half of the period.

    [P] A week or month in which works begin or end asks for its record from half of it on.
    """
    first = max(period.whole_start, start)
    last = period.whole_end if end is None else min(period.whole_end, end)
    return 2 * (last - first) < period.whole_end - period.whole_start


def _plain(start: date, end: date) -> Period:
    return Period(start, end, end, start, end)


def _days(start: date, end: date, _calendar: WorkingCalendar) -> Iterator[Period]:
    while start < end:
        after = start + ONE_DAY
        yield Period(start, after, after, start, after)
        start = after


def _working_days(start: date, end: date, calendar: WorkingCalendar) -> Iterator[Period]:
    return (one for one in _days(start, end, calendar) if calendar.is_working_day(one.start))


def _weeks(start: date, end: date, _calendar: WorkingCalendar) -> Iterator[Period]:
    week = Week.of(start)
    while week.start < end:
        yield _plain(week.start, week.end)
        week = week.next()


def _months(start: date, end: date, _calendar: WorkingCalendar) -> Iterator[Period]:
    month = Month.of(start)
    while month.start < end:
        yield _plain(month.start, month.end)
        month = month.next()


def _month_ends(start: date, end: date, calendar: WorkingCalendar) -> Iterator[Period]:
    for month in _months(start, end, calendar):
        first = month.end - timedelta(days=LAST_DAYS)
        if first < end:
            grace_end = month.end + timedelta(days=GRACE_DAYS)
            yield Period(first, month.end, grace_end, month.start, month.end)


def _quarters(start: date, end: date, _calendar: WorkingCalendar) -> Iterator[Period]:
    number = start.month - (start.month - 1) % MONTHS_OF_QUARTER
    first = Month(start.year, number)
    while first.start < end:
        last = first.next().next()
        yield _plain(first.start, last.end)
        first = last.next()


def _years(start: date, end: date, _calendar: WorkingCalendar) -> Iterator[Period]:
    for year in range(start.year, end.year + 1):
        if date(year, 1, 1) < end:
            yield _plain(date(year, 1, 1), date(year + 1, 1, 1))


_ALL = {
    Cadence.DAY: _days,
    Cadence.WORKING_DAY: _working_days,
    Cadence.WEEK: _weeks,
    Cadence.MONTH: _months,
    Cadence.MONTH_END: _month_ends,
    Cadence.QUARTER: _quarters,
    Cadence.YEAR: _years,
}
