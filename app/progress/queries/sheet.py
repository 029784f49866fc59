"""Everything that a section's weekly grid and its rules need to know."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import (
    ChangeOrder,
    DesignQuantity,
    ReversalRecord,
    WeeklyFigure,
    WeeklyReport,
    WorkItem,
)
from app.progress.rules.chain import ReportState
from app.progress.rules.shares import (
    ItemProgress,
    Part,
    WeighedBy,
    WeighedShare,
    whole_physical_share,
    work_physical_share,
)
from app.progress.rules.weekly import CellKey, Design, lowered
from app.progress.rules.weights import TEMPLATES, TemplateKind, UnitOfWork
from app.shared.calendar import Week, today
from app.shared.models import WeekColumn
from app.works.models import Section, Work
from app.works.rules import WorkKind, WorksKind

HANDED_IN = (ReportState.SUBMITTED, ReportState.CHECKED, ReportState.CONFIRMED)

TEMPLATE_OF_WORKS: Mapping[WorksKind, TemplateKind] = {
    WorksKind.RECONSTRUCTION: TemplateKind.RURAL_ROAD,
    WorksKind.SAFETY: TemplateKind.SAFETY,
    WorksKind.MAINTENANCE: TemplateKind.MAINTENANCE,
    WorksKind.BRIDGE: TemplateKind.BRIDGE,
    WorksKind.TRUNK_ROAD: TemplateKind.TRUNK_ROAD,
    WorksKind.LOGISTICS: TemplateKind.YARD,
    WorksKind.OTHER: TemplateKind.RURAL_ROAD,
}


@dataclass(frozen=True)
class Sheet:
    """One section's rows, columns and limits for a week."""

    section: Section
    week: Week
    works: Sequence[Work]
    items: Sequence[WorkItem]
    design: Mapping[CellKey, Design]
    #: Cumulative quantities of the last report handed in before the week, and which week that was.
    previous: Mapping[CellKey, Decimal]
    previous_week: Week | None
    #: What reversal records since then allow a figure to fall by.
    reversed_by: Mapping[CellKey, Decimal]

    @property
    def standing(self) -> dict[CellKey, Decimal]:
        """What is left of the last report after the reversals since: where the next one begins."""
        return lowered(self.previous, self.reversed_by)

    def physical_share_of(self, work: Work, quantities: Mapping[CellKey, Decimal]) -> Decimal:
        """Return the physical share of one work with these cumulative quantities."""
        return work_physical_share(
            ItemProgress(
                item.weight_share,
                quantities.get(CellKey(work.id, item.code), Decimal(0)),
                self.design_of(work, item),
            )
            for item in self.items
        )

    def physical_share(self, quantities: Mapping[CellKey, Decimal]) -> Decimal:
        """Return the physical share of the section with these cumulative quantities."""
        return self._whole(quantities).physical_share

    def physical_share_of_parts(self, shares: Mapping[int, Decimal]) -> Decimal:
        """Return the physical share of the section with these shares of its works."""
        return self._weighed(shares).physical_share

    @property
    def weighed_by(self) -> WeighedBy:
        """By what the works of the section weigh against each other."""
        return self._whole({}).weighed_by

    def _whole(self, quantities: Mapping[CellKey, Decimal]) -> WeighedShare:
        return self._weighed(
            {work.id: self.physical_share_of(work, quantities) for work in self.works}
        )

    def _weighed(self, shares: Mapping[int, Decimal]) -> WeighedShare:
        return whole_physical_share(
            [Part(shares[work.id], work.amount_fen, work.length_m) for work in self.works]
        )

    def design_of(self, work: Work, item: WorkItem) -> Decimal:
        """Return the design quantity after changes; 0 where the work does not have the item."""
        limit = self.design.get(CellKey(work.id, item.code))
        return limit.quantity if limit else Decimal(0)


def template_for(section: Section) -> TemplateKind:
    """Return the template that fits the kind of the section's project."""
    return TEMPLATE_OF_WORKS[section.project.kind]


def items_from_template(section_id: int, kind: TemplateKind) -> list[WorkItem]:
    """Return new items, not yet stored."""
    return [
        WorkItem(
            section_id=section_id,
            code=item.code,
            unit=item.unit,
            weight_share=item.weight_share,
            position=place,
            is_layer=item.is_layer,
        )
        for place, item in enumerate(TEMPLATES[kind], 1)
    ]


