"""The ledgers of works as Excel tables, in the order of the native forms (domain.md 3.12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.shared import formats


@dataclass(frozen=True)
class Sheet:
    """A title, the heads, and what stands in a line for a row of the list."""

    title: str
    columns: Sequence[str]
    line: Callable[[Any], Sequence[Any]]


def programmes() -> Sheet:
    """Return the ledger of programmes."""
    return Sheet(
        _("Programmes"),
        [
            _("Year"), _("Programme"), _("Kind"), _("Projects"), _("Planned length (km)"),
            _("Planned number"), _("Planned amount (10,000 yuan)"),
            _("Fund sources (10,000 yuan)"), _("Planned finish"), _("Finished on"),
            _("Accountable"),
        ],
        lambda row: (
            row.year, row.name, str(row.kind.label), row.projects, _km(row.planned_length_m),
            row.planned_count, _wan(row.planned_amount_fen), _wan(row.funds_fen),
            row.planned_finish_on or row.finish_text, row.finished_on, row.accountable,
        ),
    )  # fmt: skip


def projects() -> Sheet:
    """Return the ledger of projects."""
    return Sheet(
        _("Projects"),
        [
            _("Year"), _("Programme"), _("Official code"), _("Project"), _("Kind"), _("Sections"),
            _("Length (km)"), _("Investment (10,000 yuan)"), _("Planned finish"), _("State"),
            _("Accountable"),
        ],
        lambda row: (
            row.year, row.programme, row.code, row.name, str(row.kind.label), row.sections,
            _km(row.length_m), _wan(row.amount_fen), row.planned_finish_on,
            str(row.status.label), row.accountable,
        ),
    )  # fmt: skip


def sections() -> Sheet:
    """Return the ledger of sections."""
    return Sheet(
        _("Sections"),
        [
            _("Project"), _("Section"), _("Official code"), _("Contractor"), _("Supervision firm"),
            _("Area"), _("Works"), _("Length (km)"), _("Contract price (10,000 yuan)"),
            _("Start"), _("Planned finish"), _("State"),
        ],
        lambda row: (
            row.project, row.name, row.code, row.contractor, row.supervision_firm, row.area,
            row.works, _km(row.length_m), _wan(row.amount_fen), row.start_on,
            row.planned_finish_on, str(row.status.label),
        ),
    )  # fmt: skip


def works() -> Sheet:
    """Return the ledger of roads, bridges and yards."""
    return Sheet(
        _("Roads and bridges"),
        [
            _("Project"), _("Section"), _("Township"), _("Village"), _("Kind"), _("Route code"),
            _("Name"), _("Start–end chainage"), _("Length (km)"), _("Pavement width (m)"),
            _("Technical class"), _("Structure"), _("Nature of works"), _("Bridge code"),
            _("Amount (10,000 yuan)"), _("Planned finish"), _("State"),
        ],
        lambda row: (
            row.project, row.section, row.township, row.village, str(row.kind.label),
            row.route_code, row.name, _stretch(row), _km(row.length_m), row.pavement_width_m,
            _word(row.technical_class), row.structure, _word(row.nature), row.bridge_code,
            _wan(row.amount_fen), row.planned_finish_on, str(row.status.label),
        ),
    )  # fmt: skip


def _stretch(row: Any) -> str | None:
    if row.start_m is None:
        return None
    if row.end_m is None:
        return formats.chainage(row.start_m)
    return formats.chainage_range(row.start_m, row.end_m)


def _word(member: Any) -> str | None:
    return None if member is None else str(member.label)


def _km(metres: Decimal | None) -> Decimal | None:
    return None if metres is None else metres / 1000


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / formats.FEN_OF_A_WAN
