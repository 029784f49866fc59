"""Write a ledger into the works: programme, projects, sections, firms, contracts, roads, bridges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts.rules import OrganisationKind
from app.extensions import db
from app.reports.actions.previewing import Plan, PlannedRow, Progress
from app.reports.actions.registers import rows_by_section
from app.reports.models import ImportBatch
from app.reports.queries.known import organisation_ids, township_ids
from app.reports.rules.batches import RowState
from app.reports.rules.desired import TEXT_FIELDS, KnownSection, kind_of_work, works_kind
from app.reports.rules.places import TOWNSHIP_CODES, name_key
from app.shared.audit import Actor
from app.shared.bulk import insert_in_order
from app.works import actions as works
from app.works import queries as works_queries
from app.works.models import Contract, Section, Township, Work
from app.works.rules import Status, WorkStatus

FIRM_KINDS = {
    "contractor": OrganisationKind.CONTRACTOR,
    "supervision_firm": OrganisationKind.SUPERVISION_FIRM,
}
#: Sections, works, changes, contracts: what a page shows of a long import.
STEPS = 4
#: Fields of a plan that belong to the section or by name to another table.
NOT_OF_WORK = frozenset(("contractor", "supervision_firm", "township"))


@dataclass
class _Builder:
    batch: ImportBatch
    by: Actor
    firms: dict[str, int] = field(default_factory=organisation_ids)
    towns: dict[str, int] = field(default_factory=township_ids)
    projects: dict[tuple[str, str], int] = field(default_factory=dict)
    made: dict[str, list[int]] = field(default_factory=dict)

    def note(self, table: str, number: int) -> int:
        """Keep what was made, for the undo."""
        self.made.setdefault(table, []).append(number)
        return number


def build_register(batch: ImportBatch, plan: Plan, by: Actor, progress: Progress) -> None:
    """Make and change what the plan says, and keep in the batch what was made."""
    builder = _Builder(batch, by)
    grouped = rows_by_section(plan)
    sections = {id(row.section): row.section for row in plan.rows if row.section is not None}
    _make_sections(builder, [section for section in sections.values() if not section.id])
    progress(1, STEPS)
    for identity, section in sections.items():
        _change_firms(builder, section, grouped[identity])
    new = [row for row in plan.rows if row.state is RowState.NEW]
    _insert_works(builder, new)
    progress(2, STEPS)
    _change_works(builder, [row for row in plan.rows if row.state is RowState.CHANGED])
    _make_contracts(builder, sections.values(), grouped)
    batch.made = {table: sorted(ids) for table, ids in builder.made.items()}


def _make_sections(builder: _Builder, sections: list[KnownSection]) -> None:
    """Insert the new sections at once, and before them what they lie in."""
    if not sections:
        return
    values = [_new_section(builder, section) for section in sections]
    for section, number in zip(sections, insert_in_order(Section, values), strict=True):
        section.id = builder.note("section", number)


def _new_section(builder: _Builder, section: KnownSection) -> dict[str, Any]:
    section.project_id = _project_id(builder, section.programme, section.project)
    digits = "".join(letter for letter in section.key if letter.isdecimal())
    return {
        "project_id": section.project_id,
        "name": section.name[:100],
        "code": "",
        "position": int(digits[:9] or 0),
        "contractor_id": _firm_id(builder, section.contractor, "contractor"),
        "supervision_firm_id": _firm_id(builder, section.supervision_firm, "supervision_firm"),
        "status": Status.UNDER_CONSTRUCTION,
        "status_reason": "",
        "is_demonstration": False,
        "version": 1,
    }


def _project_id(builder: _Builder, programme_name: str, project_name: str) -> int:
    key = (programme_name, project_name)
    if key not in builder.projects:
        builder.projects[key] = _make_project(builder, programme_name, project_name)
    return builder.projects[key]


def _make_project(builder: _Builder, programme_name: str, project_name: str) -> int:
    year, by = builder.batch.year or 0, builder.by
    programme = works_queries.find_programme(year, programme_name)
    if programme is None:
        programme = works.create_programme(year, programme_name, works_kind(programme_name), by=by)
        db.session.flush()
        builder.note("programme", programme.id)
    project = works_queries.find_project(programme.id, project_name)
    if project is None:
        project = works.create_project(programme, project_name, by=by)
        db.session.flush()
        builder.note("project", project.id)
    return project.id


def _firm_id(builder: _Builder, name: str, field: str) -> int | None:
    """Return the firm of the name, registered where it is new."""
    if not name:
        return None
    key = name_key(name)
    if key not in builder.firms:
        firm = accounts.create_organisation(name, FIRM_KINDS[field], by=builder.by)
        db.session.flush()
        builder.firms[key] = builder.note("organisation", firm.id)
    return builder.firms[key]


def _change_firms(builder: _Builder, section: KnownSection, rows: list[PlannedRow]) -> None:
    if section.id in builder.made.get("section", []):
        return
    changed = {
        field: row.after[field]
        for row in rows
        if row.state in (RowState.NEW, RowState.CHANGED)
        for field in FIRM_KINDS
        if field in row.after
    }
    if changed:
        fields = {f"{field}_id": _firm_id(builder, name, field) for field, name in changed.items()}
        works.change(db.session.get_one(Section, section.id), fields, by=builder.by)


def _insert_works(builder: _Builder, rows: list[PlannedRow]) -> None:
    """Insert the new works at once: their record is the batch with its rows."""
    if not rows:
        return
    blank = dict.fromkeys({name for row in rows for name in row.after} - NOT_OF_WORK)
    blank |= {name: "" for name in TEXT_FIELDS & blank.keys()}
    values = [
        _new_work(builder, row, position, blank) for position, row in enumerate(rows, start=1)
    ]
    for row, number in zip(rows, insert_in_order(Work, values), strict=True):
        row.work_id = number


def _new_work(
    builder: _Builder, row: PlannedRow, position: int, blank: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns of a new work; `blank` holds those that any row of the ledger fills."""
    fields = {**blank} | {
        name: value for name, value in row.after.items() if name not in NOT_OF_WORK
    }
    return fields | {
        "section_id": row.section.id,
        "kind": kind_of_work(row.row),
        "status": WorkStatus.NOT_STARTED,
        "position": position,
        "township_id": _township_id(builder, row.after.get("township")),
        "is_demonstration": False,
        "version": 1,
    }


