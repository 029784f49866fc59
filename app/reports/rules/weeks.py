"""Turn a row of a weekly sheet into the quantities of the section's own work items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.progress.rules.weekly import CellKey, Design
from app.progress.rules.weights import QUANTITY_PLACES, UnitOfWork
from app.reports.rules.items import ItemColumn, KnownItem, Measure
from app.reports.rules.labels import words
from app.reports.rules.table import ReadRow
from app.shared.quantities import round_half_up

#: The codes that the templates of progress give to the layers of the bureau's sheets.
CODES: Mapping[str, str] = {
    KnownItem.SUBGRADE: "subgrade",
    KnownItem.SUBBASE: "subbase",
    KnownItem.BASE: "base",
    KnownItem.SURFACE: "surface",
    KnownItem.APPURTENANCES: "ancillary",
    KnownItem.CULVERTS: "culverts",
}
METRES_PER_KM = 1000


@dataclass(frozen=True)
class ItemOfSection:
    """A work item of a section: its code, the names people know it by, its unit."""

    code: str
    names: tuple[str, ...]
    unit: UnitOfWork


@dataclass
class RowQuantities:
    """What a row says of each work item, in the item's own unit, and what it says of others."""

    cumulative: dict[str, Decimal]
    of_week: dict[str, Decimal]
    #: The column of the sheet that each code was read from.
    columns: dict[str, str]
    unknown: list[str]


def item_of(name: str, items: Sequence[ItemOfSection]) -> ItemOfSection | None:
    """Return the section's work item that a sheet calls by this name."""
    code = CODES.get(name)
    for item in items:
        if item.code == code or words(name) in map(words, (item.code, *item.names)):
            return item
    return None


def quantities_of_row(
    row: ReadRow, items: Sequence[ItemOfSection], work_id: int, design: Mapping[CellKey, Design]
) -> RowQuantities:
    """Return the quantities of a row; a share alone is a share of the design quantity."""
    found = RowQuantities({}, {}, {}, [])
    told = [column for key in row.values if (column := ItemColumn.from_key(key))]
    for name in dict.fromkeys(column.item for column in told):
        item = item_of(name, items)
        done = row.get(ItemColumn(name, Measure.CUMULATIVE).key)
        share = row.get(ItemColumn(name, Measure.SHARE).key)
        if item is None:
            if done or share:
                found.unknown.append(name)
            continue
        limit = design.get(CellKey(work_id, item.code))
        quantity = _quantity(done, share, item.unit, limit.quantity if limit else None)
        if quantity is None or (limit is None and not quantity):
            continue
        found.cumulative[item.code] = quantity
        measure = Measure.CUMULATIVE if done is not None else Measure.SHARE
        found.columns[item.code] = ItemColumn(name, measure).key
        week = row.get(ItemColumn(name, Measure.WEEK).key)
        if week is not None and item.unit is not UnitOfWork.PERCENT:
            found.of_week[item.code] = _in_unit(week, item.unit)
    return found


def _quantity(
    done: Decimal | None, share: Decimal | None, unit: UnitOfWork, design: Decimal | None
) -> Decimal | None:
    if unit is UnitOfWork.PERCENT:
        return None if share is None else round_half_up(share * 100, QUANTITY_PLACES[unit])
    if done is not None:
        return _in_unit(done, unit)
    if share is None or design is None:
        return None
    return min(design, round_half_up(share * design, QUANTITY_PLACES[unit]))


def _in_unit(metres: Decimal, unit: UnitOfWork) -> Decimal:
    """Return a quantity that was read as a length in the unit of the item."""
    quantity = metres if unit is UnitOfWork.METRE else metres / METRES_PER_KM
    return round_half_up(quantity, QUANTITY_PLACES[unit])
