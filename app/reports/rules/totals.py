"""Check the sub-totals and totals of a sheet against the roads they stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.reports.rules.body import BodyRow, scopes
from app.reports.rules.cells import Approximate, is_blank, read_cell
from app.reports.rules.columns import Column
from app.reports.rules.fields import ReadAs
from app.reports.rules.filling import read_as
from app.reports.rules.grid import Grid, column_letters
from app.reports.rules.items import Measure
from app.reports.rules.manners import MeantAs
from app.reports.rules.problems import Problem
from app.reports.rules.table import TOLD_ONE_BY_ONE, ReadRow
from app.shared.errors import Unreadable
from app.shared.sentences import Sentence, say

LOST = say("The total holds a formula whose result is not stored; it was not checked.")
SUMMED = frozenset((ReadAs.LENGTH, ReadAs.MONEY, ReadAs.COUNT))
#: The larger of one unit in the last printed place and its rounding; domain.md 4.7.
TOLERANCE = {ReadAs.LENGTH: Decimal("1.5"), ReadAs.MONEY: Decimal(15_000), ReadAs.COUNT: Decimal(0)}


@dataclass(frozen=True)
class TotalCheck:
    """A sub-total or total of one column: what it says and what its roads make."""

    row: int
    column: str
    said: Any
    made: Any

    @property
    def agrees(self) -> bool:
        """Return whether it is the exact sum; what rounding explains also goes through."""
        return bool(self.said == self.made)


@dataclass(frozen=True)
class _Sheet:
    grid: Grid
    columns: tuple[Column, ...]
    meant: Mapping[str, MeantAs]
    by_index: Mapping[int, ReadRow]


def check_totals(
    grid: Grid,
    columns: Sequence[Column],
    meant: Mapping[str, MeantAs],
    body: Sequence[BodyRow],
    rows: Sequence[ReadRow],
) -> tuple[list[TotalCheck], list[Problem]]:
    """Return every total that could be checked, and a problem for each that does not fit."""
    by_index = {row.number - 1: row for row in rows}
    summed = tuple(column for column in columns if column.key in meant and _is_summed(column))
    sheet = _Sheet(grid, summed, meant, by_index)
    checks: list[TotalCheck] = []
    problems: list[Problem] = []
    for total, roads in scopes(tuple(body)):
        for column in summed:
            _check_cell(sheet, total, roads, column, checks, problems)
    return checks, _told_shortly(problems)


def _told_shortly(problems: list[Problem]) -> list[Problem]:
    """Return many totals without result as one problem: the first place stands for all."""
    lost = [problem for problem in problems if problem.sentence == LOST]
    if len(lost) <= TOLD_ONE_BY_ONE:
        return problems
    sentence = say(
        "%(count)s totals hold formulas whose results are not stored; they were not checked.",
        count=len(lost),
    )
    first = replace(lost[0], sentence=sentence)
    return [first, *(problem for problem in problems if problem.sentence != LOST)]


def _is_summed(column: Column) -> bool:
    return read_as(column) in SUMMED and not (column.item and column.item.measure is Measure.SHARE)


def _check_cell(
    sheet: _Sheet,
    total: BodyRow,
    roads: Sequence[BodyRow],
    column: Column,
    checks: list[TotalCheck],
    problems: list[Problem],
) -> None:
    cell = sheet.grid.value(total.index, column.index)
    if (total.index, column.index) in sheet.grid.uncomputed:
        problems.append(_problem(sheet, total, column, LOST))
        return
    if is_blank(cell):
        return
    key = column.key or ""
    try:
        said = read_cell(cell, sheet.meant[key].manner)
    except Unreadable as error:
        problems.append(_problem(sheet, total, column, error.sentence))
        return
    said = said.value if isinstance(said, Approximate) else said
    rows = [sheet.by_index[road.index] for road in roads if road.index in sheet.by_index]
    letters = column_letters(column.index)
    if any(each.column == letters and each.refuses for row in rows for each in row.problems):
        return  # the row says itself what is wrong with it
    parts = [row.get(key) for row in rows]
    made = sum((part for part in parts if part is not None), type(said)(0))
    checks.append(TotalCheck(total.index + 1, letters, said, made))
    if abs(said - made) > _tolerance(read_as(column), len(parts)):
        problems.append(_problem(sheet, total, column, _difference(column, said, made)))


def _tolerance(kind: ReadAs, parts: int) -> Decimal:
    """Return how far rounding alone may carry a sum of so many printed figures."""
    return TOLERANCE[kind] * max(1, parts // 20)


def _difference(column: Column, said: Any, made: Any) -> Sentence:
    kind = read_as(column)
    shown_said, shown_made = _shown(kind, said), _shown(kind, made)
    if kind is ReadAs.MONEY:
        return say(
            "The total says %(said)s (10,000 yuan), its rows make %(made)s.",
            said=shown_said,
            made=shown_made,
        )
    if kind is ReadAs.LENGTH:
        return say(
            "The total says %(said)s km, its rows make %(made)s km.",
            said=shown_said,
            made=shown_made,
        )
    return say("The total says %(said)s, its rows make %(made)s.", said=shown_said, made=shown_made)


def _shown(kind: ReadAs, value: Any) -> str:
    if kind is ReadAs.MONEY:
        return f"{Decimal(value) / 1_000_000:.2f}"
    return f"{value / 1000:.3f}" if kind is ReadAs.LENGTH else str(value)


def _problem(sheet: _Sheet, total: BodyRow, column: Column, sentence: Sentence) -> Problem:
    return Problem(
        sheet.grid.sheet, total.index + 1, column_letters(column.index), sentence, refuses=False
    )
