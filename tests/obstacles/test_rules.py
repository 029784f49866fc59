"""What obstacles excuse, and what may be said of them (domain.md R12, R25, R51, R52)."""

from datetime import date
from decimal import Decimal

import pytest

from app.obstacles.rules import (
    AgeBand,
    Blockage,
    ObstacleDraft,
    ObstacleState,
    ScopeDraft,
    WorkExtent,
    age_band,
    blocked_length_m,
    clearing_problems,
    days_lost,
    is_open_on,
    is_work_blocked,
    owner_caused,
    problems_with,
    remaining,
    sinces_of,
    state_of,
)

HALF = Decimal("0.5")
ROAD = WorkExtent(1, "李庄路", Decimal(0), Decimal(1000), Decimal(1000))
BRIDGE = WorkExtent(2, "李王台中桥", Decimal(5000), None, None)


def day(number: int) -> date:
    return date(2020, 6, number)


def blockage(
    since: int = 1,
    until: int | None = None,
    stretch: tuple[int, int] | None = None,
    work_id: int | None = 1,
    obstacle_id: int = 1,
) -> Blockage:
    ends = (None, None) if stretch is None else (Decimal(stretch[0]), Decimal(stretch[1]))
    return Blockage(obstacle_id, work_id, *ends, day(since), day(until) if until else None)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (9, False),  # the day before
        (10, True),  # the first day
        (19, True),  # the last day before the clearing
        (20, False),  # cleared: work can go on
    ],
)
def test_an_obstacle_blocks_from_its_first_day_up_to_its_clearing(
    number: int, expected: bool
) -> None:
    assert is_open_on(blockage(10, 20), day(number)) is expected


@pytest.mark.parametrize(
    ("blockages", "expected"),
    [
        ([], 0),
        ([blockage(1)], 10),  # there all the time
        ([blockage(5, 8)], 3),  # 5, 6 and 7 June
        ([blockage(5, 8), blockage(7, 9)], 4),  # 7 June counts once
        ([blockage(5, 8), blockage(5, 8)], 3),  # twice the same
        ([blockage(2, 4), blockage(8, 10)], 4),  # with a gap between
        ([blockage(1, 20), blockage(3, 5)], 10),  # one inside the other
        ([blockage(11)], 0),  # begins on the first day after the period
        ([blockage(5, 5)], 0),  # cleared on the day it came
    ],
)
def test_days_lost_count_each_day_of_the_period_once(
    blockages: list[Blockage], expected: int
) -> None:
    assert days_lost(blockages, day(1), day(11)) == expected


@pytest.mark.parametrize(
    ("blockages", "expected"),
    [
        ([blockage(stretch=(0, 300))], 300),
        ([blockage(stretch=(0, 300)), blockage(stretch=(200, 500))], 500),  # overlap once
        ([blockage(stretch=(0, 300)), blockage(stretch=(600, 700))], 400),
        ([blockage()], 1000),  # the whole work
        ([blockage(work_id=None)], 1000),  # everything in the section
        ([blockage(stretch=(900, 1200))], 100),  # reaches beyond the work
        ([blockage(stretch=(0, 300), until=10)], 0),  # cleared by then
        ([blockage(stretch=(0, 300), work_id=9)], 0),  # another work
    ],
)
def test_blocked_length_counts_every_metre_once(blockages: list[Blockage], expected: int) -> None:
    assert blocked_length_m(blockages, ROAD, day(15)) == expected


@pytest.mark.parametrize(
    ("blockages", "work", "expected"),
    [
        ([], ROAD, False),
        ([blockage(stretch=(0, 499))], ROAD, False),  # half of it is still free
        ([blockage(stretch=(0, 500))], ROAD, True),
        ([blockage()], ROAD, True),
        ([blockage(work_id=None)], ROAD, True),
        ([blockage(work_id=2)], BRIDGE, True),  # a bridge has no length to be free
        ([blockage(work_id=2)], ROAD, False),
    ],
)
def test_a_road_is_not_required_when_at_least_half_of_it_is_blocked(
    blockages: list[Blockage], work: WorkExtent, expected: bool
) -> None:
    assert is_work_blocked(blockages, work, day(15), HALF) is expected


