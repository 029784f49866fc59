"""Places along a road."""

from decimal import Decimal

import pytest

from app.shared.coordinates import Position
from app.works_map.rules.lines import (
    Line,
    distance_m,
    is_inside,
    length_m,
    middle_of,
    position_at,
    position_at_chainage,
    share_at,
    stretch_of,
    thinned,
)

#: Due east along the parallel of Yongqiao, with a vertex at a quarter of the way.
ROAD: Line = [Position(117.0, 33.6), Position(117.01, 33.6), Position(117.04, 33.6)]


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_m(Position(117, 33), Position(117, 34)) == pytest.approx(111_320)


def test_the_length_is_the_sum_of_the_steps() -> None:
    assert length_m(ROAD) == pytest.approx(distance_m(ROAD[0], ROAD[2]))


@pytest.mark.parametrize(
    "share, longitude",
    [
        (0, 117.0),
        (0.25, 117.01),  # exactly on a vertex
        (0.5, 117.02),
        (1, 117.04),
        (-0.1, 117.0),  # before the start is the start
        (1.5, 117.04),
    ],
)
def test_a_share_of_the_way_is_found_on_the_line(share: float, longitude: float) -> None:
    assert position_at(ROAD, share).longitude == pytest.approx(longitude)


def test_the_middle_is_half_way_along_not_the_middle_vertex() -> None:
    assert middle_of(ROAD).longitude == pytest.approx(117.02)


def test_a_line_whose_places_are_all_one_has_that_place() -> None:
    assert position_at([Position(117, 33), Position(117, 33)], 0.5) == Position(117, 33)


@pytest.mark.parametrize(
    "chainage, start, end, share",
    [
        ("12300", "12300", "14300", 0.0),
        ("13300", "12300", "14300", 0.5),
        ("13800", "14300", "12300", 0.25),  # the chainage runs against the line
        ("99999", "12300", "14300", 1.0),
        ("500", "500", "500", 0.0),  # a bridge has one chainage
    ],
)
def test_a_chainage_lies_at_its_share_of_the_work(
    chainage: str, start: str, end: str, share: float
) -> None:
    assert share_at(Decimal(chainage), Decimal(start), Decimal(end)) == pytest.approx(share)


def test_a_line_longer_than_the_ledger_says_is_scaled_to_it() -> None:
    # The line measures 3.7 km, the ledger says 2 km: half-way is half-way.
    place = position_at_chainage(ROAD, Decimal(0), Decimal(2000), Decimal(1000))
    assert place.longitude == pytest.approx(117.02)


def test_a_stretch_keeps_the_vertices_inside() -> None:
    stretch = stretch_of(ROAD, 0.75, 0.125)
    assert [p.longitude for p in stretch] == pytest.approx([117.005, 117.01, 117.03])


def test_a_thinned_line_keeps_its_ends_and_its_shape() -> None:
    line = [Position(117 + i / 1000, 33.6) for i in range(101)]
    thin = thinned(line, 0.0095)
    assert (thin[0], thin[-1]) == (line[0], line[-1])
    assert len(thin) == 11


def test_a_line_of_two_places_cannot_be_thinned() -> None:
    assert thinned(ROAD[:2], 10) == ROAD[:2]


@pytest.mark.parametrize(
    "place, inside",
    [
        ((0.5, 0.5), True),
        ((2.5, 0.5), True),
        ((1.5, 0.5), False),  # in the notch of the U
        ((1.5, -0.5), True),
        ((-1.0, 0.5), False),
    ],
)
def test_a_place_is_inside_a_ring_or_not(place: tuple[float, float], inside: bool) -> None:
    u = [(0, -1), (3, -1), (3, 1), (2, 1), (2, 0), (1, 0), (1, 1), (0, 1), (0, -1)]
    assert is_inside([Position(*corner) for corner in u], Position(*place)) is inside
