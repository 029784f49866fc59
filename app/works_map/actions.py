"""Changing where works lie."""

from collections.abc import Iterable
from decimal import Decimal

from app.accounts.models import User
from app.shared.coordinates import CoordinateSystem, Position
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.actions import place
from app.works.models import Work
from app.works.rules import LocationSource
from app.works_map.alignments import Drawing
from app.works_map.rules.lines import middle_of, thinned
from app.works_map.rules.view import Box

#: A metre or so: nothing that a map of the district shows is lost.
LEAST_STEP_DEGREES = 0.00001
PLACES_OF_DEGREES = 7


def place_drawings(
    chosen: Iterable[tuple[Drawing, Work]], system: CoordinateSystem, *, by: User, file_name: str
) -> None:
    """Give each work the line or point that was chosen for it; `system` is that of the file."""
    for drawing, work in chosen:
        _place(work, drawing, system, by=by, file_name=file_name)


def place_point(
    work: Work,
    longitude: Decimal,
    latitude: Decimal,
    *,
    by: User,
    district: Box,
    is_approximate: bool,
) -> None:
    """Let the work lie at a point, instead of any line. Raises RuleBroken outside the district."""
    if not district.holds(float(longitude), float(latitude)):
        raise RuleBroken([say("This position lies outside the district.")])
    source = LocationSource.APPROXIMATE if is_approximate else LocationSource.MAP
    place(work, longitude, latitude, by=by, source=source)


def _place(
    work: Work, drawing: Drawing, system: CoordinateSystem, *, by: User, file_name: str
) -> None:
    line = thinned(drawing.places, LEAST_STEP_DEGREES)
    middle = middle_of(line) if len(line) > 1 else line[0]
    place(
        work,
        _degrees(middle.longitude),
        _degrees(middle.latitude),
        by=by,
        source=LocationSource.IMPORT,
        line=None if drawing.is_point else [_rounded(position) for position in line],
        source_crs=system.value,
        file_name=file_name[:200],
    )


def _degrees(value: float) -> Decimal:
    return round(Decimal(value), PLACES_OF_DEGREES)


def _rounded(position: Position) -> list[float]:
    return [round(degrees, PLACES_OF_DEGREES) for degrees in position]
