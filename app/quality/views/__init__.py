"""Pages of the room: the board of requests, processes, side stations and tests."""

from app.quality.views import (  # noqa: F401 - each module adds its pages to the blueprint
    board,
    lots,
    nonconformities,
    overrides,
    processes,
    requests,
    section_pages,
    side_stations,
    standards,
    village,
)
from app.quality.views.blueprint import blueprint

__all__ = ["blueprint"]
