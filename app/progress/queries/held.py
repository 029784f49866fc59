"""What of a section's progress lies on stretches that are not measured (R30)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.orders.queries import BlockedStretch, blocked_in
from app.progress.models import DoneStretch, WeeklyReport, WorkItem
from app.progress.queries.plans import extents_of
from app.progress.queries.sheet import Sheet, bare_sheets, quantities_of_reports
from app.progress.rules.chain import ReportState
from app.progress.rules.held import part_inside, rising
from app.progress.rules.weekly import CellKey
from app.quality.rules.stretches import Stretch
from app.shared.calendar import Week
from app.works.models import Section, Work
from app.works.rules import WorkKind

Lying = Mapping[CellKey, Sequence[Stretch]]


@dataclass(frozen=True)
class HeldStretch:
    """A stretch that is not measured and the share of the section's works that is done on it.

    What two papers hold back together stands at the first of them only.
    """

    blocked: BlockedStretch
    share: Decimal


def held_stretches(
    section_ids: Collection[int], week: Week, on: date
) -> dict[int, list[HeldStretch]]:
    """Return what is not measured on the day of the progress confirmed up to and with the week.

    Sections without a blocked stretch are left out; a fixed number of queries for all others.
    """
    blocked = blocked_in(section_ids, on)
    if not blocked:
        return {}
    sheets = bare_sheets(_sections(blocked), week)
    reports = _last_confirmed(blocked, week)
    quantities = quantities_of_reports(list(reports.values()))
    lying = _lying([one.work.id for found in blocked.values() for one in found], week.end)
    return {
        number: _held(sheets[number], found, quantities.get(reports.get(number, 0), {}), lying)
        for number, found in blocked.items()
    }


def _held(
    sheet: Sheet,
    blocked: Sequence[BlockedStretch],
    quantities: Mapping[CellKey, Decimal],
    lying: Lying,
) -> list[HeldStretch]:
    reached = [
        sheet.physical_share(_inside(sheet, blocked[: number + 1], quantities, lying))
        for number in range(len(blocked))
    ]
    return [HeldStretch(one, share) for one, share in zip(blocked, rising(reached), strict=True)]


def _inside(
    sheet: Sheet,
    blocked: Sequence[BlockedStretch],
    quantities: Mapping[CellKey, Decimal],
    lying: Lying,
) -> dict[CellKey, Decimal]:
    """Return what is done of each item on the blocked stretches of each work."""
    inside: dict[CellKey, Decimal] = {}
    for work in sheet.works:
        ends = _ends(work)
        stretches = [_stretch(one, ends) for one in blocked if one.work.id == work.id]
        for item in sheet.items:
            key = CellKey(work.id, item.code)
            done = min(quantities.get(key, Decimal(0)), sheet.design_of(work, item))
            inside[key] = done * part_inside(ends, stretches, lying.get(key, ()))
    return inside


def _ends(work: Work) -> Stretch | None:
    found = extents_of([work]) if work.kind is WorkKind.ROAD else []
    return Stretch(found[0].start_m, found[0].end_m) if found else None


def _stretch(one: BlockedStretch, ends: Stretch | None) -> Stretch:
    """Return where a block lies; one without chainages, and one of a bridge, holds the whole."""
    if one.start_m is None or one.end_m is None:
        return ends or Stretch(Decimal(0), Decimal(1))
    low, high = sorted((one.start_m, one.end_m))
    return Stretch(low, high)


def _sections(section_ids: Collection[int]) -> Sequence[Section]:
    return db.session.scalars(
        select(Section)
        .where(Section.id.in_(section_ids))
        .options(joinedload(Section.project))
        .order_by(Section.id)
    ).all()


def _last_confirmed(section_ids: Collection[int], week: Week) -> dict[int, int]:
    """Return section -> number of its last confirmed report up to and with the week."""
    last = (
        select(WeeklyReport.section_id, func.max(WeeklyReport.week).label("week"))
        .where(
            WeeklyReport.section_id.in_(section_ids),
            WeeklyReport.week <= week,
            WeeklyReport.state == ReportState.CONFIRMED,
        )
        .group_by(WeeklyReport.section_id)
        .subquery()
    )
    rows = db.session.execute(
        select(WeeklyReport.section_id, WeeklyReport.id).join(
            last,
            (last.c.section_id == WeeklyReport.section_id) & (last.c.week == WeeklyReport.week),
        )
    )
    return dict(rows.tuples().all())


def _lying(work_ids: Collection[int], until: date) -> Lying:
    """Return where each item is recorded as done before the day."""
    rows = db.session.execute(
        select(DoneStretch.work_id, WorkItem.code, DoneStretch.start_m, DoneStretch.end_m)
        .join(WorkItem, WorkItem.id == DoneStretch.item_id)
        .where(DoneStretch.work_id.in_(set(work_ids)), DoneStretch.done_on < until)
        .order_by(DoneStretch.id)
    )
    found: dict[CellKey, list[Stretch]] = defaultdict(list)
    for work_id, code, start_m, end_m in rows:
        found[CellKey(work_id, code)].append(Stretch(start_m, end_m))
    return found
