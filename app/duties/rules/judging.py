"""How the periods of one duty for one object stand: met by the records that the work left, or not, and why.

Nothing is ever entered to satisfy a duty. A period that is over without enough records is late until they
come; what excuses it takes it away, what only explains it stands beside it.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.duties.rules.periods import Period, is_cut
from app.duties.rules.words import Cadence, Standing, Why
from app.shared.sentences import Sentence, say

MOST_AT_LEAST = 100
NO_REASONS: tuple[Why, ...] = ()


class Record(NamedTuple):
    """A record that the work left: its day, whether it was entered late, its author and its number."""

    on: date
    is_late_entry: bool
    by_id: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At least so many records for each period."""

    cadence: Cadence
    at_least: int


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that explains or excuses the days from `start` up to, not including, `end`; None is open."""

    why: Why
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """While something asks for records: from `start` up to, not including, `end`; None is open."""

    start: date
    end: date | None = None
    #: Both included; a season may pass over the new year.
    first_month: int | None = None
    last_month: int | None = None


class Outcome(NamedTuple):
    """One period: how it stands, how many records were made in time and how many at all, and why."""

    period: Period
    standing: Standing
    in_time: int
    counted: int
    reasons: tuple[Why, ...]


def judge(
    at_least: int,
    periods: Iterable[Period],
    records: Sequence[Record],
    today: date,
    span: Span,
    hindrances: Collection[Hindrance] = (),
    excusing: Collection[Why] = (),
) -> list[Outcome]:
    """Return how the periods that touch the span stand; `records` come sorted by day.

    A period is late from the day after it ends. `excusing` names what takes a duty away when it covers
    the whole period; the rest is only told as a reason.
    """
    days = [record.on for record in records]
    has_late_entries = any(record.is_late_entry for record in records)
    outcomes = []
    last = 0
    for period in periods:
        if period.end <= span.start or (span.end is not None and period.start >= span.end):
            continue
        first = bisect_left(days, period.start, last)
        last = bisect_left(days, period.end, first)
        counted = in_time = last - first
        if counted and has_late_entries:
            in_time -= sum(record.is_late_entry for record in records[first:last])
        if in_time >= at_least:
            outcomes.append(Outcome(period, Standing.MET, in_time, counted, NO_REASONS))
            continue
        after = bisect_left(days, period.grace_end, last) - last if last < len(days) else 0
        outcomes.append(
            _not_in_time(
                at_least, period, in_time, counted, after, today, span, hindrances, excusing
            )
        )
    return outcomes


def _not_in_time(
    at_least: int,
    period: Period,
    in_time: int,
    counted: int,
    after: int,
    today: date,
    span: Span,
    hindrances: Collection[Hindrance],
    excusing: Collection[Why],
) -> Outcome:
    if counted + after >= at_least:
        why = Why.LATE_ENTRY if counted >= at_least else Why.HELD_LATE
        return Outcome(period, Standing.MET_LATE, in_time, counted + after, (why,))
    reasons = _reasons(period, span, hindrances)
    if any(why in excusing and is_whole for why, is_whole in reasons):
        standing = Standing.EXCUSED
    else:
        standing = Standing.DUE if period.end > today else Standing.LATE
    return Outcome(period, standing, in_time, counted + after, tuple(why for why, _ in reasons))


def _reasons(
    period: Period, span: Span, hindrances: Collection[Hindrance]
) -> list[tuple[Why, bool]]:
    """Return what hindered the period, each with whether it covers all of it."""
    if not is_in_season(period.start, span):
        return [(Why.OUT_OF_SEASON, True)]
    found: dict[Why, list[Hindrance]] = {}
    for one in hindrances:
        if one.start < period.end and (one.end is None or one.end > period.start):
            found.setdefault(one.why, []).append(one)
    reasons = [(why, _covers(period, ones)) for why, ones in found.items()]
    if is_cut(period, span.start, span.end):
        reasons.append((Why.CUT, True))
    return reasons


def _covers(period: Period, hindrances: Iterable[Hindrance]) -> bool:
    """Return whether the hindrances together leave no day of the period."""
    reached = period.start
    for one in sorted(hindrances, key=lambda one: one.start):
        if one.start > reached:
            return False
        if one.end is None or one.end >= period.end:
            return True
        reached = max(reached, one.end)
    return reached >= period.end


def is_in_season(day: date, span: Span) -> bool:
    """Return whether the day lies in the months in which the duty is asked for."""
    if span.first_month is None or span.last_month is None:
        return True
    if span.first_month <= span.last_month:
        return span.first_month <= day.month <= span.last_month
    return day.month >= span.first_month or day.month <= span.last_month


def standing_now(outcomes: Iterable[Outcome], today: date) -> Outcome | None:
    """Return the outcome to act on: the oldest late one, else the one that runs, else the last."""
    found = list(outcomes)
    late = next((one for one in found if one.standing == Standing.LATE), None)
    running = next((one for one in found if one.period.start <= today < one.period.end), None)
    return late or running or (found[-1] if found else None)


def limit_problems(limits: Sequence[Limit]) -> list[Sentence]:
    """Return why a duty cannot ask for this; at most two limits, of different cadences."""
    problems = []
    if not limits:
        problems.append(say("Say how often something is to be done."))
    if len({limit.cadence for limit in limits}) < len(limits):
        problems.append(say("Two limits need two different periods."))
    if any(not 1 <= limit.at_least <= MOST_AT_LEAST for limit in limits):
        problems.append(say("A limit is a whole number from 1 to %(most)s.", most=MOST_AT_LEAST))
    return problems
