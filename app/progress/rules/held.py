"""How much of what is done lies on stretches that are not measured. Source: domain.md R30."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.quality.rules.stretches import Stretch, joined, length_of, shared

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


def part_inside(
    ends: Stretch | None, blocked: Sequence[Stretch], known: Sequence[Stretch] = ()
) -> Decimal:
    """Return the part, 0 to 1, of what is done of an item that lies on the blocked stretches.

    `known` is where the item is recorded to lie; a bridge or yard has no ends and is blocked whole.
    ASSUMPTION: what nobody recorded by stretch lies evenly along the road.
    """
    if not blocked:
        return ZERO
    if ends is None:
        return ONE
    lies = joined(known) or [ends]
    whole_m = length_of(lies)
    if whole_m <= ZERO:
        return ONE
    return min(ONE, length_of(shared(lies, joined(blocked))) / whole_m)


def rising(shares: Sequence[Decimal]) -> list[Decimal]:
    """Return what each of several cumulative shares adds to the one before, none below zero."""
    added, reached = [], ZERO
    for share in shares:
        added.append(max(ZERO, share - reached))
        reached = max(reached, share)
    return added
