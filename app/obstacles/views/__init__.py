"""Pages of the room: the list, one obstacle with its thread, and what each rights owner is asked for."""

from app.obstacles.views import (  # noqa: F401 - each module adds its pages to the blueprint
    entries,
    obstacles,
    owners,
)
from app.obstacles.views.blueprint import blueprint

__all__ = ["blueprint"]
