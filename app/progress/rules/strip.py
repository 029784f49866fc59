"""The strip chart: chainage across, layers down, what is done and what is blocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

ZERO: Final = Decimal(0)


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch from start up to end, in metres of chainage."""

    start_m: Decimal
    end_m: Decimal

    @property
    def length_m(self) -> Decimal:
        """The length in metres."""
        return self.end_m - self.start_m


@dataclass(frozen=True)
class LayerProgress:
    """One layer of a road: how much is done, and where, when stretches were reported."""

    name: str
    done_share: Decimal
    reported: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class StripLayer:
    """One row of the chart. When `is_assumed`, only the length is reported, not the place."""

    name: str
    done: tuple[Stretch, ...]
    done_share: Decimal
    is_assumed: bool


@dataclass(frozen=True)
class Strip:
    """The chart of one road."""

    road: Stretch
    layers: tuple[StripLayer, ...]
    blocked: tuple[Stretch, ...]


def strip_of(
    road: Stretch, layers: Sequence[LayerProgress], blocked: Iterable[Stretch] = ()
) -> Strip:
    """Return the strip chart of a road.

    ASSUMPTION: where only a cumulative length is known, the layer grows from the start of the road
    and leaps over the blocked stretches as long as there is free road left.
    """
    closed = tuple(merged(_within(road, blocked)))
    return Strip(road, tuple(_strip_layer(road, layer, closed) for layer in layers), closed)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, overlapping and touching ones joined."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.start_m <= joined[-1].end_m:
            joined[-1] = Stretch(joined[-1].start_m, max(joined[-1].end_m, stretch.end_m))
        else:
            joined.append(stretch)
    return joined


def free_stretches(road: Stretch, blocked: Sequence[Stretch]) -> list[Stretch]:
    """Return what is left of the road without the blocked stretches, which are merged."""
    free, reached = [], road.start_m
    for closed in blocked:
        if closed.start_m > reached:
            free.append(Stretch(reached, closed.start_m))
        reached = closed.end_m
    if reached < road.end_m:
        free.append(Stretch(reached, road.end_m))
    return free


def _strip_layer(road: Stretch, layer: LayerProgress, blocked: Sequence[Stretch]) -> StripLayer:
    if layer.reported:
        done = tuple(merged(_within(road, layer.reported)))
        return StripLayer(layer.name, done, layer.done_share, is_assumed=False)
    length_m = road.length_m * max(ZERO, min(Decimal(1), layer.done_share))
    done = tuple(merged(_laid(length_m, [*free_stretches(road, blocked), *blocked])))
    return StripLayer(layer.name, done, layer.done_share, is_assumed=True)


def _laid(length_m: Decimal, places: Iterable[Stretch]) -> list[Stretch]:
    laid, rest = [], length_m
    for place in places:
        if rest <= 0:
            break
        piece = min(rest, place.length_m)
        laid.append(Stretch(place.start_m, place.start_m + piece))
        rest -= piece
    return laid


def _within(road: Stretch, stretches: Iterable[Stretch]) -> list[Stretch]:
    clipped = (Stretch(max(s.start_m, road.start_m), min(s.end_m, road.end_m)) for s in stretches)
    return [stretch for stretch in clipped if stretch.length_m > 0]
