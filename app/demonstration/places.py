"""Where the invented works lie: lines inside the district, a section's works near each other."""

from decimal import Decimal
from math import cos, pi, sin
from random import Random
from typing import Final

from app.demonstration.people import PROGRAM
from app.shared.coordinates import Position
from app.works import actions
from app.works.models import Work
from app.works.rules import LocationSource
from app.works_map.frame import district_outline
from app.works_map.rules.lines import METRES_PER_DEGREE, is_inside, middle_of, thinned

#: Degrees of latitude between which the works of each area lie, by the first sign of its name.
BANDS: Final = {"北": (33.74, 33.96), "中": (33.56, 33.74), "南": (33.42, 33.56)}
WEST, EAST = 116.92, 117.38
STEP_M = 250
#: One work in so many is known only roughly.
ROUGH_ONE_IN = 4


def lay_line(work: Work, length_m: Decimal) -> None:
    """Draw a line of this length, or a point without one, in the part of its area."""
    random = Random(f"{work.section_id}/{work.position}/{work.name}")
    area = work.section.area
    band = BANDS.get(area.name[:1] if area else "", BANDS["中"])
    centre = _inside(Random(work.section_id), band, WEST, EAST)
    line = _line(random, centre, float(length_m))
    is_rough = random.randrange(ROUGH_ONE_IN) == 0
    middle = middle_of(line) if len(line) > 1 else line[0]
    actions.place(
        work, Decimal(str(round(middle.longitude, 6))), Decimal(str(round(middle.latitude, 6))),
        by=PROGRAM, source=LocationSource.APPROXIMATE if is_rough else LocationSource.SURVEY,
        line=[[round(x, 6), round(y, 6)] for x, y in line] if len(line) > 1 else None,
    )  # fmt: skip


def _outline() -> list[Position]:
    return [Position(*place) for place in district_outline()["geometry"]["coordinates"][0]]


def _inside(random: Random, band: tuple[float, float], west: float, east: float) -> Position:
    ring = _outline()
    while True:
        place = Position(random.uniform(west, east), random.uniform(*band))
        if is_inside(ring, place):
            return place


def _line(random: Random, centre: Position, length_m: float) -> list[Position]:
    """Return a road that turns gently, wholly inside the district; a single place for no length."""
    ring = _outline()
    while True:
        around = 0.05
        start = _inside(
            random, (centre.latitude - around, centre.latitude + around),
            centre.longitude - around, centre.longitude + around,
        )  # fmt: skip
        line = _walk(random, start, length_m)
        if all(is_inside(ring, place) for place in line):
            return thinned(line, 0.0005)


def _walk(random: Random, start: Position, length_m: float) -> list[Position]:
    # Country roads here run mostly along the compass.
    heading = random.randrange(4) * pi / 2 + random.uniform(-0.25, 0.25)
    line, left = [start], length_m
    while left > 0:
        step = min(left, STEP_M) / METRES_PER_DEGREE
        heading += random.uniform(-0.22, 0.22)
        last = line[-1]
        east = step * cos(heading) / cos(last.latitude * pi / 180)
        line.append(Position(last.longitude + east, last.latitude + step * sin(heading)))
        left -= STEP_M
    return line