def list_items(section_id: int) -> Sequence[WorkItem]:
    """Return the stored work items of a section in order; none before its first report."""
    return db.session.scalars(
        select(WorkItem)
        .where(WorkItem.section_id == section_id)
        .order_by(WorkItem.position, WorkItem.id)
    ).all()


def list_items_or_template(section: Section) -> Sequence[WorkItem]:
    """Return the section's items, or those its template will give it with the first report."""
    return list_items(section.id) or items_from_template(section.id, template_for(section))


def get_sheet(section: Section, week: Week) -> Sheet:
    """Return the sheet of a section for a week."""
    previous_week, previous = figures_before(section.id, week)
    return replace(
        bare_sheets([section], week)[section.id],
        previous=previous,
        previous_week=previous_week,
        reversed_by=reversed_between(section.id, previous_week, week),
    )


def bare_sheets(sections: Collection[Section], week: Week) -> dict[int, Sheet]:
    """Return the sheets of many sections with their limits, without any week before; four queries."""
    section_ids = [section.id for section in sections]
    works = _by_section(
        select(Work)
        .where(Work.section_id.in_(section_ids))
        .options(joinedload(Work.township))
        .order_by(Work.position, Work.id)
    )
    items = _by_section(
        select(WorkItem)
        .where(WorkItem.section_id.in_(section_ids))
        .order_by(WorkItem.position, WorkItem.id)
    )
    stated, changed = _stated_designs(section_ids), _change_orders(section_ids)
    sheets = {}
    for section in sections:
        own_items = items.get(section.id) or items_from_template(section.id, template_for(section))
        own_works = works.get(section.id, [])
        design = _design(own_works, own_items, stated, changed)
        sheets[section.id] = Sheet(section, week, own_works, own_items, design, {}, None, {})
    return sheets


