"""The pages of the meetings."""

from app.meetings.views import (
    agenda,
    calendar,
    lists,
    meetings,
    minutes,
    series,
    task_sources,
    telling,
)
from app.meetings.views.blueprint import blueprint
from app.tasks.rules import TaskSource
from app.tasks.sources import tell_of

__all__ = [
    "agenda",
    "blueprint",
    "calendar",
    "lists",
    "meetings",
    "minutes",
    "series",
    "task_sources",
    "telling",
]

tell_of(TaskSource.MEETING, address=lambda number: f"/meetings/outcomes/{number}")
