"""What other rooms say of a section's month, in the ranking's words; one query or two for each."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from app.ranking.rules.figures import CountFigures, FindingFigures, ProgressFigures, VisitFigures
from app.shared.calendar import Month


def progress_of(
    section_ids: Collection[int], month: Month, cut_off_day: int
) -> dict[int, tuple[ProgressFigures, CountFigures | None]]:
    """Return progress and reports in time, for sections that have a plan or a contract period."""
    return {}


def conduct_of(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, tuple[VisitFigures, tuple[FindingFigures, ...], CountFigures, CountFigures]]:
    """Return looks, findings, key posts and machines from start up to, not including, end."""
    return {}


def relief_of(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, tuple[int, Decimal]]:
    """Return days and share of scope that the owner's obstacles took, start <= day < end."""
    return {}
