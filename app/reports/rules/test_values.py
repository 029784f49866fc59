"""Test values out of a sheet: the report of site tests, or a plain list of places and values (domain.md 3.8)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final

from app.quality.rules.lots import MOST_VALUES, TypedSample, read_place, read_value
from app.quality.rules.standard import Measure
from app.reports.rules.grid import CellValue, Grid
from app.shared.errors import Unreadable
from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say

#: So far down a head is looked for.
MOST_ROWS_OF_HEAD: Final = 20
MOST_REFUSALS: Final = 50
VALUE_HEAD: Final = re.compile(
    r"(实测值|检测值|测定值|实测数据|测值|数值|measured values?|values?)\s*\d*"
)
PLACE_HEAD: Final = re.compile(r"(桩号|测点|测点桩号|位置|部位|station|chainage)")
SIDE_HEAD: Final = re.compile(r"(左右|横向位置|侧别|侧|边|side)")
ITEM_HEAD: Final = re.compile(r"(检查项目|实测项目|检测项目|item tested)")
SUMS: Final = re.compile(r"(合计|平均值?|代表值|标准差|合格率|结论|备注|mean|average|total).*")
NUMBERED: Final = re.compile(r"\d+")
UNIT: Final = re.compile(r"\s*[(（].*[)）]\s*$")

#: How an item of the report is recognised; the interface's own words count as well.
WORDS_OF_MEASURES: Final[Mapping[Measure, tuple[str, ...]]] = {
    Measure.THICKNESS: ("厚度",),
    Measure.COMPACTION: ("压实度",),
    Measure.WIDTH: ("宽度", "宽"),
    Measure.UNCONFINED_STRENGTH: ("无侧限",),
    Measure.COMPRESSIVE_STRENGTH: ("混凝土抗压", "混凝土强度"),
    Measure.FLEXURAL_STRENGTH: ("弯拉",),
    Measure.FLATNESS: ("平整度",),
    Measure.SLAB_STEP: ("高差",),
    Measure.JOINT_LINE: ("顺直度",),
    Measure.CENTRE_LINE: ("中线",),
    Measure.ELEVATION: ("高程",),
    Measure.CROSS_FALL: ("横坡",),
    Measure.BROKEN_SLABS: ("断板",),
}


@dataclass
class ReadValues:
    """What a sheet gives: the rows of the grid as they will stand there, and what was refused."""

    rows: list[TypedSample] = field(default_factory=list)
    refusals: list[Sentence] = field(default_factory=list)
    #: Names of several tested items, of which one must be chosen.
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Head:
    """Where the columns are, counted from 0."""

    row: int
    values: tuple[int, ...]
    place: int | None = None
    side: int | None = None
    item: int | None = None


def read_test_values(
    grid: Grid, is_wanted: Callable[[str], bool] = lambda _name: True
) -> ReadValues:
    """Return the values of a sheet, each refusal with its row and column as the file counts them.

    In the native report the values of an item stand beside each other; `is_wanted` says which item.
    """
    head = _find_head(grid)
    if head is None:
        return _read_bare(grid)
    if head.item is not None:
        return _read_report(grid, head, is_wanted)
    return _read_list(grid, head)


def is_of_measure(name: str, measure: Measure | None) -> bool:
    """Return whether an item of a report is what was measured."""
    if measure is None:
        return False
    words = (*WORDS_OF_MEASURES[measure], str(measure.label), measure.label.english)
    return any(word.lower() in name.lower() for word in words)


def _find_head(grid: Grid) -> _Head | None:
    for number, row in enumerate(grid.rows[:MOST_ROWS_OF_HEAD]):
        words = [UNIT.sub("", _text(cell)).lower() for cell in row]
        columns = [place for place, word in enumerate(words) if VALUE_HEAD.fullmatch(word)]
        if columns:
            return _Head(
                number,
                tuple(_widened(grid, number, columns)),
                _first(words, PLACE_HEAD),
                _first(words, SIDE_HEAD),
                _first(words, ITEM_HEAD),
            )
    return None


def _widened(grid: Grid, row: int, columns: Sequence[int]) -> list[int]:
    """Return the columns under a head that was merged over several of them."""
    words = [_text(cell) for cell in grid.rows[row]]
    last = columns[-1]
    while last + 1 < len(words) and not words[last + 1]:
        last += 1
    return [*columns[:-1], *range(columns[-1], last + 1)]


def _first(words: Sequence[str], head: re.Pattern[str]) -> int | None:
    return next((place for place, word in enumerate(words) if head.fullmatch(word)), None)


def _read_list(grid: Grid, head: _Head) -> ReadValues:
    found = ReadValues()
    for number in range(head.row + 1, grid.height):
        row = grid.rows[number]
        if _is_sum(row):
            break
        for column in head.values:
            _take(found, grid, number, column, head.place, head.side)
    return _bounded(found)


def _read_report(grid: Grid, head: _Head, is_wanted: Callable[[str], bool]) -> ReadValues:
    rows = [
        (number, name)
        for number in range(head.row + 1, grid.height)
        if head.item is not None
        and (name := _text(_cell(grid, number, head.item)))
        and any(_text(_cell(grid, number, column)) for column in head.values)
    ]
    wanted = [one for one in rows if is_wanted(one[1])] if len(rows) > 1 else rows
    if len(wanted) != 1:
        return ReadValues(items=tuple(name for _number, name in rows))
    found = ReadValues()
    for column in head.values:
        _take(found, grid, wanted[0][0], column, None, None)
    return _bounded(found)


def _read_bare(grid: Grid) -> ReadValues:
    """Return the values of a list without a head: value, place and value, or place, side and value."""
    found = ReadValues()
    for number, row in enumerate(grid.rows):
        filled = [place for place, cell in enumerate(row) if _text(cell)]
        if not filled or (not found.rows and not found.refusals and not _has_number(row)):
            continue
        place = filled[0] if len(filled) > 1 else None
        side = filled[1] if len(filled) > 2 else None
        _take(found, grid, number, filled[min(len(filled), 3) - 1], place, side)
    return _bounded(found)


def _take(
    found: ReadValues, grid: Grid, number: int, column: int, place: int | None, side: int | None
) -> None:
    cells = [_cell(grid, number, one) for one in (place, side, column)]
    sample = TypedSample(*(_text(cell) for cell in cells))
    if sample.is_empty or (not sample.value and not sample.station):
        return
    found.rows.append(sample)
    _check(found, grid, number, column, lambda: read_value(sample.value))
    if place is not None and sample.station:
        _check(found, grid, number, place, lambda: read_place(sample.station))


def _check(
    found: ReadValues, grid: Grid, number: int, column: int, read: Callable[[], object]
) -> None:
    """Let a cell be read and note what is wrong with it."""
    where = (number, column)
    try:
        if where in grid.uncomputed:
            raise Unreadable(say("a formula whose result the file does not hold."))
        if where in grid.errors:
            raise Unreadable(say("an error of the spreadsheet."))
        if isinstance(_cell(grid, number, column), bool | date | time | timedelta):
            raise Unreadable(say("a date or a truth value where a number is expected."))
        read()
    except Unreadable as trouble:
        found.refusals.append(
            say(
                "Row %(row)s, column %(column)s: %(problem)s",
                row=number + 1,
                column=column_name(column),
                problem=trouble.sentence,
            )
        )


def _bounded(found: ReadValues) -> ReadValues:
    if len(found.rows) > MOST_VALUES:
        found.refusals.insert(0, say("A lot has at most %(most)s values.", most=MOST_VALUES))
        found.rows = found.rows[:MOST_VALUES]
    if not found.rows:
        found.refusals.append(say("No value was found in the file."))
    found.refusals = found.refusals[:MOST_REFUSALS]
    return found


def column_name(column: int) -> str:
    """Return the letters of a column counted from 0: A, Z, AA."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _is_sum(row: Sequence[CellValue]) -> bool:
    first = next((text for cell in row if (text := _text(cell))), "")
    return bool(SUMS.fullmatch(first.lower()))


def _has_number(row: Sequence[CellValue]) -> bool:
    return any(isinstance(cell, int | float) or NUMBERED.search(_text(cell)) for cell in row)


def _cell(grid: Grid, number: int, column: int | None) -> CellValue:
    row = grid.rows[number]
    return row[column] if column is not None and column < len(row) else ""


def _text(cell: CellValue) -> str:
    """Return a cell as somebody would type it; a number without what binary fractions add."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.10g}'):f}"
    return normalise(str(cell)).strip()
