"""Work items and weights, design quantities, change orders, reversals and done stretches."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.progress.models import (
    ChangeOrder,
    DesignQuantity,
    DoneStretch,
    ReversalRecord,
    WeeklyFigure,
    WorkItem,
)
from app.progress.queries.plans import extents_of
from app.progress.queries.sheet import (
    Sheet,
    items_from_template,
    latest_sheet,
    list_items,
    template_for,
)
from app.progress.rules.changes import (
    Change,
    Reversal,
    change_order_problems,
    design_problems,
    reversal_problems,
    stretch_problems,
)
from app.progress.rules.weekly import CellKey, Design, read_number
from app.progress.rules.weights import ItemEntry, TemplateKind, WeightEntry, weight_problems
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken, StaleEdit
from app.shared.sentences import say
from app.works.models import Section, Work


def ensure_items(section: Section, by: Actor) -> Sequence[WorkItem]:
    """Return the section's items; a section without any is given those of its template."""
    items = list_items(section.id)
    return items or use_template(section, template_for(section), by)


def use_template(section: Section, kind: TemplateKind, by: Actor) -> Sequence[WorkItem]:
    """Give a section the items of a template. Raises RuleBroken once progress is recorded."""
    if used_codes(section.id):
        raise RuleBroken([say("Progress is already recorded; change the weights one by one.")])
    for old in list_items(section.id):
        _remove_item(old)
    db.session.flush()
    items = items_from_template(section.id, kind)
    db.session.add_all(items)
    record(by, "progress.template_used", section, {"template": kind})
    return items


def used_codes(section_id: int) -> frozenset[str]:
    """Return the codes of the items for which somebody recorded more than nothing."""
    rows = db.session.scalars(
        select(WorkItem.code)
        .distinct()
        .join(WeeklyFigure, WeeklyFigure.item_id == WorkItem.id)
        .where(WorkItem.section_id == section_id, WeeklyFigure.quantity > 0)
    )
    return frozenset(rows)


def items_mark(items: Sequence[WorkItem]) -> str:
    """Return a text that changes with every change of the items: who edits must have seen it."""
    return ",".join(f"{item.id}.{item.version}" for item in items if item.id is not None)


def change_items(section: Section, entries: Sequence[ItemEntry], seen: str, by: User) -> None:
    """Replace items and weights. Raises StaleEdit, or RuleBroken with everything that is wrong."""
    if seen != items_mark(list_items(section.id)):
        raise StaleEdit([say("Somebody changed the weights while you were editing them.")])
    items = {item.code: item for item in ensure_items(section, by)}
    rows = [WeightEntry(_name_of(entry, items), entry.weight_share) for entry in entries]
    used_names = frozenset(str(items[code].name) for code in used_codes(section.id))
    if problems := weight_problems(rows, used_names):
        raise RuleBroken(problems)
    before = {item.code: item.weight_share for item in items.values()}
    kept = [_write_item(section, place, entry, items) for place, entry in enumerate(entries, 1)]
    after = {item.code: item.weight_share for item in kept}
    for code in before.keys() - after.keys():
        _remove_item(items[code])
    record(by, "progress.weights_changed", section, {"weights": [before, after]})


def change_design(section: Section, typed: Mapping[CellKey, str], by: User) -> None:
    """Write design quantities down as typed. Raises RuleBroken with everything that is wrong."""
    items = {item.code: item for item in ensure_items(section, by)}
    sheet = latest_sheet(section)
    known = {work.id for work in sheet.works}
    problems = []
    changes: dict[CellKey, Decimal] = {}
    for key, text in typed.items():
        if key.work_id not in known or key.item not in items or not text.strip():
            continue
        design = _design_of(sheet, key)
        found = design_problems(text, design, sheet.previous.get(key, Decimal(0)))
        problems += found
        number = read_number(text)
        if not found and number is not None and number != design.quantity:
            changes[key] = number
    if problems:
        raise RuleBroken(problems)
    for key, quantity in changes.items():
        _write_design(key.work_id, items[key.item].id, quantity)
    record(
        by,
        "progress.design_changed",
        section,
        {f"{key.work_id} {key.item}": quantity for key, quantity in changes.items()},
    )


def add_change_order(section: Section, key: CellKey, change: Change, by: User) -> ChangeOrder:
    """Record a change order. Raises RuleBroken with everything that is wrong."""
    item, sheet = _cell(section, key, by)
    done = sheet.previous.get(key, Decimal(0))
    problems = change_order_problems(change, _design_of(sheet, key), done, today())
    if _order_exists(key.work_id, item.id, change.number):
        problems.append(
            say("The change order %(number)s is already recorded.", number=change.number)
        )
    if problems or change.added_quantity is None or change.decided_on is None:
        raise RuleBroken(problems)
    order = ChangeOrder(
        work_id=key.work_id,
        item_id=item.id,
        number=change.number.strip(),
        added_quantity=change.added_quantity,
        decided_on=change.decided_on,
        reason=change.reason.strip(),
        recorded_by_id=by.id,
    )
    db.session.add(order)
    record(by, "progress.change_order", order, {"added": order.added_quantity}, reason=order.reason)
    return order


