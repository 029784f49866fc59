"""Write a native form as Excel: title, line of facts, merged header, rows, sub-totals with formulas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any, Literal

from app.shared.spreadsheet import safe_text

SONG, HEI = "宋体", "黑体"
Kind = Literal[
    "text", "wan", "yuan", "km", "percent", "points", "count", "day", "metres", "score", "quantity"
]
#: How the figures of each kind are shown.
FORMATS: dict[str, str] = {
    "wan": "#,##0.00",
    "yuan": "#,##0.00",
    "quantity": "#,##0.000",
    "km": "0.000",
    "percent": "0.0",
    "points": "+0.0;-0.0;0.0",
    "score": "0.00",
    "count": "0",
    "metres": "0.00",
    "day": "yyyy-mm-dd",
}
PER_WAN, PER_YUAN, PER_KM = Decimal(1_000_000), Decimal(100), Decimal(1_000)
#: Points of one line of text and of the rest of its row. Excel and WPS would fit the heights
#: themselves; LibreOffice leaves rows beside merged cells as they are.
LINE_HEIGHT, ROW_PADDING, LEAST_HEIGHT = 13.0, 5.0, 18.0


@dataclass(frozen=True)
class Column:
    """A column of a form: its labels from the top down, how wide, what it holds, whether it is summed."""

    labels: tuple[str, ...]
    width: float = 10
    kind: Kind = "text"
    is_summed: bool = False
    #: Equal values of neighbouring rows of one group are merged.
    is_merged: bool = False


@dataclass
class Group:
    """Rows that belong together and have a sub-total."""

    rows: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """A whole form as it is printed."""

    title: str
    sheet: str
    facts: tuple[str, str, str]
    columns: Sequence[Column]
    groups: Sequence[Group]
    foot: str
    has_subtotals: bool = True
    has_total: bool = True
    #: The column in which 小计 stands; 合计 stands in the first.
    subtotal_column: int = 1


def form_bytes(*forms: Form) -> bytes:
    """Return an Excel file with one sheet for each form."""
    import xlsxwriter

    file = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        formats = _formats(book)
        for form in forms:
            _Sheet(book.add_worksheet(form.sheet[:31]), form, formats).write()
    return file.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "font_name": SONG, "font_size": 10, "valign": "vcenter"}
    centred = cell | {"align": "center", "text_wrap": True}
    made = {
        "title": book.add_format(
            {
                "bold": True,
                "font_name": HEI,
                "font_size": 16,
                "align": "center",
                "valign": "vcenter",
            }
        ),
        "left": book.add_format({"font_name": SONG, "font_size": 10}),
        "right": book.add_format({"font_name": SONG, "font_size": 10, "align": "right"}),
        "head": book.add_format(centred | {"bold": True, "bg_color": "#EDEDED"}),
        "text": book.add_format(cell | {"text_wrap": True}),
        "merged": book.add_format(centred),
        "total": book.add_format(centred | {"bold": True}),
    }
    for kind, pattern in FORMATS.items():
        made[kind] = book.add_format(cell | {"num_format": pattern})
        made[f"total {kind}"] = book.add_format(cell | {"num_format": pattern, "bold": True})
    return made


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text fills in a column; a Chinese character is as wide as two others."""
    room = max(1.0, width * 1.1 - 1)  # widths count digits of 11 points, cells have 10
    return sum(
        max(1, ceil(sum(2 if ord(letter) > 0x2E80 else 1 for letter in line) / room))
        for line in text.split("\n")
    )


def height_of(lines: float) -> float:
    """Return the height of a row in points."""
    return max(LEAST_HEIGHT, lines * LINE_HEIGHT + ROW_PADDING)


