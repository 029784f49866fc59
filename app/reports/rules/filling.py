"""Give every road the cells that a reader sees beside it: merged, dittoed, or left blank below."""

from collections.abc import Mapping, Sequence

from app.reports.rules.body import BodyRow
from app.reports.rules.cells import is_blank, is_ditto
from app.reports.rules.columns import Column
from app.reports.rules.fields import FIELDS, ReadAs
from app.reports.rules.grid import EMPTY, CellValue, Grid
from app.reports.rules.places import section_key

#: Figures of one road; a merged figure is the figure of all its roads together.
FIGURES = frozenset((ReadAs.LENGTH, ReadAs.MONEY, ReadAs.COUNT, ReadAs.SHARE, ReadAs.WIDTH))
#: Columns that hold from one filled cell to the next even without a merge.
HOLD_ON = ("programme", "project", "section")
HOLD_IN_SECTION = ("contractor", "supervisor", "owner", "manager")

RawColumns = dict[str, list[CellValue]]


def read_as(column: Column) -> ReadAs:
    """Return how the cells of a mapped column are read."""
    if column.item:
        return ReadAs.SHARE if column.item.measure.value == "share" else ReadAs.LENGTH
    field = FIELDS.get(column.key or "")
    return field.read_as if field else ReadAs.IGNORED


def raw_columns(grid: Grid, columns: Sequence[Column], rows: Sequence[BodyRow]) -> RawColumns:
    """Return by key the cell that stands beside each road, gaps filled as a reader would."""
    raw: RawColumns = {}
    by_column = list(zip(*(grid.rows[row.index] for row in rows), strict=True))
    first = rows[0].index if rows else 0
    has_merges = any(merge.bottom >= first for merge in grid.merges)
    for column in columns:
        if column.key and read_as(column) is not ReadAs.IGNORED:
            cells = list(by_column[column.index]) if rows else []
            if read_as(column) not in FIGURES:
                if has_merges:
                    _fill_merged(grid, column.index, rows, cells)
                _fill_dittos(cells)
            raw[column.key] = cells
    _take_headings(raw, rows)
    _hold_on(raw)
    return raw


def _fill_merged(grid: Grid, column: int, rows: Sequence[BodyRow], cells: list[CellValue]) -> None:
    origins = grid.origins
    for place, row in enumerate(rows):
        if cells[place] == EMPTY and (row.index, column) in origins:
            cells[place] = grid.seen(row.index, column)


def _fill_dittos(cells: list[CellValue]) -> None:
    last: CellValue = EMPTY
    if not any(map(is_ditto, set(cells))):
        return
    for place, value in enumerate(cells):
        if is_ditto(value):
            cells[place] = last
        elif value != EMPTY:
            last = value


def _take_headings(raw: RawColumns, rows: Sequence[BodyRow]) -> None:
    """Put what heading lines say into the gaps of the column they speak of."""
    for key in ("section", "contractor", "township"):
        said = [getattr(row, key) for row in rows]
        if any(said):
            cells = raw.setdefault(key, [EMPTY] * len(rows))
            raw[key] = [
                words if words and is_blank(cell) else cell
                for cell, words in zip(cells, said, strict=True)
            ]


def _hold_on(raw: RawColumns) -> None:
    for key in HOLD_ON:
        if key in raw:
            raw[key] = _carried(raw[key])
    sections = raw.get("section")
    for key in HOLD_IN_SECTION:
        if key in raw and sections:
            raw[key] = _carried_within(raw[key], sections)


def _carried(cells: list[CellValue]) -> list[CellValue]:
    if not any(map(is_blank, set(cells))):
        return cells
    carried: list[CellValue] = []
    last: CellValue = EMPTY
    for value in cells:
        last = last if is_blank(value) else value
        carried.append(last)
    return carried


def _carried_within(cells: list[CellValue], sections: Sequence[CellValue]) -> list[CellValue]:
    """Carry a firm down its own section only: a new section must name its own."""
    if not any(map(is_blank, set(cells))):
        return cells
    carried: list[CellValue] = []
    last: CellValue = EMPTY
    before = None
    for value, section in zip(cells, sections, strict=True):
        key = section_key(str(section))
        last = value if not is_blank(value) else (last if key == before else EMPTY)
        before = key
        carried.append(last)
    return carried


def shared_figures(
    grid: Grid, columns: Sequence[Column], rows: Sequence[BodyRow], key: str
) -> Mapping[int, tuple[int, ...]]:
    """Return for each row whose figure is merged over several roads the rows it stands for."""
    column = next((column for column in columns if column.key == key), None)
    if column is None or not rows:
        return {}
    roads = {row.index for row in rows}
    found: dict[int, tuple[int, ...]] = {}
    for merge in grid.tall_merges(column.index, rows[0].index):
        inside = tuple(row for row in range(merge.top, merge.bottom + 1) if row in roads)
        if len(inside) > 1:
            found[inside[0]] = inside
    return found
