"""What a demolition takes back from each work item of a stretch or part. Source: domain.md R31."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from app.progress.rules.weekly import plain
from app.progress.rules.weights import QUANTITY_PLACES, UnitOfWork
from app.shared.sentences import Sentence, say

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True)
class BuiltItem:
    """A work item of a work as it stands before the demolition."""

    code: str
    name: Sentence | str
    unit: UnitOfWork
    done: Decimal
    design: Decimal
    #: The share of the work's length on which the item is known to lie inside the demolished stretch.
    known_inside: Decimal = ZERO


def taken_back(items: Sequence[BuiltItem], stretch_share: Decimal | None) -> dict[str, Decimal]:
    """Return how much of each item falls: the first is what failed, the others lie above it.

    `stretch_share` is the demolished part of the work's length; None for a bridge or yard as a whole
    or by part, of which everything is proposed. What failed lies on all of the stretch, because it
    was tested there. Of an item above it, what is known to lie there falls, and what cannot lie
    anywhere else.
    """
    found = {}
    for place, item in enumerate(items):
        if stretch_share is None:
            quantity = item.done
        elif place == 0:
            quantity = item.design * stretch_share
        else:
            cannot_lie_elsewhere = item.done - item.design * (ONE - stretch_share)
            quantity = max(item.design * item.known_inside, cannot_lie_elsewhere, ZERO)
        found[item.code] = _rounded(min(quantity, item.done), item.unit)
    return found


def quantity_problems(
    items: Sequence[BuiltItem], given: Mapping[str, Decimal | None]
) -> list[Sentence]:
    """Return why these quantities cannot be taken back."""
    problems = []
    for place, item in enumerate(items):
        quantity = given.get(item.code)
        if quantity is None or quantity < ZERO:
            problems.append(say("%(item)s: give a quantity from 0 on.", item=item.name))
        elif quantity > item.done:
            problems.append(
                say(
                    "%(item)s: only %(done)s are done; no more can be taken back.",
                    item=item.name,
                    done=plain(item.done),
                )
            )
        elif quantity != _rounded(quantity, item.unit):
            problems.append(
                say(
                    "%(item)s: more than %(places)s decimals.",
                    item=item.name,
                    places=QUANTITY_PLACES[item.unit],
                )
            )
        elif place == 0 and quantity == ZERO < item.done:
            problems.append(say("%(item)s failed: some of it must be taken back.", item=item.name))
    return problems


def _rounded(quantity: Decimal, unit: UnitOfWork) -> Decimal:
    """Return the quantity in the unit's decimals, never more than was done."""
    return quantity.quantize(Decimal(1).scaleb(-QUANTITY_PLACES[unit]), rounding=ROUND_DOWN)
