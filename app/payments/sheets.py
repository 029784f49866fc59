"""Payments as plain tables in the bureau's own columns, for Excel and other exports."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.payments.queries import ClockRow, LineRow
from app.ranking.rules.canonical import sentence_from
from app.shared.quantities import yuan_from_fen

FEN_OF_A_WAN = Decimal(1_000_000)


def month_columns() -> list[str]:
    """Return the heads of 拨付审批表 (domain.md 3.9) in native order, money in 万元."""
    return [
        _("Order"),
        _("Section"),
        _("Contractor"),
        _("Contract price (10k yuan)"),
        _("Completed value (10k yuan)"),
        _("Owed in all (10k yuan)"),
        _("Paid so far (10k yuan)"),
        _("Due now (10k yuan)"),
        _("Approved now (10k yuan)"),
        _("Of it labour cost (10k yuan)"),
        _("Deferred (10k yuan)"),
        _("Place and band"),
        _("Ratio (%)"),
        _("Latest lawful date"),
        _("Out of (10k yuan)"),
        _("Opinion"),
    ]


def month_sheet(rows: Sequence[LineRow]) -> tuple[list[str], list[list[Any]]]:
    """Return (columns, rows) of the month's payment approval table."""
    return month_columns(), [_month_row(row) for row in rows]


def _month_row(row: LineRow) -> list[Any]:
    line = row.line
    return [
        line.position,
        row.section,
        row.contractor or "",
        _wan(line.price_fen),
        _wan(line.completed_fen),
        _wan(line.paid_fen + line.due_fen),
        _wan(line.paid_fen),
        _wan(line.due_fen),
        _wan(line.decided_fen),
        _wan(min(line.wage_fen, line.decided_fen)),
        _wan(line.deferred_fen),
        place_and_band(row),
        line.share * 100,
        line.latest_on,
        "、".join(
            f"{kind.label} {_wan(fen).normalize():f}" for kind, fen in line.drawn_fen.items()
        ),
        line.decided_because or str(sentence_from(line.reasons[0])),
    ]


def place_and_band(row: LineRow) -> str:
    """Return `3 · Front`, or that there is no place."""
    if row.line.band is None:
        return str(_("no place"))
    return f"{row.line.place} · {row.line.band.label}"


def ledger_sheet(rows: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
    """Return (columns, rows) of the ledger of payments, money in yuan."""
    columns = [
        _("Paid on"),
        _("Section"),
        _("Contractor"),
        _("Kind of payment"),
        _("Amount (yuan)"),
        _("Voucher or bank order"),
        _("Recorded by"),
        _("Remark"),
    ]
    return columns, [
        [
            row.paid_on,
            row.section,
            row.contractor or "",
            str(row.kind.label),
            yuan_from_fen(row.amount_fen),
            row.reference,
            row.recorded_by or "",
            row.reason,
        ]
        for row in rows
    ]


def clock_sheet(rows: Iterable[ClockRow]) -> tuple[list[str], list[list[Any]]]:
    """Return (columns, rows) of the statutory clocks, money in yuan."""
    columns = [
        _("Latest lawful date"),
        _("State"),
        _("Section"),
        _("Contractor"),
        _("Claim"),
        _("Confirmed on"),
        _("Days to pay"),
        _("Unpaid (yuan)"),
        _("Working days left"),
        _("Days late"),
        _("Interest so far (yuan)"),
        _("Interest a day (yuan)"),
    ]
    return columns, [_clock_row(row) for row in rows]


def _clock_row(row: ClockRow) -> list[Any]:
    clock = row.clock
    return [
        clock.latest_on,
        str(clock.due.label),
        row.section,
        row.contractor or "",
        str(clock.claim.label),
        clock.confirmed_on,
        clock.days,
        yuan_from_fen(clock.unpaid_fen),
        clock.working_days_left,
        clock.days_late,
        yuan_from_fen(clock.interest_fen),
        yuan_from_fen(clock.interest_per_day_fen),
    ]


def _wan(fen: int) -> Decimal:
    return (Decimal(fen) / FEN_OF_A_WAN).quantize(Decimal("0.000001"))
