"""What this room tells of the decisions that tasks come from."""

from flask import url_for

from app.meetings.queries.outcomes import meeting_of_outcome
from app.tasks.rules import TaskSource
from app.tasks.sources import tell_of


def _meeting(number: int) -> str:
    return url_for("meetings.meeting_page", meeting_id=meeting_of_outcome(number))


tell_of(TaskSource.MEETING, address=_meeting)
