"""Pages of the room: the board of requests, processes, side stations and tests."""

from app.quality.views import board, lots, nonconformities, standards  # noqa: F401 - adds its pages to the blueprint
from app.quality.views.blueprint import blueprint

__all__ = ["blueprint"]