class _Sheet:
    """Writes one form, row by row."""

    def __init__(self, page: Any, form: Form, formats: dict[str, Any]) -> None:
        self.page, self.form, self.formats = page, form, formats
        self.depth = max(len(column.labels) for column in form.columns)
        self.row = 0
        self.subtotal_rows: list[int] = []

    def write(self) -> None:
        """Write everything and set the page up for printing."""
        self._write_title()
        self._write_head()
        for group in self.form.groups:
            self._write_group(group)
        if self.form.has_total:
            self._write_total()
        self.page.merge_range(
            self.row, 0, self.row, len(self.form.columns) - 1, self.form.foot, self.formats["left"]
        )
        self._set_up_page()

    def _write_title(self) -> None:
        last = len(self.form.columns) - 1
        self.page.merge_range(0, 0, 0, last, safe_text(self.form.title), self.formats["title"])
        self.page.set_row(0, 30)
        left, middle, right = self.form.facts
        self.page.write_string(1, 0, safe_text(left), self.formats["left"])
        self.page.write_string(1, last // 2, middle, self.formats["left"])
        self.page.write_string(1, last, right, self.formats["right"])
        self.row = 2

    def _write_head(self) -> None:
        columns = self.form.columns
        for index, column in enumerate(columns):
            self.page.set_column(index, index, column.width)
            self._write_labels(index, column)
        for level in range(self.depth):
            lines = max(self._lines_of_label(column, level) for column in columns)
            self.page.set_row(self.row + level, height_of(lines))
        self.row += self.depth

    def _lines_of_label(self, column: Column, level: int) -> float:
        """Return how many lines a column's label needs in one row of the head."""
        if len(column.labels) == 1:
            return lines_of(column.labels[0], column.width) / self.depth
        if level == 0:
            alike = [each for each in self.form.columns if each.labels[0] == column.labels[0]]
            return lines_of(column.labels[0], sum(each.width for each in alike))
        return lines_of(column.labels[-1], column.width)

    def _write_labels(self, index: int, column: Column) -> None:
        head, top = self.formats["head"], self.row
        if len(column.labels) == 1:
            self._merge(top, index, top + self.depth - 1, index, column.labels[0], head)
            return
        columns = self.form.columns
        group = column.labels[0]
        is_first = index == 0 or columns[index - 1].labels[0] != group
        if is_first:
            last = index
            while last + 1 < len(columns) and columns[last + 1].labels[0] == group:
                last += 1
            self._merge(top, index, top, last, group, head)
        self._merge(top + 1, index, top + self.depth - 1, index, column.labels[-1], head)

    def _merge(self, top: int, left: int, bottom: int, right: int, value: Any, style: Any) -> None:
        text = safe_text(str(value))
        if (top, left) == (bottom, right):
            self.page.write_string(top, left, text, style)
        else:
            self.page.merge_range(top, left, bottom, right, text, style)

    def _write_group(self, group: Group) -> None:
        top = self.row
        for values in group.rows:
            for index, (column, value) in enumerate(zip(self.form.columns, values, strict=True)):
                if not column.is_merged:
                    self._write_cell(self.row, index, column, value)
            self.page.set_row(self.row, height_of(self._lines_of_row(values, len(group.rows))))
            self.row += 1
        for index, column in enumerate(self.form.columns):
            if column.is_merged:
                self._write_merged(top, index, [values[index] for values in group.rows])
        if self.form.has_subtotals and group.rows:
            self.subtotal_rows.append(self.row)
            self._write_sums("小计", self.form.subtotal_column, [(top, self.row - 1)], group.rows)

    def _lines_of_row(self, values: Sequence[Any], rows: int) -> float:
        """Return how many lines the longest text needs; a merged one has all rows of its group."""
        return max(
            lines_of(value, column.width) / (rows if column.is_merged else 1)
            if isinstance(value, str)
            else 1
            for column, value in zip(self.form.columns, values, strict=True)
        )

    def _write_merged(self, top: int, index: int, values: Sequence[Any]) -> None:
        start = 0
        for place in range(1, len(values) + 1):
            if place == len(values) or values[place] != values[start]:
                text = values[start] or ""
                self._merge(
                    top + start, index, top + place - 1, index, text, self.formats["merged"]
                )
                start = place

    def _write_cell(self, row: int, index: int, column: Column, value: Any) -> None:
        style = self.formats[column.kind]
        if value is None or value == "":
            self.page.write_blank(row, index, None, style)
        elif isinstance(value, date):
            day = value if isinstance(value, datetime) else datetime.combine(value, time())
            self.page.write_datetime(row, index, day, style)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self.page.write_number(row, index, shown(column.kind, value), style)
        else:
            self.page.write_string(row, index, safe_text(str(value)), self.formats["text"])

    def _write_sums(
        self,
        label: str,
        place: int,
        spans: Iterable[tuple[int, int]],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        """Write a row of sums: formulas, with their results for readers that do not compute."""
        from xlsxwriter.utility import xl_col_to_name

        ranges = list(spans)
        for index, column in enumerate(self.form.columns):
            if index == place:
                self.page.write_string(self.row, index, label, self.formats["total"])
            elif column.is_summed and ranges and any(row[index] is not None for row in rows):
                letters = xl_col_to_name(index)
                cells = ",".join(
                    f"{letters}{first + 1}:{letters}{last + 1}"
                    if first != last
                    else f"{letters}{first + 1}"
                    for first, last in ranges
                )
                total = sum(
                    (shown(column.kind, row[index]) for row in rows if row[index]), Decimal(0)
                )
                style = self.formats[f"total {column.kind}"]
                self.page.write_formula(self.row, index, f"=SUM({cells})", style, total)
            else:
                self.page.write_blank(self.row, index, None, self.formats["total"])
        self.row += 1

    def _write_total(self) -> None:
        rows = [row for group in self.form.groups for row in group.rows]
        if self.form.has_subtotals:
            spans = [(row, row) for row in self.subtotal_rows]
        else:
            spans = [(self.row - len(rows), self.row - 1)] if rows else []
        self._write_sums("合计", 0, spans, rows)

    def _set_up_page(self) -> None:
        page = self.page
        page.freeze_panes(2 + self.depth, 0)
        page.repeat_rows(2, 1 + self.depth)
        page.set_landscape()
        page.set_paper(8 if len(self.form.columns) > 14 else 9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer("&C第 &P 页 共 &N 页")


def shown(kind: str, value: Any) -> Decimal:
    """Return a stored figure in the unit of its column: fen in 万元 or yuan, metres in km, shares in %."""
    number = Decimal(value)
    if kind == "wan":
        return (number / PER_WAN).quantize(Decimal("0.000001")).normalize()
    if kind == "yuan":
        return number / PER_YUAN
    if kind == "km":
        return (number / PER_KM).normalize()
    return (number * 100).normalize() if kind in ("percent", "points") else number
