"""Taking workbooks in: upload, mapping, dry run, confirmed batch, undo."""

from app.reports.actions.applying import apply_batch
from app.reports.actions.previewing import (
    Plan,
    confirm_columns,
    keep_rows,
    plan_ahead,
    preview,
    set_programme,
)
from app.reports.actions.undoing import undo_batch
from app.reports.actions.uploading import Upload, upload

__all__ = [
    "Plan",
    "Upload",
    "apply_batch",
    "confirm_columns",
    "keep_rows",
    "plan_ahead",
    "preview",
    "set_programme",
    "undo_batch",
    "upload",
]
