"""Pages of the room: coverage of a day, and one village with its outlets and answers."""

from app.logistics.views import (  # noqa: F401 - each module adds its pages to the blueprint
    coverage,
    outlets,
    villages,
)
from app.logistics.views.blueprint import blueprint

__all__ = ["blueprint"]
