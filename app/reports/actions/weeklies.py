"""Weekly sheets: which section and works each row is about, and the weeks they fill."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.progress.actions.imports import ImportedRow, problems_with_import, take_in_week
from app.progress.actions.imports import undo_batch as undo_imported_weeks
from app.progress.models import WeeklyRemark
from app.progress.queries.sheet import Sheet, find_report, get_sheet, quantities_of
from app.progress.rules.weekly import CellKey, CellProblem
from app.reports.actions.previewing import Plan, PlannedRow, Progress
from app.reports.chinese import item_in_chinese
from app.reports.models import ImportBatch
from app.reports.queries.known import known_sections, writable_section_ids
from app.reports.rules.batches import RowState
from app.reports.rules.desired import KnownSection, KnownWork, WorkFinder, differences
from app.reports.rules.grid import column_letters
from app.reports.rules.places import name_key, section_key
from app.reports.rules.problems import Problem
from app.reports.rules.sheets import SheetReading
from app.reports.rules.table import ReadRow
from app.reports.rules.weeks import ItemOfSection, RowQuantities, quantities_of_row
from app.shared.audit import Actor, Program
from app.shared.calendar import Week
from app.shared.sentences import Sentence, say
from app.works.models import Section

REMARKS = {
    "people": "people",
    "machines": "machines",
    "week_investment_fen": "week_investment",
    "investment_fen": "total_investment",
    "reported_share": "physical_share",
    "problems": "troubles",
    "next_week": "next_plan",
    "remark": "remark",
}
#: How far a printed figure may be from the computed one.
SHARE_AS_PRINTED, FEN_AS_PRINTED = Decimal("0.0006"), Decimal(5_000)
TEXTS = ("problems", "next_week", "remark")


@dataclass(frozen=True)
class _Matched:
    """A row whose work is known."""

    row: ReadRow
    week: Week
    section: KnownSection
    work: KnownWork
    letters: dict[str, str]


@dataclass(frozen=True)
class _Filled:
    """A row ready to go in."""

    section_id: int
    week: Week
    row: ImportedRow


def plan(batch: ImportBatch, readings: list[SheetReading], progress: Progress) -> Plan:
    """Return what the sheets would do: every row new, changed, unchanged or refused."""
    sections = known_sections()
    matched: dict[int, _Matched] = {}
    for reading in readings:
        _match(batch, reading, sections, matched)
    planned: dict[int, PlannedRow] = {}
    groups = _by_section_and_week(matched.values())
    with _trial(several=len({week for week, _section in groups}) > 1):
        for number, ((week, section_id), rows) in enumerate(sorted(groups.items(), key=_oldest)):
            planned |= _plan_week(db.session.get_one(Section, section_id), week, rows, groups)
            progress(number, len(groups))
    read = [row for reading in readings for row in reading.rows]
    return Plan(
        [planned.get(id(row)) or PlannedRow(row, RowState.REFUSED) for row in read],
        [problem for reading in readings for problem in reading.problems],
    )


def _oldest(group: tuple[tuple[Week, int], Any]) -> tuple[Week, int]:
    return group[0]


def _by_section_and_week(matched: Any) -> dict[tuple[Week, int], list[_Matched]]:
    groups: dict[tuple[Week, int], list[_Matched]] = defaultdict(list)
    for each in matched:
        groups[(each.week, each.section.id)].append(each)
    return groups


@contextmanager
def _trial(*, several: bool) -> Iterator[None]:
    """Let the weeks of one file see each other while they are planned, and forget them after."""
    if not several:
        yield
        return
    nested = db.session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()
        db.session.expire_all()


def _match(
    batch: ImportBatch,
    reading: SheetReading,
    sections: Sequence[KnownSection],
    matched: dict[int, _Matched],
) -> None:
    """Find section and work of each good row; a row without them is refused with a suggestion."""
    week = Week.parse(batch.week) if batch.week else reading.layout.facts.week
    letters = {c.key: column_letters(c.index) for c in reading.layout.columns if c.key}
    finders: dict[int, WorkFinder] = {}
    seen: dict[int, int] = {}
    if week is None:
        for row in reading.good:
            _refuse(row, "", say("The sheet does not say which week it is for."))
        return
    known = _sections_of(batch, reading, sections)
    writable = writable_section_ids(batch.uploaded_by)
    for row in reading.good:
        section, work = _find(row, known, finders)
        if section is None:
            _refuse(row, letters.get("section", ""), _no_section(row, known))
        elif writable is not None and section.id not in writable:
            sentence = say("Section %(section)s is not yours to change.", section=section.name)
            _refuse(row, letters.get("section", ""), sentence)
        elif work is None:
            _refuse(row, letters.get("name", ""), _no_work(row, section, finders))
        elif work.id in seen:
            _refuse(row, "", say("The same road stands in row %(row)s.", row=seen[work.id]))
        else:
            seen[work.id] = row.number
            matched[id(row)] = _Matched(row, week, section, work, letters)


def _refuse(row: ReadRow, letters: str, sentence: Sentence) -> None:
    row.problems.append(Problem(row.sheet, row.number, letters, sentence))


def _sections_of(
    batch: ImportBatch, reading: SheetReading, sections: Sequence[KnownSection]
) -> Sequence[KnownSection]:
    """Return the sections of the programme that the title names, all where it names none known."""
    name = name_key(reading.layout.facts.programme)
    named = [each for each in sections if name and name_key(each.programme) == name]
    year = reading.layout.facts.year or batch.year
    of_year = [each for each in named if each.year == year]
    return of_year or named or sections


def _find(
    row: ReadRow, sections: Sequence[KnownSection], finders: dict[int, WorkFinder]
) -> tuple[KnownSection | None, KnownWork | None]:
    key = section_key(row.get("section") or "")
    candidates = [each for each in sections if each.key == key] if key else list(sections)
    found = []
    for section in candidates:
        finder = finders.setdefault(section.id, WorkFinder(section.works))
        if work := finder.find_loosely(row):
            found.append((section, work))
    if len(found) > 1 and row.get("contractor"):
        firm = name_key(row.get("contractor"))
        found = [pair for pair in found if name_key(pair[0].contractor) == firm] or found
    if len(found) == 1 or (found and len({pair[0].year for pair in found}) == len(found)):
        return found[0]  # the newest year comes first
    return (candidates[0], None) if len(candidates) == 1 else (None, None)


def _no_section(row: ReadRow, known: Sequence[KnownSection]) -> Sentence:
    if not known:
        return say("No section is registered yet: take in the project ledger first.")
    names = ", ".join(section.name for section in known[:6]) + ("…" if len(known) > 6 else "")
    return say(
        "Section “%(section)s” with this road is not registered. Registered are: %(names)s.",
        section=row.get("section") or "—",
        names=names,
    )


def _no_work(row: ReadRow, section: KnownSection, finders: dict[int, WorkFinder]) -> Sentence:
    road = row.get("name") or row.get("route_code")
    near = finders[section.id].nearest(row) if section.id in finders else ""
    if near:
        return say(
            "“%(road)s” is not registered in section %(section)s. Is it “%(near)s”?",
            road=road,
            section=section.name,
            near=near,
        )
    return say(
        "“%(road)s” is not registered in section %(section)s.", road=road, section=section.name
    )


def _plan_week(
    section: Section, week: Week, matched: Sequence[_Matched], groups: Any
) -> dict[int, PlannedRow]:
    """Plan the rows of one section and week."""
    sheet = get_sheet(section, week)
    items = [
        ItemOfSection(item.code, (str(item.name), item_in_chinese(item.code)), item.unit)
        for item in sheet.items
    ]
    told: set[str] = set()
    filled = {}
    for each in matched:
        quantities = quantities_of_row(each.row, items, each.work.id, sheet.design)
        _tell_unknown_items(each, quantities, told, section)
        filled[id(each.row)] = (each, quantities, _imported(each, quantities))
    _refuse_by_rules(section, week, list(filled.values()), is_first=sheet.previous_week is None)
    report = find_report(section.id, week)
    before = _stored(report.id) if report else {}
    planned = {
        key: _planned_row(each, imported, before.get(each.work.id), sheet)
        for key, (each, _quantities, imported) in filled.items()
    }
    if len({other for other, _section in groups}) > 1:
        _try(section, week, [row for row in planned.values() if row.state is not RowState.REFUSED])
    return planned


def _try(section: Section, week: Week, rows: list[PlannedRow]) -> None:
    """Take the week in for the trial, so that the next one is measured against it."""
    if any(row.state is not RowState.UNCHANGED for row in rows):
        imported = [row.section.row for row in rows]
        take_in_week(section, week, imported, by=Program("trial"), batch_id=0)


def _tell_unknown_items(
    each: _Matched, quantities: RowQuantities, told: set[str], section: Section
) -> None:
    for name in quantities.unknown:
        if name not in told:
            told.add(name)
            sentence = say(
                "“%(item)s” is not a work item of section %(section)s; its figures are left out.",
                item=name,
                section=section.name,
            )
            row = each.row
            row.problems.append(Problem(row.sheet, row.number, "", sentence, refuses=False))


def _imported(each: _Matched, quantities: RowQuantities) -> ImportedRow:
    values = {field: each.row.get(key) for field, key in REMARKS.items()}
    for field in TEXTS:
        values[field] = values[field] or ""
    if values["reported_share"] is not None:
        values["reported_share"] = round(values["reported_share"], 6)
    return ImportedRow(each.work.id, quantities.cumulative, quantities.of_week, **values)


def _refuse_by_rules(
    section: Section,
    week: Week,
    filled: Sequence[tuple[_Matched, RowQuantities, ImportedRow]],
    *,
    is_first: bool,
) -> None:
    """Add what the rules of progress say to the rows that they say it of.

    In the first week of a section everything is more than the week before: that is not unusual.
    """
    by_work = {each.work.id: (each, quantities) for each, quantities, _row in filled}
    for problem in problems_with_import(section, week, [row for _e, _q, row in filled]):
        if isinstance(problem, CellProblem):
            if is_first and not problem.is_refusal:
                continue
            each, quantities = by_work[problem.key.work_id]
            column = each.letters.get(quantities.columns.get(problem.key.item, ""), "")
            row = each.row
            row.problems.append(
                Problem(row.sheet, row.number, column, problem.sentence, problem.is_refusal)
            )
            continue
        for each, _quantities, _imported_row in filled:
            _refuse(each.row, "", problem)


def _stored(report_id: int) -> dict[int, dict[str, Any]]:
    """Return by work what the report of the week holds, in the fields of a plan."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for key, quantity in quantities_of(report_id).items():
        found[key.work_id][key.item] = quantity
    remarks = db.session.scalars(select(WeeklyRemark).where(WeeklyRemark.report_id == report_id))
    for remark in remarks:
        found[remark.work_id] |= {field: getattr(remark, field) for field in REMARKS}
    return found


