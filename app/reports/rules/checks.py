"""Check each road of a ledger or weekly sheet against itself and against the other roads."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.reports.rules.columns import Column
from app.reports.rules.fields import Kind
from app.reports.rules.grid import column_letters
from app.reports.rules.items import ItemColumn, Measure
from app.reports.rules.places import name_key, section_key, split_place
from app.reports.rules.problems import Problem
from app.reports.rules.table import ReadRow
from app.shared.sentences import Sentence, say

#: Ledgers keep kilometres with three decimals: ends and length may differ by the rounding of both.
LENGTH_TOLERANCE_M = Decimal("1.5")
#: Shares are printed with one decimal.
SHARE_TOLERANCE = Decimal("0.002")

#: What the tables of works keep of a text.
LONGEST = {"section": 100, "township": 60, "village": 100, "structure": 100, "bridge_code": 40}
_LIMITS = tuple(LONGEST.items())
_DAYS_IN_PERIOD = re.compile(r"\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}")

Columns = Mapping[str, Column]


def check_rows(rows: Iterable[ReadRow], columns: Columns, kind: Kind) -> None:
    """Complete each row from its own cells and add what is wrong with it."""
    seen: dict[tuple[Any, ...], int] = {}
    firms: dict[tuple[str, str], tuple[str, int]] = {}
    checks = _CHECKS_OF[kind]
    for row in rows:
        _complete(row, columns)
        for check in checks:
            check(row, columns)
        _check_same_road(row, seen)
        _check_firms(row, columns, firms)


def _tell(
    row: ReadRow, columns: Columns, key: str, sentence: Sentence, *, refuses: bool = True
) -> None:
    column = columns.get(key)
    letters = column_letters(column.index) if column else ""
    row.problems.append(Problem(row.sheet, row.number, letters, sentence, refuses))


def _complete(row: ReadRow, columns: Columns) -> None:
    """Bring the forms of a place to one: a stretch to its ends, a place to township and village."""
    values = row.values
    if stretch := values.pop("stretch", None):
        values["start"], values["end"] = stretch
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and start > end:
        values["start"], values["end"] = end, start
        _tell(
            row,
            columns,
            "start",
            say("The road was written from its end to its start."),
            refuses=False,
        )
    if place := values.pop("place", None):
        township, village = split_place(place)
        values.setdefault("township", None)
        values["township"] = values["township"] or township or None
        values["village"] = values.get("village") or village or None
    _complete_widths(values)
    if not values.get("name"):
        _complete_names(values)
    if values.get("duration"):
        _complete_dates(values)
    if values.get("length") is None and "length" not in _unreadable(row, columns):
        _length_from_ends(values)


def _complete_widths(values: dict[str, Any]) -> None:
    if "widths" not in values:
        return
    widths = values.pop("widths")
    pieces = [piece for piece in str(widths or "").replace("m", "").split("/") if piece]
    if len(pieces) == 2 and all(piece.replace(".", "", 1).isdecimal() for piece in pieces):
        values.setdefault("subgrade_width", Decimal(pieces[0]))
        values.setdefault("width", Decimal(pieces[1]))


def _complete_names(values: dict[str, Any]) -> None:
    """Take a ledger's project name for the road where no column names roads."""
    if values.get("bridge_name"):
        values["name"] = values["bridge_name"]
    if not values.get("name") and "name" not in values and values.get("project"):
        values["name"] = values.pop("project")


def _complete_dates(values: dict[str, Any]) -> None:
    """Take start and finish from a contract period such as 2020.3.10～2020.6.30."""
    days = _DAYS_IN_PERIOD.findall(values["duration"])
    if len(days) == 2 and not values.get("starts_on") and not values.get("planned_finish_on"):
        try:
            start, finish = (date(*map(int, re.findall(r"\d+", day))) for day in days)
        except ValueError:
            return
        values["starts_on"], values["planned_finish_on"] = start, finish


def _length_from_ends(values: dict[str, Any]) -> None:
    if values.get("bridge_name"):
        values["length"] = values.get("bridge_length")
        return
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and end > start:
        values["length"] = end - start


def _unreadable(row: ReadRow, columns: Columns) -> set[str]:
    """Return the columns of which a cell of this row could not be read."""
    letters = {problem.column for problem in row.problems if problem.refuses and problem.column}
    return {key for key, column in columns.items() if column_letters(column.index) in letters}


def _check_lengths_of_text(row: ReadRow, columns: Columns) -> None:
    values = row.values
    for key, longest in _LIMITS:
        if key in values and (value := values[key]) and len(value) > longest:
            sentence = say(
                "The text has %(length)s characters; at most %(longest)s are kept.",
                length=len(value),
                longest=longest,
            )
            _tell(row, columns, key, sentence)


def _check_section(row: ReadRow, columns: Columns) -> None:
    if not row.get("section") and "section" not in _unreadable(row, columns):
        _tell(row, columns, "section", say("No section is named for this row."))


def _check_name(row: ReadRow, columns: Columns) -> None:
    if row.get("name") or row.get("route_code"):
        return
    if not _unreadable(row, columns) & {"name", "route_code"}:
        _tell(row, columns, "name", say("The row has figures but names no road."))


