"""How figures are shown: exact inside, rounded once, half up, here. None is not applicable."""

from decimal import Decimal

from app.shared.quantities.numbers import HUNDRED, round_half_up

NOT_APPLICABLE = "—"
FEN_PER_YUAN, FEN_PER_WAN, FEN_PER_YI = Decimal(100), Decimal(10) ** 6, Decimal(10) ** 10
METRES_PER_KM = Decimal(1000)


def money_yuan(fen: int | None) -> str:
    """Return yuan with separators: 1,234.50."""
    return NOT_APPLICABLE if fen is None else f"{round_half_up(fen / FEN_PER_YUAN, 2):,}"


def money_wan(fen: int | None) -> str:
    """Return ten thousands of yuan (万元): 9120.00."""
    return NOT_APPLICABLE if fen is None else f"{round_half_up(fen / FEN_PER_WAN, 2)}"


def money_yi(fen: int | None) -> str:
    """Return hundred millions of yuan (亿元): 5.70."""
    return NOT_APPLICABLE if fen is None else f"{round_half_up(fen / FEN_PER_YI, 2)}"


def km_ledger(metres: Decimal | None) -> str:
    """Return kilometres for ledgers: 20.320."""
    return NOT_APPLICABLE if metres is None else f"{round_half_up(metres / METRES_PER_KM, 3)}"


def km_summary(metres: Decimal | None) -> str:
    """Return kilometres for summaries: 20.3."""
    return NOT_APPLICABLE if metres is None else f"{round_half_up(metres / METRES_PER_KM, 1)}"


def percent(share: Decimal | None) -> str:
    """Return a share as a percentage: 54.1%."""
    return NOT_APPLICABLE if share is None else f"{round_half_up(share * HUNDRED, 1)}%"


def percentage_points(difference: Decimal | None) -> str:
    """Return a difference of shares, with its sign and without unit: +3.0, -8.1, 0.0."""
    if difference is None:
        return NOT_APPLICABLE
    points = round_half_up(difference * HUNDRED, 1)
    return f"{points:+}" if points else f"{points}"
