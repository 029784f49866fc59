"""How many roads must be open at once (R25, A12)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inspections.rules import RoadsSeen, RoadState, open_roads_required, violations


def roads(*, building: int = 0, not_started: int = 0, blocked: int = 0, finished: int = 0):
    return (
        [RoadState(n) for n in range(building + not_started)]
        + [RoadState(100 + n, is_blocked=True) for n in range(blocked)]
        + [RoadState(200 + n, is_finished=True) for n in range(finished)]
    )


@pytest.mark.parametrize(
    "section, seen, required, is_short",
    [
        (roads(building=3, not_started=2), 3, 3, False),  # A12, first case
        (roads(building=2, blocked=1, finished=2), 2, 2, False),  # A12, second case
        (roads(building=2, not_started=3), 2, 3, True),  # A12, third case
        (roads(building=2), 2, 2, False),  # a section of two roads
        (roads(building=1, finished=4), 1, 1, False),  # the last road
        (roads(finished=5), 0, 0, False),  # all done
        (roads(blocked=5), 0, 0, False),  # all blocked by the owner's side
        ([], 0, 0, False),
        (roads(not_started=9), 3, 3, False),  # exactly the least
    ],
)
def test_three_roads_are_open_or_all_that_still_can_be(section, seen, required, is_short):
    assert open_roads_required(section, least=3) == required
    assert RoadsSeen(date(2020, 6, 1), seen, required).is_short is is_short


def test_a_road_both_blocked_and_finished_is_left_out_once():
    assert open_roads_required([RoadState(1, is_finished=True, is_blocked=True)], least=3) == 0


@given(*(st.integers(0, 6) for _ in range(4)))
def test_never_more_is_required_than_can_be_built(building, not_started, blocked, finished):
    section = roads(building=building, not_started=not_started, blocked=blocked, finished=finished)
    required = open_roads_required(section, least=3)
    assert 0 <= required <= min(3, building + not_started)


def days(*short_flags: bool | None, start=date(2020, 6, 1)):
    """One record a day from the start; None is a day without record."""
    return [
        RoadsSeen(start + timedelta(days=n), 2 if short else 3, 3)
        for n, short in enumerate(short_flags)
        if short is not None
    ]


@pytest.mark.parametrize(
    "records, expected",
    [
        (days(True, True, True), [3]),  # three days on end
        (days(True, True), []),  # one day too few
        (days(True, True, False, True), []),  # interrupted by a good day
        (days(True, True, None, True), []),  # nobody saw the third day
        (days(True, True, True, True, False, True, True, True), [4, 3]),
        ([], []),
    ],
)
def test_three_days_on_end_are_a_violation(records, expected):
    assert [len(stretch) for stretch in violations(records, run=3)] == expected


def test_the_best_record_of_a_day_counts():
    short_then_good = days(True, True, True) + days(None, False)
    assert violations(short_then_good, run=3) == []
    assert violations(reversed(short_then_good), run=3) == []


def test_the_stretch_runs_over_the_end_of_a_month():
    stretch = violations(days(True, True, True, start=date(2020, 6, 29)), run=3)[0]
    assert (stretch[0].day, stretch[-1].day) == (date(2020, 6, 29), date(2020, 7, 1))
