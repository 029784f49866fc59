"""Pages of the room: the pictures, what is known of each, and those that somebody should look at."""

from app.evidence.views import (  # noqa: F401 - each module adds its pages to the blueprint
    doubts,
    pictures,
)
from app.evidence.views.blueprint import blueprint

__all__ = ["blueprint"]
