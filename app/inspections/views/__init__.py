"""Pages of the room: visits, findings, site logs, photos, and its part of the pages of works."""

from app.inspections.views import (  # noqa: F401 - each module adds its pages to the blueprint
    days,
    findings,
    inspections,
    photo_owners,
    section_pages,
    site_logs,
)
from app.inspections.views.blueprint import blueprint

__all__ = ["blueprint"]
