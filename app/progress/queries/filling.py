"""What each save of a draft is measured against, read anew only where something was written.

While a sheet is filled in, its rows, columns and limits stand still. They are kept by each process for
the revisions of the tables that they are read from; the weeks before are read each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import aliased

from app.extensions import db
from app.progress.models import ReversalRecord, WeeklyFigure, WeeklyReport, WeeklyRollup, WorkItem
from app.progress.queries.sheet import LAST_HANDED_IN, Sheet, bare_sheets, summed
from app.progress.rules.chain import ReportState
from app.progress.rules.weekly import CellKey, Design, Entry, EntrySource
from app.shared.calendar import Week
from app.shared.models import WeekColumn
from app.shared.standing import Standing
from app.works.models import Section, Work


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


_limits: Standing[Limits] = Standing(
    "work", "work_item", "design_quantity", "change_order", "reversal_record", "section", "project",
    most=300,
)  # fmt: skip
_FIGURES = select(
    WeeklyFigure.work_id, WeeklyFigure.item_id, WeeklyFigure.typed, WeeklyFigure.source,
    WeeklyFigure.quantity, WeeklyFigure.week_quantity,
).where(WeeklyFigure.report_id == bindparam("report_id"))  # fmt: skip
_LAST = aliased(WeeklyReport)
_PREVIOUS = (
    select(_LAST.week, WeeklyFigure.work_id, WeeklyFigure.item_id, WeeklyFigure.quantity)
    .select_from(_LAST)
    .outerjoin(WeeklyFigure, WeeklyFigure.report_id == _LAST.id)
    .where(_LAST.id == LAST_HANDED_IN.with_only_columns(WeeklyReport.id).scalar_subquery())
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
    limits = _limits.of(section.id, lambda: _read_limits(section, week))
    codes = {item.id: item.code for item in limits.items}
    rows = db.session.execute(_PREVIOUS, {"section_id": section.id, "week": week}).all()
    last_week = rows[0].week if rows else None
    previous = {
        CellKey(work, codes[item]): number
        for _week, work, item, number in rows
        if item in codes and number is not None
    }
    taken = summed(
        (key, number)
        for of_week, key, number in limits.reversals
        if of_week <= week and (last_week is None or of_week > last_week)
    )
    return Sheet(
        section, week, limits.works, limits.items, limits.design, previous,
        last_week, taken,
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
