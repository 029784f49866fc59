"""The weekly grid as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.progress.models import WeeklyRemark, WeeklyReport, WorkItem
from app.progress.queries.rollups import cut_off_of, find_rollup
from app.progress.queries.sheet import Sheet, find_report, get_sheet
from app.progress.rules.chain import may_edit
from app.progress.rules.remarks import RemarkEntry, Typed
from app.progress.rules.weekly import (
    CellKey,
    CellProblem,
    Entry,
    EntrySource,
    cell_problems,
    figures_of,
    percent_from_quantity,
    plain,
    quantity_of,
)
from app.progress.rules.weights import UnitOfWork
from app.shared.calendar import SHANGHAI, Week, now, today
from app.shared.sentences import Sentence
from app.works.models import Section, Work


@dataclass(frozen=True)
class Cell:
    """One cell: what stands in it, what stood there last week, and what is wrong with it."""

    work_id: int
    item: str
    typed: str
    previous: str
    previous_percent: str
    #: The other of quantity and percent, computed from what is typed.
    other: str
    design: str
    unit: Sentence
    is_percent_only: bool
    problem: CellProblem | None

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"c:{self.work_id}:{self.item}"


@dataclass(frozen=True)
class GridRow:
    """One road, bridge or yard of the grid; None where the work does not have the item."""

    work: Work
    cells: Sequence[Cell | None]
    remark: RemarkEntry
    physical_share: Decimal
    previous_share: Decimal


@dataclass(frozen=True)
class Grid:
    """The weekly grid of a section."""

    section: Section
    week: Week
    sheet: Sheet
    report: WeeklyReport | None
    rows: Sequence[GridRow]
    problems: Sequence[CellProblem]
    physical_share: Decimal
    previous_share: Decimal
    reported_percent: str
    due_at: datetime
    is_frozen: bool
    may_edit: bool
    #: The version that the next save continues from.
    version: int = 0
    items: Sequence[WorkItem] = field(default_factory=tuple)

    @property
    def is_current(self) -> bool:
        """Whether the week is not over yet, so that none after it can be reported."""
        return self.week.end > today()

    @property
    def is_late(self) -> bool:
        """Whether the cut-off has passed."""
        return now() > self.due_at


def grid_of(section: Section, week: Week) -> Grid:
    """Return the grid with what is stored."""
    sheet = get_sheet(section, week)
    report = find_report(section.id, week)
    return _grid(sheet, report, _stored(sheet, report), report.version if report else 0)


def grid_of_typed(sheet: Sheet, typed: Typed) -> Grid:
    """Return the grid with what a person has just typed; the report itself is read as stored."""
    report = find_report(sheet.section.id, sheet.week)
    return _grid(sheet, report, typed, report.version if report else 0)


def answer_to_draft(sheet: Sheet, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return what the page shows after a draft has saved itself: sentences by cell, computed shares."""
    found = cell_problems(entries, sheet.previous, sheet.design, sheet.reversed_by)
    figures = figures_of(entries, sheet.previous, sheet.design, sheet.reversed_by)
    quantities = {key: figure.quantity for key, figure in figures.items()}
    shares = {work.id: sheet.physical_share_of(work, quantities) for work in sheet.works}
    return {
        "saved_at": f"{_shanghai(now()):%H:%M}",
        "problems": [
            {
                "cell": f"c:{problem.key.work_id}:{problem.key.item}",
                "sentence": str(problem.sentence),
                "refused": problem.is_refusal,
            }
            for problem in found
        ],
        "shares": {str(work_id): f"{share * 100:.1f}%" for work_id, share in shares.items()},
        "total": f"{sheet.physical_share_of_parts(shares) * 100:.1f}%",
    }


def _shanghai(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def _stored(sheet: Sheet, report: WeeklyReport | None) -> Typed:
    if report is None:
        return Typed([])
    codes = {item.id: item.code for item in sheet.items}
    entries = [
        Entry(CellKey(figure.work_id, codes[figure.item_id]), figure.typed, figure.source)
        for figure in report.figures
        if figure.item_id in codes
    ]
    remarks = {remark.work_id: _remark_of(remark) for remark in report.remarks}
    return Typed(entries, remarks, report.reported_share, report.version)


def _remark_of(remark: WeeklyRemark) -> RemarkEntry:
    return RemarkEntry(
        people="" if remark.people is None else str(remark.people),
        machines="" if remark.machines is None else str(remark.machines),
        problems=remark.problems,
        next_week=remark.next_week,
        remark=remark.remark,
    )


def _grid(sheet: Sheet, report: WeeklyReport | None, typed: Typed, version: int) -> Grid:
    entries = {entry.key: entry for entry in typed.entries}
    found = cell_problems(typed.entries, sheet.previous, sheet.design, sheet.reversed_by)
    problems = {problem.key: problem for problem in found}
    figures = figures_of(typed.entries, sheet.previous, sheet.design, sheet.reversed_by)
    quantities = {key: figure.quantity for key, figure in figures.items()}
    rows = [
        GridRow(
            work,
            [_cell(sheet, work, item, entries, problems) for item in sheet.items],
            typed.remarks.get(work.id, RemarkEntry()),
            sheet.physical_share_of(work, quantities),
            sheet.physical_share_of(work, sheet.previous),
        )
        for work in sheet.works
    ]
    is_frozen = find_rollup(sheet.section.id, sheet.week) is not None
    is_open = report is not None and report.is_reopened
    return Grid(
        section=sheet.section,
        week=sheet.week,
        sheet=sheet,
        report=report,
        rows=rows,
        problems=found,
        physical_share=sheet.physical_share(quantities),
        previous_share=sheet.physical_share(sheet.previous),
        reported_percent="" if typed.reported_share is None else plain(typed.reported_share * 100),
        due_at=cut_off_of(sheet.week),
        is_frozen=is_frozen,
        may_edit=(report is None or may_edit(report.state))
        and (not is_frozen or is_open)
        and sheet.week.start <= today(),
        version=version,
        items=sheet.items,
    )


def _cell(
    sheet: Sheet,
    work: Work,
    item: WorkItem,
    entries: Mapping[CellKey, Entry],
    problems: Mapping[CellKey, CellProblem],
) -> Cell | None:
    key = CellKey(work.id, item.code)
    design = sheet.design.get(key)
    if design is None:
        return None
    entry = entries.get(key)
    before = sheet.previous.get(key, Decimal(0))
    return Cell(
        work_id=work.id,
        item=item.code,
        typed=as_typed(entry, item.unit),
        previous=plain(before),
        previous_percent=f"{percent_from_quantity(before, design.quantity)}%",
        other=_other(entry, sheet, key),
        design=plain(design.quantity),
        unit=item.unit.label,
        is_percent_only=item.unit is UnitOfWork.PERCENT,
        problem=problems.get(key),
    )


def as_typed(entry: Entry | None, unit: UnitOfWork) -> str:
    """Return what a cell shows: a percent of another unit carries its sign."""
    if entry is None or not entry.typed.strip():
        return ""
    is_percent = entry.source is EntrySource.PERCENT and unit is not UnitOfWork.PERCENT
    return f"{entry.typed}%" if is_percent else entry.typed


def _other(entry: Entry | None, sheet: Sheet, key: CellKey) -> str:
    if entry is None or not entry.typed.strip():
        return ""
    design = sheet.design[key]
    quantity = quantity_of(entry, design)
    if quantity is None or quantity < 0 or quantity > 10**9:
        return ""
    if entry.source is EntrySource.PERCENT:
        return f"{plain(quantity)} {design.unit.label}"
    return f"{percent_from_quantity(quantity, design.quantity)}%"
