"""Positions in the coordinate systems of China."""

import pytest

from app.shared.coordinates import (
    CoordinateSystem,
    Position,
    bd09_to_gcj02,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)
from app.works_map.rules.lines import distance_m

YONGQIAO = Position(117.0, 33.64)
#: Known pairs, to about a metre: the place in WGS 84 and where GCJ-02 shows it.
BEIJING = (Position(116.391305, 39.905530), Position(116.397546, 39.906933))


def test_gcj_02_shows_yongqiao_half_a_kilometre_to_the_south_east() -> None:
    shown = wgs84_to_gcj02(YONGQIAO)
    east = distance_m(YONGQIAO, Position(shown.longitude, YONGQIAO.latitude))
    north = (shown.latitude - YONGQIAO.latitude) * 111_320
    assert (round(east), round(north)) == (
        pytest.approx(513, abs=15),
        pytest.approx(-162, abs=15),
    )


def test_a_known_place_in_beijing_is_shown_where_it_should_be() -> None:
    assert distance_m(wgs84_to_gcj02(BEIJING[0]), BEIJING[1]) < 20


@pytest.mark.parametrize(
    "place",
    [YONGQIAO, BEIJING[0], Position(73.5, 39.5), Position(135.0, 48.4), Position(109.5, 18.2)],
)
def test_there_and_back_is_the_same_place_to_a_centimetre(place: Position) -> None:
    assert distance_m(gcj02_to_wgs84(wgs84_to_gcj02(place)), place) < 0.01


@pytest.mark.parametrize("place", [Position(0.0, 51.5), Position(-74.0, 40.7), Position(140, 35)])
def test_outside_of_china_nothing_is_shifted(place: Position) -> None:
    assert wgs84_to_gcj02(place) == place


def test_baidu_lies_beside_gcj_02() -> None:
    # Baidu's own example of its conversion service, to a few metres.
    assert distance_m(
        bd09_to_gcj02(Position(116.404, 39.915)), Position(116.39762, 39.90866)
    ) == pytest.approx(0, abs=10)


@pytest.mark.parametrize(
    "system, is_shifted",
    [
        (CoordinateSystem.WGS84, False),
        (CoordinateSystem.CGCS2000, False),  # equal to WGS 84 to within a metre
        (CoordinateSystem.GCJ02, True),
        (CoordinateSystem.BD09, True),
    ],
)
def test_only_shifted_systems_are_converted(system: CoordinateSystem, is_shifted: bool) -> None:
    assert (to_wgs84(YONGQIAO, system) != YONGQIAO) is is_shifted
