"""The record of one section and day, and the days that have none (R07, R15)."""

from collections.abc import Collection
from datetime import date

from app.shared.calendar import days_between
from app.shared.sentences import LabelledEnum, say


class DayForm(LabelledEnum):
    """A native form as which the day of a section is printed. Sources: domain.md 3.3, 3.5."""

    SITE_LOG = "site_log", say("Site log of the project office")
    CONSTRUCTION_LOG = "construction_log", say("Construction log")
    SUPERVISION_LOG = "supervision_log", say("Supervision log")
    PATROL = "patrol", say("Patrol record")


def days_without(
    recorded: Collection[date], first: date, end: date, *, since: date | None, today: date
) -> list[date]:
    """Return the days of first <= day < end without a record, from the start of the section to yesterday.

    Today is still running: its record may come.
    """
    begin = max(first, since or first)
    return [day for day in days_between(begin, min(end, today)) if day not in recorded]
