"""Pages of the room: the pictures, what is known of each, those that somebody should look at, and re-checks."""

from app.evidence.views import (  # noqa: F401 - each module adds its pages to the blueprint
    doubts,
    pictures,
    rechecks,
)
from app.evidence.views.blueprint import blueprint

__all__ = ["blueprint"]