def _planned_row(
    each: _Matched, imported: ImportedRow, known: dict[str, Any] | None, sheet: Sheet
) -> PlannedRow:
    filled = _Filled(each.section.id, each.week, imported)
    if each.row.is_refused:
        return PlannedRow(each.row, RowState.REFUSED, work_id=each.work.id)
    wanted = dict(imported.cumulative) | {
        field: value for field in REMARKS if (value := getattr(imported, field)) not in (None, "")
    }
    if known is None:
        return PlannedRow(each.row, RowState.NEW, {}, wanted, each.work.id, filled)
    _drop_computed(each, wanted, known, sheet)
    old, new = differences(known, wanted)
    state = RowState.CHANGED if new else RowState.UNCHANGED
    return PlannedRow(each.row, state, old, new, each.work.id, filled)


def _drop_computed(
    each: _Matched, wanted: dict[str, Any], known: dict[str, Any], sheet: Sheet
) -> None:
    """Leave out what our own export computed for a report that states nothing itself."""
    done = {CellKey(each.work.id, code): wanted[code] for code in wanted if code not in REMARKS}
    work = next(work for work in sheet.works if work.id == each.work.id)
    share = sheet.physical_share_of(work, done)
    before = sheet.physical_share_of(work, sheet.previous)
    amount = work.amount_fen or 0
    computed = {
        "reported_share": (share, SHARE_AS_PRINTED),
        "investment_fen": (amount * share, FEN_AS_PRINTED),
        "week_investment_fen": (amount * max(share - before, Decimal(0)), FEN_AS_PRINTED),
    }
    for field, (value, tolerance) in computed.items():
        if known.get(field) is None and abs(wanted.get(field, -1) - value) <= tolerance:
            del wanted[field]


