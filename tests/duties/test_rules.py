from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.duties import rules
from app.duties.rules import (
    Cadence,
    Coverage,
    Hindrance,
    Limit,
    Record,
    RoadInScope,
    Span,
    Standing,
    Why,
)
from app.shared.calendar import WorkingCalendar

#: The Spring Festival of 2020: 24 January to 2 February, with Sunday the 19th worked.
CALENDAR = WorkingCalendar(
    {date(2020, 1, 24) + timedelta(days=n): False for n in range(10)} | {date(2020, 1, 19): True}
)
LONG = Span(date(2019, 1, 1))


def standings(cadence, start, end, *days, today=date(2021, 1, 1), at_least=1, **more):
    """Return how the periods stand that begin before `end`; late entries are given as (day, True)."""
    records = sorted(Record(*(d if isinstance(d, tuple) else (d, False)), 1, 1) for d in days)
    periods = rules.periods_of(cadence, start, end, CALENDAR)
    more = {"span": LONG} | more
    return [one.standing.value for one in rules.judge(at_least, periods, records, today, **more)]


def one(cadence, start, end, *days, **more):
    records = sorted(Record(*(d if isinstance(d, tuple) else (d, False)), 1, 1) for d in days)
    periods = rules.periods_of(cadence, start, end, CALENDAR)
    more = {"span": LONG, "today": date(2021, 1, 1)} | more
    [outcome] = rules.judge(1, periods, records, **more)
    return outcome


@pytest.mark.parametrize(
    "cadence, start, end, expected",
    [
        (Cadence.DAY, date(2020, 2, 28), date(2020, 3, 2), 3),  # a leap day is a day
        (Cadence.WORKING_DAY, date(2020, 1, 18), date(2020, 2, 4), 6),  # 19th worked, holidays not
        (Cadence.WEEK, date(2020, 12, 28), date(2021, 1, 4), 1),  # ISO week 53
        (Cadence.MONTH, date(2020, 2, 15), date(2020, 4, 1), 2),
        (Cadence.QUARTER, date(2020, 2, 1), date(2020, 7, 1), 2),
        (Cadence.YEAR, date(2020, 6, 1), date(2021, 1, 1), 1),
        (Cadence.DAY, date(2020, 3, 2), date(2020, 3, 2), 0),
    ],
)
def test_the_periods_of_a_cadence(cadence, start, end, expected):
    assert len(rules.periods_of(cadence, start, end, CALENDAR)) == expected


def test_r05_a_month_without_a_dispatch_of_the_district_is_late_from_day_one_of_the_next():
    may = (Cadence.MONTH, date(2020, 5, 1), date(2020, 6, 1))
    assert standings(*may, today=date(2020, 5, 31)) == ["due"]
    assert standings(*may, today=date(2020, 6, 1)) == ["late"]
    assert standings(*may, date(2020, 5, 31), today=date(2020, 6, 1)) == ["met"]
    assert standings(*may, date(2020, 6, 1), today=date(2020, 6, 2)) == ["late"]  # is June's


def test_r06_every_week_from_monday_to_sunday_asks_for_a_dispatch():
    weeks = (Cadence.WEEK, date(2020, 6, 1), date(2020, 6, 22))
    assert standings(*weeks, date(2020, 6, 7), date(2020, 6, 8)) == ["met", "met", "late"]


def test_r06_a_holiday_week_stays_owed_but_tells_its_reason():
    week = (Cadence.WEEK, date(2020, 1, 27), date(2020, 2, 3))
    holidays = [Hindrance(Why.HOLIDAY, date(2020, 1, 24), date(2020, 2, 3))]
    told = one(*week, hindrances=holidays, excusing={Why.ON_HOLD})
    assert (told.standing, told.reasons) == (Standing.LATE, (Why.HOLIDAY,))
    lifted = one(*week, hindrances=holidays, excusing={Why.HOLIDAY})
    assert lifted.standing == Standing.EXCUSED


def test_r07_each_calendar_day_asks_for_a_log_also_when_works_are_stopped():
    days = (Cadence.DAY, date(2020, 6, 6), date(2020, 6, 9))  # Saturday to Monday
    stopped = [Hindrance(Why.STOPPED, date(2020, 6, 1))]
    assert standings(*days, date(2020, 6, 6), hindrances=stopped) == ["met", "late", "late"]


def test_r07_a_log_entered_later_is_kept_and_marked():
    told = one(Cadence.DAY, date(2020, 6, 6), date(2020, 6, 7), (date(2020, 6, 6), True))
    assert (told.standing, told.reasons) == (Standing.MET_LATE, (Why.LATE_ENTRY,))


@pytest.mark.parametrize(
    "held_on, standing",
    [
        (date(2020, 6, 23), "late"),  # eighth day before the end
        (date(2020, 6, 24), "met"),  # first of the last seven
        (date(2020, 6, 30), "met"),
        (date(2020, 7, 1), "met_late"),  # for June, late; never July's
        (date(2020, 7, 3), "met_late"),
        (date(2020, 7, 4), "late"),
    ],
)
def test_r08_the_supervision_meeting_is_held_in_the_last_seven_days(held_on, standing):
    june = (Cadence.MONTH_END, date(2020, 6, 1), date(2020, 7, 1))
    assert standings(*june, held_on) == [standing]


