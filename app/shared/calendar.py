"""Days, weeks and months of the bureau, and the only clock of the program.

Periods are half-open: `start` belongs to them, `end` does not. Days are days in Shanghai; moments
are aware and in UTC.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from app.shared.errors import Unreadable
from app.shared.sentences import say

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1949, 2199
SATURDAY = 5
LONGEST_TEXT = 40

_frozen_moment: ContextVar[datetime | None] = ContextVar("frozen_moment", default=None)
_WEEK_TEXT = re.compile(r"(\d{4})-?[Ww](\d{1,2})", re.ASCII)
_WEEK_IN_CHINESE = re.compile(r"(\d{4})年第?(\d{1,2})周", re.ASCII)
_MONTH_TEXT = re.compile(r"(\d{4})[-./](\d{1,2})", re.ASCII)
_MONTH_IN_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月份?", re.ASCII)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _frozen_moment.get() or datetime.now(UTC)


def today() -> date:
    """Return the day it is in Shanghai."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the Shanghai day of an aware moment. Raises ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a Shanghai day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Stop the clock at an aware moment, for this thread or task only: for tests and the demo."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _frozen_moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen_moment.reset(token)


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """An ISO week, Monday to Sunday, written `2020-W23`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            if not FIRST_YEAR <= self.year <= LAST_YEAR:
                raise ValueError
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError:
            raise _no_such_week(f"{self.year}-W{self.number}") from None

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week that contains the day."""
        year, number, _weekday = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2020-W23` or `2020年第23周`. Raises Unreadable."""
        found = _read(text, _WEEK_TEXT, _WEEK_IN_CHINESE)
        if found is None:
            raise _no_such_week(text)
        return cls(*found)

    @property
    def start(self) -> date:
        """The Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The Monday after, which is no longer in the week."""
        return self.start + timedelta(days=7)

    @property
    def last_day(self) -> date:
        """The Sunday."""
        return self.start + timedelta(days=6)

    def next(self) -> Self:
        """Return the week after."""
        return self.of(self.end)

    def previous(self) -> Self:
        """Return the week before."""
        return self.of(self.start - ONE_DAY)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month, written `2020-06`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.number <= 12:
            raise _no_such_month(f"{self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that contains the day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2020-06`, `2020.6` or `2020年6月`. Raises Unreadable."""
        found = _read(text, _MONTH_TEXT, _MONTH_IN_CHINESE)
        if found is None:
            raise _no_such_month(text)
        return cls(*found)

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day of the month after, which is no longer in this one."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        """The 28th to the 31st."""
        return self.end - ONE_DAY

    def next(self) -> Self:
        """Return the month after."""
        return self.of(self.end)

    def previous(self) -> Self:
        """Return the month before."""
        return self.of(self.start - ONE_DAY)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Return the weeks from the first to the last, both included."""
    weeks = []
    week = first
    while week < last:
        weeks.append(week)
        week = week.next()
    return [*weeks, last] if first <= last else []


def months_between(first: Month, last: Month) -> list[Month]:
    """Return the months from the first to the last, both included."""
    places = range(first.year * 12 + first.number - 1, last.year * 12 + last.number)
    return [Month(place // 12, place % 12 + 1) for place in places]


def days_between(start: date, end: date) -> list[date]:
    """Return the days from start up to, not including, end."""
    return [start + timedelta(days=n) for n in range((end - start).days)]


def assessment_period(month: Month, cut_off_day: int) -> tuple[date, date]:
    """Return (start, end) of the month's assessment: with day 25, 26 May up to 26 June for June.

    In a month that is too short for the cut-off day, its last day is the cut-off.
    Source: domain.md 0.2.
    """
    return _day_after_cut_off(month.previous(), cut_off_day), _day_after_cut_off(month, cut_off_day)


def assessment_month_of(day: date, cut_off_day: int) -> Month:
    """Return the month in whose assessment period the day lies."""
    month = Month.of(day)
    return month if day < _day_after_cut_off(month, cut_off_day) else month.next()


def assessment_month_of_week(week: Week, cut_off_day: int) -> Month:
    """Return the month a week counts to: the one in whose period its last day lies."""
    return assessment_month_of(week.last_day, cut_off_day)


def weeks_of_assessment(month: Month, cut_off_day: int) -> list[Week]:
    """Return the four or five weeks that count to the month."""
    start, end = assessment_period(month, cut_off_day)
    first, last = Week.of(start), Week.of(end - ONE_DAY)
    return [week for week in weeks_between(first, last) if start <= week.last_day < end]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days: Monday to Friday, but for the days that the State Council's notice moves."""

    #: True where a weekend day is worked, False where a weekday is a holiday.
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on the day."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def next_working_day(self, day: date) -> date:
        """Return the day itself when it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the nth working day after the day, which itself is not counted.

        With n = 0 it is the next working day. Source: Civil Code arts 201, 203.
        """
        if n < 0:
            raise ValueError("working days are counted forwards")
        if n == 0:
            return self.next_working_day(day)
        for _ in range(n):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def count_working_days(self, start: date, end: date) -> int:
        """Return how many days are worked from start up to, not including, end."""
        return sum(self.is_working_day(day) for day in days_between(start, end))


def _day_after_cut_off(month: Month, cut_off_day: int) -> date:
    if not 1 <= cut_off_day <= 31:
        raise ValueError("the cut-off day is a day of a month, 1 to 31")
    return month.start.replace(day=min(cut_off_day, month.last_day.day)) + ONE_DAY


def _read(text: str, *patterns: re.Pattern[str]) -> tuple[int, int] | None:
    plain = unicodedata.normalize("NFKC", str(text)[:LONGEST_TEXT]).strip()
    matches = (pattern.fullmatch(plain) for pattern in patterns)
    found = next((match for match in matches if match), None)
    return (int(found[1]), int(found[2])) if found else None


def _no_such_week(text: str) -> Unreadable:
    return Unreadable(
        say(
            "“%(written)s” is not a week; write it like 2020-W23.", written=str(text)[:LONGEST_TEXT]
        )
    )


def _no_such_month(text: str) -> Unreadable:
    return Unreadable(
        say(
            "“%(written)s” is not a month; write it like 2020-06.", written=str(text)[:LONGEST_TEXT]
        )
    )
