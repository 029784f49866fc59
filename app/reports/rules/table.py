"""Read the table of one sheet: every road's values, and every problem by row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.reports.rules.body import BodyRow
from app.reports.rules.cells import Approximate, Manner, read_cell
from app.reports.rules.columns import Column
from app.reports.rules.facts import Facts
from app.reports.rules.fields import FIELDS, ReadAs
from app.reports.rules.filling import raw_columns, read_as
from app.reports.rules.grid import CellValue, Grid, column_letters
from app.reports.rules.items import Measure
from app.reports.rules.manners import MeantAs, manners_of
from app.reports.rules.problems import Problem
from app.shared.errors import Unreadable
from app.shared.sentences import Sentence, say

#: What a road may do without: a bad cell there is told, and left empty.
SOFT_KINDS = frozenset((ReadAs.TEXT, ReadAs.COUNT))
SOFT_KEYS = frozenset(
    (
        *("investment_share", "handed_over_on", "final_accepted_on", "span_total", "longest_span"),
        *("bridge_width", "center", "investment", "central_fund", "provincial_fund", "city_fund"),
        *("district_fund", "own_fund", "subgrade_width", "width", "thickness", "owner", "designer"),
        *("manager", "nature", "road_class", "structure", "village", "approval", "procurement"),
        *("bridge_rating", "built_year"),
    )
)
#: More cells than this of one column with the same trouble are told in one sentence.
TOLD_ONE_BY_ONE = 5


@dataclass(slots=True)
class ReadRow:
    """A road as the sheet tells it: values by key, None where the cell is blank."""

    sheet: str
    #: Counted from 1 as the spreadsheet does.
    number: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Return whether one of its problems keeps it out."""
        return bool(self.problems) and any(problem.refuses for problem in self.problems)

    def get(self, key: str) -> Any:
        """Return the value of a column, None where there is none."""
        return self.values.get(key)


@dataclass
class Table:
    """The roads of one sheet and what is said about the sheet as a whole."""

    rows: list[ReadRow]
    problems: list[Problem]
    meant: dict[str, MeantAs]


@dataclass(frozen=True)
class _Source:
    grid: Grid
    columns: Mapping[str, Column]
    roads: Sequence[BodyRow]


def read_table(
    grid: Grid, columns: Sequence[Column], roads: Sequence[BodyRow], facts: Facts
) -> Table:
    """Return every road with its values; nothing is left out and nothing is guessed silently."""
    mapped = {column.key: column for column in columns if column.key}
    source = _Source(grid, mapped, roads)
    raw = raw_columns(grid, columns, roads)
    meant = manners_of(columns, raw, facts, _percentages(source))
    read = {key: _read_column(key, cells, _manner_of(key, meant)) for key, cells in raw.items()}
    rows = (
        [
            ReadRow(grid.sheet, road.index + 1, dict(zip(read, values, strict=True)))
            for road, values in zip(
                roads, zip(*(each.values for each in read.values()), strict=True), strict=True
            )
        ]
        if read
        else []
    )
    table = Table(rows, [], meant)
    for key, column_read in read.items():
        _tell_doubts(table, source, mapped.get(key), column_read)
    if grid.uncomputed or grid.errors:
        for column in columns:
            if column.key in mapped and read_as(column) is not ReadAs.IGNORED:
                _tell_lost_cells(table, source, column)
    table.problems += _remarks_on_units(grid.sheet, meant)
    return table


def _remarks_on_units(sheet: str, meant: Mapping[str, MeantAs]) -> list[Problem]:
    """Return one remark for all columns that were concluded to be meant alike."""
    alike: dict[str, list[str]] = {}
    for each in meant.values():
        if each.remark:
            alike.setdefault(each.remark.text, []).append(str(each.remark.values["column"]))
    return [
        Problem(sheet, 0, "", Sentence(text, {"column": "”, “".join(titles)}), refuses=False)
        for text, titles in alike.items()
    ]


def _percentages(source: _Source) -> dict[str, bool]:
    if not source.grid.percentages:
        return {}
    return {
        key: any((road.index, column.index) in source.grid.percentages for road in source.roads)
        for key, column in source.columns.items()
        if read_as(column) is ReadAs.SHARE
    }


def _letters(column: Column | None) -> str:
    return column_letters(column.index) if column else ""


