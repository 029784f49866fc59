"""The report of site quality tests (domain.md 3.8) as a sheet: the figures of the printed one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app.quality.models import SampleLot
from app.quality.queries.lots import Judgement
from app.quality.rules.explain import allowed_text
from app.shared import formats
from app.shared.spreadsheet import xlsx_response
from app.works.models import Work


@dataclass(frozen=True)
class ReportLine:
    """One lot of the report, and with how many decimals its figures are written."""

    judgement: Judgement
    places: int


def report_as_excel(work: Work, process: str, lines: Sequence[ReportLine]) -> Response:
    """Return the report; each measured value has a cell of its own."""
    most = max((len(line.judgement.lot.values) for line in lines), default=1)
    columns = [
        _("No."), _("Item tested"), _("Layer"), _("Stretch or part"), _("Sampled on"),
        _("Tested by"), _("Design value"), _("Required or allowed"), _("Frequency"),
        *(_("Measured value %(number)s", number=number) for number in range(1, most + 1)),
        _("Mean"), _("Representative value"), _("Pass rate (%)"), _("Verdict"),
    ]  # fmt: skip
    title = _("Report of site quality tests")
    rows = (_row(number, line, most) for number, line in enumerate(lines, 1))
    name = f"{title} {work.name} {process}"
    return xlsx_response(name, f"{title} {work.section.name} {work.name} {process}", columns, rows)


def _row(number: int, line: ReportLine, most: int) -> list[Any]:
    one, lot = line.judgement, line.judgement.lot
    found = one.found
    rate = found.pass_share
    return [
        number,
        f"{'△' if lot.is_key else ''}{lot.measure.label}",
        str(lot.layer.label),
        _place(lot),
        lot.sampled_on,
        str(lot.tester.label),
        lot.design if lot.design and one.tolerance.required is None else None,
        str(allowed_text(one.tolerance)),
        one.tolerance.frequency or "—",
        *_padded((value.value for value in lot.values), line.places - 1, most),
        _rounded(found.mean, line.places),
        _rounded(found.representative, line.places),
        None if rate is None else _rounded(rate * 100, 1),
        str(found.verdict.label),
    ]


def _place(lot: SampleLot) -> str:
    if lot.start_m is None or lot.end_m is None:
        return lot.part or str(_("The whole"))
    return formats.chainage_range(lot.start_m, lot.end_m)


def _padded(values: Iterator[Decimal], places: int, most: int) -> list[Decimal | None]:
    cells: list[Decimal | None] = [_rounded(value, places) for value in values]
    return cells + [None] * (most - len(cells))


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    """Return the figure with the decimals that the printed report shows."""
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
