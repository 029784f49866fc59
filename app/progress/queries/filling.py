"""What each save of a draft is measured against, read anew only where something was written.

While a sheet is filled in, its rows, columns and limits stand still. They are kept by each process for
the revisions of the tables that they are read from; the weeks before are read each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.engine import Row

from app.extensions import db
from app.progress.models import ReversalRecord, WeeklyFigure, WeeklyReport, WeeklyRollup, WorkItem
from app.progress.queries.sheet import LAST_HANDED_IN, Sheet, bare_sheets, summed
from app.progress.rules.chain import ReportState
from app.progress.rules.weekly import CellKey, Design, Entry, EntrySource
from app.shared.calendar import Week
from app.shared.models import TableRevision, WeekColumn
from app.shared.revisions import has_written
from app.works.models import Section, Work

#: Sections of which a process keeps the limits; some 20 kB each.
MOST_KEPT = 300
_TABLES = ("work", "work_item", "design_quantity", "change_order", "reversal_record", "section",
           "project")  # fmt: skip
_Numbers = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Limits:
    """The rows, columns and limits of a section, of no session, and what was ever taken back there."""

    works: tuple[Work, ...]
    items: tuple[WorkItem, ...]
    design: Mapping[CellKey, Design]
    reversals: tuple[tuple[Week, CellKey, Decimal], ...]


@dataclass(frozen=True)
class StoredCell:
    """What is stored of one cell of a draft."""

    typed: str
    source: EntrySource
    quantity: Decimal | None
    week_quantity: Decimal | None


_kept: dict[int, tuple[_Numbers, Limits]] = {}
_REVISIONS = (
    select(TableRevision.name, TableRevision.number)
    .where(TableRevision.name.in_(_TABLES))
    .order_by(TableRevision.name)
)
_FIGURES = select(
    WeeklyFigure.work_id, WeeklyFigure.item_id, WeeklyFigure.typed, WeeklyFigure.source,
    WeeklyFigure.quantity, WeeklyFigure.week_quantity,
).where(WeeklyFigure.report_id == bindparam("report_id"))  # fmt: skip
_QUANTITIES = select(WeeklyFigure.work_id, WeeklyFigure.item_id, WeeklyFigure.quantity).where(
    WeeklyFigure.report_id == bindparam("report_id"), WeeklyFigure.quantity.is_not(None)
)
_REVERSALS = (
    select(
        ReversalRecord.week, ReversalRecord.work_id, WorkItem.code, ReversalRecord.quantity
    )
    .join(WorkItem, WorkItem.id == ReversalRecord.item_id)
    .where(WorkItem.section_id == bindparam("section_id"))
    .order_by(ReversalRecord.id)
)  # fmt: skip
_STATE = (
    select(
        WeeklyReport.id, WeeklyReport.state, WeeklyReport.version, WeeklyReport.is_reopened,
        exists(
            select(WeeklyRollup.id).where(
                WeeklyRollup.section_id == Section.id,
                WeeklyRollup.week == bindparam("week", type_=WeekColumn()),
            )
        ).label("is_frozen"),
    )
    .select_from(Section)
    .join(
        WeeklyReport,
        and_(
            WeeklyReport.section_id == Section.id,
            WeeklyReport.week == bindparam("week", type_=WeekColumn()),
        ),
    )
    .where(Section.id == bindparam("section_id"))
)  # fmt: skip


def get_sheet_to_fill(section: Section, week: Week) -> Sheet:
    """Return the sheet of a section for a week; its works and items belong to no session."""
    limits = _limits_of(section, week)
    codes = {item.id: item.code for item in limits.items}
    asked = {"section_id": section.id, "week": week}
    last = db.session.execute(LAST_HANDED_IN, asked).first()
    rows = db.session.execute(_QUANTITIES, {"report_id": last.id}) if last else ()
    previous = {CellKey(work, codes[item]): number for work, item, number in rows if item in codes}
    taken = summed(
        (key, number)
        for of_week, key, number in limits.reversals
        if of_week <= week and (last is None or of_week > last.week)
    )
    return Sheet(
        section, week, limits.works, limits.items, limits.design, previous,
        last.week if last else None, taken,
    )  # fmt: skip


def find_state(section_id: int, week: Week) -> Row[tuple[int, ReportState, int, bool, bool]] | None:
    """Return number, state and version of a section's report, and whether its week is frozen."""
    return db.session.execute(_STATE, {"section_id": section_id, "week": week}).one_or_none()


def stored_cells(report_id: int, sheet: Sheet) -> dict[CellKey, StoredCell]:
    """Return what is stored of every cell of a report."""
    codes = {item.id: item.code for item in sheet.items}
    return {
        CellKey(work, codes[item]): StoredCell(*rest)
        for work, item, *rest in db.session.execute(_FIGURES, {"report_id": report_id})
        if item in codes
    }


def entries_of(cells: Mapping[CellKey, StoredCell], sheet: Sheet) -> list[Entry]:
    """Return the cells as somebody typed them, in the order of the sheet."""
    return [Entry(key, cells[key].typed, cells[key].source) for key in sheet.design if key in cells]


def _limits_of(section: Section, week: Week) -> Limits:
    """Return the limits as they are in the database, taken from memory where they cannot have changed.

    The revisions are read first: what is read after them is at least as new.
    """
    if has_written():
        return _read_limits(section, week)
    rows = db.session.execute(_REVISIONS).tuples()
    numbers: _Numbers = tuple((name, number) for name, number in rows)
    known = _kept.get(section.id)
    if known is not None and known[0] == numbers:
        return known[1]
    limits = _read_limits(section, week)
    if all(item.id is not None for item in limits.items):
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[section.id] = numbers, limits
    return limits


def _read_limits(section: Section, week: Week) -> Limits:
    sheet = bare_sheets([section], week)[section.id]
    rows = db.session.execute(_REVERSALS, {"section_id": section.id})
    return Limits(
        tuple(
            Work(id=work.id, name=work.name, amount_fen=work.amount_fen, length_m=work.length_m)
            for work in sheet.works
        ),
        tuple(
            WorkItem(id=item.id, code=item.code, unit=item.unit, weight_share=item.weight_share)
            for item in sheet.items
        ),
        sheet.design,
        tuple((of_week, CellKey(work, code), number) for of_week, work, code, number in rows),
    )
