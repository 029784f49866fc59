"""Money by source: which source a section may draw from, in which order, and never beyond its limit."""

from collections.abc import Iterable, Mapping, Sequence

from app.payments.rules.money import in_yuan
from app.shared.sentences import Sentence, say
from app.works.rules import BOUND, FundKind

#: Bound money first, the farthest first: what is free helps the section that has nothing else.
USUAL_ORDER = BOUND


def by_kind(stored: Mapping[str, int]) -> dict[FundKind, int]:
    """Return stored amounts by source, unrestricted money last."""
    return {kind: stored[kind.value] for kind in FundKind if kind.value in stored}


def limits_of(funds_fen: int, bound: Mapping[FundKind, int]) -> dict[FundKind, int]:
    """Return the limit of every source when so much of the funds is bound. Raises ValueError."""
    free_fen = funds_fen - sum(bound.values())
    if free_fen < 0 or any(fen < 0 for fen in bound.values()):
        raise ValueError("funds are never negative")
    return {**bound, FundKind.UNRESTRICTED: free_fen}


class Purse:
    """The month's money by source while it is shared: what is left, and who drew what."""

    def __init__(self, limits: Mapping[FundKind, int], order: Sequence[FundKind]) -> None:
        self.order = (*order, FundKind.UNRESTRICTED)
        self.left = {kind: limits.get(kind, 0) for kind in self.order}
        self.drawn: dict[int, dict[FundKind, int]] = {}

    def draw(self, section_id: int, sources: Iterable[FundKind], wanted_fen: int) -> None:
        """Let a section draw from its sources in the stated order, as far as they reach."""
        mine = {*sources, FundKind.UNRESTRICTED}
        for kind in self.order:
            if kind in mine:
                wanted_fen -= self.take(section_id, kind, min(wanted_fen, self.left[kind]))

    def take(self, section_id: int, kind: FundKind, amount_fen: int) -> int:
        """Move an amount that is there from a source to a section, and return it."""
        if amount_fen > 0:
            self.left[kind] -= amount_fen
            mine = self.drawn.setdefault(section_id, {})
            mine[kind] = mine.get(kind, 0) + amount_fen
        return max(0, amount_fen)

    def close(self, kind: FundKind) -> None:
        """Let nothing more be drawn from a source."""
        self.left[kind] = 0

    def total(self, section_id: int) -> int:
        """Return what a section drew so far."""
        return sum(self.drawn.get(section_id, {}).values())


def drawn_again(
    amount_fen: int,
    sources: Iterable[FundKind],
    limits: Mapping[FundKind, int],
    order: Sequence[FundKind],
    drawn_by_others: Iterable[Mapping[FundKind, int]],
) -> dict[FundKind, int]:
    """Return from where a changed amount is drawn; less than the amount when the sources end."""
    purse = Purse(limits, order)
    for drawn in drawn_by_others:
        for kind, fen in drawn.items():
            purse.left[kind] -= fen
    purse.draw(0, sources, amount_fen)
    return purse.drawn.get(0, {})


def order_problems(order: Sequence[FundKind]) -> list[Sentence]:
    """Return why an order of drawing cannot be kept; empty when it can."""
    if sorted(order) == sorted(BOUND):
        return []
    return [say("The order of drawing must name each source once.")]


def source_problems(amount_fen: int, drawn: Mapping[FundKind, int]) -> list[Sentence]:
    """Return why a line cannot be set to the amount, when only so much can be drawn."""
    reached = sum(drawn.values())
    if reached == amount_fen:
        return []
    return [
        say(
            "The sources that the section's programme names leave %(left)s yuan for it.",
            left=in_yuan(reached),
        )
    ]


def sum_of(drawn: Iterable[Mapping[FundKind, int]]) -> dict[FundKind, int]:
    """Return what was drawn from each source by all."""
    sums = dict.fromkeys(FundKind, 0)
    for one in drawn:
        for kind, fen in one.items():
            sums[kind] += fen
    return sums
