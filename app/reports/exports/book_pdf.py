"""The forms of book.py as PDF, set by typst with the program's own Chinese font."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.reports.exports.book import Column, Form, shown
from app.shared.assets import vendor_path
from app.shared.quantities import round_half_up

SOURCE = Path(__file__).with_name("book.typ")
FONTS = "@expo-google-fonts/noto-sans-sc"
#: Decimals of each kind of figure; other kinds are written as they are.
PLACES = {"wan": 2, "yuan": 2, "quantity": 3, "km": 3, "percent": 1, "points": 1, "metres": 2, "score": 2, "count": 0}  # fmt: skip


def forms_pdf(*forms: Form) -> bytes:
    """Return the forms as PDF, each from a new page; what people wrote goes in as data, never as markup."""
    import typst

    fonts = vendor_path(FONTS)
    paths = [str(path) for path in sorted(fonts.iterdir()) if path.is_dir()]
    said = json.dumps({"forms": [_content(form) for form in forms]}, ensure_ascii=False)
    made: Any = typst.compile(
        str(SOURCE), font_paths=paths, ignore_system_fonts=True, sys_inputs={"content": said}
    )
    return bytes(made)


def _content(form: Form) -> dict[str, Any]:
    left, _, right = form.facts
    return {
        "title": form.title,
        "left": left,
        "right": right,
        "widths": [column.width for column in form.columns],
        "numeric": [column.kind not in ("text", "day") for column in form.columns],
        "heads": ["\n".join(column.labels) for column in form.columns],
        "rows": _rows(form),
        "foot": form.foot,
    }


def _rows(form: Form) -> list[list[dict[str, Any]]]:
    rows = []
    for group in form.groups:
        rows += [_row(form.columns, values) for values in group.rows]
        if form.has_subtotals and group.rows:
            rows.append(_sums(form, "小计", form.subtotal_column, group.rows))
    if form.has_total:
        rows.append(_sums(form, "合计", 0, [row for group in form.groups for row in group.rows]))
    return rows


def _row(columns: Sequence[Column], values: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"words": cell_words(column, value), "bold": False}
        for column, value in zip(columns, values, strict=True)
    ]


def _sums(
    form: Form, label: str, place: int, rows: Sequence[Sequence[Any]]
) -> list[dict[str, Any]]:
    words = []
    for index, column in enumerate(form.columns):
        if index == place:
            words.append(label)
        elif column.is_summed:
            words.append(cell_words(column, sum(row[index] or 0 for row in rows)))
        else:
            words.append("")
    return [{"words": each, "bold": True} for each in words]


def cell_words(column: Column, value: Any) -> str:
    """Return a cell as it is printed."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if column.kind in PLACES and isinstance(value, int | Decimal):
        return f"{round_half_up(shown(column.kind, value), PLACES[column.kind]):,}"
    return str(value)
