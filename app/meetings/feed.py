"""What calendar programs read: a person's meetings as iCalendar (RFC 5545), in Shanghai time."""

from datetime import timedelta
from typing import Any

from app.accounts.models import User
from app.meetings.models import Meeting
from app.meetings.queries.meetings import list_meetings_of_person
from app.meetings.rules import MeetingState
from app.shared.calendar import SHANGHAI, today

#: Meetings of the last half year and all that are to come.
LOOK_BACK = timedelta(days=183)
STATUSES = {
    MeetingState.CANCELLED: "CANCELLED",
    MeetingState.MERGED: "CANCELLED",
    MeetingState.PLANNED: "CONFIRMED",
    MeetingState.IN_PROGRESS: "CONFIRMED",
    MeetingState.CLOSED: "CONFIRMED",
}


def feed_of(user: User, host: str) -> bytes:
    """Return the calendar of the meetings that the person chairs, records or is invited to."""
    from icalendar import (
        Calendar,  # 3 MB, which a web worker does without until somebody subscribes
    )

    calendar: Any = Calendar()
    calendar.add("prodid", "-//Zhulu//Meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", user.name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for meeting in list_meetings_of_person(user, today() - LOOK_BACK):
        calendar.add_component(_event(meeting, host))
    calendar.add_missing_timezones()
    found: bytes = calendar.to_ical()
    return found


def _event(meeting: Meeting, host: str) -> Any:
    start = (meeting.started_at or meeting.planned_at).astimezone(SHANGHAI)
    from icalendar import Event

    event: Any = Event()
    event.add("uid", f"meeting-{meeting.id}@{host}")
    event.add("summary", meeting.name)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=meeting.planned_minutes))
    event.add("dtstamp", meeting.planned_at)
    event.add("sequence", meeting.version)
    event.add("status", STATUSES[meeting.state])
    event.add("location", meeting.place)
    event.add("url", f"https://{host}/meetings/{meeting.id}")
    return event
