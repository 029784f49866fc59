"""Workbooks as people send them, made cell by cell."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.rules.sheets import SheetReading, find_layout, read_sheet
from app.reports.workbook import read_workbook

Rows = Sequence[Sequence[Any]]

LEDGER_HEAD = (
    "序号",
    "标段",
    "施工单位",
    "监理单位",
    "乡镇",
    "路线编码",
    "道路名称",
    "起讫桩号",
    "建设里程(km)",
    "合同金额(万元)",
)
FIRM, OTHER_FIRM = "安徽通途路桥工程有限公司", "宿州宏远市政工程有限公司"
SUPERVISION = "安徽科兴交通建设监理有限公司"


def a_road(number: int = 1, **changes: Any) -> tuple[Any, ...]:
    """Return a row under LEDGER_HEAD; changes by the English names of the columns."""
    keys = (
        "serial",
        "section",
        "contractor",
        "supervisor",
        "township",
        "route_code",
        "name",
        "stretch",
        "length",
        "amount",
    )
    values: dict[str, Any] = {
        "serial": number,
        "section": "1标段",
        "contractor": FIRM,
        "supervisor": SUPERVISION,
        "township": "符离镇",
        "route_code": f"C{number:03d}341302",
        "name": f"符离{number}号路",
        "stretch": "K0+000～K1+000",
        "length": 1.0,
        "amount": 100.0,
    } | changes
    return tuple(values[key] for key in keys)


def a_workbook(
    rows: Rows,
    *,
    sheet: str = "台账",
    merges: Iterable[str] = (),
    change: Callable[[Worksheet], None] | None = None,
    more: dict[str, Rows] | None = None,
) -> bytes:
    """Return an .xlsx with the rows from A1 on, ranges merged after writing."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    _fill(page, rows)
    for cells in merges:
        page.merge_cells(cells)
    if change:
        change(page)
    for name, other in (more or {}).items():
        _fill(book.create_sheet(name), other)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, rows: Rows) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None and value != "":
                page.cell(number, column, value)


def reading_of(content: bytes, file_name: str = "台账.xlsx", sheet: int = 0) -> SheetReading:
    """Return what the importer reads in one sheet of the file."""
    layout = find_layout(read_workbook(content).grids[sheet], file_name)
    assert layout is not None, "no table was found"
    return read_sheet(layout)


def a_ledger(
    *roads: Sequence[Any], head: Sequence[Any] = LEDGER_HEAD, **kwargs: Any
) -> SheetReading:
    """Return what is read in a ledger of these rows under one header row."""
    return reading_of(a_workbook([("2020年农村道路改造工程台账",), head, *roads], **kwargs))


def told(reading: SheetReading) -> list[tuple[str, str]]:
    """Return place and sentence of every problem, without the sheet's name."""
    return [
        (problem.place.split("!")[-1], str(problem.sentence)) for problem in reading.all_problems
    ]
