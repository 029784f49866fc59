from collections.abc import Callable
from decimal import Decimal

import pytest

from app.extensions import db
from app.works.models import Location, Section
from app.works.rules import LocationSource
from tests.makers.works import a_road


@pytest.fixture
def a_located_work() -> Callable[[Section], None]:
    """Give a section one work whose place on the map is exact."""

    def make(section: Section) -> None:
        place = Location(
            work=a_road(section),
            longitude=Decimal("116.97"),
            latitude=Decimal("33.63"),
            source=LocationSource.SURVEY,
        )
        db.session.add(place)
        db.session.flush()

    return make
