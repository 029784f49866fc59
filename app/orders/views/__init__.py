"""Pages of the room: notices, stop orders, reported problems, and its part of the pages of works."""

from app.orders.views import (  # noqa: F401 - each module adds its pages to the blueprint
    notices,
    photo_owners,
    reports,
    section_pages,
    stops,
)
from app.orders.views.blueprint import blueprint

__all__ = ["blueprint"]