def add_reversal(section: Section, key: CellKey, reversal: Reversal, by: User) -> ReversalRecord:
    """Record that done work is no more. Raises RuleBroken with everything that is wrong."""
    item, sheet = _cell(section, key, by)
    done = sheet.standing.get(key, Decimal(0))
    problems = reversal_problems(reversal, _design_of(sheet, key), done, today())
    if problems or reversal.quantity is None:
        raise RuleBroken(problems)
    kept = ReversalRecord(
        work_id=key.work_id,
        item_id=item.id,
        week=reversal.week,
        quantity=reversal.quantity,
        reason=reversal.reason.strip(),
        recorded_by_id=by.id,
    )
    db.session.add(kept)
    record(by, "progress.reversal", kept, {"quantity": kept.quantity}, reason=kept.reason)
    return kept


def add_stretch(
    section: Section,
    key: CellKey,
    start_m: Decimal | None,
    end_m: Decimal | None,
    done_on: date | None,
    by: User,
) -> DoneStretch:
    """Record where a layer is done, for the strip chart. Raises RuleBroken."""
    item, sheet = _cell(section, key, by)
    work = next(work for work in sheet.works if work.id == key.work_id)
    extents = extents_of([work])
    if not extents or not item.is_layer:
        raise RuleBroken([say("Only a layer of a road has stretches.")])
    road = (extents[0].start_m, extents[0].end_m)
    problems = stretch_problems(start_m, end_m, road, done_on, today())
    if problems or start_m is None or end_m is None or done_on is None:
        raise RuleBroken(problems)
    stretch = DoneStretch(
        work_id=work.id,
        item_id=item.id,
        start_m=start_m,
        end_m=end_m,
        done_on=done_on,
        recorded_by_id=by.id,
    )
    db.session.add(stretch)
    record(by, "progress.stretch_done", stretch, {"start_m": start_m, "end_m": end_m})
    return stretch


def _cell(section: Section, key: CellKey, by: User) -> tuple[WorkItem, Sheet]:
    items = {item.code: item for item in ensure_items(section, by)}
    db.session.flush()
    sheet = latest_sheet(section)
    if key.item not in items or key.work_id not in {work.id for work in sheet.works}:
        raise NotFound
    return items[key.item], sheet


def _design_of(sheet: Sheet, key: CellKey) -> Design:
    found = sheet.design.get(key)
    if found is not None:
        return found
    work: Work = next(work for work in sheet.works if work.id == key.work_id)
    item = next(item for item in sheet.items if item.code == key.item)
    return Design(work.name, item.name, Decimal(0), item.unit)


def _order_exists(work_id: int, item_id: int, number: str) -> bool:
    found = db.session.scalar(
        select(ChangeOrder.id).where(
            ChangeOrder.work_id == work_id,
            ChangeOrder.item_id == item_id,
            ChangeOrder.number == number.strip(),
        )
    )
    return found is not None


def _write_design(work_id: int, item_id: int, quantity: Decimal) -> None:
    row = db.session.get(DesignQuantity, (work_id, item_id))
    if row is None:
        db.session.add(DesignQuantity(work_id=work_id, item_id=item_id, quantity=quantity))
    else:
        row.quantity = quantity


def _name_of(entry: ItemEntry, items: Mapping[str, WorkItem]) -> str:
    return str(items[entry.code].name) if entry.code in items else entry.name.strip()


def _write_item(
    section: Section, place: int, entry: ItemEntry, items: Mapping[str, WorkItem]
) -> WorkItem:
    item = items.get(entry.code)
    if item is None:
        item = WorkItem(section_id=section.id, code=entry.name.strip())
        item.unit, item.is_layer = entry.unit, entry.is_layer
        db.session.add(item)
    item.position = place
    item.weight_share = entry.weight_share or Decimal(0)
    return item


def _remove_item(item: WorkItem) -> None:
    """Take an item out of the section with everything typed under it; it has no progress."""
    for table in (DesignQuantity, WeeklyFigure, ChangeOrder, ReversalRecord, DoneStretch):
        for row in db.session.scalars(select(table).where(table.item_id == item.id)):
            db.session.delete(row)
    db.session.flush()
    db.session.delete(item)
