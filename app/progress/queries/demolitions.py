"""What stands on a work before a demolition, and what demolitions took back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import DoneStretch, MeasurementReversal, WorkItem
from app.progress.queries.sheet import Sheet, latest_sheet
from app.progress.rules.demolition import BuiltItem, taken_back
from app.progress.rules.weekly import CellKey
from app.quality.models import Nonconformity
from app.quality.queries.chain import passed_stretches
from app.quality.queries.processes import processes_of_work
from app.quality.rules.stretches import Stretch, joined, length_of, shared


@dataclass(frozen=True)
class DemolitionPlan:
    """What a demolition would take back: of what failed first, then of what lies above it."""

    items: Sequence[BuiltItem]
    proposed: dict[str, Decimal]


def plan_demolition(found: Nonconformity) -> DemolitionPlan:
    """Return the items that a demolition touches, with the quantities that fall."""
    sheet = latest_sheet(found.section)
    codes = _codes_from(found, sheet)
    stretch = found.place.stretch
    inside = _known_inside(found, stretch) if stretch else {}
    length_m = found.work.length_m or (stretch.length_m if stretch else Decimal(0))
    standing = sheet.standing
    items = []
    for item in sheet.items:
        key = CellKey(found.work_id, item.code)
        if item.code not in codes or key not in sheet.design:
            continue
        share = inside.get(item.code, Decimal(0)) / length_m if length_m else Decimal(0)
        items.append(
            BuiltItem(
                item.code, item.name, item.unit, standing.get(key, Decimal(0)),
                sheet.design[key].quantity, min(share, Decimal(1)),
            )
        )  # fmt: skip
    items.sort(key=lambda one: codes.index(one.code))
    part_of_length = min(stretch.length_m / length_m, Decimal(1)) if stretch and length_m else None
    return DemolitionPlan(items, taken_back(items, part_of_length))


def list_measurement_reversals(section_id: int) -> Sequence[MeasurementReversal]:
    """Return what measurement must take back in a section, the newest first."""
    return db.session.scalars(
        select(MeasurementReversal)
        .where(MeasurementReversal.section_id == section_id)
        .options(
            joinedload(MeasurementReversal.work),
            joinedload(MeasurementReversal.item),
            joinedload(MeasurementReversal.nonconformity),
        )
        .order_by(MeasurementReversal.id.desc())
    ).all()


def _codes_from(found: Nonconformity, sheet: Sheet) -> list[str]:
    """Return the codes of the items from the failed process on, each once, in the order of building."""
    processes = list(processes_of_work(found.work).processes)
    codes = [process.code for process in processes]
    if found.process not in codes:
        return []
    known = {item.code for item in sheet.items}
    later = processes[codes.index(found.process) :]
    return list(dict.fromkeys(one.item for one in later if one.item in known))


def _known_inside(found: Nonconformity, stretch: Stretch) -> dict[str, Decimal]:
    """Return for each item how many metres of it are known to lie in the stretch."""
    lying: dict[str, list[Stretch]] = {}
    passed = passed_stretches([found.work_id]).get(found.work_id, {})
    for process in processes_of_work(found.work).processes:
        lying.setdefault(process.item, []).extend(passed.get(process.code, ()))
    rows = db.session.execute(
        select(WorkItem.code, DoneStretch.start_m, DoneStretch.end_m)
        .join(WorkItem, WorkItem.id == DoneStretch.item_id)
        .where(DoneStretch.work_id == found.work_id)
    )
    for code, start_m, end_m in rows:
        lying.setdefault(code, []).append(Stretch(start_m, end_m))
    return {code: length_of(shared(joined(all_), [stretch])) for code, all_ in lying.items()}
