"""How much of the typed progress accepted steps support, and what to say of the gap. Source: R26, R27, 2.8.

ASSUMPTION: a work item is supported where its last process stands accepted, because the chain lets
nothing pass before it; what no process of the list is mapped to counts as typed; no more is
supported than was typed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.progress.rules.weekly import CellKey, plain
from app.progress.rules.weights import QUANTITY_PLACES, UnitOfWork
from app.shared.quantities import percent, round_half_up
from app.shared.sentences import LabelledEnum, Sentence, say

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
#: Gaps up to here are rounding and the days until a step is signed; from the second on they are red.
SMALL_GAP: Final = Decimal("0.02")
LARGE_GAP: Final = Decimal("0.10")
MOST_NAMED: Final = 3


class GapState(LabelledEnum):
    """How far the typed figure is ahead of what supports it; the values are colours."""

    SUPPORTED = "green", say("Supported")
    AHEAD = "yellow", say("Ahead of acceptance")
    FAR_AHEAD = "red", say("Far ahead of acceptance")


@dataclass(frozen=True)
class Cell:
    """One item of one work: typed, designed, and the share of its length that stands accepted."""

    key: CellKey
    name: Sentence | str
    unit: UnitOfWork
    typed: Decimal
    design: Decimal
    #: None where no process is mapped to the item.
    accepted_share: Decimal | None

    @property
    def supported(self) -> Decimal:
        """What accepted steps support of the typed quantity."""
        if self.accepted_share is None:
            return self.typed
        accepted = round_half_up(self.design * self.accepted_share, QUANTITY_PLACES[self.unit])
        return min(self.typed, accepted)

    @property
    def missing(self) -> Decimal:
        """What was typed and nothing supports."""
        return self.typed - self.supported


@dataclass(frozen=True)
class Support:
    """A section or a work: the typed share and the supported one, with the cells they come from."""

    typed_share: Decimal
    supported_share: Decimal
    cells: Sequence[Cell]

    @property
    def gap_share(self) -> Decimal:
        """Typed less supported."""
        return self.typed_share - self.supported_share

    @property
    def state(self) -> GapState:
        """The colour of the gap."""
        if self.gap_share <= SMALL_GAP:
            return GapState.SUPPORTED
        return GapState.AHEAD if self.gap_share <= LARGE_GAP else GapState.FAR_AHEAD

    @property
    def sentence(self) -> Sentence:
        """The gap in one line, with the items that lack most."""
        shares = {"typed": percent(self.typed_share), "supported": percent(self.supported_share)}
        if self.gap_share <= ZERO:
            return say("Typed %(typed)s, all of it supported by accepted steps.", **shares)
        return say(
            "Typed %(typed)s, supported %(supported)s: steps are not accepted for %(missing)s"
            " (gap %(gap)s points).",
            missing=" · ".join(_largest(self.cells)),
            gap=round_half_up(self.gap_share * 100, 1),
            **shares,
        )


def accepted_share(accepted_m: Decimal, bad_m: Decimal, length_m: Decimal) -> Decimal:
    """Return the share of the length that stands accepted and on which no key item has failed."""
    if length_m <= ZERO:
        return ZERO
    return max(ZERO, min(ONE, (accepted_m - bad_m) / length_m))


def accepted_share_of_parts(
    accepted: Collection[str], known: Collection[str], bad: Collection[str] = ()
) -> Decimal:
    """Return the share of the named parts that stand accepted; "" is the whole."""
    if "" in bad:
        return ZERO
    if "" in accepted and not bad:
        return ONE
    named = {part for part in known if part}
    if not named:
        return ZERO
    good = named if "" in accepted else named & set(accepted)
    return Decimal(len(good - set(bad))) / len(named)


def _largest(cells: Sequence[Cell]) -> list[str]:
    """Return the items that lack most, summed over the works, as words."""
    lacking: dict[str, tuple[Decimal, Decimal, Cell]] = {}
    for cell in cells:
        if cell.missing > ZERO and cell.design > ZERO:
            weight, missing, _ = lacking.get(cell.key.item, (ZERO, ZERO, cell))
            share = cell.missing / cell.design
            lacking[cell.key.item] = (weight + share, missing + cell.missing, cell)
    worst = sorted(lacking.values(), key=lambda one: -one[0])[:MOST_NAMED]
    return [f"{cell.name} {plain(missing)} {cell.unit.label}" for _, missing, cell in worst]


def supported_quantities(cells: Sequence[Cell]) -> Mapping[CellKey, Decimal]:
    """Return the supported quantity of each cell."""
    return {cell.key: cell.supported for cell in cells}
