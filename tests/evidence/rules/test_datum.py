"""A place that lies on the works only when it is read as GCJ-02 is told so."""

from decimal import Decimal

import pytest

from app.evidence.rules.datum import distance_if_gcj02, is_rather_gcj02
from app.evidence.rules.positions import distance_m
from app.shared.coordinates import Position, wgs84_to_gcj02

LINE = [[(116.9, 33.6), (116.95, 33.6)]]
ON_IT = Position(116.92, 33.6)


def test_a_place_written_in_gcj02_lies_beside_the_line_and_read_so_on_it() -> None:
    written = wgs84_to_gcj02(ON_IT)
    as_given = distance_m(written, LINE)
    assert as_given is not None
    assert as_given > 100
    read_so = distance_if_gcj02(written, LINE)
    assert read_so is not None
    assert read_so < 1


def test_nobody_knows_how_far_where_no_line_is() -> None:
    assert distance_if_gcj02(ON_IT, []) is None


@pytest.mark.parametrize(
    "as_given, if_gcj02, is_told",
    [
        (Decimal(350), Decimal(20), True),
        (Decimal(150), Decimal(20), False),  # near enough as it is
        (Decimal(350), Decimal(300), False),  # far either way
        (None, Decimal(20), False),
        (Decimal(350), None, False),
    ],
)
def test_only_what_gcj02_explains_is_told(
    as_given: Decimal | None, if_gcj02: Decimal | None, is_told: bool
) -> None:
    assert is_rather_gcj02(as_given, if_gcj02) is is_told
