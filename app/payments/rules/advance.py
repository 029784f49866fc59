"""How much of a mobilisation advance counts as payment for completed works."""

from decimal import Decimal

from app.payments.rules.money import part_of

#: Nothing is recovered before the completed value reaches this share of the contract price ...
RECOVERY_STARTS = Decimal("0.30")
#: ... and everything once it reaches this one; in between two parts in a hundred for every one.
RECOVERY_ENDS = Decimal("0.80")


def recovered_advance(advance_fen: int, completed_fen: int, price_fen: int) -> int:
    """Return the recovered part of the advance, cumulative. Source: domain.md 2.4.2 and A4."""
    if price_fen <= 0:
        return advance_fen
    done = Decimal(completed_fen) / Decimal(price_fen)
    share = (done - RECOVERY_STARTS) / (RECOVERY_ENDS - RECOVERY_STARTS)
    return part_of(advance_fen, min(Decimal(1), max(Decimal(0), share)))