def _by_section(statement: Select[tuple[Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.section_id, []).append(row)
    return found


#: Each save of a draft asks these, so they are built once.
LAST_HANDED_IN = (
    select(WeeklyReport.id, WeeklyReport.week)
    .where(
        WeeklyReport.section_id == bindparam("section_id"),
        WeeklyReport.week < bindparam("week", type_=WeekColumn()),
        WeeklyReport.state.in_(HANDED_IN),
    )
    .order_by(WeeklyReport.week.desc())
    .limit(1)
)
_REPORT = (
    select(WeeklyReport)
    .where(
        WeeklyReport.section_id == bindparam("section_id"),
        WeeklyReport.week == bindparam("week", type_=WeekColumn()),
    )
    .options(joinedload(WeeklyReport.events))
)


def figures_before(section_id: int, week: Week) -> tuple[Week | None, dict[CellKey, Decimal]]:
    """Return the last week handed in before this one, and its cumulative quantities."""
    row = db.session.execute(LAST_HANDED_IN, {"section_id": section_id, "week": week}).first()
    return (row.week, quantities_of(row.id)) if row else (None, {})


def quantities_of(report_id: int) -> dict[CellKey, Decimal]:
    """Return the cumulative quantities of a report."""
    return quantities_of_reports([report_id]).get(report_id, {})


def quantities_of_reports(report_ids: Collection[int]) -> dict[int, dict[CellKey, Decimal]]:
    """Return the cumulative quantities of many reports."""
    return _cells(WeeklyFigure.quantity, report_ids)


def week_quantities_of(report_id: int) -> dict[CellKey, Decimal]:
    """Return what an imported sheet states as the week's own quantities."""
    return week_quantities_of_reports([report_id]).get(report_id, {})


def week_quantities_of_reports(report_ids: Collection[int]) -> dict[int, dict[CellKey, Decimal]]:
    """Return what imported sheets state as their weeks' own quantities."""
    return _cells(WeeklyFigure.week_quantity, report_ids)


def _cells(column: Any, report_ids: Collection[int]) -> dict[int, dict[CellKey, Decimal]]:
    rows = db.session.execute(
        select(WeeklyFigure.report_id, WeeklyFigure.work_id, WorkItem.code, column)
        .join(WorkItem, WorkItem.id == WeeklyFigure.item_id)
        .where(WeeklyFigure.report_id.in_(report_ids), column.is_not(None))
    )
    found: dict[int, dict[CellKey, Decimal]] = {}
    for report_id, work_id, code, quantity in rows:
        found.setdefault(report_id, {})[CellKey(work_id, code)] = quantity
    return found


def default_design(work: Work, item: WorkItem) -> Decimal:
    """Return what a work has of an item when nobody wrote it down."""
    if item.unit is UnitOfWork.PERCENT:
        return Decimal(100)
    if item.is_layer and work.kind is WorkKind.ROAD and work.length_m is not None:
        metres = work.length_m
        return metres / 1000 if item.unit is UnitOfWork.KM else metres
    return Decimal(0)


def find_report(section_id: int, week: Week) -> WeeklyReport | None:
    """Return the report of a section and week, with its history."""
    found = db.session.scalars(_REPORT, {"section_id": section_id, "week": week})
    return found.unique().one_or_none()


def find_last_confirmed(section_id: int) -> WeeklyReport | None:
    """Return the newest confirmed report of a section."""
    return db.session.scalars(
        select(WeeklyReport)
        .where(WeeklyReport.section_id == section_id, WeeklyReport.state == ReportState.CONFIRMED)
        .order_by(WeeklyReport.week.desc())
        .limit(1)
    ).first()


def _design(
    works: Sequence[Work],
    items: Sequence[WorkItem],
    stated: Mapping[CellKey, Decimal],
    changed: Mapping[CellKey, Decimal],
) -> dict[CellKey, Design]:
    design = {}
    for work in works:
        for item in items:
            key = CellKey(work.id, item.code)
            quantity = stated.get(key, default_design(work, item)) + changed.get(key, Decimal(0))
            if quantity > 0:
                design[key] = Design(work.name, item.name, quantity, item.unit)
    return design


def _stated_designs(section_ids: Collection[int]) -> dict[CellKey, Decimal]:
    rows = db.session.execute(
        select(DesignQuantity.work_id, WorkItem.code, DesignQuantity.quantity)
        .join(WorkItem, WorkItem.id == DesignQuantity.item_id)
        .where(WorkItem.section_id.in_(section_ids))
    )
    return {CellKey(row.work_id, row.code): row.quantity for row in rows}


def _change_orders(section_ids: Collection[int]) -> dict[CellKey, Decimal]:
    rows = db.session.execute(
        select(ChangeOrder.work_id, WorkItem.code, ChangeOrder.added_quantity)
        .join(WorkItem, WorkItem.id == ChangeOrder.item_id)
        .where(WorkItem.section_id.in_(section_ids))
    )
    return summed((CellKey(row.work_id, row.code), row.added_quantity) for row in rows)


def reversed_between(section_id: int, after: Week | None, until: Week) -> dict[CellKey, Decimal]:
    """Return what reversal records after one week, up to and with another, take back of each cell."""
    statement = (
        select(ReversalRecord.work_id, WorkItem.code, ReversalRecord.quantity)
        .join(WorkItem, WorkItem.id == ReversalRecord.item_id)
        .where(WorkItem.section_id == section_id, ReversalRecord.week <= until)
    )
    if after is not None:
        statement = statement.where(ReversalRecord.week > after)
    rows = db.session.execute(statement)
    return summed((CellKey(row.work_id, row.code), row.quantity) for row in rows)


def lowered_in(section_ids: Collection[int], week: Week) -> dict[int, dict[CellKey, Decimal]]:
    """Return, for the sections of which something was taken back in the week, what is left since.

    It is what the last confirmed report before the week says, less all reversals after it.
    """
    rows = db.session.scalars(
        select(WorkItem.section_id)
        .join(ReversalRecord, ReversalRecord.item_id == WorkItem.id)
        .where(WorkItem.section_id.in_(section_ids), ReversalRecord.week == week)
        .distinct()
        .order_by(WorkItem.section_id)
    )
    found = {}
    for section_id in rows:
        report = db.session.execute(
            select(WeeklyReport.id, WeeklyReport.week)
            .where(
                WeeklyReport.section_id == section_id,
                WeeklyReport.week < week,
                WeeklyReport.state == ReportState.CONFIRMED,
            )
            .order_by(WeeklyReport.week.desc())
            .limit(1)
        ).first()
        if report is not None:
            taken = reversed_between(section_id, report.week, week)
            found[section_id] = lowered(quantities_of(report.id), taken)
    return found


def summed(pairs: Iterable[tuple[CellKey, Decimal]]) -> dict[CellKey, Decimal]:
    """Return the total of each cell."""
    totals: dict[CellKey, Decimal] = {}
    for key, quantity in pairs:
        totals[key] = totals.get(key, Decimal(0)) + quantity
    return totals


def latest_sheet(section: Section) -> Sheet:
    """Return the sheet as of today: limits after every change, quantities of the last report."""
    return get_sheet(section, Week.of(today()).next())
