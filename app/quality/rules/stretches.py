"""Arithmetic of stretches along a chainage: joined, taken away, covered. Half-open, in metres."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch from start_m up to, not including, end_m."""

    start_m: Decimal
    end_m: Decimal

    @property
    def length_m(self) -> Decimal:
        """The length in metres; nothing when it ends before it begins."""
        return max(self.end_m - self.start_m, Decimal(0))


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, overlapping and touching ones made one, empty ones left out."""
    found: list[Stretch] = []
    for stretch in sorted(stretches):
        if stretch.start_m >= stretch.end_m:
            continue
        if found and stretch.start_m <= found[-1].end_m:
            found[-1] = Stretch(found[-1].start_m, max(found[-1].end_m, stretch.end_m))
        else:
            found.append(stretch)
    return found


def without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """Return what stays of the stretches, joined, when others are taken away."""
    left = joined(stretches)
    for hole in joined(taken):
        left = [
            part
            for stretch in left
            for part in (
                Stretch(stretch.start_m, min(stretch.end_m, hole.start_m)),
                Stretch(max(stretch.start_m, hole.end_m), stretch.end_m),
            )
            if part.start_m < part.end_m
        ]
    return left


def shared(first: Iterable[Stretch], second: Iterable[Stretch]) -> list[Stretch]:
    """Return, joined, what lies in both."""
    others = joined(second)
    return [
        Stretch(max(one.start_m, other.start_m), min(one.end_m, other.end_m))
        for one in joined(first)
        for other in others
        if max(one.start_m, other.start_m) < min(one.end_m, other.end_m)
    ]


def length_of(stretches: Iterable[Stretch]) -> Decimal:
    """Return the metres of the stretches; what lies twice counts once."""
    return sum((stretch.length_m for stretch in joined(stretches)), Decimal(0))


def covers(stretches: Iterable[Stretch], wanted: Stretch) -> bool:
    """Return whether every metre of the wanted stretch lies in the stretches."""
    return not without([wanted], stretches)
