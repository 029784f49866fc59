"""Importing a ledger of 10,000 rows against reading the file and no more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import xlsxwriter

from benchmarks.figure import Figure

ROWS, ROWS_PER_SECTION = 10_000, 50
#: Three ledgers that share no name, so that no round rests on what an earlier one has read.
COUNTIES = ("测速", "计时", "比快")
MOST_TIMES = 5.0
HEADS = (
    "序号", "标段", "中标单位", "监理单位", "乡镇", "路线编码", "道路名称", "起点", "终点",
    "建设里程(km)", "路面宽度(m)", "结构类型", "合同金额(万元)", "开工日期", "计划完工", "备注",
)  # fmt: skip


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the milliseconds of the dry run, and of taking all rows in."""
    from app import create_app
    from app.reports.actions import Upload, apply_batch, preview, upload
    from app.shared.audit import Program
    from app.shared.transaction import transaction

    by, app = Program("bench"), create_app()
    floors, dry, whole = [], [], []
    for county in COUNTIES:
        content = ledger(county)
        with app.app_context(), transaction() as outcome:
            outcome.keep = False
            floors.append(_milliseconds_of_reading(content))
            started = time.perf_counter()
            batch = upload(Upload(content, "ledger.xlsx", programme=county, year=2026), by=by)
            plan = preview(batch, by=by)
            dry.append((time.perf_counter() - started) * 1000)
            found = batch.new_count + batch.changed_count
            apply_batch(batch, by=by, plan=plan)
            whole.append((time.perf_counter() - started) * 1000)
    words = f"import of {found:,} rows"
    yield Figure(f"{words}: dry run", min(dry), "ms", min(floors), MOST_TIMES)
    yield Figure(f"{words}: dry run and taking in", min(whole), "ms", min(floors))


def ledger(county: str = COUNTIES[0]) -> bytes:
    """Return a workbook with a title, a head and rows as the bureau keeps them."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["2026年测速项目台账"])
    sheet.write_row(1, 0, ["填报单位：测速", "", "", "单位：万元、公里"])
    sheet.write_row(2, 0, HEADS)
    for number in range(1, ROWS + 1):
        sheet.write_row(number + 2, 0, _row(county, number))
    book.close()
    return file.getvalue()


def _row(county: str, number: int) -> list[str | float]:
    section = 1 + (number - 1) // ROWS_PER_SECTION
    length = 0.8 + number % 40 / 10
    return [
        number, f"{section}标段", f"{county}路桥{section % 40}公司", f"{county}监理公司", "符离镇",
        f"C{number % 1000:03d}341302", f"{county}{number}路", "K0+000",
        f"K{int(length)}+{round(length % 1 * 1000):03d}", round(length, 3), 4.5, "水泥混凝土",
        round(length * 117, 2), "2026-03-10", "2026-09-30", "",
    ]  # fmt: skip


def _milliseconds_of_reading(content: bytes) -> float:
    """Return the best of two readings of all cells by python-calamine."""
    from python_calamine import CalamineWorkbook

    taken = []
    for _ in range(2):
        started = time.perf_counter()
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)
