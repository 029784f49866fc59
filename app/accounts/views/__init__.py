"""The pages of accounts: entry, people, settings, the audit trail and the first set-up."""

from app.accounts.views import (
    audit,
    entry,
    people,
    saved_views,
    second_factor,
    set_up,
    settings,
    timetable,
)
from app.accounts.views.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "entry",
    "people",
    "saved_views",
    "second_factor",
    "set_up",
    "settings",
    "timetable",
]
