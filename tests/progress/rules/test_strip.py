from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.strip import LayerProgress, Stretch, free_stretches, merged, strip_of


def stretch(start, end):
    return Stretch(Decimal(start), Decimal(end))


ROAD = stretch(1000, 2000)


def test_a_cumulative_length_grows_from_the_start_of_the_road():
    strip = strip_of(ROAD, [LayerProgress("Base", Decimal("0.4"))])
    assert strip.layers[0].done == (stretch(1000, 1400),)
    assert strip.layers[0].is_assumed


def test_it_leaps_over_a_blocked_stretch():
    strip = strip_of(ROAD, [LayerProgress("Base", Decimal("0.4"))], [stretch(1200, 1500)])
    assert strip.layers[0].done == (stretch(1000, 1200), stretch(1500, 1700))
    assert strip.blocked == (stretch(1200, 1500),)


def test_what_was_done_before_the_obstacle_came_still_shows():
    strip = strip_of(ROAD, [LayerProgress("Base", Decimal(1))], [stretch(1200, 1500)])
    assert strip.layers[0].done == (ROAD,)


def test_reported_stretches_are_shown_where_they_are():
    layer = LayerProgress("Base", Decimal("0.3"), (stretch(1500, 1700), stretch(1700, 1800)))
    strip = strip_of(ROAD, [layer])
    assert strip.layers[0].done == (stretch(1500, 1800),)
    assert not strip.layers[0].is_assumed


def test_stretches_outside_the_road_are_cut_off():
    assert strip_of(ROAD, [], [stretch(500, 1100), stretch(3000, 4000)]).blocked == (
        stretch(1000, 1100),
    )


places = st.integers(900, 2100)


@given(st.integers(0, 100), st.lists(st.tuples(places, places)))
def test_the_filled_length_is_always_the_reported_share(percent, blocks):
    share = Decimal(percent) / 100
    blocked = [stretch(min(pair), max(pair)) for pair in blocks]
    strip = strip_of(ROAD, [LayerProgress("Base", share)], blocked)
    assert sum(s.length_m for s in strip.layers[0].done) == ROAD.length_m * share


@given(st.lists(st.tuples(places, places)))
def test_free_and_blocked_make_the_whole_road(pairs):
    blocked = strip_of(ROAD, [], [stretch(min(pair), max(pair)) for pair in pairs]).blocked
    free = free_stretches(ROAD, blocked)
    assert merged([*free, *blocked]) == [ROAD]
