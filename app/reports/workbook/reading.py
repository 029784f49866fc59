"""Read a workbook into grids: values as stored, merged ranges, and what is hidden or lost."""

from dataclasses import dataclass, field
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.reports.rules.grid import Grid, Merge
from app.reports.workbook.guard import Bounds, FileKind, WorkbookRefused, kind_of, unpack
from app.reports.workbook.parts import (
    SheetNotes,
    check_extent,
    notes_on,
    percent_styles,
    sheet_parts,
)
from app.shared.sentences import Sentence, say

NOTHING_NOTED = SheetNotes(*[frozenset()] * 5)


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in the order of their tabs, and remarks about the file as a whole."""

    grids: tuple[Grid, ...]
    remarks: tuple[Sentence, ...] = ()

    @property
    def shown(self) -> tuple[Grid, ...]:
        """Return the sheets that are not hidden."""
        return tuple(grid for grid in self.grids if not grid.is_hidden)


@dataclass
class _Notes:
    by_sheet: dict[str, SheetNotes] = field(default_factory=dict)
    remarks: list[Sentence] = field(default_factory=list)


def read_workbook(content: bytes, bounds: Bounds | None = None) -> Workbook:
    """Return the sheets of an .xlsx or .xls. Raises WorkbookRefused with a sentence."""
    limits = bounds or Bounds()
    notes = _Notes()
    if kind_of(content, limits) is FileKind.XLSX:
        notes = _look_inside(content, limits)
    grids = _read_grids(content, notes, limits)
    hidden = [grid.sheet for grid in grids if grid.is_hidden]
    if hidden:
        notes.remarks.append(
            say(
                "Hidden sheets are left out unless you choose them: %(names)s.", names=_list(hidden)
            )
        )
    return Workbook(tuple(grids), tuple(notes.remarks))


def _look_inside(content: bytes, bounds: Bounds) -> _Notes:
    package = unpack(content, bounds)
    notes, percent = _Notes(), percent_styles(package)
    for sheet, part in sheet_parts(package).items():
        check_extent(sheet, part, bounds)
        notes.by_sheet[sheet] = notes_on(part, percent)
    if package.has_macros:
        notes.remarks.append(say("The file carries macros; they are not run."))
    if package.has_external_links:
        notes.remarks.append(
            say("Some cells take their value from other workbooks; it is read as last saved.")
        )
    return notes


def _read_grids(content: bytes, notes: _Notes, bounds: Bounds) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            return [
                _grid(
                    workbook.get_sheet_by_name(about.name),
                    notes.by_sheet.get(about.name, NOTHING_NOTED),
                    bounds,
                    is_hidden=about.visible is not SheetVisibleEnum.Visible,
                )
                for about in workbook.sheets_metadata
                if about.typ is SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise WorkbookRefused(
            say("The file has a password. Save it without one and send it again.")
        ) from error
    except (CalamineError, ValueError, OSError) as error:
        raise WorkbookRefused(say("The file is damaged and cannot be opened.")) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's Rust code gives up
            raise
        raise WorkbookRefused(say("The file is damaged and cannot be opened.")) from error


def _grid(sheet: CalamineSheet, notes: SheetNotes, bounds: Bounds, *, is_hidden: bool) -> Grid:
    rows, columns = sheet.total_height, sheet.total_width
    if rows > bounds.rows or columns > bounds.columns:
        raise WorkbookRefused(
            say(
                "Sheet “%(sheet)s” uses %(rows)s rows and %(columns)s columns; at most "
                "%(max_rows)s rows and %(max_columns)s columns are read. "
                "Clear what lies outside of the table.",
                sheet=sheet.name[:40],
                rows=rows,
                columns=columns,
                max_rows=bounds.rows,
                max_columns=bounds.columns,
            )
        )
    return Grid(
        sheet=sheet.name,
        rows=sheet.to_python(skip_empty_area=False),
        merges=tuple(
            Merge(top, left, bottom, right)
            for (top, left), (bottom, right) in sorted(sheet.merged_cell_ranges or ())
        ),
        hidden_rows=notes.hidden_rows,
        hidden_columns=notes.hidden_columns,
        is_hidden=is_hidden,
        uncomputed=notes.uncomputed,
        errors=notes.errors,
        percentages=notes.percentages,
    )


def _list(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:8]) + ("…" if len(names) > 8 else "")
