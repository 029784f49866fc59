"""Pages of the room: the board of all sections, and the start of one."""

from app.startup.views import (  # noqa: F401 - each module adds its pages to the blueprint
    board,
    section_pages,
    steps,
)
from app.startup.views.blueprint import blueprint

__all__ = ["blueprint"]
