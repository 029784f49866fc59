"""How much of a mobilisation advance is recovered once so much is completed."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.shared.quantities import part_of

#: Nothing is recovered before the completed value reaches this share of the contract price ...
RECOVERY_STARTS: Final = Decimal("0.30")
#: ... and everything once it reaches this one; in between two parts in a hundred for every one.
RECOVERY_ENDS: Final = Decimal("0.80")


def recovered_advance(
    advance_fen: int,
    completed_fen: int,
    price_fen: int,
    starts: Decimal = RECOVERY_STARTS,
    ends: Decimal = RECOVERY_ENDS,
) -> int:
    """Return the recovered part of the advance, cumulative. Source: domain.md 2.4.2 and A4.

    The price is that of the contract as signed, whatever changes came after.
    """
    if price_fen <= 0 or not advance_fen:
        return advance_fen
    done = Fraction(completed_fen, price_fen)
    share = (done - Fraction(starts)) / (Fraction(ends) - Fraction(starts))
    return part_of(advance_fen, min(Fraction(1), max(Fraction(0), share)))
