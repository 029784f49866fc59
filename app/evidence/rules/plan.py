"""A small plan of a section with the places of its photos, drawn without a map of the ground: it prints anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from app.evidence.rules.positions import METRES_PER_DEGREE, Place, distance_m

WIDTH, HEIGHT, MARGIN = 480, 300, 24
#: Beyond this a photo is named beside the plan instead of making the section a dot.
FARTHEST_M = 2_000
LEAST_METRES = 200.0
SCALES_M = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


@dataclass(frozen=True)
class Dot:
    """A photo on the plan, by its number in the strip."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Plan:
    """What is drawn, in points of a sheet of WIDTH × HEIGHT."""

    #: Each line as SVG has it: "x,y x,y".
    lines: Sequence[str]
    #: Works of which only a point is known.
    points: Sequence[tuple[float, float]]
    dots: Sequence[Dot]
    #: Numbers of photos that lie too far away to be drawn.
    far: Sequence[int]
    scale_m: int
    scale_points: float


def plan_of(lines: Sequence[Sequence[Place]], photos: Iterable[tuple[int, Place]]) -> Plan | None:
    """Return the plan of the lines and photos, or None when there is no place to draw."""
    near: list[tuple[int, Place]] = []
    far: list[tuple[int, Place]] = []
    for number, place in photos:
        (far if is_far(place, lines) else near).append((number, place))
    places = [place for line in lines for place in line] + [place for _, place in near]
    if not places:
        return None
    sheet = _Sheet(places)
    return Plan(
        lines=[
            " ".join("{:.1f},{:.1f}".format(*sheet.point(place)) for place in line)
            for line in lines
            if len(line) > 1
        ],
        points=[sheet.point(line[0]) for line in lines if len(line) == 1],
        dots=[Dot(number, *sheet.point(place)) for number, place in near],
        far=[number for number, _ in far],
        scale_m=(scale_m := sheet.scale_m()),
        scale_points=round(scale_m * sheet.points_per_metre, 1),
    )


def is_far(place: Place, lines: Sequence[Sequence[Place]]) -> bool:
    """Return whether the place is too far from the lines to be drawn with them."""
    metres = distance_m(place, lines)
    return metres is not None and metres > FARTHEST_M


class _Sheet:
    """The plane on which degrees become points, north up, everything inside the margin."""

    def __init__(self, places: Sequence[Place]) -> None:
        east, north = [place[0] for place in places], [place[1] for place in places]
        self._middle = ((min(east) + max(east)) / 2, (min(north) + max(north)) / 2)
        self._east_m = METRES_PER_DEGREE * cos(radians(self._middle[1]))
        wide = max((max(east) - min(east)) * self._east_m, LEAST_METRES)
        high = max((max(north) - min(north)) * METRES_PER_DEGREE, LEAST_METRES)
        self.points_per_metre = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def point(self, place: Place) -> tuple[float, float]:
        """Return where the place lies on the sheet."""
        right = (place[0] - self._middle[0]) * self._east_m * self.points_per_metre
        up = (place[1] - self._middle[1]) * METRES_PER_DEGREE * self.points_per_metre
        return round(WIDTH / 2 + right, 1), round(HEIGHT / 2 - up, 1)

    def scale_m(self) -> int:
        """Return the longest round length that takes at most a quarter of the sheet."""
        fitting = [one for one in SCALES_M if one * self.points_per_metre <= WIDTH / 4]
        return fitting[-1] if fitting else SCALES_M[0]
