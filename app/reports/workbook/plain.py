"""A list of values as text (.csv): read into a grid like a sheet."""

import csv
from io import StringIO

from app.reports.rules.grid import CellValue, Grid
from app.reports.workbook.guard import MEBIBYTE, OLE_MAGIC, ZIP_MAGIC, WorkbookRefused
from app.shared.sentences import say

LARGEST_TEXT = 2 * MEBIBYTE
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",\t;"


def is_workbook(content: bytes) -> bool:
    """Return whether the bytes are those of a workbook, whatever the file is called."""
    return content.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_text(content: bytes) -> Grid:
    """Return the lines of a text file as a grid. Raises WorkbookRefused."""
    if not content.strip():
        raise WorkbookRefused(say("The file is empty."))
    if len(content) > LARGEST_TEXT or b"\0" in content:
        raise WorkbookRefused(say("The file is neither an Excel workbook nor a list in text."))
    text = _decoded(content)
    most = max(SEPARATORS, key=text.count)
    try:
        rows: list[list[CellValue]] = [
            list(row) for row in csv.reader(StringIO(text), delimiter=most)
        ]
    except csv.Error as error:
        raise WorkbookRefused(
            say("The file is neither an Excel workbook nor a list in text.")
        ) from error
    return Grid("1", rows)


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookRefused(say("The file is neither an Excel workbook nor a list in text."))
