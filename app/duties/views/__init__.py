"""Pages of the room: the list, the calendar of one duty, the rounds of teams, and the duties themselves."""

from app.duties.views import (  # noqa: F401 - each module adds its pages to the blueprint
    calendar,
    lists,
    people,
    rounds,
    setup,
)
from app.duties.views.blueprint import blueprint

__all__ = ["blueprint"]
