"""Weekly sheets: which section and works each row is about, and the weeks they fill."""

from app.reports.actions.previewing import Plan, PlannedRow, Progress
from app.reports.models import ImportBatch
from app.reports.rules.batches import RowState
from app.reports.rules.sheets import SheetReading
from app.shared.audit import Actor


def plan(batch: ImportBatch, readings: list[SheetReading], progress: Progress) -> Plan:
    """Return what the sheets would do."""
    rows = [PlannedRow(row, RowState.REFUSED) for reading in readings for row in reading.rows]
    progress(len(rows), len(rows))
    return Plan(rows, [problem for reading in readings for problem in reading.problems])


def take_in_weeks(batch: ImportBatch, plan: Plan, by: Actor, progress: Progress) -> None:
    """Write the weeks."""


def undo_weeks(batch: ImportBatch, by: Actor) -> int:
    """Put back what each week was before the batch."""
    return 0
