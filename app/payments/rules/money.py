"""Amounts as the rules of the payment proposal reckon and say them."""

from decimal import ROUND_HALF_UP, Decimal


def never_negative(amount_fen: int) -> int:
    """Return the amount, or 0 when it is below zero."""
    return max(0, amount_fen)


def in_yuan(amount_fen: int) -> str:
    """Return fen as yuan for a sentence: 12345678 -> `123,456.78`."""
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{sign}{yuan:,}.{fen:02d}"


def in_percent(share: Decimal) -> str:
    """Return a share for a sentence: 0.85 -> `85%`, 0.833333 -> `83.3333%`."""
    percent = (share * 100).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return f"{percent:f}".rstrip("0").rstrip(".") + "%"
