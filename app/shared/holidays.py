"""Reading the State Council's yearly notice of holidays and shifted working days. Source: domain.md 4.6."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.shared.calendar import days_between
from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say

ONE_DAY: Final = timedelta(days=1)
LONGEST_NOTICE: Final = 20_000
LONGEST_HOLIDAY: Final = 15
LONGEST_NAME: Final = 60
#: The notice comes in November; from the middle of the month on its absence is told.
MISSING_FROM: Final = (11, 15)
WEEKDAYS: Final = "一二三四五六日"
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
_SPAN = re.compile(rf"{_DAY}(?:至{_DAY})?")
_NAME = re.compile(r"(?:[一二三四五六七八九十]+、)?\s*([^：:、，。；\d]{2,12})[:：]")
_COUNT = re.compile(r"共(\d{1,2})天")


@dataclass(frozen=True)
class HolidayNotice:
    """What a notice says: days that differ from the ordinary week, and what could not be understood."""

    days: Mapping[date, tuple[bool, str]]
    problems: tuple[Sentence, ...]


def calendar_is_due(day: date) -> bool:
    """Return whether next year's calendar should be known."""
    return (day.month, day.day) >= MISSING_FROM


def read_notice(text: str, year: int) -> HolidayNotice:
    """Read the notice of a year: holidays on weekdays, and weekends that are worked.

    Weekdays in brackets and numbers of days are compared; what does not agree is a problem, so that the notice
    of another year is not taken for this one.
    """
    if len(text) > LONGEST_NOTICE:
        return HolidayNotice({}, (say("The text is longer than a notice."),))
    days: dict[date, tuple[bool, str]] = {}
    problems: list[Sentence] = []
    name = ""
    for clause in re.split(r"[。；;\n]", normalise(text).replace("(", "(").replace(")", ")")):
        if found := _NAME.match(clause.strip()):
            name = found[1].strip()[:LONGEST_NAME]
        if "放假" in clause and name:
            problems += _holiday(clause, name, year, days)
        elif "上班" in clause and name:
            problems += _working(clause, name, year, days)
    if not days and not problems:
        problems.append(
            say("No holiday was found. Paste the text of the notice, one holiday a line.")
        )
    return HolidayNotice(dict(sorted(days.items())), tuple(problems))


def _holiday(
    clause: str, name: str, year: int, days: dict[date, tuple[bool, str]]
) -> Iterator[Sentence]:
    """Take the one span before 放假 into `days`."""
    match = _SPAN.search(clause.split("放假")[0].split(":")[-1])
    span = _days_of(match, year) if match else None
    if span is None:
        yield say("%(name)s: the days were not understood.", name=name)
        return
    first, last, told = span
    count = _COUNT.search(clause)
    if not first <= last < first + timedelta(days=LONGEST_HOLIDAY):
        yield say(
            "%(name)s: %(first)s to %(last)s is no holiday.", name=name, first=first, last=last
        )
        return
    if count and int(count[1]) != (last - first).days + 1:
        yield say(
            "%(name)s: the notice says %(said)s days, but %(first)s to %(last)s are %(days)s.",
            name=name, said=int(count[1]), first=first, last=last, days=(last - first).days + 1,
        )  # fmt: skip
    yield from _weekday_problems(name, told)
    for day in days_between(first, last + ONE_DAY):
        if day.weekday() < 5:
            days[day] = (False, name)


def _working(
    clause: str, name: str, year: int, days: dict[date, tuple[bool, str]]
) -> Iterator[Sentence]:
    """Take every day before 上班 into `days`."""
    month: int | None = None
    for match in _SPAN.finditer(clause.split("上班")[0]):
        month = int(match[2]) if match[2] else month
        day = _date(match[1], month, match[3], year)
        if day is None:
            yield say("%(name)s: the days were not understood.", name=name)
            continue
        yield from _weekday_problems(name, [(day, match[4])])
        if day.weekday() < 5:
            yield say("%(name)s: %(day)s is an ordinary working day.", name=name, day=day)
        else:
            days[day] = (True, name)


def _days_of(
    match: re.Match[str], year: int
) -> tuple[date, date, list[tuple[date, str | None]]] | None:
    first = _date(match[1], int(match[2]) if match[2] else None, match[3], year)
    if first is None:
        return None
    if match[7] is None:
        return first, first, [(first, match[4])]
    last = _date(
        match[5] or str(first.year), int(match[6]) if match[6] else first.month, match[7], year
    )
    return None if last is None else (first, last, [(first, match[4]), (last, match[8])])


def _date(year: str | None, month: int | None, day: str, default_year: int) -> date | None:
    try:
        return date(int(year) if year else default_year, month or 0, int(day))
    except ValueError:
        return None


def _weekday_problems(name: str, told: list[tuple[date, str | None]]) -> Iterator[Sentence]:
    for day, words in told:
        said = re.search(r"(?:周|星期)([一二三四五六日天])", words or "")
        if said and WEEKDAYS.index(said[1].replace("天", "日")) != day.weekday():
            yield say(
                "%(name)s: %(day)s is not the weekday that the notice says. Is it the notice of this year?",
                name=name,
                day=day,
            )