def test_owner_caused_days_name_obstacles_and_what_each_work_lost() -> None:
    on_road, on_all = (
        blockage(3, 6, (0, 300)),
        blockage(5, 7, work_id=None, obstacle_id=2),
    )
    found = owner_caused([on_road, on_all, blockage(20, obstacle_id=3)], [1, 2], day(1), day(11))
    assert (found.days, found.obstacle_ids) == (4, (1, 2))
    assert found.blocked == {1: (on_road, on_all), 2: (on_all,)}


def draft(**changes: object) -> ObstacleDraft:
    given = {
        "name": "10kV 杆线", "rights_owner": "供电公司", "since": day(1),
        "scopes": [ScopeDraft(1)],
    }  # fmt: skip
    return ObstacleDraft(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Say in a few words"),
        ({"rights_owner": ""}, "Name the body"),
        ({"since": None}, "since when"),
        ({"since": day(16)}, "has not come"),
        ({"planned_clear_on": date(2020, 5, 31)}, "before the obstacle began"),
        ({"cost_fen": -1}, "negative"),
        ({"scopes": []}, "at least one road"),
        ({"scopes": [ScopeDraft(9)]}, "does not belong"),
        ({"scopes": [ScopeDraft(1, Decimal(5), None)]}, "both ends"),
        ({"scopes": [ScopeDraft(1, Decimal(5), Decimal(5))]}, "ends before it begins"),
        ({"scopes": [ScopeDraft(1, Decimal(5), Decimal(1001))]}, "beyond the work"),
    ],
)
def test_an_obstacle_that_makes_no_sense_is_refused(
    changes: dict[str, object], sentence: str
) -> None:
    problems = problems_with(draft(**changes), {1: ROAD}, day(15))
    assert len(problems) == 1
    assert sentence in str(problems[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"since": day(15)},  # came today
        {"scopes": [], "blocks_everything": True},
        {"scopes": [ScopeDraft(1, Decimal(0), Decimal(1000))]},
    ],
)
def test_a_sensible_obstacle_is_taken(changes: dict[str, object]) -> None:
    assert problems_with(draft(**changes), {1: ROAD}, day(15)) == []


@pytest.mark.parametrize(
    ("cleared_on", "is_refused"),
    [(None, True), (day(9), True), (day(10), False), (day(15), False), (day(16), True)],
)
def test_a_clearing_lies_between_the_beginning_and_today(
    cleared_on: date | None, is_refused: bool
) -> None:
    assert bool(clearing_problems(cleared_on, day(10), day(15))) is is_refused


@pytest.mark.parametrize(
    ("cleared", "expected"),
    [
        ((0, 1000), []),
        ((0, 400), [(400, 1000)]),
        ((600, 1000), [(0, 600)]),
        ((400, 600), [(0, 400), (600, 1000)]),
    ],
)
def test_clearing_a_part_leaves_the_rest(
    cleared: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    assert remaining((0, 1000), cleared) == expected


def test_the_state_follows_from_what_is_cleared() -> None:
    assert state_of([blockage(), blockage()]) == ObstacleState.OPEN
    assert state_of([blockage(1, 9), blockage()]) == ObstacleState.PARTLY_CLEARED
    assert state_of([blockage(1, 9)]) == ObstacleState.CLEARED


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, AgeBand.WEEK),
        (7, AgeBand.WEEK),
        (8, AgeBand.MONTH),
        (30, AgeBand.MONTH),
        (31, AgeBand.QUARTER),
        (90, AgeBand.QUARTER),
        (91, AgeBand.LONGER),
    ],
)
def test_every_age_has_its_band(days: int, band: AgeBand) -> None:
    assert age_band(days) == band


def test_the_days_of_a_band_are_both_included() -> None:
    assert sinces_of(AgeBand.MONTH, date(2020, 6, 30)) == (date(2020, 5, 31), date(2020, 6, 22))
    assert sinces_of(AgeBand.LONGER, date(2020, 6, 30)) == (None, date(2020, 3, 31))
