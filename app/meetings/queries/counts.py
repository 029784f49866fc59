"""How many meetings were held: what the counting rules read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.extensions import db
from app.meetings import rules
from app.meetings.models import Meeting, MeetingScope
from app.meetings.rules import Held, Period, Span, YearCount
from app.shared.calendar import Month
from app.shared.settings import value_of, working_calendar
from app.works.models import Contract, Project, Section
from app.works.rules import Status


@dataclass(frozen=True)
class Standing:
    """The figures above the list: dispatch meetings of the year, and the duties of this week and month."""

    year: YearCount
    #: Meetings that were planned, cancelled and merged do not count; those of the year before for comparison.
    last_year: YearCount
    month: Period | None
    week: Period | None
    supervision: Period | None


def held_meetings(since: date) -> list[Held]:
    """Return the meetings held from a day on, with their projects; two statements."""
    projects: Mapping[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(MeetingScope.meeting_id, MeetingScope.project_id)
        .join(Meeting, Meeting.id == MeetingScope.meeting_id)
        .where(Meeting.held_on >= since)
    )
    for meeting_id, project_id in rows:
        projects[meeting_id].add(project_id)
    meetings = db.session.execute(
        select(Meeting.id, Meeting.kind, Meeting.state, Meeting.held_on, Meeting.chair_level)
        .where(Meeting.held_on >= since)
        .order_by(Meeting.held_on, Meeting.id)
    )
    return [
        Held(row.kind, row.state, row.held_on, row.chair_level, frozenset(projects.get(row.id, ())))
        for row in meetings
    ]


def count_dispatch(year: int) -> YearCount:
    """Return the dispatch meetings held in the calendar year, in total and by project (R02)."""
    return rules.dispatch_of_year(held_meetings(date(year, 1, 1)), year)


def standing_on(day: date) -> Standing:
    """Return the figures of the day for the whole bureau."""
    held = held_meetings(date(day.year - 1, 1, 1))
    span = active_span(day)
    year, last_year = (rules.dispatch_of_year(held, number) for number in (day.year, day.year - 1))
    if span is None:
        return Standing(year, last_year, None, None, None)
    before = Month.of(day).previous()
    recent = Span(max(span.start, before.start), span.end, span.rests)
    weeks = rules.weekly_dispatch(
        held, recent, day, working_calendar(),
        excuses_holidays=bool(value_of("meeting_holiday_excuses", day)),
    )  # fmt: skip
    return Standing(
        year,
        last_year,
        _last(rules.monthly_dispatch(held, recent, day)),
        _last(weeks),
        _last(rules.supervision_of_months(held, recent, day)),
    )


def active_span(day: date) -> Span | None:
    """Return from when on works have been going on, or None while none does; projects on hold do not count."""
    first = db.session.scalar(
        select(func.min(func.coalesce(Contract.start_on, Project.started_on)))
        .select_from(Section)
        .join(Section.project)
        .outerjoin(Contract, Contract.section_id == Section.id)
        .where(
            Section.status == Status.UNDER_CONSTRUCTION,
            Project.status != Status.ON_HOLD,
        )
    )
    if first is None or first > day:
        return None
    return Span(first)


def _last(periods: Sequence[Period]) -> Period | None:
    return periods[-1] if periods else None
