"""Tell the rows under a header apart: roads, sub-totals, headings, lines at the foot."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from unicodedata import normalize

from app.reports.rules.fields import ReadAs
from app.reports.rules.grid import EMPTY, CellValue, Grid
from app.reports.rules.headers import Header, repeats_header
from app.reports.rules.labels import plain
from app.reports.rules.places import is_township, section_in, township_named
from app.reports.rules.problems import Problem
from app.shared.sentences import Sentence, say

_TOTAL = re.compile(
    r"^(?:其中)?[:：]?(.{0,30}?)(小计|合计|总计|共计|累计合计|总合计|subtotal|sub-total|grandtotal|total|sum)"
    r"(?:[:：]|[(（].*[)）]|\d+条.*)*$",
    re.IGNORECASE,
)
#: Every word of a total has one of these letters; most names have none.
_MAY_BE_TOTAL = re.compile(r"[计TtSsſ]")
_GRAND = re.compile(
    r"总计|总合计|grandtotal|全区合计|全县合计|合计|共计|^total$|累计合计", re.IGNORECASE
)
_PAGE = re.compile(r"本页|每页|过次页|承前页|thispage", re.IGNORECASE)
_FOOT = re.compile(
    r"^(填报人|填表人|制表人|制表|审核人|审核|复核|单位负责人|负责人|联系电话|填报时间|填报日期|填表日期|填报单位|报送单位"
    r"|编制人|编制|审批|统计人|统计负责人|分管领导|注|说明|备注|附注|prepared by|checked by|approved by|note|filled)"
    r"\s*[:：(（]",
    re.IGNORECASE,
)
_NAMED_LINE = re.compile(
    r"^(标段|合同段|标段名称|施工单位|承包人|section|contractor)\s*[:：]", re.IGNORECASE
)
_SECTION_SAID = re.compile(
    r"(?:标段|合同段|标段名称|section)\s*[:：]\s*(.+?)(?=\s{2,}|\s*(?:施工单位|监理|承包人)|$)",
    re.IGNORECASE,
)
_CONTRACTOR_SAID = re.compile(r"(?:施工单位|承包人|contractor)\s*[:：]\s*(\S+)", re.IGNORECASE)
_SECTION_IN_TITLE = re.compile(r"第?[A-Za-z]{0,3}-?[一二三四五六七八九十\d]{1,3}\s*(?:标段|合同段)")
_TITLE_AGAIN = re.compile(
    r"(周报表|周报|台账|统计表|一览表|汇总表|续表|（续）|\(续\)|第\s*\d+\s*页)"
)
_ROAD_ENDS = ("路", "线", "桥", "road", "道")


class RowKind(StrEnum):
    """What a row under the header is."""

    ROAD = "road"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    PAGE_TOTAL = "page total"


@dataclass(slots=True)
class BodyRow:
    """A row with figures, and the headings that stand above it."""

    index: int
    kind: RowKind
    section: str = ""
    contractor: str = ""
    township: str = ""


@dataclass
class _Headings:
    section: str = ""
    contractor: str = ""
    township: str = ""


@dataclass(frozen=True)
class Body:
    """The rows under a header in their order, and remarks about lines that are neither."""

    rows: tuple[BodyRow, ...]
    remarks: tuple[Problem, ...]


def split_body(grid: Grid, header: Header) -> Body:
    """Return the rows of the table; blank lines, repeated headers and foot lines are left out."""
    headings, rows, remarks = _Headings(), [], []
    kinds = _kinds_of_totals(grid, header)
    for index in range(header.bottom, grid.height):
        row = grid.rows[index]
        if row and isinstance(row[0], int | float):  # a serial number: no line of words
            rows.append(_body_row(index, kinds, headings))
            continue
        filled = [each for each in row if each != EMPTY and (type(each) is not str or each.strip())]
        if not filled or _is_foot(filled):
            continue
        if _is_lone_text(filled):
            remark = _take_heading(headings, plain(filled[0]))
            if remark:
                remarks.append(Problem(grid.sheet, index + 1, "", remark, refuses=False))
            continue
        if isinstance(filled[0], str) and _NAMED_LINE.match(plain(filled[0])):
            _take_named_line(headings, "  ".join(plain(str(value)) for value in filled))
            continue
        if (
            index not in kinds
            and all(isinstance(each, str) for each in filled)
            and repeats_header(grid, index, header)
        ):
            continue
        rows.append(_body_row(index, kinds, headings))
    rows = _with_totals_between_roads_as_subtotals(rows)
    if _subtotals_stand_first(tuple(rows)):
        rows = _with_sections_of_subtotals(grid, header, rows)
    return Body(tuple(rows), tuple(remarks))


def _body_row(index: int, kinds: Mapping[int, RowKind], headings: _Headings) -> BodyRow:
    kind = kinds.get(index, RowKind.ROAD)
    return BodyRow(index, kind, headings.section, headings.contractor, headings.township)


def _with_totals_between_roads_as_subtotals(rows: list[BodyRow]) -> list[BodyRow]:
    """Take a 合计 with roads before and after it as the sum of the roads before it only."""
    roads = [place for place, row in enumerate(rows) if row.kind is RowKind.ROAD]
    if not roads:
        return rows
    return [
        replace(row, kind=RowKind.SUBTOTAL)
        if row.kind is RowKind.TOTAL and roads[0] < place < roads[-1]
        else row
        for place, row in enumerate(rows)
    ]


def _with_sections_of_subtotals(grid: Grid, header: Header, rows: list[BodyRow]) -> list[BodyRow]:
    """Give roads under a sub-total the section and the firm that only the sub-total's row names."""
    places = {column.key: column.index for column in header.columns}
    known = {"section": "", "contractor": ""}
    filled: list[BodyRow] = []
    for row in rows:
        if row.kind is RowKind.SUBTOTAL:
            said = {key: _said(grid, row.index, places.get(key)) for key in known}
            known = said if said["section"] else known
        filled.append(
            replace(
                row,
                section=row.section or known["section"],
                contractor=row.contractor or known["contractor"],
            )
        )
    return filled


