"""Places for tests: a work somewhere in the district, as a line or as a point."""

from decimal import Decimal
from itertools import count

from app.shared.audit import Program
from app.works.actions import place
from app.works.models import Location, Work
from app.works.rules import LocationSource
from tests.makers.works import a_road

_steps = count()


def a_placed_work(
    work: Work | None = None,
    at: tuple[str, str] = ("117.0", "33.6"),
    *,
    source: LocationSource = LocationSource.SURVEY,
    line: list[list[float]] | None = None,
) -> Work:
    """Return a stored road at a point, with a line when one is given."""
    work = work or a_road()
    place(work, Decimal(at[0]), Decimal(at[1]), by=Program(), source=source, line=line)
    return work


def location_of(work: Work) -> Location:
    from app.works.queries import find_location

    found = find_location(work_id=work.id)
    assert found is not None
    return found
