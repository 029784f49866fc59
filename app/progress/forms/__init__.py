"""Reading what the pages of progress send. Grids have a field per cell, so they are read by name."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.progress.models import WorkItem
from app.progress.queries.grid import Grid, as_typed
from app.progress.queries.sheet import Sheet
from app.progress.rules.changes import MAX_NUMBER, MAX_REASON
from app.progress.rules.remarks import RemarkEntry, Sent, Typed
from app.progress.rules.weekly import CellKey, Entry, EntrySource, plain, read_number
from app.progress.rules.weights import ItemEntry, UnitOfWork
from app.shared.fields import line, long_text, without_controls
from app.shared.sentences import say
from app.shared.stale_edits import EditedField

REMARK_FIELDS = {
    "people": say("People"),
    "machines": say("Machines"),
    "problems": say("Problems"),
    "next_week": say("Next week"),
    "remark": say("Remarks"),
}
ITEM_COLUMNS = ("code", "name", "unit", "weight")


def cell_name(work_id: int, item: str) -> str:
    """Return the name of the field of one cell."""
    return f"c:{work_id}:{item}"


def remark_name(work_id: int, part: str) -> str:
    """Return the name of the field of one remark."""
    return f"r:{work_id}:{part}"


def words(sent: Mapping[str, str], name: str) -> str:
    """Return what was typed into a field, without control characters."""
    return without_controls(sent.get(name, ""))


def read_grid(sent: Mapping[str, str], sheet: Sheet) -> Typed:
    """Return what was typed into the weekly grid. A number with a sign % is a percent."""
    plain = EntrySource.PERCENT if sent.get("as") == "percent" else EntrySource.QUANTITY
    entries = [
        _entry(key, words(sent, cell_name(key.work_id, key.item)), plain) for key in sheet.design
    ]
    remarks = {
        work.id: RemarkEntry(
            **{part: words(sent, remark_name(work.id, part)) for part in REMARK_FIELDS}
        )
        for work in sheet.works
    }
    return Typed(
        entries,
        remarks,
        reported_share=_overall(sent),
        seen=_whole(sent.get("version", "0")),
    )


def read_changes(sent: Mapping[str, str], sheet: Sheet) -> Sent:
    """Return what a draft that saves itself sends: the fields that a person has changed, or all."""
    plain = EntrySource.PERCENT if sent.get("as") == "percent" else EntrySource.QUANTITY
    names = {cell_name(key.work_id, key.item): key for key in sheet.design}
    entries = [_entry(key, words(sent, name), plain) for name, key in names.items() if name in sent]
    remarks = {}
    for work in sheet.works:
        parts = {part: remark_name(work.id, part) for part in REMARK_FIELDS}
        told = {part: words(sent, name) for part, name in parts.items() if name in sent}
        if told:
            remarks[work.id] = told
    return Sent(
        entries,
        remarks,
        tells_share="reported" in sent,
        reported_share=_overall(sent),
        seen=_whole(sent.get("version", "0")),
    )


def _overall(sent: Mapping[str, str]) -> Decimal | None:
    overall = read_number(words(sent, "reported"))
    return overall / 100 if overall is not None and 0 <= overall <= 100 else None


def _entry(key: CellKey, text: str, plain: EntrySource) -> Entry:
    if text.strip().endswith(("%", "％")):
        return Entry(key, text.strip()[:-1], EntrySource.PERCENT)
    return Entry(key, text, plain)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def grid_fields(grid: Grid) -> list[EditedField]:
    """Return every field of the weekly grid with what stands in it, for the page of a stale edit."""
    fields = []
    for row in grid.rows:
        for item, cell in zip(grid.items, row.cells, strict=True):
            if cell is not None:
                label = say("%(row)s, %(column)s", row=row.work.name, column=item.name)
                fields.append(EditedField(cell.name, label, cell.typed))
        for part, word in REMARK_FIELDS.items():
            label = say("%(row)s, %(column)s", row=row.work.name, column=word)
            name = remark_name(row.work.id, part)
            fields.append(EditedField(name, label, getattr(row.remark, part)))
    overall = say("Overall progress as you report it")
    return [*fields, EditedField("reported", overall, grid.reported_percent)]


def saved_fields(sheet: Sheet, sent: Sent) -> dict[str, str]:
    """Return the fields of a saved draft that were sent, as the page shows them when it is opened again."""
    units = {item.code: item.unit for item in sheet.items}
    texts = {
        cell_name(entry.key.work_id, entry.key.item): as_typed(entry, units[entry.key.item])
        for entry in sent.entries
    }
    for work_id, parts in sent.remarks.items():
        texts |= {remark_name(work_id, part): text for part, text in parts.items()}
    if sent.tells_share:
        share = sent.reported_share
        texts["reported"] = "" if share is None else plain(share * 100)
    return texts


def with_signs(sent: MultiDict[str, str], grid: Grid) -> MultiDict[str, str]:
    """Return what was sent with a sign % behind each plain percent, so that every cell says what it is."""
    signed = MultiDict(sent)
    if sent.get("as") != "percent":
        return signed
    signed["as"] = "quantity"
    for cell in (cell for row in grid.rows for cell in row.cells if cell is not None):
        text = words(sent, cell.name)
        if text and not cell.is_percent_only and not text.endswith(("%", "％")):
            signed[cell.name] = f"{text}%"
    return signed


def weight_fields(items: Sequence[WorkItem]) -> list[EditedField]:
    """Return the weight of every item as a field of its own, for the page of a stale edit."""
    return [
        EditedField(f"weight:{item.code}", item.name, plain(item.weight_share * 100), _in_percent)
        for item in items
    ]


def weights_by_code(sent: MultiDict[str, str], items: Sequence[WorkItem]) -> MultiDict[str, str]:
    """Return what the weights editor sent with each weight under the code of its item.

    The rows are those of `items` now, then the rows that the sender added.
    """
    columns = zip(*(sent.getlist(name) for name in ITEM_COLUMNS), strict=False)
    rows = list(columns)
    own = {code: weight for code, _name, _unit, weight in rows if code}
    kept = [(item.code, str(item.name), item.unit.value, "") for item in items]
    kept += [row for row in rows if not row[0]]
    put = MultiDict((key, value) for key, value in sent.items() if key not in ITEM_COLUMNS)
    for row in kept:
        for name, value in zip(ITEM_COLUMNS, row, strict=True):
            put.add(name, value)
    for item in items:
        name = f"weight:{item.code}"
        put[name] = sent.get(name, own.get(item.code, ""))
    return put


def _in_percent(value: str) -> str:
    return f"{value} %" if value else ""


def read_items(sent: MultiDict[str, str]) -> list[ItemEntry]:
    """Return the rows of the weights editor; a row without name and weight is left out.

    A weight sent under the code of its item counts before the one in the row.
    """
    columns = [[without_controls(text) for text in sent.getlist(name)] for name in ITEM_COLUMNS]
    entries = []
    for code, name, unit, weight in zip(*columns, strict=False):
        weight = words(sent, f"weight:{code}") if f"weight:{code}" in sent else weight
        if not code and not name.strip() and not weight.strip():
            continue
        if code and not weight.strip():
            continue
        number = read_number(weight)
        known = [one for one in UnitOfWork if one.value == unit]
        chosen = known[0] if known else UnitOfWork.PERCENT
        entries.append(
            ItemEntry(
                code=code,
                name=name.strip(),
                unit=chosen,
                weight_share=None if number is None else number / 100,
                is_layer=chosen in (UnitOfWork.KM, UnitOfWork.METRE),
            )
        )
    return entries


def read_design(sent: Mapping[str, str]) -> dict[CellKey, str]:
    """Return the design quantities as typed, by cell."""
    typed = {}
    for name, text in sent.items():
        parts = name.split(":", 2)
        if len(parts) == 3 and parts[0] == "c" and parts[1].isdecimal() and len(parts[1]) < 10:
            typed[CellKey(int(parts[1]), parts[2])] = text
    return typed


class _CellForm(FlaskForm):
    """What every change of one cell names: the work and the item."""

    work = SelectField(_l("Work"), coerce=int, validators=[InputRequired()])
    item = SelectField(_l("Work item"), validators=[InputRequired()])

    def offer(self, sheet: Sheet) -> None:
        """Fill in the works and items of the section."""
        self.work.choices = [SelectChoice(work.id, work.name) for work in sheet.works]
        self.item.choices = [SelectChoice(item.code, str(item.name)) for item in sheet.items]

    @property
    def key(self) -> CellKey:
        """The cell that was chosen."""
        return CellKey(self.work.data, self.item.data)


class ChangeOrderForm(_CellForm):
    """An approved change of a design quantity."""

    number = line(_l("Number of the order"), MAX_NUMBER, needed=_l("This must be filled in."))
    quantity = line(_l("Added quantity"), 20, needed=_l("This must be filled in."))
    decided_on = DateField(_l("Decided on"), [Optional()])
    reason = long_text(_l("Reason"), MAX_REASON)


class ReversalForm(_CellForm):
    """Done work that is no more."""

    quantity = line(_l("Quantity taken back"), 20, needed=_l("This must be filled in."))
    week = line(_l("From week"), 12, needed=_l("This must be filled in."))
    reason = long_text(_l("Reason"), MAX_REASON)


class StretchForm(_CellForm):
    """Where a layer is done."""

    start = line(_l("From chainage"), 20, needed=_l("This must be filled in."))
    end = line(_l("To chainage"), 20, needed=_l("This must be filled in."))
    done_on = DateField(_l("Done on"), [Optional()])
