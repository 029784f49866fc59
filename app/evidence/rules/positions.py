"""How far a place lies from the lines and points of a section's works."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians

#: Longitude and latitude in degrees, as GeoJSON orders them.
Place = Sequence[float]
METRES_PER_DEGREE = 111_320.0


def distance_m(place: Place, lines: Iterable[Sequence[Place]]) -> float | None:
    """Return the metres from the place to the nearest of the lines; a line of one place is a point.

    Degrees count as on a plane about the place: exact to a metre over a few kilometres, and good enough
    to tell near from far beyond them.
    """
    distances = [_to_line(place, line) for line in lines if line]
    return min(distances, default=None)


def _to_line(place: Place, line: Sequence[Place]) -> float:
    east = cos(radians(place[1])) * METRES_PER_DEGREE
    dots = [((dot[0] - place[0]) * east, (dot[1] - place[1]) * METRES_PER_DEGREE) for dot in line]
    if len(dots) == 1:
        return hypot(*dots[0])
    return min(_to_segment(start, end) for start, end in pairwise(dots))


def _to_segment(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return how far the origin lies from the segment."""
    (x, y), (right, up) = start, (end[0] - start[0], end[1] - start[1])
    length = right * right + up * up
    share = -(x * right + y * up) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return hypot(x + share * right, y + share * up)
