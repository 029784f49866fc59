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
from app.evidence.queries.photos import (
    find_photo,
    get_photo_use_for,
    list_without_fingerprint,
    photos_of,
    photos_of_day,
    visible_uses,
)
from app.evidence.queries.places import site_of
from app.evidence.queries.rechecks import (
    RecheckFilters,
    count_open_rechecks,
    count_outcomes,
    find_sample,
    get_recheck_for,
    get_sample,
    list_drawn,
    list_rechecks,
    list_rechecks_due_for,
    people_for,
    photos_received,
)

__all__ = [
    "FlagFilters",
    "FlaggedPhoto",
    "RecheckFilters",
    "count_open_doubts_for",
    "count_open_rechecks",
    "count_outcomes",
    "find_alike",
    "find_photo",
    "find_sample",
    "flags_of_use",
    "get_photo_use_for",
    "get_recheck_for",
    "get_sample",
    "list_drawn",
    "list_flagged",
    "list_rechecks",
    "list_rechecks_due_for",
    "list_without_fingerprint",
    "marks_of",
    "people_for",
    "photos_of",
    "photos_of_day",
    "photos_received",
    "showings_like",
    "site_of",
    "visible_uses",
]
