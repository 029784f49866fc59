"""Reading the grid of a plan baseline: a field per week and column, found by its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.progress.forms import words
from app.progress.queries.plan_grid import PlanGrid, cell_name
from app.progress.rules.baselines import WHOLE, PlanKey, PlannedBy, PlanProblem
from app.progress.rules.names import week_name
from app.progress.rules.plan import MAX_POINTS
from app.progress.rules.weekly import read_number
from app.shared.calendar import Week
from app.shared.errors import Unreadable
from app.shared.sentences import say
from app.shared.stale_edits import EditedField

LONGEST_TYPED = 20
MOST_CELLS = MAX_POINTS * 20
PLACES = Decimal("0.000001")


@dataclass
class ReadPlan:
    """What was typed, the shares that could be read of it, and the cells that could not."""

    planned_by: PlannedBy
    typed: dict[PlanKey, str] = field(default_factory=dict)
    shares: dict[PlanKey, Decimal] = field(default_factory=dict)
    problems: list[PlanProblem] = field(default_factory=list)


def read_plan(sent: Mapping[str, str]) -> ReadPlan:
    """Read the cells, named `p:2020-W23:base`, each a percent or empty."""
    read = ReadPlan(PlannedBy.with_value(sent.get("by")) or PlannedBy.SECTION)
    for name in list(sent)[:MOST_CELLS]:
        key = _key_of(name)
        if key is None or (key.code == WHOLE) != (read.planned_by is PlannedBy.SECTION):
            continue
        text = words(sent, name)[:LONGEST_TYPED]
        read.typed[key] = text
        number = read_number(text)
        if number is not None and abs(number) <= 1000:
            read.shares[key] = (number / 100).quantize(PLACES)
        elif text:
            sentence = say(
                "Week %(week)s: “%(typed)s” is not a percent.", week=week_name(key.week), typed=text
            )
            read.problems.append(PlanProblem(key, sentence))
    return read


def plan_fields(grid: PlanGrid) -> list[EditedField]:
    """Return every field of the grid with what stands in it, for the page of a stale edit."""
    names = {column.code: column.name for column in grid.columns}
    return [
        EditedField(
            cell_name(cell.key),
            say(
                "%(row)s, %(column)s", row=week_name(row.week), column=names[cell.key.code]
            ),
            cell.typed,
            _in_percent,
        )
        for row in grid.rows
        for cell in row.cells
    ]  # fmt: skip


def _in_percent(value: str) -> str:
    return f"{value} %" if value else ""


def _key_of(name: str) -> PlanKey | None:
    parts = name.split(":", 2)
    if len(parts) != 3 or parts[0] != "p":
        return None
    try:
        return PlanKey(Week.parse(parts[1]), parts[2])
    except Unreadable:
        return None
