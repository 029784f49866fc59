from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.plan import (
    Extent,
    Plan,
    PlanPoint,
    ProgressState,
    StateThresholds,
    baseline_problems,
    completion_rate,
    deviation_share,
    elapsed_share,
    setting_problems,
    start_rate,
    state_of,
    threshold_problems,
    thresholds_from,
    weekly_points,
)
from app.shared.calendar import Week

START, FINISH = date(2019, 7, 1), date(2021, 7, 31)
FIRST, SECOND, THIRD = Week(2020, 22), Week(2020, 23), Week(2020, 24)
POINTS = (
    PlanPoint(FIRST, Decimal("0.2")),
    PlanPoint(SECOND, Decimal("0.6")),
    PlanPoint(THIRD, Decimal(1)),
)


def test_g206_was_eight_points_behind_the_passing_of_time_at_the_end_of_2020():
    elapsed = elapsed_share(START, FINISH, date(2020, 12, 31))
    assert elapsed == Decimal(549) / Decimal(761)
    assert round(elapsed * 100, 1) == Decimal("72.1")
    assert round(deviation_share(Decimal("0.64"), elapsed) * 100, 1) == Decimal("-8.1")


@pytest.mark.parametrize(
    "day, share",
    [
        (date(2019, 6, 30), "0"),  # the day before
        (date(2019, 7, 1), "0"),
        (date(2021, 7, 31), "1"),
        (date(2021, 8, 1), "1"),  # late, but not more than whole
    ],
)
def test_elapsed_time_stays_between_start_and_finish(day, share):
    assert elapsed_share(START, FINISH, day) == Decimal(share)


def test_a_finish_before_the_start_counts_as_past():
    assert elapsed_share(FINISH, START, FINISH) == 1


def test_without_a_baseline_the_plan_is_in_proportion_to_time():
    plan = Plan(START, FINISH)
    assert plan.is_proportional
    assert plan.share_on(date(2020, 12, 31)) == Decimal(549) / Decimal(761)


def test_without_a_baseline_and_without_dates_there_is_no_plan():
    assert Plan(None, FINISH).share_on(FINISH) is None


@pytest.mark.parametrize(
    "day, share",
    [
        (date(2020, 5, 24), "0"),  # the Sunday before the first week
        (FIRST.last_day, "0.2"),
        (date(2020, 6, 3), "0.371429"),  # Wednesday: three sevenths of the second week
        (SECOND.last_day, "0.6"),
        (THIRD.last_day, "1"),
        (date(2021, 1, 1), "1"),
    ],
)
def test_a_baseline_holds_at_the_end_of_its_weeks_and_runs_straight_between(day, share):
    plan = Plan(START, FINISH, POINTS, baseline_number=2)
    assert not plan.is_proportional
    assert round(plan.share_on(day), 6) == Decimal(share)


def test_a_baseline_may_start_from_the_passing_of_time():
    points = weekly_points(Plan(START, FINISH))
    assert (str(points[0].week), str(points[-1].week)) == ("2019-W27", "2021-W30")
    assert baseline_problems(points) == []
    assert weekly_points(Plan(None, FINISH)) == ()


@pytest.mark.parametrize(
    "points, sentence",
    [
        (POINTS, None),
        ((), "A baseline needs at least one week."),
        (POINTS[:2], "The last week of a baseline must reach 100."),
        ((POINTS[1], POINTS[1], POINTS[2]),
         "Week 2020-W23: the weeks must follow each other, each once."),
        ((POINTS[0], PlanPoint(SECOND, Decimal("0.1")), POINTS[2]),
         "Week 2020-W23: the cumulative plan is less than the week before."),
        ((PlanPoint(FIRST, Decimal("1.2")), PlanPoint(SECOND, Decimal(1))),
         "Week 2020-W22: the plan is a share from 0 to 100."),
    ],
)  # fmt: skip
def test_a_baseline_rises_week_by_week_to_one_hundred(points, sentence):
    said = [problem.english for problem in baseline_problems(points)]
    assert said == [] if sentence is None else sentence in said


@pytest.mark.parametrize(
    "points_behind, state",
    [
        ("3", "green"), ("0", "green"), ("-0.01", "blue"), ("-5", "blue"), ("-5.01", "yellow"),
        ("-10", "yellow"), ("-10.01", "orange"), ("-20", "orange"), ("-20.01", "red"),
    ],
)  # fmt: skip
def test_a_deviation_on_a_threshold_earns_the_better_state(points_behind, state):
    assert state_of(Decimal(points_behind) / 100) is ProgressState(state)


def test_thresholds_come_from_a_setting_and_must_fall():
    assert thresholds_from([-1, 2, 4, 8]).orange_share == Decimal("-0.08")
    assert threshold_problems(StateThresholds(blue_share=Decimal("0.5"))) != []


@pytest.mark.parametrize(
    "setting, accepted",
    [
        ([0, 5, 10, 20], True),
        ([-2, 0, 1, 2], True),
        ([0, 5, 5, 20], False),
        ([0, 5, 10], False),
        (["a", 5, 10, 20], False),
        (7, False),
    ],
)
def test_a_setting_of_thresholds_is_four_falling_numbers(setting, accepted):
    assert (setting_problems(setting) == []) is accepted


def test_start_and_completion_rates_count_kilometres():
    works = [
        Extent(Decimal(3000), is_started=True, is_finished=True),
        Extent(Decimal(1000), is_started=False, is_finished=False),
    ]
    assert (start_rate(works), completion_rate(works)) == (Decimal("0.75"), Decimal("0.75"))
    assert start_rate([]) is None


@given(st.dates(date(2019, 1, 1), date(2022, 1, 1)), st.dates(date(2019, 1, 1), date(2022, 1, 1)))
def test_a_plan_never_falls_as_days_go_by(one_day, another):
    earlier, later = sorted((one_day, another))
    for plan in (Plan(START, FINISH), Plan(START, FINISH, POINTS, 1)):
        assert plan.share_on(earlier) <= plan.share_on(later)