def test_r08_a_meeting_on_the_first_of_july_is_not_julys():
    july = (Cadence.MONTH_END, date(2020, 7, 1), date(2020, 8, 1))
    assert standings(*july, date(2020, 7, 1)) == ["late"]


def test_r34_no_push_meeting_on_weekends_and_holidays_nor_out_of_season():
    days = (Cadence.WORKING_DAY, date(2020, 1, 17), date(2020, 1, 21))
    assert standings(*days) == ["late", "late", "late"]  # Friday, worked Sunday, Monday
    season = Span(date(2019, 1, 1), None, 3, 11)
    assert standings(*days, span=season, excusing={Why.OUT_OF_SEASON}) == ["excused"] * 3


def test_r51_a_project_on_hold_owes_nothing_for_periods_that_lie_wholly_in_it():
    weeks = (Cadence.WEEK, date(2020, 6, 1), date(2020, 6, 22))
    hold = [Hindrance(Why.ON_HOLD, date(2020, 6, 10))]
    told = standings(*weeks, hindrances=hold, excusing={Why.ON_HOLD})
    assert told == ["late", "late", "excused"]  # the second week had two days before it


def test_two_hindrances_of_a_kind_excuse_together_what_neither_covers_alone():
    week = (Cadence.WEEK, date(2020, 6, 1), date(2020, 6, 8))
    first = Hindrance(Why.STOPPED, date(2020, 5, 1), date(2020, 6, 4))
    second = Hindrance(Why.STOPPED, date(2020, 6, 4), date(2020, 6, 8))
    assert standings(*week, hindrances=[second, first], excusing={Why.STOPPED}) == ["excused"]
    gap = Hindrance(Why.STOPPED, date(2020, 6, 5), date(2020, 6, 8))
    assert standings(*week, hindrances=[first, gap], excusing={Why.STOPPED}) == ["late"]


@pytest.mark.parametrize(
    "began, standing",
    [(date(2020, 6, 15), "late"), (date(2020, 6, 16), "late"), (date(2020, 6, 17), "excused")],
)
def test_a_month_in_which_works_begin_asks_from_half_of_it_on(began, standing):
    june = (Cadence.MONTH, date(2020, 6, 1), date(2020, 7, 1))
    assert standings(*june, span=Span(began), excusing={Why.CUT}) == [standing]
    assert standings(*june, began, span=Span(began), excusing={Why.CUT}) == ["met"]


def test_nothing_is_asked_before_the_span_and_after_it():
    days = (Cadence.DAY, date(2020, 6, 1), date(2020, 6, 8))
    assert len(standings(*days, span=Span(date(2020, 6, 3), date(2020, 6, 5)))) == 2


def test_at_least_n_counts_records_of_the_period():
    month = (Cadence.MONTH, date(2020, 6, 1), date(2020, 7, 1))
    twice = [date(2020, 6, 2), date(2020, 6, 2)]
    assert standings(*month, *twice, at_least=2) == ["met"]
    assert standings(*month, *twice, at_least=3) == ["late"]


def test_a_duty_has_one_or_two_limits_of_different_periods():
    monthly, yearly = Limit(Cadence.MONTH, 1), Limit(Cadence.YEAR, 12)
    assert not rules.limit_problems([monthly, yearly])
    assert rules.limit_problems([])
    assert rules.limit_problems([monthly, Limit(Cadence.MONTH, 2)])
    assert rules.limit_problems([Limit(Cadence.MONTH, 0)])


def test_the_oldest_late_period_is_what_to_act_on_then_the_running_one():
    periods = rules.periods_of(Cadence.DAY, date(2020, 6, 1), date(2020, 6, 4), CALENDAR)
    today = date(2020, 6, 3)
    second_only = [Record(date(2020, 6, 2), False, 1, 1)]
    outcomes = rules.judge(1, periods, second_only, today, LONG)
    assert rules.standing_now(outcomes, today).period.start == date(2020, 6, 1)
    both = [Record(date(2020, 6, 1), False, 1, 1), *second_only]
    assert rules.standing_now(rules.judge(1, periods, both, today, LONG), today).standing == "due"
    assert rules.standing_now([], today) is None


def test_r21_finished_roads_and_those_not_begun_are_in_scope_but_not_counted():
    roads = [
        RoadInScope(1, "a", is_applicable=True, is_visited=True),
        RoadInScope(2, "b", is_applicable=True, is_visited=False),
        RoadInScope(3, "c", is_applicable=False, is_visited=True),
    ]
    found = rules.coverage_of(roads)
    assert found == Coverage(1, 2, 1)
    assert found.share == Decimal("0.5")
    assert rules.coverage_of(roads[2:]).share is None
    assert rules.total([found, Coverage(3, 3)]) == Coverage(4, 5, 1)
