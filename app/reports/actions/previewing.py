"""The dry run: read every row, find what it would change, keep it for the preview."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from app.extensions import db
from app.reports.actions.uploading import kept_file, open_workbook
from app.reports.models import ImportBatch, ImportRow, MappingMemory
from app.reports.rules.batches import BatchState, RowState, restored_problem, stored_problem
from app.reports.rules.fields import Kind
from app.reports.rules.problems import Problem
from app.reports.rules.sheets import (
    Layout,
    SheetReading,
    find_layout,
    mapping_problems,
    read_sheet,
    with_mapping,
)
from app.reports.rules.table import ReadRow
from app.shared.audit import Actor, record
from app.shared.bulk import insert_columns, set_each
from app.shared.calendar import Week
from app.shared.errors import RuleBroken
from app.shared.memory import collector_paused
from app.shared.sentences import say

Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody how far the work has come."""


@dataclass
class PlannedRow:
    """What one row of the workbook would do."""

    row: ReadRow
    state: RowState
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    work_id: int | None = None
    #: The section that it belongs to: of the database, or one that will be made.
    section: Any = None


@dataclass
class Plan:
    """What an import would do, row by row, and what is to be told of its sheets."""

    rows: list[PlannedRow]
    problems: list[Problem]
    #: What only one kind of import needs: sections to make, figures of weeks.
    work: Any = None
    #: Whether the database holds the rows as they are here, but for the works that were made since.
    is_kept: bool = False

    def count(self, state: RowState) -> int:
        """Return how many rows are in the state."""
        return self.counts[state]

    @property
    def counts(self) -> dict[RowState, int]:
        """Return how many rows are in each state."""
        found = Counter([planned.state for planned in self.rows])
        return {state: found[state] for state in RowState}

    @property
    def all_problems(self) -> list[Problem]:
        """Return every problem: of sheets first, then row by row."""
        return [*self.problems, *(each for planned in self.rows for each in planned.row.problems)]


def layouts_of(batch: ImportBatch, workbook: Any = None) -> list[Layout]:
    """Return the tables of the batch's file with the columns as they are mapped now."""
    workbook = workbook or open_workbook(kept_file(batch))
    by_name = {grid.sheet: grid for grid in workbook.grids}
    layouts = []
    for kept in batch.sheets:
        grid = by_name.get(kept["sheet"])
        layout = find_layout(grid, batch.file_name) if grid else None
        if layout:
            mapping = {int(index): key for index, key in kept["mapping"].items()}
            layouts.append(with_mapping(layout, mapping))
    return layouts


def confirm_columns(
    batch: ImportBatch, chosen: Mapping[str, Mapping[int, str]], *, sender: str, by: Actor
) -> None:
    """Set which sheets are read and what their columns hold, and remember it for the sender.

    `chosen` holds the mapping of each chosen sheet by its name. Raises RuleBroken.
    """
    _refuse_when_final(batch)
    layouts = {layout.grid.sheet: layout for layout in layouts_of(batch)}
    picked = {
        name: with_mapping(layouts[name], keys) for name, keys in chosen.items() if name in layouts
    }
    if not picked:
        raise RuleBroken([say("Choose at least one sheet.")])
    wrong = [each for layout in picked.values() for each in mapping_problems(layout.columns)]
    if wrong:
        raise RuleBroken([problem.sentence for problem in wrong])
    batch.sheets = [
        kept | {"chosen": kept["sheet"] in picked}
        | ({"mapping": {str(c.index): c.key or "" for c in picked[kept["sheet"]].columns if c.title or c.key}}
           if kept["sheet"] in picked else {})
        for kept in batch.sheets
    ]  # fmt: skip
    batch.sender = sender.strip()[:200]
    for layout in picked.values():
        _remember(batch.sender, batch.kind, layout)
    record(by, "import.mapped", batch, {"sheets": sorted(picked)})


def set_programme(batch: ImportBatch, name: str, year: int | None) -> None:
    """Say in which programme a ledger's sections lie. Raises RuleBroken without a name or a year."""
    problems = []
    if not name:
        problems.append(say("Enter the programme."))
    if year is None:
        problems.append(say("Enter the year of the programme, like 2020."))
    if problems:
        raise RuleBroken(problems)
    batch.programme_name, batch.year = name, year


def _refuse_when_final(batch: ImportBatch) -> None:
    if batch.state not in (BatchState.READ, BatchState.PREVIEWED):
        raise RuleBroken([say("This import was confirmed already.")])


