"""What a sheet is to the rules: rows of cells, merged ranges, and what a reader should know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import product

CellValue = str | int | float | bool | date | datetime | time | timedelta

#: An empty cell.
EMPTY = ""


@dataclass(frozen=True)
class Merge:
    """A merged range; the corners are counted from 0 and belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.bottom - self.top + 1


@dataclass(frozen=True)
class Grid:
    """One sheet from its cell A1 on, rectangular; rows and columns are counted from 0."""

    sheet: str
    rows: list[list[CellValue]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    #: Cells with a formula whose result the file does not hold.
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    #: Cells shown as a percentage: they hold 0.589 for 58.9 %.
    percentages: frozenset[tuple[int, int]] = frozenset()
    #: Cells that hold an error of the spreadsheet (#REF!, #DIV/0!).
    errors: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def width(self) -> int:
        """Return the number of columns."""
        return max((len(row) for row in self.rows), default=0)

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def value(self, row: int, column: int) -> CellValue:
        """Return what stands in the cell itself; EMPTY outside of the sheet."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return EMPTY
        return self.rows[row][column]

    def seen(self, row: int, column: int) -> CellValue:
        """Return what a reader sees in the cell: for a merged one, the value of its range.

        Some programs move cells and leave the merges behind: what stands in the cell itself wins.
        """
        own = self.value(row, column)
        origin = self.origins.get((row, column)) if own == EMPTY else None
        return self.value(*origin) if origin else own

    @cached_property
    def origins(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Map each merged cell to the top left cell of its range."""
        return {
            cell: (merge.top, merge.left)
            for merge in self._merges_inside()
            for cell in product(
                range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1)
            )
        }

    def tall_merges(self, column: int, below: int) -> Iterator[Merge]:
        """Yield the ranges of more than one row that begin in the column at or under a row."""
        for merge in self._merges_inside():
            if merge.left == column and merge.top >= below and merge.height > 1:
                yield merge

    def _merges_inside(self) -> Iterator[Merge]:
        """Yield the merges, cut to the sheet: some programs merge whole columns."""
        for merge in self.merges:
            if merge.top < self.height and merge.left < self.width:
                bottom, right = min(merge.bottom, self.height - 1), min(merge.right, self.width - 1)
                yield Merge(merge.top, merge.left, bottom, right)


def column_letters(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the column counted from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
