"""Changing where works lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.accounts.models import User
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.actions import place
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import LocationSource
from app.works_map.alignments import Drawing
from app.works_map.rules.coordinates import CoordinateSystem, Position
from app.works_map.rules.lines import length_m, middle_of, thinned
from app.works_map.rules.matching import length_warning, match
from app.works_map.rules.view import Box

#: A metre or so: nothing that a map of the district shows is lost.
LEAST_STEP_DEGREES = 0.00001
PLACES_OF_DEGREES = 7


@dataclass(frozen=True)
class Placed:
    """What became of a file: which works have a line now, and what was left out, a sentence each."""

    works: list[Work]
    problems: list[Sentence]
    warnings: list[Sentence]


def place_drawings(
    section: Section,
    drawings: Iterable[Drawing],
    system: CoordinateSystem,
    *,
    by: User,
    file_name: str,
    district: Box,
    work: Work | None = None,
) -> Placed:
    """Give works of the section the lines of a file, by name or route, or all to `work`.

    A drawing outside the district or without a work stays out and is named; the others go in.
    """
    outcome = Placed([], [], [])
    works = list_works(section.id)
    for drawing in drawings:
        found = work or match(drawing.name, works)
        if isinstance(found, Sentence):
            outcome.problems.append(found)
        elif not all(district.holds(*position) for position in drawing.places):
            outcome.problems.append(
                say(
                    "%(name)s lies outside the district: is it another coordinate system?",
                    name=drawing.name,
                )
            )
        elif found in outcome.works:
            outcome.problems.append(
                say("%(name)s has a line from this file already.", name=found.name)
            )
        else:
            _place(found, drawing, system, by=by, file_name=file_name)
            outcome.works.append(found)
            if warning := length_warning(found, drawing.is_point, length_m(drawing.places)):
                outcome.warnings.append(warning)
    return outcome


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
