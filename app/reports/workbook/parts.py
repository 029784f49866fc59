"""Read from the raw parts of an .xlsx what the fast reader does not tell."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.reports.rules.grid import column_index
from app.reports.workbook.guard import Bounds, Package, WorkbookRefused
from app.shared.sentences import say

_ROW_NUMBER = re.compile(rb'r="[A-Z]*(\d{1,9})')
_COLUMN_LETTERS = re.compile(rb'r="([A-Z]{1,3})\d')
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_BLANKS = b" \t\r\n"
_ONE_QUOTE = bytes.maketrans(b"'", b'"')
_FORMULA_MARKS = (b"f>", b"<f ", b":f ")
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,9})["'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\shidden="(?:1|true)"[^>]*>')
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col\b[^>]*?\shidden="(?:1|true)"[^>]*>')
_FORMULA_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,3})(\d{1,9})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*?\st="e")[^>]*?\sr="([A-Z]{1,3})(\d{1,9})"[^>]*(?<!/)>'
)
_ATTRIBUTE = rb'\s%s="(\d+)"'
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class SheetNotes:
    """What a reader should know about one sheet."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    uncomputed: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]
    percentages: frozenset[tuple[int, int]]


def sheet_parts(package: Package) -> dict[str, bytes]:
    """Return the XML of every worksheet by the name on its tab. Raises WorkbookRefused."""
    try:
        workbook = fromstring(package.parts["xl/workbook.xml"])
        relations = fromstring(package.parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise WorkbookRefused(say("The file is damaged and cannot be opened.")) from error
    targets = {str(each.get("Id")): str(each.get("Target")) for each in relations}
    found: dict[str, bytes] = {}
    for sheet in _sheets_of(workbook):
        identity = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or ""
        path = posixpath.normpath(posixpath.join("xl", targets.get(identity, "")))
        part = package.parts.get(path.lstrip("/").replace("xl//", "/"))
        if part is not None:
            found[str(sheet.get("name"))] = part
    return found


def _sheets_of(workbook: Element) -> Iterator[Element]:
    return (each for each in workbook.iter() if each.tag.rpartition("}")[2] == "sheet")


def check_extent(sheet: str, part: bytes, bounds: Bounds) -> None:
    """Refuse a sheet whose used area is too large to lay out. Raises WorkbookRefused."""
    # However its attributes are spaced and quoted, a place now reads r="T1000000".
    bare = part.translate(_ONE_QUOTE, _BLANKS)
    rows = max(map(int, set(_ROW_NUMBER.findall(bare))), default=0)
    columns = max(map(_index, set(_COLUMN_LETTERS.findall(bare))), default=0) + 1
    if rows > bounds.rows or columns > bounds.columns or rows * columns > bounds.cells:
        rows, columns = _filled_extent(part)
    if rows > bounds.rows or columns > bounds.columns or rows * columns > bounds.cells:
        raise WorkbookRefused(
            say(
                "Sheet “%(sheet)s” uses %(rows)s rows and %(columns)s columns; at most "
                "%(max_rows)s rows and %(max_columns)s columns are read. "
                "Clear what lies outside of the table.",
                sheet=sheet[:40],
                rows=rows,
                columns=columns,
                max_rows=bounds.rows,
                max_columns=bounds.columns,
            )
        )


def _filled_extent(part: bytes) -> tuple[int, int]:
    """Return rows and columns that hold something: a format alone does not count."""
    rows = columns = 0
    for letters, number in _FILLED_CELL.findall(_COMMENT.sub(b"", part)):
        rows, columns = max(rows, int(number)), max(columns, _index(letters) + 1)
    return rows, columns


def percent_styles(package: Package) -> tuple[int, ...]:
    """Return the numbers of the cell styles that show a value as a percentage."""
    try:
        styles = fromstring(package.parts.get("xl/styles.xml", b"<none/>"))
    except (ParseError, DefusedXmlException, ValueError):
        return ()
    percent = {"9", "10"} | {
        str(each.get("numFmtId"))
        for each in styles.iter()
        if each.tag.rpartition("}")[2] == "numFmt" and "%" in str(each.get("formatCode"))
    }
    cell_styles = next((e for e in styles.iter() if e.tag.rpartition("}")[2] == "cellXfs"), ())
    return tuple(i for i, style in enumerate(cell_styles) if style.get("numFmtId") in percent)


def notes_on(part: bytes, percent: tuple[int, ...] = ()) -> SheetNotes:
    """Return hidden rows and columns, formulas without result, errors and percentages."""
    has_formulas = any(mark in part for mark in _FORMULA_MARKS)
    return SheetNotes(
        hidden_rows=frozenset(_hidden_rows(part)),
        hidden_columns=frozenset(_hidden_columns(part)),
        uncomputed=_cells(_FORMULA_CELL, part) if has_formulas else frozenset(),
        errors=_cells(_ERROR_CELL, part) if b't="e"' in part else frozenset(),
        percentages=_cells(_cells_of_style(percent), part) if percent else frozenset(),
    )


def _cells_of_style(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    numbers = b"|".join(str(style).encode("ascii") for style in styles)
    return re.compile(
        rb'<(?:\w+:)?c\b(?=[^>]*?\ss="(?:%s)")[^>]*?\sr="([A-Z]{1,3})(\d{1,9})"' % numbers
    )


def _hidden_rows(part: bytes) -> Iterator[int]:
    for tag in _HIDDEN_ROW.findall(part) if b"hidden=" in part else ():
        number = re.search(_ATTRIBUTE % b"r", tag)
        if number:
            yield int(number[1]) - 1


def _hidden_columns(part: bytes) -> Iterator[int]:
    for tag in _HIDDEN_COLUMNS.findall(part) if b"hidden=" in part else ():
        first, last = re.search(_ATTRIBUTE % b"min", tag), re.search(_ATTRIBUTE % b"max", tag)
        if first and last:
            yield from range(int(first[1]) - 1, min(int(last[1]), 1_000))


def _cells(pattern: re.Pattern[bytes], part: bytes) -> frozenset[tuple[int, int]]:
    return frozenset(
        (int(number) - 1, _index(letters)) for letters, number in pattern.findall(part)
    )


def _index(letters: bytes) -> int:
    return column_index(letters.decode("ascii"))
