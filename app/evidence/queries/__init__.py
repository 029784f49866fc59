"""Reading photos, where they are shown, and what is doubtful of them."""

from app.evidence.queries.alike import find_alike, showings_like
from app.evidence.queries.flags import (
    FlagFilters,
    FlaggedPhoto,
    count_open_doubts_for,
    flags_of_use,
    list_flagged,
    marks_of,
)
from app.evidence.queries.photos import find_photo, get_photo_use_for, photos_of, visible_uses
from app.evidence.queries.places import site_of

__all__ = [
    "FlagFilters",
    "FlaggedPhoto",
    "count_open_doubts_for",
    "find_alike",
    "find_photo",
    "flags_of_use",
    "get_photo_use_for",
    "list_flagged",
    "marks_of",
    "photos_of",
    "showings_like",
    "site_of",
    "visible_uses",
]