def _said(grid: Grid, row: int, column: int | None) -> str:
    text = plain(grid.value(row, column)) if column is not None else ""
    return "" if total_word(text) else text


def _is_lone_text(filled: list[CellValue]) -> bool:
    first = filled[0]
    return (
        len(filled) == 1
        and isinstance(first, str)
        and not total_word(first)
        and not _NAMED_LINE.match(plain(first))
    )


def _take_named_line(headings: _Headings, line: str) -> None:
    """Keep what a line like “标段：1标段  施工单位：…” says for the rows under it."""
    for field, pattern in (("section", _SECTION_SAID), ("contractor", _CONTRACTOR_SAID)):
        if found := pattern.search(line):
            setattr(headings, field, found[1][:120])


_WORD_KEYS = frozenset(
    [
        "serial",
        "programme",
        "project",
        "section",
        "contractor",
        "supervisor",
        "owner",
        "township",
        "village",
        "place",
        "route_code",
        "name",
        "bridge_name",
        "stretch",
        "start",
    ]
)


def _kinds_of_totals(grid: Grid, header: Header) -> dict[int, RowKind]:
    """Return by row its kind where one of its words says that it is a total; equal words are read once."""
    kinds: dict[int, RowKind] = {}
    for column in [column.index for column in header.columns if column.key in _WORD_KEYS]:
        cells = [row[column] if column < len(row) else EMPTY for row in grid.rows[header.bottom :]]
        words = {text for text in set(cells) if isinstance(text, str)}
        if not _MAY_BE_TOTAL.search(normalize("NFKC", "\n".join(words))):
            continue
        totals = {text: kind for text in words if (kind := total_word(text))}
        for place, cell in enumerate(cells) if totals else ():
            if isinstance(cell, str) and cell in totals:
                kinds.setdefault(header.bottom + place, totals[cell])
    return kinds


def total_word(text: str) -> RowKind | None:
    """Return which kind of total a label names, None for any other text."""
    bare = plain(text)
    if not _MAY_BE_TOTAL.search(bare):
        return None
    bare = re.sub(r"\s", "", bare)
    found = _TOTAL.match(bare)
    if not found or len(bare) > 40 or found[1].casefold().endswith(_ROAD_ENDS):
        return None
    if _PAGE.search(bare):
        return RowKind.PAGE_TOTAL
    return RowKind.TOTAL if _GRAND.search(bare) and not found[1] else RowKind.SUBTOTAL


def _is_foot(filled: list[CellValue]) -> bool:
    first = filled[0]
    return isinstance(first, str) and len(filled) <= 8 and bool(_FOOT.match(plain(first)))


def _take_heading(headings: _Headings, text: str) -> Sentence | None:
    """Keep what a line over the following rows says; return a remark when it says nothing known."""
    named = section_in(text)
    if named:
        headings.section = named[0]
        headings.contractor = named[1] if len(named[1]) >= 4 else ""
        return None
    if is_township(re.sub(r"^[一二三四五六七八九十\d]+[、.．]\s*", "", text)):
        headings.township = township_named(
            re.sub(r"^[一二三四五六七八九十\d]+[、.．]\s*", "", text)
        )
        return None
    if _TITLE_AGAIN.search(text):
        if found := _SECTION_IN_TITLE.search(text):
            headings.section, headings.contractor = found[0], ""
        return None
    return say("“%(written)s” was read as a heading, not as a road.", written=text[:60])


def figures_of(read_as: ReadAs) -> bool:
    """Return whether a column of that kind can be summed."""
    return read_as in (ReadAs.LENGTH, ReadAs.MONEY, ReadAs.COUNT)


def scopes(rows: tuple[BodyRow, ...]) -> Iterator[tuple[BodyRow, list[BodyRow]]]:
    """Yield each total with the roads it should be the sum of.

    A sub-total belongs to the roads before it; where the first sub-total stands above the first
    road, to the roads after it. A total belongs to all roads of the sheet.
    """
    roads = [row for row in rows if row.kind is RowKind.ROAD]
    stands_first = _subtotals_stand_first(rows)
    group: list[BodyRow] = []
    open_subtotal: BodyRow | None = None
    for row in rows:
        if row.kind is RowKind.ROAD:
            group.append(row)
        elif row.kind is RowKind.TOTAL:
            yield row, roads
        elif row.kind is RowKind.SUBTOTAL:
            if not stands_first:
                yield row, group
            elif open_subtotal:
                yield open_subtotal, group
            open_subtotal, group = row, []
    if stands_first and open_subtotal:
        yield open_subtotal, group


def _subtotals_stand_first(rows: tuple[BodyRow, ...]) -> bool:
    for row in rows:
        if row.kind is RowKind.SUBTOTAL:
            return True
        if row.kind is RowKind.ROAD:
            return False
    return False
