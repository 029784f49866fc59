"""A project ledger: what it would make and change, and making and changing it."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.reports.actions.previewing import Plan, PlannedRow, Progress
from app.reports.models import ImportBatch
from app.reports.queries.batches import find_earlier_ledger, works_of_batch
from app.reports.queries.known import (
    known_sections,
    programme_ids_named,
    township_ids,
    writable_section_ids,
)
from app.reports.rules.batches import RowState
from app.reports.rules.desired import (
    SECTION_FIELDS,
    KnownSection,
    WorkFinder,
    desired,
    differences,
)
from app.reports.rules.grid import column_letters
from app.reports.rules.places import is_township, name_key, section_key
from app.reports.rules.problems import Problem
from app.reports.rules.sheets import SheetReading
from app.reports.rules.table import ReadRow
from app.shared.quantities import allocate
from app.shared.sentences import say

#: So many missing roads are named; the others are counted.
NAMED = 20


@dataclass
class _Sections:
    """The sections by project and key, those of the database and those to be made."""

    batch: ImportBatch
    by_key: dict[tuple[str, str], KnownSection] = field(default_factory=dict)
    #: Sections by programme and key, for rows that name no project.
    loose: dict[tuple[str, str], list[KnownSection]] = field(default_factory=dict)
    finders: dict[int, WorkFinder] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programme = self.batch.programme_name

    def add(self, section: KnownSection) -> None:
        """Keep a section of the database."""
        self.by_key[(name_key(section.project), section.key)] = section
        self.loose.setdefault((name_key(section.programme), section.key), []).append(section)

    def of(self, row: ReadRow) -> KnownSection:
        """Return the section of a row, a new one where the database has none."""
        said = row.values.get
        programme = said("programme") or self.programme
        project = said("project") or ""
        key = section_key(said("section") or "")
        found = self.by_key.get((name_key(project or programme), key))
        if found is None and not project:
            known = self.loose.get((name_key(programme), key), [])
            found = known[0] if len(known) == 1 else None
        if found is None:
            found = KnownSection(
                0, 0, 0, row.get("section"), project or programme, programme, self.batch.year
            )
            self.add(found)
        return found

    def finder(self, section: KnownSection) -> WorkFinder:
        """Return what finds the works of a section."""
        if id(section) not in self.finders:
            self.finders[id(section)] = WorkFinder(section.works)
        return self.finders[id(section)]


def plan(batch: ImportBatch, readings: list[SheetReading], progress: Progress) -> Plan:
    """Return what the ledger would do: every row new, changed, unchanged or refused."""
    rows = [row for reading in readings for row in reading.rows]
    sections = _known(batch, rows)
    _refuse_repeats(readings)
    for reading in readings:
        _share_amounts(reading)
    towns = township_ids()
    writable = writable_section_ids(batch.uploaded_by)
    planned, seen = [], set[int]()
    told_towns: set[str] = set()
    for number, row in enumerate(rows):
        planned.append(_only_own(_plan_row(row, sections, seen), writable))
        _tell_unknown_township(row, towns, told_towns)
        if number % 500 == 0:
            progress(number, len(rows))
    problems = [problem for reading in readings for problem in reading.problems]
    if readings:
        problems += _missing(batch, planned, readings[0].layout.grid.sheet)
    return Plan(planned, problems, sections)


def _missing(batch: ImportBatch, planned: list[PlannedRow], sheet: str) -> list[Problem]:
    """Name the roads of the sender's earlier ledger that this one leaves out; they stay as they are."""
    earlier = find_earlier_ledger(batch)
    if earlier is None:
        return []
    here = {row.work_id for row in planned if row.work_id}
    refused = {
        name_key(str(row.row.get(key) or ""))
        for row in planned
        if row.state is RowState.REFUSED
        for key in ("name", "route_code", "bridge_name")
    }
    names = [
        name
        for number, name, code in works_of_batch(earlier)
        if number not in here and not {name_key(name), name_key(code)} - {""} & refused
    ]
    if not names:
        return []
    sentence = say(
        "%(count)s roads of this sender's earlier ledger (import %(number)s) are missing here: "
        "%(names)s. They stay as they are.",
        count=len(names),
        number=earlier.id,
        names="、".join(names[:NAMED]) + ("…" if len(names) > NAMED else ""),
    )
    return [Problem(sheet, 0, "", sentence, refuses=False)]


