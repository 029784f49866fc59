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
