"""Reading and refusing the figures of a weekly report, cell by cell and all at once.

Source: domain.md 2.8 (a weekly value is the cumulative snapshot at the end of the week; it never
falls without a reversal record, and never passes the design quantity without a change order).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from app.progress.rules.names import week_name
from app.progress.rules.weights import QUANTITY_PLACES, UnitOfWork
from app.shared.calendar import Week
from app.shared.sentences import LabelledEnum, Sentence, say

PERCENT_PLACES: Final = 2
#: More than this in one week is taken, but shown as unusual.
UNUSUAL_WEEK_SHARE: Final = Decimal("0.30")
LARGEST: Final = Decimal(10) ** 9
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_LONGEST_SHOWN: Final = 20


class EntrySource(LabelledEnum):
    """What a person typed into a cell; the other is computed."""

    QUANTITY = "quantity", say("Quantity")
    PERCENT = "percent", say("Percent")


@dataclass(frozen=True, order=True)
class CellKey:
    """One cell of the grid: a work (row) and the code of a work item (column)."""

    work_id: int
    item: str


@dataclass(frozen=True)
class Design:
    """What a cell is measured against; the names are those the reader sees."""

    row: Sentence | str
    column: Sentence | str
    quantity: Decimal
    unit: UnitOfWork = UnitOfWork.KM

    @property
    def places(self) -> int:
        """How many decimals a quantity in this unit may have."""
        return QUANTITY_PLACES[self.unit]


@dataclass(frozen=True)
class Entry:
    """What was typed into a cell, as text, cumulative since the start of works."""

    key: CellKey
    typed: str
    source: EntrySource = EntrySource.QUANTITY


@dataclass(frozen=True)
class Report:
    """One section's week as typed. An empty cell keeps the figure of the week before."""

    week: Week
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Figure:
    """A cell that was understood: the cumulative quantity and where it came from."""

    key: CellKey
    quantity: Decimal
    source: EntrySource


@dataclass(frozen=True)
class CellProblem:
    """A sentence about one cell; refused (red), or taken but unusual (amber)."""

    key: CellKey
    sentence: Sentence
    is_refusal: bool = True


def problems_with(
    report: Report,
    previous: Mapping[CellKey, Decimal],
    design: Mapping[CellKey, Design],
    today: date,
    *,
    frozen: bool = False,
    reversed_by: Mapping[CellKey, Decimal] | None = None,
) -> list[Sentence]:
    """Return every reason why the report cannot be submitted; empty when it can."""
    cells = cell_problems(report.entries, previous, design, reversed_by)
    return [
        *week_problems(report.week, today, frozen=frozen),
        *(problem.sentence for problem in cells if problem.is_refusal),
    ]


def week_problems(week: Week, today: date, *, frozen: bool) -> list[Sentence]:
    """Return why a report of this week is not taken today."""
    if week.start > today:
        return [say("Week %(week)s lies in the future.", week=week_name(week))]
    problems = []
    if today < week.end:
        problems.append(
            say(
                "Week %(week)s is not over: it ends on %(day)s.",
                week=week_name(week),
                day=week.last_day,
            )
        )
    if frozen:
        problems.append(
            say("Week %(week)s is frozen; ask for a correction instead.", week=week_name(week))
        )
    return problems


def cell_problems(
    entries: Iterable[Entry],
    previous: Mapping[CellKey, Decimal],
    design: Mapping[CellKey, Design],
    reversed_by: Mapping[CellKey, Decimal] | None = None,
) -> list[CellProblem]:
    """Return the refusals and the unusual figures, in the order of the entries."""
    found: list[CellProblem] = []
    for entry in entries:
        if not entry.typed.strip():
            continue
        measured_against = design.get(entry.key)
        if measured_against is None:
            found.append(
                CellProblem(
                    entry.key, say("A figure was sent for a cell that is not in this report.")
                )
            )
            continue
        lowest = previous.get(entry.key, Decimal(0))
        taken_back = (reversed_by or {}).get(entry.key, Decimal(0))
        problem = _problem_with_cell(entry, measured_against, lowest, taken_back)
        if problem is not None:
            found.append(problem)
    return found


