"""What the pages of imports show, gathered for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import joinedload

from app.reports import background
from app.reports.actions.previewing import layouts_of, problems_of
from app.reports.forms import ColumnsForm
from app.reports.models import ImportBatch, ImportRow
from app.reports.queries.batches import (
    batches_statement,
    count_rows_with_problems,
    list_rows_with_problems,
    rows_statement,
)
from app.reports.rules.batches import BatchState, RowState, restored, restored_problem
from app.reports.rules.desired import SECTION_FIELDS, WORK_FIELDS
from app.reports.rules.fields import FIELDS, Kind
from app.reports.rules.grid import EMPTY, column_letters
from app.reports.rules.items import KnownItem, Measure
from app.reports.rules.labels import plain
from app.reports.rules.sheets import Layout
from app.reports.rules.weeks import CODES
from app.shared import formats
from app.shared.listing import ListRequest, Page, paginate
from app.shared.sentences import Sentence, say
from app.works.rules import Nature, TechnicalClass

TONES = {
    BatchState.READ: "grey",
    BatchState.PREVIEWED: "yellow",
    BatchState.APPLYING: "blue",
    BatchState.APPLIED: "green",
    BatchState.UNDONE: "grey",
    RowState.NEW: "green",
    RowState.CHANGED: "blue",
    RowState.UNCHANGED: "grey",
    RowState.REFUSED: "red",
}
SAMPLES_SHOWN = 3
PROBLEMS_SHOWN = 300
ITEM_LABELS: Mapping[str, Sentence] = {
    KnownItem.SUBGRADE: say("Subgrade"),
    KnownItem.SUBBASE: say("Sub-base"),
    KnownItem.BASE: say("Base"),
    KnownItem.SURFACE: say("Surface"),
    KnownItem.APPURTENANCES: say("Ancillary and safety works"),
    KnownItem.CULVERTS: say("Culverts"),
    KnownItem.DRAINAGE: say("Drainage"),
}
_LABELS_OF_FIELDS = {
    field: FIELDS[key].label for key, field in (WORK_FIELDS | SECTION_FIELDS).items()
} | {
    "technical_class": FIELDS["road_class"].label,
    "nature": FIELDS["nature"].label,
    "week_investment_fen": FIELDS["week_investment"].label,
    "investment_fen": FIELDS["total_investment"].label,
    "reported_share": FIELDS["physical_share"].label,
    "problems": FIELDS["troubles"].label,
    "next_week": FIELDS["next_plan"].label,
    "people": FIELDS["people"].label,
    "machines": FIELDS["machines"].label,
}
_ITEMS_BY_CODE = {code: ITEM_LABELS[name] for name, code in CODES.items()}


@dataclass(frozen=True)
class ColumnLine:
    """A column of the uploaded sheet as the page of columns shows it."""

    index: int
    letters: str
    title: str
    samples: tuple[str, ...]
    key: str
    is_sure: bool


@dataclass(frozen=True)
class SheetPart:
    """A sheet on the page of columns."""

    place: int
    name: str
    is_chosen: bool
    is_hidden: bool
    header_rows: str
    columns: tuple[ColumnLine, ...]
    week: str


def list_page(listed: ListRequest, kind: str, state: str) -> Page[ImportBatch]:
    """Return a page of imports, newest first."""
    statement = batches_statement().options(joinedload(ImportBatch.uploaded_by))
    if listed.search:
        statement = statement.where(ImportBatch.file_name.contains(listed.search, autoescape=True))
    if kind in {each.value for each in Kind}:
        statement = statement.where(ImportBatch.kind == kind)
    if state in {each.value for each in BatchState}:
        statement = statement.where(ImportBatch.state == state)
    columns = {
        "uploaded_at": ImportBatch.uploaded_at,
        "file_name": ImportBatch.file_name,
        "state": ImportBatch.state,
    }
    return paginate(statement, columns, listed, tie_breaker=ImportBatch.id.desc(), scalars=True)


def columns_page(batch: ImportBatch, form: ColumnsForm | None = None) -> dict[str, Any]:
    """Return what the page of columns shows; after a refusal with the user's own choices."""
    layouts = {layout.grid.sheet: layout for layout in layouts_of(batch)}
    parts = [
        _sheet_part(place, kept, layouts[kept["sheet"]], form)
        for place, kept in enumerate(batch.sheets)
        if kept["sheet"] in layouts
    ]
    items = {line.key for part in parts for line in part.columns if line.key.startswith("item.")}
    return {
        "batch": batch,
        "parts": parts,
        "choices": field_choices(items, batch.kind),
        "form": form,
        "remarks": [restored_problem(kept) for kept in batch.remarks if not kept["sheet"]],
    }


def _sheet_part(
    place: int, kept: Mapping[str, Any], layout: Layout, form: ColumnsForm | None
) -> SheetPart:
    chosen = form.mapping(place) if form else {}
    confidence = kept.get("confidence", {})
    lines = tuple(
        ColumnLine(
            column.index,
            column_letters(column.index),
            column.title,
            _samples(layout, column.index),
            chosen.get(column.index, column.key or ""),
            confidence.get(str(column.index), 0) >= 0.9 or not column.key,
        )
        for column in layout.columns
        if column.title or _samples(layout, column.index)
    )
    header = layout.header
    rows = (
        f"{header.top + 1}"
        if header.bottom - header.top == 1
        else f"{header.top + 1}–{header.bottom}"
    )
    return SheetPart(
        place,
        layout.grid.sheet,
        form.is_chosen(place) if form else kept["chosen"],
        layout.grid.is_hidden,
        rows,
        lines,
        str(layout.facts.week or ""),
    )


