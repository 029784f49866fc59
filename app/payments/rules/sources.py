"""Money by source: which source a section may draw from, in which order, and never beyond its limit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

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


class Drawer(Protocol):
    """A section that draws money: which sources its programme names, and what each has left."""

    @property
    def section_id(self) -> int: ...

    @property
    def sources(self) -> tuple[FundKind, ...]: ...

    @property
    def programme_id(self) -> int | None: ...

    @property
    def programme_left(self) -> Mapping[FundKind, int]: ...


class Purse:
    """The month's money by source while it is shared: what is left, and who drew what.

    Of a source the sections of one programme draw no more than the programme has left of it.
    """

    def __init__(self, limits: Mapping[FundKind, int], order: Sequence[FundKind]) -> None:
        self.order = (*order, FundKind.UNRESTRICTED)
        self.left = {kind: limits.get(kind, 0) for kind in self.order}
        self.drawn: dict[int, dict[FundKind, int]] = {}
        self._programmes: dict[tuple[int, FundKind], int] = {}
        self._totals: dict[int, int] = {}

    def draw(self, drawer: Drawer, wanted_fen: int) -> None:
        """Let a section draw from its sources in the stated order, as far as they reach."""
        if wanted_fen <= 0:
            return
        mine = {*drawer.sources, FundKind.UNRESTRICTED}
        for kind in self.order:
            if kind in mine:
                wanted_fen -= self.take(drawer, kind, min(wanted_fen, self.reach(drawer, kind)))

    def reach(self, drawer: Drawer, kind: FundKind) -> int:
        """Return how much of a source the section could draw now."""
        limit = self.programme_limit(drawer, kind)
        return self.left[kind] if limit is None else min(self.left[kind], limit)

    def programme_limit(self, drawer: Drawer, kind: FundKind) -> int | None:
        """Return what the section's programme has left of a source; None where nothing limits it."""
        if drawer.programme_id is None or kind not in drawer.programme_left:
            return None
        key = (drawer.programme_id, kind)
        return self._programmes.setdefault(key, drawer.programme_left[kind])

    def take(self, drawer: Drawer, kind: FundKind, amount_fen: int) -> int:
        """Move an amount that is there from a source to a section, and return it."""
        if amount_fen <= 0:
            return 0
        self.left[kind] -= amount_fen
        if drawer.programme_id is not None and self.programme_limit(drawer, kind) is not None:
            self._programmes[drawer.programme_id, kind] -= amount_fen
        mine = self.drawn.setdefault(drawer.section_id, {})
        mine[kind] = mine.get(kind, 0) + amount_fen
        self._totals[drawer.section_id] = self.total(drawer.section_id) + amount_fen
        return amount_fen

    def close(self, kind: FundKind, programme_id: int | None = None) -> None:
        """Let nothing more be drawn from a source, by one programme or by all."""
        if programme_id is None:
            self.left[kind] = 0
        else:
            self._programmes[programme_id, kind] = 0

    def total(self, section_id: int) -> int:
        """Return what a section drew so far."""
        return self._totals.get(section_id, 0)


def drawn_again(
    amount_fen: int,
    drawer: Drawer,
    limits: Mapping[FundKind, int],
    order: Sequence[FundKind],
    others: Iterable[tuple[Drawer, Mapping[FundKind, int]]],
) -> dict[FundKind, int]:
    """Return from where a changed amount is drawn; less than the amount when the sources end.

    `others` are the other sections of the proposal with what they draw.
    """
    purse = Purse(limits, order)
    for other, drawn in others:
        for kind, fen in drawn.items():
            purse.take(other, kind, fen)
    purse.draw(drawer, amount_fen)
    return purse.drawn.get(drawer.section_id, {})


def left_of(given: Mapping[FundKind, int], released: Mapping[FundKind, int]) -> dict[FundKind, int]:
    """Return what each source of a programme still gives after what was released from it."""
    return {kind: max(0, fen - released.get(kind, 0)) for kind, fen in given.items()}


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