def _township_id(builder: _Builder, name: str | None) -> int | None:
    """Return the township, made where it is missing: with its code if the national list has it."""
    if not name:
        return None
    if name not in builder.towns:
        code = TOWNSHIP_CODES.get(name) or _provisional_code()
        township = Township(name=name[:60], division_code=code)
        db.session.add(township)
        db.session.flush()
        builder.towns[name] = builder.note("township", township.id)
    return builder.towns[name]


def _provisional_code() -> str:
    """Return a code for a township that the list does not have, until somebody enters the real one."""
    used = set(db.session.scalars(select(Township.division_code)))
    return next(code for n in range(1, 10**8) if (code := f"?{n:08d}") not in used)


def _change_works(builder: _Builder, rows: list[PlannedRow]) -> None:
    for row in rows:
        fields = {name: value for name, value in row.after.items() if name not in NOT_OF_WORK}
        if "township" in row.after:
            fields["township_id"] = _township_id(builder, row.after["township"])
        if fields:
            works.change(db.session.get_one(Work, row.work_id), fields, by=builder.by)


def _make_contracts(
    builder: _Builder, sections: Iterable[KnownSection], grouped: dict[int, list[PlannedRow]]
) -> None:
    """Let each section's contract be the sum of its works, unless it says something else itself."""
    db.session.flush()
    touched = {section.id: section for section in sections}
    contracts = {
        contract.section_id: contract
        for contract in db.session.scalars(select(Contract).where(Contract.section_id.in_(touched)))
    }
    amounts = _amounts(touched)
    new = []
    for number, section in touched.items():
        price = amounts.get(number, 0)
        if number in contracts:
            _change_contract(builder, contracts[number], section, price)
        elif price:
            new.append(_new_contract(number, price, grouped[id(section)]))
    for number in insert_in_order(Contract, new):
        builder.note("contract", number)


def _new_contract(section_id: int, price: int, rows: list[PlannedRow]) -> dict[str, Any]:
    dates = {"start_on": None, "planned_finish_on": None} | _dates(rows)
    return {"section_id": section_id, "price_fen": price, "number": "", "version": 1} | dates


def _amounts(section_ids: Iterable[int]) -> dict[int, int]:
    statement = (
        select(Work.section_id, func.sum(Work.amount_fen))
        .where(Work.section_id.in_(list(section_ids)))
        .group_by(Work.section_id)
    )
    return {number: int(total or 0) for number, total in db.session.execute(statement).tuples()}


def _change_contract(
    builder: _Builder, contract: Contract, section: KnownSection, price: int
) -> None:
    """Follow the ledger where the contract was the sum of its works; other prices are left alone."""
    before = sum(work.fields.get("amount_fen") or 0 for work in section.works)
    if price and contract.price_fen == before != price:
        old = builder.made.setdefault("contract_price", [])
        old += [contract.id, contract.price_fen]
        works.change(contract, {"price_fen": price}, by=builder.by)


def _dates(rows: list[PlannedRow]) -> dict[str, date]:
    starts = [row.row.get("starts_on") for row in rows if row.row.get("starts_on")]
    ends = [row.row.get("planned_finish_on") for row in rows if row.row.get("planned_finish_on")]
    found = {}
    if starts:
        found["start_on"] = min(starts)
    if ends:
        found["planned_finish_on"] = max(ends)
    return found