def _samples(layout: Layout, column: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in range(layout.header.bottom, min(layout.grid.height, layout.header.bottom + 40)):
        value = layout.grid.value(row, column)
        text = _shown_cell(value)
        if value != EMPTY and text and text not in found:
            found.append(text[:40])
        if len(found) == SAMPLES_SHOWN:
            break
    return tuple(found)


def _shown_cell(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return f"{value:g}" if isinstance(value, float) else plain(value)


def field_choices(items: set[str], kind: Kind) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return what a column may hold, grouped: what identifies a road, figures, progress."""
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        (say("Columns of ledgers"), [(key, field.label) for key, field in FIELDS.items()])
    ]
    if kind is Kind.WEEKLY or items:
        keys = {
            f"item.{name}.{measure.value}" for name in ITEM_LABELS for measure in Measure
        } | items
        ordered = sorted(keys, key=_order_of_item)
        groups.append((say("Progress of work items"), [(key, item_label(key)) for key in ordered]))
    return groups


def _order_of_item(key: str) -> tuple[int, str, int]:
    _item, name, measure = key.split(".")[0], key[5 : key.rindex(".")], key.rpartition(".")[2]
    names = list(ITEM_LABELS)
    measures = [each.value for each in Measure]
    place = names.index(name) if name in names else len(names)
    return place, name, measures.index(measure)


def item_label(key: str) -> str:
    """Return what a column about a work item is called."""
    name, measure = key[5 : key.rindex(".")], key.rpartition(".")[2]
    labels = {each.value: each.label for each in Measure}
    return f"{ITEM_LABELS.get(name, name)} · {labels[measure]}"


def import_page(batch: ImportBatch, listed: ListRequest, state: RowState | None) -> dict[str, Any]:
    """Return what the page of an import shows: counts, problems, and its rows with old and new."""
    shown = state or _most_telling(batch)
    page = paginate(
        rows_statement(batch, shown),
        {"number": ImportRow.id},
        listed,
        tie_breaker=ImportRow.id,
        scalars=True,
    )
    rows = list_rows_with_problems(batch, PROBLEMS_SHOWN)
    return {
        "batch": batch,
        "page": page,
        "state": shown,
        "tones": TONES,
        "states": RowState,
        "counts": counts_of(batch),
        "changes": {row.id: changes_of(row) for row in page.rows},
        "refusals": {
            row.id: [problem.sentence for problem in problems_of(row) if problem.refuses]
            for row in page.rows
        },
        "row_problems": [problem for row in rows for problem in problems_of(row)],
        "problem_rows": count_rows_with_problems(batch),
        "remarks": [restored_problem(kept) for kept in batch.remarks],
        "progress": background.read_progress(batch.id)
        if batch.state is BatchState.APPLYING
        else None,
        "may_start_again": may_start_again(batch),
    }


def _most_telling(batch: ImportBatch) -> RowState:
    counts = counts_of(batch)
    order = (RowState.REFUSED, RowState.CHANGED, RowState.NEW, RowState.UNCHANGED)
    return next((state for state in order if counts[state]), RowState.NEW)


def counts_of(batch: ImportBatch) -> dict[RowState, int]:
    """Return how many rows are in each state."""
    return {
        RowState.NEW: batch.new_count,
        RowState.CHANGED: batch.changed_count,
        RowState.UNCHANGED: batch.unchanged_count,
        RowState.REFUSED: batch.refused_count,
    }


def may_start_again(batch: ImportBatch) -> bool:
    """Return whether an import was cut off while it went in: nothing of it was written."""
    return batch.state is BatchState.APPLYING and background.read_progress(batch.id) is None


def changes_of(row: ImportRow) -> Sequence[tuple[Any, str, str]]:
    """Return (field, old, new) of what a row changes."""
    return [
        (label_of(field), shown_value(field, row.before.get(field)), shown_value(field, value))
        for field, value in row.after.items()
    ]


def label_of(field: str) -> Any:
    """Return what a field of a plan is called."""
    return _LABELS_OF_FIELDS.get(field) or _ITEMS_BY_CODE.get(field) or field


def shown_value(field: str, kept: Any) -> str:
    """Return a kept value as a person reads it."""
    value = restored(kept)
    if value in (None, ""):
        return "—"
    if field.endswith("_fen"):
        return f"{formats.wan_with_unit(value)}"
    if field in ("start_m", "end_m"):
        return f"{formats.chainage(value)}"
    if field == "length_m":
        return f"{formats.km(value, 3)} km"
    if field == "reported_share":
        return f"{formats.percent(value)}"
    if field in ("technical_class", "nature"):
        enum = TechnicalClass if field == "technical_class" else Nature
        return str(next(each.label for each in enum if each.value == value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
