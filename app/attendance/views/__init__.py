"""Pages of the room."""

from app.attendance.views.blueprint import blueprint

__all__ = ["blueprint"]
