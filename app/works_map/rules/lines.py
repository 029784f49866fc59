"""Lines of roads: their length, the place of a chainage on them, and lighter copies for small scales."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import cos, hypot, radians

from app.shared.coordinates import Position

Line = Sequence[Position]
METRES_PER_DEGREE = 111_320.0


def distance_m(start: Position, end: Position) -> float:
    """Return the metres between two places that lie near each other."""
    middle = radians((start.latitude + end.latitude) / 2)
    east = (end.longitude - start.longitude) * cos(middle)
    return hypot(east, end.latitude - start.latitude) * METRES_PER_DEGREE


def length_m(line: Line) -> float:
    """Return the length of the line in metres."""
    return sum(distance_m(start, end) for start, end in pairwise(line))


def position_at(line: Line, share: float) -> Position:
    """Return the place after a share (0 to 1) of the line's length; beyond the ends, the end."""
    wanted = min(max(share, 0.0), 1.0) * length_m(line)
    for start, end in pairwise(line):
        step = distance_m(start, end)
        if step > 0 and wanted <= step:
            return _between(start, end, wanted / step)
        wanted -= step
    return line[-1]


def middle_of(line: Line) -> Position:
    """Return the place half-way along the line."""
    return position_at(line, 0.5)


def share_at(chainage_m: Decimal, start_m: Decimal, end_m: Decimal) -> float:
    """Return how far along a work a chainage lies, 0 to 1, whichever way its chainage runs."""
    if start_m == end_m:
        return 0.0
    return float(min(max((chainage_m - start_m) / (end_m - start_m), Decimal(0)), Decimal(1)))


def position_at_chainage(
    line: Line, start_m: Decimal, end_m: Decimal, chainage_m: Decimal
) -> Position:
    """Return the place of a chainage: the line's own length is scaled to the stated one."""
    return position_at(line, share_at(chainage_m, start_m, end_m))


def stretch_of(line: Line, first_share: float, last_share: float) -> list[Position]:
    """Return the part of the line between two shares of its length, in the line's direction."""
    first, last = sorted((min(max(first_share, 0.0), 1.0), min(max(last_share, 0.0), 1.0)))
    total = length_m(line)
    inside, gone = [], 0.0
    for start, end in pairwise(line):
        gone += distance_m(start, end)
        if first * total < gone < last * total:
            inside.append(end)
    return [position_at(line, first), *inside, position_at(line, last)]


def thinned(line: Line, least_degrees: float) -> list[Position]:
    """Return the line without places that lie nearer than this to the one kept before; ends stay."""
    if len(line) <= 2:
        return list(line)
    kept = [line[0]]
    for position in line[1:-1]:
        last = kept[-1]
        if (
            abs(position[0] - last[0]) >= least_degrees
            or abs(position[1] - last[1]) >= least_degrees
        ):
            kept.append(position)
    return [*kept, line[-1]]


def _between(start: Position, end: Position, share: float) -> Position:
    return Position(
        start.longitude + (end.longitude - start.longitude) * share,
        start.latitude + (end.latitude - start.latitude) * share,
    )


def is_inside(ring: Line, position: Position) -> bool:
    """Return whether a place lies inside a closed ring of places."""
    x, y = position
    inside = False
    for start, end in pairwise(ring):
        if (start.latitude > y) != (end.latitude > y):
            rise = (y - start.latitude) / (end.latitude - start.latitude)
            inside ^= x < start.longitude + rise * (end.longitude - start.longitude)
    return inside
