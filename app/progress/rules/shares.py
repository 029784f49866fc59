"""Physical progress from items to works, sections and programmes; the kinds of progress kept apart.

Source: domain.md 2.8 and R43.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.shared.sentences import LabelledEnum, say

SHARE_PLACES: Final = Decimal("0.000001")
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


class WeighedBy(LabelledEnum):
    """By what the parts of a whole were weighed against each other."""

    AMOUNT = "amount", say("by contract amount")
    LENGTH = "length", say("by length")
    COUNT = "count", say("each work counting the same")


@dataclass(frozen=True)
class ItemProgress:
    """One work item of one work: its weight, what is done and what is designed."""

    weight_share: Decimal
    quantity: Decimal
    design_quantity: Decimal


@dataclass(frozen=True)
class Part:
    """A part of a whole (a work of a section, a section of a programme) and what it weighs."""

    physical_share: Decimal
    amount_fen: int | None = None
    length_m: Decimal | None = None


@dataclass(frozen=True)
class WeighedShare:
    """The physical share of a whole, and by what its parts were weighed."""

    physical_share: Decimal
    weighed_by: WeighedBy


@dataclass(frozen=True)
class ReportedBeside:
    """An overall figure that somebody reported, kept beside the computed one."""

    reported_share: Decimal
    computed_share: Decimal

    @property
    def gap_share(self) -> Decimal:
        """Reported less computed."""
        return self.reported_share - self.computed_share

    @property
    def agrees(self) -> bool:
        """Return whether both are the same figure in whole percent."""
        return _whole_percent(self.reported_share) == _whole_percent(self.computed_share)


def item_share(quantity: Decimal, design_quantity: Decimal) -> Decimal:
    """Return min(1, done ÷ designed). Raises ValueError when nothing is designed."""
    if design_quantity <= 0:
        raise ValueError("an item without a design quantity has no share")
    return max(ZERO, min(ONE, quantity / design_quantity))


def work_physical_share(items: Iterable[ItemProgress]) -> Decimal:
    """Return Σ weight × share of the items, 0 to 1.

    ASSUMPTION: an item that a work does not have (design quantity 0) is left out and the other
    weights are scaled up, so that a road without a base can still reach 100 %.
    """
    present = [item for item in items if item.design_quantity > 0]
    total = sum((item.weight_share for item in present), ZERO)
    if total == 0:
        return ZERO
    done = sum(
        (item.weight_share * item_share(item.quantity, item.design_quantity) for item in present),
        ZERO,
    )
    return rounded(done / total)


def whole_physical_share(parts: Sequence[Part]) -> WeighedShare:
    """Return Σ(amount × share) ÷ Σ amount; by length, else by count, where amounts are missing."""
    amounts = [part.amount_fen for part in parts]
    if parts and all(amount is not None and amount > 0 for amount in amounts):
        weights = [Decimal(amount or 0) for amount in amounts]
        return _weigh(parts, weights, WeighedBy.AMOUNT)
    if parts and all(part.length_m is not None and part.length_m > 0 for part in parts):
        return _weigh(parts, [part.length_m or ZERO for part in parts], WeighedBy.LENGTH)
    return _weigh(parts, [ONE for _ in parts], WeighedBy.COUNT)


def share_by_amount(parts: Iterable[Part]) -> Decimal | None:
    """Return the share of a programme by contract amount, over the parts that have an amount."""
    known = [part for part in parts if part.amount_fen]
    weights = [Decimal(part.amount_fen or 0) for part in known]
    return _weigh(known, weights, WeighedBy.AMOUNT).physical_share if known else None


def share_by_length(parts: Iterable[Part]) -> Decimal | None:
    """Return the share of a programme by length, over the parts that have a length."""
    known = [part for part in parts if part.length_m]
    weights = [part.length_m or ZERO for part in known]
    return _weigh(known, weights, WeighedBy.LENGTH).physical_share if known else None


def value_fen(physical_share: Decimal, contract_price_fen: int) -> int:
    """Return the value of the work done, in whole fen.

    ASSUMPTION: until work is measured, the value is confirmed physical progress × contract price.
    """
    return int((physical_share * contract_price_fen).quantize(ONE, rounding=ROUND_HALF_UP))


def rounded(share: Decimal) -> Decimal:
    """Return the share to six decimals, as it is stored."""
    return share.quantize(SHARE_PLACES, rounding=ROUND_HALF_UP)


def _weigh(parts: Sequence[Part], weights: Sequence[Decimal], by: WeighedBy) -> WeighedShare:
    total = sum(weights, ZERO)
    if total == 0:
        return WeighedShare(ZERO, by)
    done = sum(
        (weight * part.physical_share for part, weight in zip(parts, weights, strict=True)), ZERO
    )
    return WeighedShare(rounded(done / total), by)


def _whole_percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(ONE, rounding=ROUND_HALF_UP)
