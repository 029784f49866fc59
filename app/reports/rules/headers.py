"""Find the header of a sheet: one to five rows of known names, merged or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.reports.rules.columns import Column, recognise
from app.reports.rules.grid import EMPTY, CellValue, Grid
from app.reports.rules.labels import is_unit_only, plain, unit_in

#: A line about the sheet above its header, as “填报单位：…” or “单位：万元”.
_FACT = re.compile(
    r"(填报单位|报送单位|编制单位|截止日期|截止时间|单位|日期|cut-?off|unit)s?\s*[:：]",
    re.IGNORECASE,
)
LOOKED_AT = 40
DEEPEST = 5
#: domain.md 4.1: a header row is mostly filled and its names are known.
FILLED_SHARE = 0.6
FEWEST_KNOWN = 3
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its first row, the first row under it, and its columns."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    @cached_property
    def labels(self) -> frozenset[str]:
        """Return every label, as it is written and as it is read."""
        return frozenset(label for column in self.columns for label in column.labels)

    @property
    def known(self) -> int:
        """Return how many columns were recognised."""
        return sum(column.key is not None for column in self.columns)


def find_header(grid: Grid) -> Header | None:
    """Return the best header among the first rows, None when there is none."""
    best: tuple[float, Header] | None = None
    for top in range(min(LOOKED_AT, grid.height)):
        if not _may_begin_header(grid, top):
            continue
        for depth in range(1, DEEPEST + 1):
            if not _may_belong_to_header(grid, top, top + depth - 1):
                break
            header = header_at(grid, top, depth)
            merit = _merit(header)
            if header.known >= FEWEST_KNOWN and (best is None or merit > best[0] + 1e-9):
                best = (merit, header)
    return _without_column_numbers(grid, best[1]) if best else None


def header_at(grid: Grid, top: int, depth: int) -> Header:
    """Return the header of that many rows, its columns recognised."""
    paths = label_paths(grid, top, depth)
    columns = tuple(recognise(index, path) for index, path in enumerate(paths))
    return Header(top, top + depth, columns)


def _merit(header: Header) -> float:
    """Return how good a reading is: distinct columns count, a row that adds none costs a little."""
    keys = {column.key: column.confidence for column in header.columns if column.key}
    return sum(keys.values()) - 0.05 * (header.bottom - header.top)


def _texts(grid: Grid, row: int) -> list[CellValue]:
    return [value for value in grid.rows[row] if value != EMPTY]


def _may_begin_header(grid: Grid, row: int) -> bool:
    texts = _texts(grid, row)
    if any(isinstance(value, str) and _FACT.match(plain(value)) for value in texts):
        return False
    if len(texts) < 2 or _is_wide_merge(grid, row) or _continues_merge(grid, row):
        return False
    return sum(isinstance(value, str) for value in texts) >= FILLED_SHARE * len(texts)


def _may_belong_to_header(grid: Grid, top: int, row: int) -> bool:
    """Return whether the row could still be header: no figures in it, no long texts."""
    if row >= grid.height:
        return False
    values = _texts(grid, row)
    if row == top:
        return True
    if not values:
        return _continues_merge(grid, row)
    return all(isinstance(value, str) and len(plain(value)) <= LONGEST_LABEL for value in values)


def _continues_merge(grid: Grid, row: int) -> bool:
    """Return whether a range that began above reaches into the row."""
    return any(merge.top < row <= merge.bottom for merge in grid.merges)


def _is_wide_merge(grid: Grid, row: int) -> bool:
    """Return whether one merged text spans most of the row, as a title does."""
    return any(
        merge.top == row and merge.width > 1 and merge.width >= FILLED_SHARE * grid.width
        for merge in grid.merges
    )


def label_paths(grid: Grid, top: int, depth: int) -> list[tuple[str, ...]]:
    """Return for every column its labels from the top row down, merges and gaps filled."""
    levels = [
        [plain(_label(grid, row, column)) for column in range(grid.width)]
        for row in range(top, top + depth)
    ]
    for level in range(depth - 1):
        _fill_to_the_right(grid, levels, level, top)
    return [_path(levels, column) for column in range(grid.width)]


def _label(grid: Grid, row: int, column: int) -> CellValue:
    """Return the label that covers a cell: of its range, or a later one inside a misplaced range."""
    own = grid.value(row, column)
    origin = grid.origins.get((row, column))
    if own != EMPTY or origin is None:
        return own
    beside = (grid.value(row, left) for left in range(column - 1, origin[1], -1))
    return next((value for value in beside if value != EMPTY), grid.value(*origin))


def _fill_to_the_right(grid: Grid, levels: Sequence[list[str]], level: int, top: int) -> None:
    """Give a gap in a header row the label on its left, when both have sub-labels below.

    Some programs write only the first cell of a group and no merge. Source: domain.md 4.1.
    """
    row, below = levels[level], levels[level + 1]
    for column in range(1, len(row)):
        if row[column] or not below[column] or _is_covered(grid, top + level, column):
            continue
        left = row[column - 1]
        if left and below[column - 1] and left != below[column - 1]:
            row[column] = left


def _is_covered(grid: Grid, row: int, column: int) -> bool:
    """Return whether the cell belongs to a merged range that says something."""
    origin = grid.origins.get((row, column))
    return origin is not None and grid.value(*origin) != EMPTY


def _path(levels: Sequence[list[str]], column: int) -> tuple[str, ...]:
    path: list[str] = []
    for level in levels:
        label = level[column]
        if label and (not path or path[-1] != label):
            path.append(label)
    return tuple(path)


def _without_column_numbers(grid: Grid, header: Header) -> Header:
    """Step over rows that only number the columns (1, 2, 3 … or 甲, 乙, 1 …) or name their units."""
    bottom, columns = header.bottom, header.columns
    while bottom < min(grid.height, header.bottom + 3):
        texts = [plain(value).strip("()（）[]栏") for value in grid.rows[bottom] if value != EMPTY]
        if not texts or not (_name_units(texts) or _number_columns(texts)):
            break
        if _name_units(texts):
            columns = tuple(_with_unit(grid, bottom, column) for column in columns)
        bottom += 1
    return Header(header.top, bottom, columns)


def _with_unit(grid: Grid, row: int, column: Column) -> Column:
    unit = unit_in(plain(grid.value(row, column.index)))
    return replace(column, unit=unit) if unit else column


def _name_units(texts: list[str]) -> bool:
    return all(is_unit_only(text) for text in texts)


def _number_columns(texts: list[str]) -> bool:
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) <= 3]
    rest = [text for text in texts if not text.isdecimal()]
    runs_on = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return runs_on and len(numbers) >= 3 and all(len(text) == 1 for text in rest)


def repeats_header(grid: Grid, row: int, header: Header) -> bool:
    """Return whether the row says the header again, as every printed page does."""
    labels = header.labels
    if labels.isdisjoint(value for value in grid.rows[row] if isinstance(value, str)):
        return False
    said = {plain(value) for value in grid.rows[row] if isinstance(value, str) and value.strip()}
    return len(said) >= 2 and len(said & labels) >= FILLED_SHARE * len(said)