@dataclass
class _ColumnRead:
    """The values of a column, road by road, and the places where there is something to tell."""

    is_soft: bool
    values: list[Any]
    #: Place of the road → its cell, and why it is unreadable or what it was read as.
    doubts: list[tuple[int, CellValue, Sentence | Approximate]]


def _read_column(key: str, cells: Sequence[CellValue], manner: Manner) -> _ColumnRead:
    """Read the cells of one column; equal cells are read once."""
    is_soft = _is_soft(key, manner.read_as)
    keys = _told_apart(cells)
    known = {key: _outcome(key[1] if type(key) is tuple else key, manner) for key in set(keys)}
    outcomes = list(map(known.__getitem__, keys))
    if not any(type(value) in (Sentence, Approximate) for value in known.values()):
        return _ColumnRead(is_soft, outcomes, [])
    doubts = [
        (place, cells[place], value)
        for place, value in enumerate(outcomes)
        if isinstance(value, Sentence | Approximate)
    ]
    for place, _cell, doubt in doubts:
        outcomes[place] = doubt.value if isinstance(doubt, Approximate) else None
    return _ColumnRead(is_soft, outcomes, doubts)


def _told_apart(cells: Sequence[CellValue]) -> Sequence[Any]:
    """Return the cells as keys of what they were read as: TRUE is not the 1 that Python calls equal."""
    if bool not in set(map(type, cells)):
        return cells
    return [(bool, cell) if type(cell) is bool else cell for cell in cells]


def _outcome(cell: CellValue, manner: Manner) -> Any:
    try:
        return read_cell(cell, manner)
    except Unreadable as error:
        return error.sentence


def _manner_of(key: str, meant: Mapping[str, MeantAs]) -> Manner:
    return meant[key].manner if key in meant else Manner(FIELDS[key].read_as)


def _tell_doubts(table: Table, source: _Source, column: Column | None, read: _ColumnRead) -> None:
    for place, cell, doubt in read.doubts:
        row = table.rows[place]
        if isinstance(doubt, Approximate):
            row.problems.append(_approximate(source, row, column, cell, doubt.value))
        else:
            row.problems.append(
                Problem(source.grid.sheet, row.number, _letters(column), doubt, not read.is_soft)
            )


def _approximate(
    source: _Source, row: ReadRow, column: Column | None, cell: CellValue, value: Any
) -> Problem:
    sentence = (
        say(
            "“%(written)s” names no day; it was read as %(day)s.", written=str(cell)[:40], day=value
        )
        if isinstance(value, date)
        else say("“%(written)s” is only approximate.", written=str(cell)[:40])
    )
    return Problem(source.grid.sheet, row.number, _letters(column), sentence, refuses=False)


def _is_soft(key: str, kind: ReadAs) -> bool:
    return kind in SOFT_KINDS or key in SOFT_KEYS


def _is_derived(column: Column) -> bool:
    """Return whether the column repeats what others say, so that a lost result loses nothing."""
    share = column.item is not None and column.item.measure is Measure.SHARE
    return share or column.key in ("physical_share", "week_investment", "total_investment")


def _tell_lost_cells(table: Table, source: _Source, column: Column) -> None:
    """Tell of cells whose formula has no stored result, or that hold an error."""
    grid = source.grid
    is_soft = _is_soft(column.key or "", read_as(column)) or _is_derived(column)
    lost = [
        (row, _lost_sentence((row.number - 1, column.index) in grid.errors))
        for row in table.rows
        if (row.number - 1, column.index) in grid.uncomputed
        or (row.number - 1, column.index) in grid.errors
    ]
    if is_soft and len(lost) > TOLD_ONE_BY_ONE:
        table.problems.append(_summary(grid, column, [row for row, _ in lost]))
        return
    for row, sentence in lost:
        row.problems.append(
            Problem(grid.sheet, row.number, _letters(column), sentence, refuses=not is_soft)
        )


def _lost_sentence(is_error: bool) -> Sentence:
    if is_error:
        return say("The cell holds an error of the spreadsheet instead of a value.")
    return say(
        "The cell holds a formula whose result is not stored. Open the file in Excel or WPS, "
        "save it and send it again."
    )


def _summary(grid: Grid, column: Column, rows: Sequence[ReadRow]) -> Problem:
    sentence = say(
        "%(count)s cells of “%(column)s” hold no stored result (the first in row %(row)s) and are "
        "left empty.",
        count=len(rows),
        column=column.title,
        row=rows[0].number,
    )
    return Problem(grid.sheet, rows[0].number, _letters(column), sentence, refuses=False)
