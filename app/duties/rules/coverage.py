"""How far supervision teams and areas' engineers got round in a month. Source: domain.md R21, R22."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RoadInScope:
    """A road or bridge of a section: whether it is being built, and whether it was visited."""

    work_id: int
    name: str
    #: Not started and finished works are in scope, but there is nothing to visit.
    is_applicable: bool
    is_visited: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those that could be visited were."""

    visited: int
    applicable: int
    not_applicable: int = 0

    @property
    def share(self) -> Decimal | None:
        """Return visited ÷ applicable; None where there is nothing to visit."""
        return Decimal(self.visited) / Decimal(self.applicable) if self.applicable else None


def coverage_of(roads: Collection[RoadInScope]) -> Coverage:
    """Return the coverage by road; a visit to a road that need not be visited counts nowhere."""
    applicable = [road for road in roads if road.is_applicable]
    return Coverage(
        sum(road.is_visited for road in applicable), len(applicable), len(roads) - len(applicable)
    )


def total(parts: Iterable[Coverage]) -> Coverage:
    """Return the coverage of several sections together."""
    found = list(parts)
    return Coverage(
        sum(part.visited for part in found),
        sum(part.applicable for part in found),
        sum(part.not_applicable for part in found),
    )
