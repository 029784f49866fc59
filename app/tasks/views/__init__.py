"""Pages of the room: the lists of tasks, giving one, and one task."""

from app.tasks.views import giving, lists, one  # noqa: F401 - each module adds its pages
from app.tasks.views.blueprint import blueprint

__all__ = ["blueprint"]