def _check_length(row: ReadRow, columns: Columns) -> None:
    values = row.values
    length, start, end = values.get("length"), values.get("start"), values.get("end")
    if length is None:
        if not row.get("bridge_name") and not _unreadable(row, columns) & {
            "length",
            "stretch",
            "start",
            "end",
        }:
            _tell(row, columns, "length", say("The road has no length."))
        return
    if length == 0:
        _tell(row, columns, "length", say("The length is zero."))
    elif start is not None and end is not None and not values.get("bridge_name"):
        _check_length_between(row, columns, length, end - start)


def _check_length_between(
    row: ReadRow, columns: Columns, length: Decimal, between: Decimal
) -> None:
    if abs(between - length) <= LENGTH_TOLERANCE_M:
        return
    sentence = say(
        "The length is %(length)s m, from end to end it is %(between)s m.",
        length=_metres(length),
        between=_metres(between),
    )
    _tell(row, columns, "length", sentence, refuses=False)


def _metres(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _check_dates(row: ReadRow, columns: Columns) -> None:
    starts, finish = row.get("starts_on"), row.get("planned_finish_on")
    if starts and finish and finish < starts:
        _tell(row, columns, "planned_finish_on", say("The planned finish lies before the start."))


def _check_amount(row: ReadRow, columns: Columns) -> None:
    if row.get("amount") == 0:
        _tell(row, columns, "amount", say("The contract amount is zero."), refuses=False)


def _check_items(row: ReadRow, columns: Columns) -> None:
    for key in [key for key in row.values if key.startswith("item.")]:
        item = ItemColumn.from_key(key)
        if item and item.measure is Measure.CUMULATIVE:
            _check_week_of_item(row, columns, item)
        if item and item.measure is Measure.SHARE:
            _check_share_of_item(row, columns, item)


def _check_week_of_item(row: ReadRow, columns: Columns, item: ItemColumn) -> None:
    done = row.get(item.key)
    week = row.get(ItemColumn(item.item, Measure.WEEK).key)
    if done is not None and week is not None and week > done:
        _tell(
            row,
            columns,
            item.key,
            say("This week is more than all that is done of “%(item)s”.", item=item.item),
        )


def _check_share_of_item(row: ReadRow, columns: Columns, item: ItemColumn) -> None:
    share, length = row.get(item.key), row.get("length")
    done = row.get(ItemColumn(item.item, Measure.CUMULATIVE).key)
    design = row.get(ItemColumn(item.item, Measure.DESIGN).key) or length
    if share is None or done is None or not design:
        return
    if abs(done / design - share) > SHARE_TOLERANCE:
        _tell(
            row,
            columns,
            item.key,
            say(
                "“%(item)s” says %(said)s %%, its quantities make %(made)s %%.",
                item=item.item,
                said=f"{share * 100:.1f}",
                made=f"{done / design * 100:.1f}",
            ),
            refuses=False,
        )


def _check_shares(row: ReadRow, columns: Columns) -> None:
    for key, value in row.values.items():
        is_share = key == "physical_share" or key.endswith(".share")
        if is_share and value is not None and value > 1:
            _tell(
                row,
                columns,
                key,
                say("%(share)s %% is more than all of it.", share=f"{value * 100:.1f}"),
            )


def _check_has_progress(row: ReadRow, columns: Columns) -> None:
    told = any(
        value is not None
        and (key.startswith("item.") or key in ("physical_share", "total_investment"))
        for key, value in row.values.items()
    )
    if not told and not row.is_refused:
        _tell(row, columns, "", say("The row tells no progress."))


def _check_same_road(row: ReadRow, seen: dict[tuple[Any, ...], int]) -> None:
    if row.is_refused:
        return
    first = seen.setdefault(road_identity(row), row.number)
    if first != row.number:
        row.problems.append(
            Problem(
                row.sheet, row.number, "", say("The same road stands in row %(row)s.", row=first)
            )
        )


def road_identity(row: ReadRow) -> tuple[Any, ...]:
    """Return what makes two rows one road: section and route code and ends, else its names.

    Source: domain.md 4.1.
    """
    said = row.values.get
    section, programme = section_key(said("section") or ""), name_key(said("programme") or "")
    if bridge := said("bridge_name"):
        return (
            programme,
            section,
            "bridge",
            said("bridge_code") or name_key(bridge),
            said("center"),
        )
    if code := said("route_code"):
        return (programme, section, code, said("start"), said("end"))
    names = (said("township") or "", said("village") or "", said("name") or "")
    return (programme, section, *map(name_key, names), said("start"), said("end"))


def _check_firms(
    row: ReadRow, columns: Columns, firms: dict[tuple[str, str], tuple[str, int]]
) -> None:
    """Refuse a second contractor or supervision firm of one section."""
    if row.is_refused:
        return
    section = section_key(row.get("section") or "")
    for key in ("contractor", "supervisor"):
        firm = row.values.get(key)
        if not firm:
            continue
        first, number = firms.setdefault((key, section), (firm, row.number))
        if first != firm and name_key(first) != name_key(firm):
            _tell(
                row,
                columns,
                key,
                say(
                    "Row %(row)s names “%(first)s” for section %(section)s, this row “%(firm)s”.",
                    row=number,
                    first=first,
                    section=row.get("section"),
                    firm=firm,
                ),
            )


_CHECKS_OF: Mapping[Kind, tuple[Callable[[ReadRow, Columns], None], ...]] = {
    Kind.REGISTER: (
        _check_lengths_of_text,
        _check_section,
        _check_name,
        _check_length,
        _check_dates,
        _check_amount,
    ),
    Kind.WEEKLY: (_check_name, _check_items, _check_shares, _check_has_progress),
}
