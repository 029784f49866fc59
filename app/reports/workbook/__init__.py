"""Open the workbooks that people send: guarded first, then read into plain grids."""

from app.reports.workbook.guard import Bounds, WorkbookRefused
from app.reports.workbook.reading import Workbook, read_workbook

__all__ = ["Bounds", "Workbook", "WorkbookRefused", "read_workbook"]
