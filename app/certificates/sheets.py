"""The list of certificates as a plain table for Excel."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.certificates.models import Certificate
from app.shared.quantities import yuan_from_fen


def list_sheet(certificates: Iterable[Certificate]) -> tuple[list[str], list[list[Any]]]:
    """Return (columns, rows), money in yuan."""
    columns = [
        _("Section"),
        _("Number"),
        _("Kind of certificate"),
        _("Period of measurement"),
        _("To the day"),
        _("State"),
        _("Works to the end (yuan)"),
        _("Net amount (yuan)"),
        _("Payable now (yuan)"),
        _("Payable to the end (yuan)"),
    ]
    return columns, [
        [
            one.section.name,
            one.number,
            str(one.kind.label),
            one.period_number,
            one.covers_to,
            str(one.state.label),
            yuan_from_fen(one.gross_to_end_fen),
            yuan_from_fen(one.net_fen),
            yuan_from_fen(one.payable_fen),
            yuan_from_fen(one.payable_to_end_fen),
        ]
        for one in certificates
    ]