def _remember(sender: str, kind: Kind, layout: Layout) -> None:
    known = {
        memory.title: memory
        for memory in db.session.scalars(
            select(MappingMemory).where(MappingMemory.sender == sender, MappingMemory.kind == kind)
        )
    }
    for column in layout.columns:
        title = column.title[:300]
        if title and title in known:
            known[title].key = column.key or ""
        elif title:
            known[title] = MappingMemory(
                sender=sender, kind=kind, title=title, key=column.key or ""
            )
            db.session.add(known[title])
    db.session.flush()


def readings_of(batch: ImportBatch) -> list[SheetReading]:
    """Return what the chosen sheets hold, rows and problems."""
    chosen = {kept["sheet"] for kept in batch.sheets if kept["chosen"]}
    week = Week.parse(batch.week) if batch.week else None
    return [
        read_sheet(layout, batch.kind, week)
        for layout in layouts_of(batch)
        if layout.grid.sheet in chosen
    ]


def plan_of(batch: ImportBatch, progress: Progress = no_progress) -> Plan:
    """Return what the batch would do to the database as it is now; nothing is written."""
    from app.reports.actions import registers, weeklies

    readings = readings_of(batch)
    if batch.kind is Kind.REGISTER:
        return registers.plan(batch, readings, progress)
    return weeklies.plan(batch, readings, progress)


@collector_paused()
def preview(batch: ImportBatch, *, by: Actor) -> Plan:
    """Run dry and keep the outcome, so that a person can look at it and confirm. Raises RuleBroken."""
    plan = plan_ahead(batch, by=by)
    keep_rows(batch, plan)
    return plan


@collector_paused()
def plan_ahead(batch: ImportBatch, *, by: Actor) -> Plan:
    """Run dry and note what would be done, without keeping the rows: for who confirms at once."""
    _refuse_when_final(batch)
    plan = plan_of(batch)
    _note_counts(batch, plan)
    batch.state = BatchState.PREVIEWED
    record(by, "import.previewed", batch, {state.value: n for state, n in plan.counts.items()})
    return plan


def keep_rows(batch: ImportBatch, plan: Plan) -> None:
    """Write the rows of a plan, with their problems, in place of those kept before."""
    db.session.flush()
    if plan.is_kept:
        _keep_works(batch, plan)
        return
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    insert_columns(ImportRow, _kept_columns(batch.id, plan.rows))
    batch.remarks = [
        kept for kept in batch.remarks if not kept["sheet"]
    ] + [stored_problem(problem) for problem in plan.problems]  # fmt: skip
    _note_counts(batch, plan)
    plan.is_kept = True


def _keep_works(batch: ImportBatch, plan: Plan) -> None:
    """Write into the kept rows which works they became."""
    table: Any = ImportRow.__table__
    numbers = db.session.scalars(
        select(table.c.id).where(table.c.batch_id == batch.id).order_by(table.c.id)
    )
    made = [
        (planned.work_id, number)
        for number, planned in zip(numbers, plan.rows, strict=True)
        if planned.state is RowState.NEW
    ]
    set_each(ImportRow, "work_id", made)


def _note_counts(batch: ImportBatch, plan: Plan) -> None:
    counts = plan.counts
    batch.new_count, batch.changed_count = counts[RowState.NEW], counts[RowState.CHANGED]
    batch.unchanged_count = counts[RowState.UNCHANGED]
    batch.refused_count = counts[RowState.REFUSED]


def _kept_columns(batch_id: int, planned: Sequence[PlannedRow]) -> dict[str, list[Any]]:
    """Return the rows of a plan as their table keeps them, column by column."""
    rows = [each.row for each in planned]
    said = [row.values.get for row in rows]
    return {
        "batch_id": [batch_id] * len(rows),
        "sheet": [row.sheet[:100] for row in rows],
        "number": [row.number for row in rows],
        "section_name": [(get("section") or "")[:120] for get in said],
        "label": [(get("name") or get("route_code") or "")[:200] for get in said],
        "state": [each.state for each in planned],
        "before": [each.before for each in planned],
        "after": [each.after for each in planned],
        "problems": [[stored_problem(problem) for problem in row.problems] for row in rows],
        "work_id": [each.work_id for each in planned],
    }


def problems_of(row: ImportRow) -> Sequence[Problem]:
    """Return what was told of a kept row."""
    return [restored_problem(kept) for kept in row.problems]
