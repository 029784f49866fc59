"""Undo a confirmed batch, unless later work rests on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, func, select

from app.accounts.models import Organisation
from app.extensions import db
from app.reports.models import ImportBatch, ImportRow
from app.reports.queries.batches import find_later_batch, list_applied_rows
from app.reports.queries.known import organisation_ids, township_ids
from app.reports.rules.batches import BatchState, RowState, restored
from app.reports.rules.desired import TEXT_FIELDS
from app.reports.rules.fields import Kind
from app.reports.rules.places import name_key
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works import actions as works
from app.works.models import Contract, Programme, Project, Section, Township, Work

#: What the records that may rest on an import are called, by the beginning of their table's name.
TABLE_NAMES = (
    ("weekly_rollup", say("weekly roll-ups")),
    ("weekly", say("weekly reports")),
    ("imported_week", say("weekly reports")),
    ("work_item", say("work items and weights")),
    ("design_quantity", say("design quantities")),
    ("plan_baseline", say("plan baselines")),
    ("inspection", say("inspections")),
    ("visit", say("inspections")),
    ("finding", say("inspections")),
    ("site_log", say("site logs")),
    ("obstacle", say("obstacles")),
    ("location", say("positions on the map")),
    ("key_post", say("key posts")),
    ("ranking", say("rankings")),
    ("payment", say("payments")),
    ("user", say("people")),
    ("work", say("roads and bridges")),
)
#: From what lies inside to what it lies in.
MADE_MODELS: tuple[tuple[str, Any], ...] = (
    ("contract", Contract),
    ("section", Section),
    ("project", Project),
    ("programme", Programme),
    ("organisation", Organisation),
    ("township", Township),
)
#: Databases limit how many values one statement may name.
CHUNK = 500
#: Tables that come and go with their parent.
PARTS = frozenset(("fund_source", "milestone", "audit_event"))


def undo_batch(batch: ImportBatch, *, by: Actor) -> int:
    """Put everything back as it was before the batch; return how many rows were put back.

    Raises RuleBroken with every reason why it cannot be.
    """
    if batch.state is not BatchState.APPLIED:
        raise RuleBroken([say("Only an import that was taken in can be undone.")])
    if batch.kind is Kind.WEEKLY:
        from app.reports.actions.weeklies import undo_weeks

        count = undo_weeks(batch, by)
    else:
        count = _undo_register(batch, by)
    batch.state, batch.undone_at, batch.undone_by_name = BatchState.UNDONE, now(), by.name
    record(by, "import.undone", batch, {"sha256": batch.sha256, "rows": count})
    db.session.flush()
    return count


def _undo_register(batch: ImportBatch, by: Actor) -> int:
    rows = list_applied_rows(batch)
    new = [row.work_id for row in rows if row.state is RowState.NEW and row.work_id]
    changed = [row for row in rows if row.state is RowState.CHANGED]
    reasons = _later_import(batch, [row.work_id for row in rows if row.work_id])
    reasons += _resting_on("work", new, set(new))
    sections = batch.made.get("section", [])
    reasons += _resting_on("section", sections, set(new), batch.made)
    reasons += [sentence for row in changed if (sentence := _changed_since(row))]
    if reasons:
        raise RuleBroken(list(dict.fromkeys(reasons)))
    for row in changed:
        _put_back(row, by)
    for start in range(0, len(new), CHUNK):
        db.session.execute(delete(Work).where(Work.id.in_(new[start : start + CHUNK])))
    _restore_prices(batch, by)
    _remove_made(batch)
    return len(rows)


def _later_import(batch: ImportBatch, work_ids: Sequence[int]) -> list[Sentence]:
    later = find_later_batch(batch, work_ids)
    if later is None:
        return []
    return [
        say(
            "Import %(number)s (%(name)s) came later and changed the same works; undo that one first.",
            number=later.id,
            name=later.file_name,
        )
    ]


def _resting_on(
    table: str, ids: Sequence[int], own_works: set[int], made: Mapping[str, Any] | None = None
) -> list[Sentence]:
    """Return a sentence for each kind of record that refers to what the batch made."""
    found = []
    for other, column in _references_to(table):
        if not ids or other.name in PARTS:
            continue
        number = sum(
            _count_references(other, column, ids[start : start + CHUNK], own_works, made or {})
            for start in range(0, len(ids), CHUNK)
        )
        if number:
            found.append(say("There are %(what)s that rest on this import.", what=_name_of(other)))
    return list(dict.fromkeys(found))


def _name_of(table: Table) -> Sentence:
    names = (label for start, label in TABLE_NAMES if table.name.startswith(start))
    return next(names, say("other records"))


def _references_to(table: str) -> list[tuple[Table, Any]]:
    return [
        (other, key.parent)
        for other in db.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table.name == table
    ]


def _count_references(
    other: Table, column: Any, ids: Sequence[int], own_works: set[int], made: Mapping[str, Any]
) -> int:
    statement = select(func.count()).select_from(other).where(column.in_(ids))
    if other.name == "work":
        total = db.session.scalars(select(other.c.id).where(column.in_(ids)))
        return sum(number not in own_works for number in total)
    if other.name in made:
        statement = statement.where(other.c.id.not_in(made[other.name]))
    return db.session.scalar(statement) or 0


def _changed_since(row: ImportRow) -> Sentence | None:
    """Return a sentence when somebody changed the work after the batch did."""
    work = db.session.get(Work, row.work_id)
    if work is None:
        return say("“%(name)s” is no longer there.", name=row.label)
    for field, kept in row.after.items():
        if field in ("contractor", "supervision_firm", "township"):
            continue
        if (getattr(work, field) or None) != (restored(kept) or None):
            return say("“%(name)s” was changed after this import.", name=row.label)
    return None


def _put_back(row: ImportRow, by: Actor) -> None:
    work = db.session.get_one(Work, row.work_id)
    fields = {name: restored(value) for name, value in row.before.items()}
    section_fields = {
        f"{name}_id": organisation_ids().get(name_key(fields.pop(name) or ""))
        for name in ("contractor", "supervision_firm")
        if name in fields
    }
    if "township" in fields:
        fields["township_id"] = township_ids().get(fields.pop("township") or "")
    fields = {name: value or "" if name in TEXT_FIELDS else value for name, value in fields.items()}
    if fields:
        works.change(work, fields, by=by)
    if section_fields:
        works.change(db.session.get_one(Section, work.section_id), section_fields, by=by)


def _restore_prices(batch: ImportBatch, by: Actor) -> None:
    kept = batch.made.get("contract_price", [])
    for number, price in zip(kept[::2], kept[1::2], strict=True):
        contract = db.session.get(Contract, number)
        if contract:
            works.change(contract, {"price_fen": price}, by=by)


def _remove_made(batch: ImportBatch) -> None:
    """Remove what the batch made beside its rows; what others use by now stays."""
    db.session.flush()
    db.session.expire_all()
    for table, model in MADE_MODELS:
        ids: list[int] = batch.made.get(table, [])
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            free = set(part) - _used(table, part)
            db.session.execute(delete(model).where(model.id.in_(free)))


def _used(table: str, ids: Sequence[int]) -> set[int]:
    """Return those ids to which a record of any table refers."""
    return {
        number
        for _other, column in _references_to(table)
        for number in db.session.scalars(select(column).where(column.in_(ids)).distinct())
    }
