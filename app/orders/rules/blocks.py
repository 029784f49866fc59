"""Which stretches are not measured. Source: domain.md R30.

An open stop order, an item of a notice that is overdue, or a failed key item that is not settled
blocks the measurement of its own stretch and of nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.inspections.rules import FindingFacts, is_overdue
from app.orders.rules.words import BlockKind

#: A single chainage stands for the hundred metres that begin with it (百米桩).
#: ASSUMPTION: no source says how much road one point holds back.
METRES_OF_A_POINT = Decimal(100)


@dataclass(frozen=True)
class Extent:
    """A road from its first to its last chainage; a bridge or yard, or a road without, has None."""

    work_id: int
    start_m: Decimal | None = None
    end_m: Decimal | None = None


@dataclass(frozen=True)
class Place:
    """Where an order or an item holds: a stretch or a point of a work, a work, or the section."""

    work_id: int | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None


@dataclass(frozen=True)
class Stop:
    """A stop order as it blocks."""

    order_id: int
    number: str
    place: Place
    stopped_from: date
    resumed_on: date | None = None


@dataclass(frozen=True)
class Item:
    """An item of a notice as it blocks."""

    finding_id: int
    notice_id: int
    number: str
    place: Place
    facts: FindingFacts


@dataclass(frozen=True)
class Failure:
    """A failed key item as it blocks, until it passes or is demolished (R31)."""

    nonconformity_id: int
    number: str
    place: Place
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class Blocked:
    """A stretch that is not measured, and why; without chainages the whole work."""

    work_id: int
    start_m: Decimal | None
    end_m: Decimal | None
    kind: BlockKind
    #: The paper: its number and the number of its row.
    paper: str
    paper_id: int


def stands(stop: Stop, on: date) -> bool:
    """Return whether the works are stopped at the beginning of the day.

    Like a finding that was closed, an order that was lifted before the day no longer counts.
    """
    return stop.stopped_from <= on and (stop.resumed_on is None or stop.resumed_on >= on)


def is_unsettled(failure: Failure, on: date) -> bool:
    """Return whether the failed key item stands at the beginning of the day."""
    return failure.opened_on <= on and (failure.closed_on is None or failure.closed_on >= on)


def blocked_stretches(
    extents: Sequence[Extent],
    stops: Iterable[Stop],
    items: Iterable[Item],
    on: date,
    failures: Iterable[Failure] = (),
) -> list[Blocked]:
    """Return what is not measured on the day, in the order of the works, then along the road."""
    works = {extent.work_id: extent for extent in extents}
    found: list[Blocked] = []
    for stop in stops:
        if stands(stop, on):
            found += _blocked(works, stop.place, BlockKind.STOP_ORDER, stop.number, stop.order_id)
    for item in items:
        # An item that names no road says nothing of what could be measured.
        if item.place.work_id is not None and is_overdue(item.facts, on):
            found += _blocked(
                works, item.place, BlockKind.OVERDUE_NOTICE, item.number, item.notice_id
            )
    for failure in failures:
        if is_unsettled(failure, on):
            found += _blocked(
                works,
                failure.place,
                BlockKind.NONCONFORMITY,
                failure.number,
                failure.nonconformity_id,
            )
    places = {extent.work_id: place for place, extent in enumerate(extents)}
    return sorted(
        dict.fromkeys(found),
        key=lambda one: (places[one.work_id], one.start_m or Decimal(-1), one.kind, one.paper_id),
    )


def blocked_length_m(extent: Extent, blocked: Iterable[Blocked]) -> Decimal | None:
    """Return how many metres of the road are blocked, overlaps once; None where it has no length."""
    if extent.start_m is None or extent.end_m is None:
        return None
    low, high = sorted((extent.start_m, extent.end_m))
    reached, total = low, Decimal(0)
    stretches = sorted(
        (low, high) if one.start_m is None or one.end_m is None else (one.start_m, one.end_m)
        for one in blocked
        if one.work_id == extent.work_id
    )
    for start, end in stretches:
        start, end = max(start, reached), min(end, high)
        if end > start:
            total, reached = total + end - start, end
    return total


def _blocked(
    works: Mapping[int, Extent], place: Place, kind: BlockKind, paper: str, paper_id: int
) -> list[Blocked]:
    if place.work_id is None:
        return [
            Blocked(extent.work_id, extent.start_m, extent.end_m, kind, paper, paper_id)
            for extent in works.values()
        ]
    extent = works.get(place.work_id)
    if extent is None:
        return []
    start_m, end_m = _clipped(place, extent)
    return [Blocked(extent.work_id, start_m, end_m, kind, paper, paper_id)]


def _clipped(place: Place, extent: Extent) -> tuple[Decimal | None, Decimal | None]:
    if place.start_m is None or extent.start_m is None or extent.end_m is None:
        return extent.start_m, extent.end_m
    low, high = sorted((extent.start_m, extent.end_m))
    end_m = place.start_m + METRES_OF_A_POINT if place.end_m is None else place.end_m
    return max(low, place.start_m), min(high, end_m)
