"""The ledger as a plain table for Excel: one line for each entry."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.ledger.models import LedgerTransaction
from app.shared.quantities import yuan_from_fen


def ledger_sheet(
    transactions: Iterable[LedgerTransaction],
) -> tuple[list[str], list[list[Any]]]:
    """Return (columns, rows), money in yuan."""
    columns = [
        _("Number"),
        _("Day"),
        _("Kind"),
        _("Section"),
        _("Account"),
        _("Source of funds"),
        _("Debit (yuan)"),
        _("Credit (yuan)"),
        _("Reason"),
    ]
    return columns, [
        [
            one.number,
            one.day,
            str(one.kind.label),
            one.section.name if one.section else "",
            str(entry.account.label),
            entry.source or "",
            yuan_from_fen(entry.amount_fen) if entry.amount_fen > 0 else None,
            yuan_from_fen(-entry.amount_fen) if entry.amount_fen < 0 else None,
            one.reason,
        ]
        for one in transactions
        for entry in one.entries
    ]