def take_in_weeks(batch: ImportBatch, plan: Plan, by: Actor, progress: Progress) -> None:
    """Write the weeks, oldest first; a road that is not in the sheet keeps what its week held."""
    weeks: dict[tuple[Week, int], list[PlannedRow]] = defaultdict(list)
    for planned in plan.rows:
        if isinstance(planned.section, _Filled):
            weeks[(planned.section.week, planned.section.section_id)].append(planned)
    for number, ((week, section_id), rows) in enumerate(sorted(weeks.items(), key=_oldest)):
        progress(number, len(weeks))
        if all(row.state is RowState.UNCHANGED for row in rows):
            continue
        section = db.session.get_one(Section, section_id)
        imported = [row.section.row for row in rows]
        imported += _kept(section, week, {row.work_id for row in imported})
        take_in_week(section, week, imported, by=by, batch_id=batch.id)


def _kept(section: Section, week: Week, told: set[int]) -> list[ImportedRow]:
    """Return the rows of an existing report of which the sheet says nothing."""
    report = find_report(section.id, week)
    if report is None:
        return []
    sheet: Sheet = get_sheet(section, week)
    codes = {item.code for item in sheet.items}
    kept = []
    for work_id, fields in _stored(report.id).items():
        if work_id in told:
            continue
        cumulative = {code: Decimal(fields[code]) for code in codes if fields.get(code) is not None}
        remarks = {field: fields.get(field) for field in REMARKS}
        row = ImportedRow(work_id, cumulative)
        kept.append(replace(row, **remarks | {field: remarks[field] or "" for field in TEXTS}))
    return kept


def undo_weeks(batch: ImportBatch, by: Actor) -> int:
    """Put back what each week was before the batch; return how many weeks."""
    return undo_imported_weeks(batch.id, by)
