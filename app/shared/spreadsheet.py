"""Any table as an Excel file: a title, a head, rows; text is never taken for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def xlsx_bytes(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an Excel file with one sheet; numbers stay numbers, dates dates, all else is text."""
    import xlsxwriter  # 15 MB, which a web worker does without until somebody exports

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    sheet = book.add_worksheet(_sheet_name(title))
    formats = {
        "title": book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"}
        ),
        "head": book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        ),
        "cell": book.add_format({"border": 1}),
        "day": book.add_format({"border": 1, "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"border": 1, "num_format": "yyyy-mm-dd hh:mm"}),
    }
    if len(columns) > 1:
        sheet.merge_range(0, 0, 0, len(columns) - 1, title, formats["title"])
    else:
        sheet.write_string(0, 0, title, formats["title"])
    for place, column in enumerate(columns):
        sheet.write_string(1, place, str(column), formats["head"])
        sheet.set_column(place, place, max(8, min(40, 2 * len(str(column)))))
    for line, row in enumerate(rows, start=2):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, formats)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()


def xlsx_response(
    name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Response:
    """Return the Excel file as a download called `name`.xlsx."""
    return download(xlsx_bytes(title, columns, rows), f"{name}.xlsx", XLSX)


def download(content: bytes, filename: str, mimetype: str) -> Response:
    """Return `content` as a download that no browser opens in place; the name may be Chinese."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def safe_text(text: str) -> str:
    """Return user text that no spreadsheet takes for a formula: a leading `=` and the like get a quote."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        sheet.write_blank(line, place, None, formats["cell"])
    elif isinstance(value, bool):
        sheet.write_string(line, place, "√" if value else "", formats["cell"])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, value, formats["cell"])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        day = datetime.combine(value, time())
        sheet.write_datetime(line, place, day, formats["day"])
    else:
        sheet.write_string(line, place, safe_text(str(value)), formats["cell"])


def _sheet_name(title: str) -> str:
    cleaned = "".join("-" if c in "[]:*?/\\'" else c for c in title)
    return cleaned[:31] or "1"
