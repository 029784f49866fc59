"""The grid in which a baseline is written: a row for each week, a column for the section or for each work item.

A cell is what shall be done by the end of the week, cumulative; an empty cell keeps what stands above it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.progress.rules.names import week_name
from app.progress.rules.plan import ONE, ZERO, PlanPoint
from app.shared.calendar import Week
from app.shared.sentences import LabelledEnum, Sentence, say

#: The code of the column of the whole section.
WHOLE: Final = ""
PLACES: Final = Decimal("0.000001")


class PlannedBy(LabelledEnum):
    """What the columns of the grid are."""

    SECTION = "section", say("Whole section")
    ITEMS = "items", say("Work items")


@dataclass(frozen=True)
class PlanColumn:
    """A column: the whole section, or a work item with its weight."""

    code: str
    name: Sentence | str
    weight_share: Decimal


@dataclass(frozen=True)
class PlanKey:
    """One cell."""

    week: Week
    code: str


@dataclass(frozen=True)
class PlanProblem:
    """What is wrong with one cell."""

    key: PlanKey
    sentence: Sentence


def plan_problems(
    columns: Sequence[PlanColumn], shares: Mapping[PlanKey, Decimal]
) -> list[PlanProblem]:
    """Return which cells cannot stand: outside 0 to 100, less than above, or a column that ends below 100."""
    problems = []
    for column in columns:
        before = ZERO
        last = None
        for key in sorted((k for k in shares if k.code == column.code), key=lambda k: k.week):
            share, last = shares[key], key
            if not ZERO <= share <= ONE:
                problems.append(_problem(column, key, say("the plan is a share from 0 to 100")))
            elif share < before:
                problems.append(_problem(column, key, say("less than the week before")))
            before = max(before, share)
        if last is not None and before < ONE:
            problems.append(_problem(column, last, say("the last week must reach 100")))
    return problems


def weighted_points(
    columns: Sequence[PlanColumn], shares: Mapping[PlanKey, Decimal]
) -> list[PlanPoint]:
    """Return the plan of the section, week by week: the sum of the columns by their weights.

    Weeks without any figure have no point.
    """
    known = {column.code: ZERO for column in columns}
    points = []
    for week in sorted({key.week for key in shares}):
        for column in columns:
            known[column.code] = shares.get(PlanKey(week, column.code), known[column.code])
        total = sum((known[column.code] * column.weight_share for column in columns), ZERO)
        points.append(PlanPoint(week, total.quantize(PLACES)))
    return points


def missing_columns(
    columns: Sequence[PlanColumn], shares: Mapping[PlanKey, Decimal]
) -> list[Sentence]:
    """Return a sentence for each work item that has weight but no plan, once any item has one."""
    planned = {key.code for key in shares}
    if not planned:
        return []
    return [
        say("%(item)s has no plan yet.", item=column.name)
        for column in columns
        if column.weight_share and column.code not in planned
    ]


def _problem(column: PlanColumn, key: PlanKey, what: Sentence) -> PlanProblem:
    if column.code == WHOLE:
        sentence = say("Week %(week)s: %(what)s.", week=week_name(key.week), what=what)
    else:
        sentence = say(
            "Week %(week)s, %(item)s: %(what)s.",
            week=week_name(key.week),
            item=column.name,
            what=what,
        )
    return PlanProblem(key, sentence)
