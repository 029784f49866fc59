"""Find out how the figures of a column are meant when its header does not say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from app.reports.rules.cells import Manner
from app.reports.rules.columns import Column
from app.reports.rules.facts import Facts
from app.reports.rules.fields import ReadAs
from app.reports.rules.filling import RawColumns, read_as
from app.reports.rules.grid import CellValue
from app.reports.rules.items import ItemColumn, Measure
from app.reports.rules.labels import Unit
from app.shared.sentences import Sentence, say

#: One rural road for more than this in 万元 would be a milliard: such a column is in yuan.
MOST_WAN_YUAN = 100_000
#: No rural road is this many kilometres long: such a column is in metres.
MOST_KM = 100


@dataclass(frozen=True)
class MeantAs:
    """How a column is read, and the sentence where that was not stated but concluded."""

    manner: Manner
    remark: Sentence | None = None


def manners_of(
    columns: Sequence[Column], raw: RawColumns, facts: Facts, percentages: Mapping[str, bool]
) -> dict[str, MeantAs]:
    """Return for each mapped column how its cells are meant.

    `percentages` tells of share columns whether the workbook shows their cells as percentages.
    """
    return {
        column.key: _manner(column, raw, facts, percentages)
        for column in columns
        if column.key in raw
    }


def _manner(
    column: Column, raw: RawColumns, facts: Facts, percentages: Mapping[str, bool]
) -> MeantAs:
    kind = read_as(column)
    cells = raw[column.key or ""]
    if kind is ReadAs.MONEY:
        return _money(column, _numbers(cells), facts)
    if kind is ReadAs.LENGTH:
        return _length(column, _numbers(cells), facts)
    if kind is ReadAs.SHARE:
        return _share(column, raw, percentages)
    return MeantAs(Manner(kind, column.unit, facts.year))


def _numbers(cells: Sequence[CellValue]) -> list[float]:
    return [
        value for value in cells if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _money(column: Column, numbers: Sequence[float], facts: Facts) -> MeantAs:
    unit = column.unit if column.unit and column.unit.is_money else facts.money_unit
    if unit:
        return MeantAs(Manner(ReadAs.MONEY, unit))
    if numbers and median(numbers) >= MOST_WAN_YUAN:
        remark = say(
            "“%(column)s” states no unit; its figures were read as yuan.", column=column.title
        )
        return MeantAs(Manner(ReadAs.MONEY, Unit.YUAN), remark)
    remark = say(
        "“%(column)s” states no unit; its figures were read as 10,000 yuan.", column=column.title
    )
    return MeantAs(Manner(ReadAs.MONEY, Unit.WAN_YUAN), remark if numbers else None)


def _length(column: Column, numbers: Sequence[float], facts: Facts) -> MeantAs:
    if column.unit and column.unit.is_length:
        return MeantAs(Manner(ReadAs.LENGTH, column.unit))
    if numbers and median(numbers) > MOST_KM:
        remark = say(
            "“%(column)s” states no unit; its figures were read as m.", column=column.title
        )
        return MeantAs(Manner(ReadAs.LENGTH, Unit.METRE), remark)
    return MeantAs(Manner(ReadAs.LENGTH, facts.length_unit or Unit.KILOMETRE))


def _share(column: Column, raw: RawColumns, percentages: Mapping[str, bool]) -> MeantAs:
    """Return whether 0.589 means 58.9 %: the cell's format says it, or all its figures do."""
    as_fraction = MeantAs(Manner(ReadAs.SHARE, None))
    as_percent = MeantAs(Manner(ReadAs.SHARE, Unit.PERCENT))
    key = column.key or ""
    numbers = _numbers(raw[key])
    if percentages.get(key):
        return as_fraction
    if not numbers or max(numbers) > 1 or not any(0 < number < 1 for number in numbers):
        return as_percent
    evidence = _evidence(column.item, raw)
    if evidence is None:
        evidence = any(len(f"{number:.6g}") > 4 for number in numbers) or 1 in numbers
    return as_fraction if evidence else as_percent


def _evidence(item: ItemColumn | None, raw: RawColumns) -> bool | None:
    """Return whether the shares fit done / length as fractions; None when there is no telling."""
    if item is None or "length" not in raw:
        return None
    done = raw.get(ItemColumn(item.item, Measure.CUMULATIVE).key)
    if done is None:
        return None
    fractions = percents = 0
    for share, part, whole in zip(raw[item.key], done, raw["length"], strict=True):
        if (ratio := _ratio(part, whole)) and (said := _ratio(share, 1)):
            fractions += abs(said - ratio) < 0.02
            percents += abs(said / 100 - ratio) < 0.02
    return fractions > percents if fractions or percents else None


def _ratio(part: CellValue, whole: CellValue) -> float | None:
    """Return part of whole where both are positive numbers."""
    if isinstance(part, int | float) and isinstance(whole, int | float) and part > 0 < whole:
        return part / whole
    return None
