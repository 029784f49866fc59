"""Meetings for tests: only what the test is about is said."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from app.accounts.rules import Role
from app.meetings import actions
from app.meetings.models import Meeting, MeetingSeries
from app.meetings.rules import MeetingKind
from app.shared.audit import Program
from app.shared.calendar import today
from tests.makers.accounts import a_user

_numbers = count(1)


def a_series(kind: MeetingKind = MeetingKind.WEEKLY, **details: Any) -> MeetingSeries:
    """Return a stored series about the whole bureau, with a chair."""
    given = {"chair_id": a_user(Role.PROJECT_OFFICE).id} | details
    return actions.create_series(kind, f"例会{next(_numbers)}", by=Program(), **given)


def a_meeting(
    kind: MeetingKind = MeetingKind.WEEKLY, *, on: date | None = None, **details: Any
) -> Meeting:
    """Return a meeting planned for today, outside any series, with a chair."""
    given = {"chair_id": a_user(Role.PROJECT_OFFICE).id} | details
    moment = actions.moment_of(on or today(), "09:00")
    return actions.plan_meeting(kind, f"会议{next(_numbers)}", moment, by=Program(), **given)


def a_running_meeting(
    series: MeetingSeries | None = None, kind: MeetingKind = MeetingKind.WEEKLY, **details: Any
) -> Meeting:
    """Return a meeting that has begun today."""
    meeting = (
        a_meeting(kind, **details)
        if series is None
        else actions.plan_on(series, today(), by=Program())
    )
    actions.start(meeting, by=Program())
    return meeting


def in_days(days: int) -> date:
    """Return the day so many days from now."""
    return today() + timedelta(days=days)
