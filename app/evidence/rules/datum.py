"""Phones and browsers in China may write GCJ-02 where WGS 84 is asked for: some hundred metres beside.

Source: domain.md 4.3.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.evidence.rules.positions import Place, distance_m
from app.shared.coordinates import Position, gcj02_to_wgs84

#: So near the works a place lies on them, and so far it does not.
ON_THE_LINE_M = Decimal(100)
BESIDE_IT_M = Decimal(200)


def distance_if_gcj02(place: Place, lines: Iterable[Sequence[Place]]) -> Decimal | None:
    """Return the metres from the works if the place was given in GCJ-02; None when nobody knows where they lie."""
    far = distance_m(gcj02_to_wgs84(Position(place[0], place[1])), lines)
    return None if far is None else round(Decimal(far), 1)


def is_rather_gcj02(as_given_m: Decimal | None, if_gcj02_m: Decimal | None) -> bool:
    """Return whether the place lies on the works only when it is read as GCJ-02. It asks, and proves nothing."""
    if as_given_m is None or if_gcj02_m is None:
        return False
    return as_given_m > BESIDE_IT_M and if_gcj02_m <= ON_THE_LINE_M