def _known(batch: ImportBatch, rows: list[ReadRow]) -> _Sections:
    year = batch.year or 0
    names = {row.get("programme") or batch.programme_name for row in rows}
    ids = programme_ids_named((year, name) for name in names)
    sections = _Sections(batch)
    for section in known_sections(ids.values()) if ids else []:
        sections.add(section)
    return sections


def _refuse_repeats(readings: list[SheetReading]) -> None:
    """Refuse a road that an earlier sheet of the same workbook holds already."""
    from app.reports.rules.checks import road_identity

    if len(readings) < 2:
        return
    first: dict[tuple[Any, ...], ReadRow] = {}
    for reading in readings:
        for row in reading.good:
            known = first.setdefault(road_identity(row), row)
            if known is not row:
                sentence = say(
                    "The same road stands on sheet “%(sheet)s”, row %(row)s.",
                    sheet=known.sheet,
                    row=known.number,
                )
                row.problems.append(Problem(row.sheet, row.number, "", sentence))


def _share_amounts(reading: SheetReading) -> None:
    """Share an amount that is merged over several roads out by their lengths."""
    by_number = {row.number: row for row in reading.rows}
    column = next((c for c in reading.layout.columns if c.key == "amount"), None)
    for first, numbers in reading.shared_amounts.items():
        rows = [by_number[number] for number in numbers if number in by_number]
        amount = by_number[first].get("amount") if first in by_number else None
        lengths = [row.get("length") or Decimal(0) for row in rows]
        if not amount or not sum(lengths):
            continue
        for row, part in zip(rows, allocate(amount, lengths), strict=True):
            row.values["amount"] = part
        sentence = say(
            "One amount stands for rows %(first)s to %(last)s; it was shared out by length.",
            first=rows[0].number,
            last=rows[-1].number,
        )
        letters = column_letters(column.index) if column else ""
        rows[0].problems.append(Problem(reading.layout.grid.sheet, first, letters, sentence, False))


def _plan_row(row: ReadRow, sections: _Sections, seen: set[int]) -> PlannedRow:
    if row.is_refused:
        return PlannedRow(row, RowState.REFUSED)
    section = sections.of(row)
    wanted = desired(row)
    known = sections.finder(section).find(row) if section.works else None
    of_section = _section_changes(row, section)
    if known is None:
        return PlannedRow(row, RowState.NEW, {}, wanted | of_section[1], None, section)
    if known.id in seen:
        sentence = say("This and an earlier row both fit “%(name)s”.", name=known.fields["name"])
        row.problems.append(Problem(row.sheet, row.number, "", sentence))
        return PlannedRow(row, RowState.REFUSED)
    seen.add(known.id)
    before, after = differences(known.fields, wanted)
    before, after = before | of_section[0], after | of_section[1]
    state = RowState.CHANGED if after else RowState.UNCHANGED
    return PlannedRow(row, state, before, after, known.id, section)


def _only_own(planned: PlannedRow, writable: frozenset[int] | None) -> PlannedRow:
    """Refuse a row of a section that the sender may read but not change."""
    section = planned.section
    if writable is None or section is None or not section.id or section.id in writable:
        return planned
    if planned.state is RowState.UNCHANGED:
        return planned
    row = planned.row
    sentence = say("Section %(section)s is not yours to change.", section=section.name)
    row.problems.append(Problem(row.sheet, row.number, "", sentence))
    return PlannedRow(row, RowState.REFUSED)


def _section_changes(row: ReadRow, section: KnownSection) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (before, after) of the firms, told once by the first row that names other ones."""
    before, after = {}, {}
    for key, name in SECTION_FIELDS.items():
        firm, known = row.values.get(key), getattr(section, name)
        if firm and firm != known and name_key(firm) != name_key(known):
            if section.id:
                before[name], after[name] = known, firm
            setattr(section, name, firm)
    return before, after


def _tell_unknown_township(row: ReadRow, towns: dict[str, int], told: set[str]) -> None:
    township = row.get("township")
    if not township or township in towns or is_township(township) or township in told:
        return
    told.add(township)
    sentence = say("“%(name)s” is not in the list of townships; it will be added.", name=township)
    row.problems.append(Problem(row.sheet, row.number, "", sentence, refuses=False))


def rows_by_section(plan: Plan) -> dict[int, list[PlannedRow]]:
    """Return the rows that go in by the section (its Python identity) they belong to."""
    grouped: dict[int, list[PlannedRow]] = defaultdict(list)
    for planned in plan.rows:
        if planned.section is not None:
            grouped[id(planned.section)].append(planned)
    return grouped