def figures_of(
    entries: Iterable[Entry],
    previous: Mapping[CellKey, Decimal],
    design: Mapping[CellKey, Design],
    reversed_by: Mapping[CellKey, Decimal] | None = None,
) -> dict[CellKey, Figure]:
    """Return a figure for each cell of the design: as typed if it can be read, else as before.

    What a reversal record took back since is not there any more: an empty cell falls by it.
    """
    left = lowered(previous, reversed_by or {})
    typed = {entry.key: entry for entry in entries if entry.typed.strip()}
    figures = {}
    for key, measured_against in design.items():
        entry = typed.get(key)
        quantity = None if entry is None else quantity_of(entry, measured_against)
        if entry is None or quantity is None or quantity < 0:
            figures[key] = Figure(key, left.get(key, Decimal(0)), EntrySource.QUANTITY)
        else:
            figures[key] = Figure(key, quantity, entry.source)
    return figures


def lowered(
    quantities: Mapping[CellKey, Decimal], taken_back: Mapping[CellKey, Decimal]
) -> dict[CellKey, Decimal]:
    """Return the quantities less what was taken back, never below 0."""
    return {
        key: max(quantity - taken_back.get(key, Decimal(0)), Decimal(0))
        for key, quantity in quantities.items()
    }


def quantity_of(entry: Entry, design: Design) -> Decimal | None:
    """Return the cumulative quantity that was typed, directly or as percent; None if unreadable."""
    number = read_number(entry.typed)
    if number is None:
        return None
    if entry.source is EntrySource.PERCENT:
        return quantity_from_percent(number, design.quantity, design.places)
    return number


def quantity_from_percent(percent: Decimal, design_quantity: Decimal, places: int) -> Decimal:
    """Return the quantity that the percent stands for, rounded half up."""
    return _round(percent * design_quantity / 100, places)


def percent_from_quantity(quantity: Decimal, design_quantity: Decimal, places: int = 1) -> Decimal:
    """Return the quantity in percent of the design, rounded half up; may pass 100."""
    if design_quantity <= 0:
        return Decimal(0)
    return _round(quantity * 100 / design_quantity, places)


@lru_cache(maxsize=4096)
def read_number(typed: str) -> Decimal | None:
    """Read a decimal number, in full or half width, with `,` between thousands or a final `%`."""
    text = unicodedata.normalize("NFKC", typed[:80]).strip().removesuffix("%").strip()
    digits = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text)
    if len(typed) > 80 or not _NUMBER.fullmatch(digits):
        return None
    return Decimal(digits)


def _problem_with_cell(
    entry: Entry, design: Design, previous: Decimal, taken_back: Decimal
) -> CellProblem | None:
    names = {"row": design.row, "column": design.column}
    number = read_number(entry.typed)
    if number is None:
        return CellProblem(
            entry.key,
            say(
                "%(row)s, %(column)s: “%(typed)s” is not a number.",
                typed=entry.typed.strip()[:_LONGEST_SHOWN],
                **names,
            ),
        )
    if number < 0:
        return CellProblem(entry.key, say("%(row)s, %(column)s: below zero.", **names))
    places = PERCENT_PLACES if entry.source is EntrySource.PERCENT else design.places
    if number != _round(number, places):
        return CellProblem(
            entry.key,
            say("%(row)s, %(column)s: more than %(places)s decimals.", places=places, **names),
        )
    quantity = quantity_of(entry, design)
    if quantity is None or quantity > LARGEST:
        return CellProblem(entry.key, say("%(row)s, %(column)s: far too large.", **names))
    return _problem_with_quantity(entry.key, quantity, design, previous, taken_back)


def _problem_with_quantity(
    key: CellKey, quantity: Decimal, design: Design, previous: Decimal, taken_back: Decimal
) -> CellProblem | None:
    names = {
        "row": design.row,
        "column": design.column,
        "quantity": plain(quantity),
        "unit": design.unit.label,
    }
    if quantity > design.quantity:
        return CellProblem(
            key,
            say(
                "%(row)s, %(column)s: %(quantity)s %(unit)s is above the design quantity of"
                " %(most)s; more needs a change order.",
                most=plain(design.quantity),
                **names,
            ),
        )
    if quantity < previous - taken_back:
        return CellProblem(
            key,
            say(
                "%(row)s, %(column)s: %(quantity)s %(unit)s is less than the %(before)s of the"
                " week before; a fall needs a reversal record.",
                before=plain(previous),
                **names,
            ),
        )
    if quantity - previous > UNUSUAL_WEEK_SHARE * design.quantity:
        return CellProblem(
            key,
            say(
                "%(row)s, %(column)s: %(more)s %(unit)s more in one week is unusual; please look"
                " again.",
                more=plain(quantity - previous),
                **names,
            ),
            is_refusal=False,
        )
    return None


def plain(number: Decimal) -> str:
    """Return the number without an exponent and without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round(number: Decimal, places: int) -> Decimal:
    if abs(number) > LARGEST * 1000:
        return number
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
