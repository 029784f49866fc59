"""Pages of the room: absences, and its part of the pages of sections."""

from app.attendance.views import (  # noqa: F401 - each module adds its pages to the blueprint
    cases,
    section_pages,
)
from app.attendance.views.blueprint import blueprint

__all__ = ["blueprint"]
