"""What part of the map is asked for."""

import pytest

from app.shared.errors import Unreadable
from app.works_map.rules.view import Box, degrees_of_group, is_grouped, parse_zoom


def test_an_area_is_read_west_south_east_north() -> None:
    assert Box.parse("116.8,33.2,117.5,34.2") == Box(116.8, 33.2, 117.5, 34.2)


@pytest.mark.parametrize(
    "text",
    [
        "", "1,2,3", "1,2,3,4,5", "a,b,c,d",
        "nan,33,117,34",  # not a number compares false with everything
        "inf,33,117,34",
        "117,33,116,34",  # east before west
        "117,34,118,33", "-190,33,117,34", "116,33,117,95", "1" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        Box.parse(text)


@pytest.mark.parametrize(
    "place, inside",
    [((117, 33.6), True), ((116.8, 33.2), True), ((116.7999, 33.6), False), ((117, 34.3), False)],
)
def test_the_edge_belongs_to_the_area(place: tuple[float, float], inside: bool) -> None:
    assert Box(116.8, 33.2, 117.5, 34.2).holds(*place) is inside


def test_a_grown_area_has_a_margin_on_every_side() -> None:
    assert Box(116, 33, 117, 35).grown(0.5) == Box(115.5, 32, 117.5, 36)


@pytest.mark.parametrize("text, zoom", [("11", 11), ("0", 3), ("99", 20)])
def test_a_zoom_is_held_within_what_the_map_has(text: str, zoom: int) -> None:
    assert parse_zoom(text) == zoom


@pytest.mark.parametrize("text", ["", "x", "1.5", "-3", "１１", "1" * 5000])
def test_what_is_no_zoom_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_zoom(text)


def test_a_group_halves_with_each_zoom() -> None:
    assert degrees_of_group(11) == degrees_of_group(10) / 2


@pytest.mark.parametrize("count, grouped", [(0, False), (1_500, False), (1_501, True)])
def test_only_too_many_works_are_grouped(count: int, grouped: bool) -> None:
    assert is_grouped(count) is grouped
