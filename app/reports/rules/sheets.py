"""Read a whole sheet or workbook: header, columns, roads, totals, and every problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from app.reports.rules.body import BodyRow, RowKind, split_body
from app.reports.rules.cells import is_blank
from app.reports.rules.checks import check_rows
from app.reports.rules.columns import Column, propose, tells_progress
from app.reports.rules.desired import KEPT_COLUMNS
from app.reports.rules.facts import Facts, facts_of
from app.reports.rules.fields import FIELDS, Kind
from app.reports.rules.filling import shared_figures
from app.reports.rules.grid import Grid, column_letters
from app.reports.rules.guesses import guess_by_cells
from app.reports.rules.headers import Header, find_header
from app.reports.rules.items import ItemColumn
from app.reports.rules.places import is_township
from app.reports.rules.problems import Problem
from app.reports.rules.table import ReadRow, read_table
from app.reports.rules.totals import TotalCheck, check_totals
from app.shared.calendar import Week
from app.shared.sentences import say

#: The section of roads whose ledger names neither a section nor a contractor.
NO_SECTION = "未分标段"


@dataclass(frozen=True)
class Layout:
    """Where the table of a sheet lies and what its columns hold: what the mapping page shows."""

    grid: Grid
    header: Header
    columns: tuple[Column, ...]
    facts: Facts
    kind: Kind

    @property
    def fingerprint(self) -> str:
        """Return a short mark that two sheets of the same layout share."""
        titles = "\n".join(column.title for column in self.columns)
        return sha256(titles.encode()).hexdigest()[:16]


@dataclass
class SheetReading:
    """What one sheet holds."""

    layout: Layout
    rows: list[ReadRow]
    problems: list[Problem]
    totals: list[TotalCheck] = field(default_factory=list)
    #: Amounts merged over several rows: the numbers of the rows, in order of the sheet.
    shared_amounts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def good(self) -> list[ReadRow]:
        """Return the rows that may go in."""
        return [row for row in self.rows if not row.is_refused]

    @property
    def refused(self) -> list[ReadRow]:
        """Return the rows that may not."""
        return [row for row in self.rows if row.is_refused]

    @property
    def all_problems(self) -> list[Problem]:
        """Return the problems of the sheet and of its rows, from top to bottom."""
        of_rows = [problem for row in self.rows for problem in row.problems]
        return sorted([*self.problems, *of_rows], key=lambda each: (each.row, each.column))


def find_layout(
    grid: Grid, file_name: str = "", remembered: Mapping[str, str] | None = None
) -> Layout | None:
    """Return the table found in a sheet, None when it has none.

    `remembered` says by column title which key this sender chose last time; "" is: leave it out.
    """
    header = find_header(grid)
    if header is None:
        return None
    known = propose(header.columns, remembered or {})
    columns = guess_by_cells(grid, header, known, remembered or {})
    if not any(
        column.key in ("name", "route_code", "bridge_name", "project") for column in columns
    ):
        return None
    facts = facts_of(grid, header.top, file_name)
    kind = Kind.WEEKLY if tells_progress(columns, facts.title + file_name) else Kind.REGISTER
    return Layout(grid, header, columns, facts, kind)


def with_mapping(layout: Layout, chosen: Mapping[int, str]) -> Layout:
    """Return the layout with the keys that a person chose by column; "" leaves a column out."""
    columns = tuple(
        replace(column, key=chosen[column.index] or None, confidence=1.0)
        if column.index in chosen
        else column
        for column in layout.columns
    )
    return replace(layout, columns=columns)


def mapping_problems(columns: Sequence[Column]) -> list[Problem]:
    """Return what is wrong with a mapping: a key unknown or given twice, nothing to name roads."""
    keys = [column.key for column in columns if column.key]
    problems = []
    for column in columns:
        if column.key and column.key not in FIELDS and ItemColumn.from_key(column.key) is None:
            sentence = say(
                "Column %(column)s: there is no such choice.", column=column_letters(column.index)
            )
            problems.append(Problem("", 0, column_letters(column.index), sentence))
        elif column.key and keys.count(column.key) > 1:
            sentence = say(
                "“%(title)s” is chosen for more than one column.", title=_label(column.key)
            )
            problems.append(Problem("", 0, column_letters(column.index), sentence))
    if not {"name", "route_code", "bridge_name", "project"} & set(keys):
        problems.append(Problem("", 0, "", say("Choose the column that names the road.")))
    return problems


def _label(key: str) -> object:
    return FIELDS[key].label if key in FIELDS else key


def read_sheet(layout: Layout, kind: Kind | None = None, week: Week | None = None) -> SheetReading:
    """Return the roads of a sheet; `week` overrules what its title says."""
    grid, columns, facts = layout.grid, layout.columns, layout.facts
    meant_as = kind or layout.kind
    body = split_body(grid, layout.header)
    roads = [row for row in body.rows if row.kind is RowKind.ROAD]
    roads = _with_sheet_defaults(roads, columns, layout)
    table = read_table(grid, columns, roads, facts)
    roads, table.rows, loose = _without_loose_totals(roads, table.rows)
    mapped = {column.key: column for column in columns if column.key}
    if meant_as is Kind.REGISTER:
        loose += _name_sections_by_contractor(table.rows, mapped)
    check_rows(table.rows, mapped, meant_as)
    totals, of_totals = check_totals(grid, columns, table.meant, body.rows, table.rows)
    if meant_as is Kind.REGISTER:
        loose += _not_taken_in(layout)
    problems = [
        *_of_sheet(layout, meant_as, week),
        *body.remarks,
        *table.problems,
        *of_totals,
        *loose,
    ]
    shared = shared_figures(grid, columns, roads, "amount")
    return SheetReading(
        layout, table.rows, problems, totals,
        {first + 1: tuple(row + 1 for row in rows) for first, rows in shared.items()},
    )  # fmt: skip


def _with_sheet_defaults(
    roads: list[BodyRow], columns: Sequence[Column], layout: Layout
) -> list[BodyRow]:
    """Give the roads what the tab or the lines above the table say for all of them."""
    facts, tab = layout.facts, layout.grid.sheet
    keys = {column.key for column in columns}
    township = tab if is_township(tab) and not keys & {"township", "place"} else ""
    section = facts.section if "section" not in keys else ""
    contractor = facts.contractor if "contractor" not in keys else ""
    if not (township or section or contractor):
        return roads
    return [
        replace(
            row,
            section=row.section or section,
            contractor=row.contractor or contractor,
            township=row.township or township,
        )
        for row in roads
    ]


def _name_sections_by_contractor(
    rows: Sequence[ReadRow], mapped: Mapping[str, Column]
) -> list[Problem]:
    """Let each contractor be a section where a ledger knows no sections at all.

    The bureau's bridge ledger and the province's project ledger are kept so (domain.md 3.12).
    """
    if "section" in mapped or not rows or any(row.get("section") for row in rows):
        return []
    for row in rows:
        row.values["section"] = row.get("contractor") or NO_SECTION
    sentence = say("The ledger has no column of sections: each contractor counts as one section.")
    return [Problem(rows[0].sheet, 0, "", sentence, refuses=False)]


def _without_loose_totals(
    roads: list[BodyRow], rows: list[ReadRow]
) -> tuple[list[BodyRow], list[ReadRow], list[Problem]]:
    """Take out rows of figures without any name that are the sum of the rows before them."""
    kept_roads: list[BodyRow] = []
    kept: list[ReadRow] = []
    problems: list[Problem] = []
    since_last: list[ReadRow] = []
    for road, row in zip(roads, rows, strict=True):
        is_named = row.values.get("name") or row.values.get("route_code")
        if not is_named and (_is_loose_total(row, since_last) or _is_loose_total(row, kept)):
            sentence = say("The row has figures only and is the sum of the rows before it.")
            problems.append(Problem(row.sheet, row.number, "", sentence, refuses=False))
            since_last = []
            continue
        kept_roads.append(road)
        kept.append(row)
        since_last.append(row)
    return kept_roads, kept, problems


def _not_taken_in(layout: Layout) -> list[Problem]:
    """Return one remark that names the filled columns of which nothing is kept."""
    body = layout.grid.rows[layout.header.bottom :]
    titles = [
        column.title[:40]
        for column in layout.columns
        if column.title
        and column.key not in KEPT_COLUMNS
        and not column.item
        and any(not is_blank(row[column.index]) for row in body if column.index < len(row))
    ]
    if not titles:
        return []
    sentence = say(
        "Not taken in: the columns “%(columns)s”.", columns="”, “".join(dict.fromkeys(titles))
    )
    return [Problem(layout.grid.sheet, 0, "", sentence, refuses=False)]


def _is_loose_total(row: ReadRow, before: Sequence[ReadRow]) -> bool:
    named = ("name", "route_code", "bridge_name", "stretch", "start", "village", "project")
    if len(before) < 2 or any(row.get(key) for key in named) or row.get("length") is None:
        return False
    return bool(sum(each.get("length") or 0 for each in before) == row.get("length"))


def _of_sheet(layout: Layout, kind: Kind, week: Week | None) -> list[Problem]:
    grid, told = layout.grid, []
    if kind is Kind.WEEKLY and week is None:
        told += [(sentence, False) for sentence in layout.facts.doubts]
        if layout.facts.week is None:
            told.append((say("The sheet does not say which week it is for."), True))
    hidden_rows = sorted(
        row + 1 for row in grid.hidden_rows if layout.header.bottom <= row < grid.height
    )
    if hidden_rows:
        told.append(
            (
                say(
                    "%(count)s hidden rows were read too, the first is row %(row)s.",
                    count=len(hidden_rows),
                    row=hidden_rows[0],
                ),
                False,
            )
        )
    hidden = [
        column_letters(c.index) for c in layout.columns if c.index in grid.hidden_columns and c.key
    ]
    if hidden:
        told.append(
            (say("Hidden columns were read too: %(columns)s.", columns=", ".join(hidden)), False)
        )
    return [Problem(grid.sheet, 0, "", sentence, refuses) for sentence, refuses in told]
