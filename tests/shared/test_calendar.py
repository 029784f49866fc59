"""Days, weeks, months, the clock and working days."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.calendar import (
    Month,
    Week,
    WorkingCalendar,
    assessment_month_of,
    assessment_month_of_week,
    assessment_period,
    clock_at,
    day_of,
    days_between,
    months_between,
    now,
    start_of_day,
    today,
    weeks_between,
    weeks_of_assessment,
)
from app.shared.errors import Unreadable

SENSIBLE_DAYS = st.dates(date(1950, 1, 1), date(2198, 12, 31))


def test_the_clock_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2020, 6, 6, 15, 59, 59, tzinfo=UTC), date(2020, 6, 6)),  # last second in Shanghai
        (datetime(2020, 6, 6, 16, 0, 0, tzinfo=UTC), date(2020, 6, 7)),  # midnight in Shanghai
        (datetime(2019, 12, 31, 16, 0, tzinfo=UTC), date(2020, 1, 1)),  # the year turns there first
    ],
)
def test_today_is_the_day_in_shanghai(moment, day):
    with clock_at(moment):
        assert today() == day


def test_a_stopped_clock_runs_again_afterwards():
    with clock_at(datetime(2020, 6, 7, tzinfo=UTC)):
        assert now() == datetime(2020, 6, 7, tzinfo=UTC)
    assert now().year > 2020


def test_a_stopped_clock_stops_only_its_own_thread():
    seen = []
    with clock_at(datetime(2020, 6, 7, tzinfo=UTC)):
        other = Thread(target=lambda: seen.append(now().year))
        other.start()
        other.join()
    assert seen[0] > 2020


@pytest.mark.parametrize("use", [day_of, lambda moment: clock_at(moment).__enter__()])
def test_a_moment_without_time_zone_is_a_mistake(use):
    with pytest.raises(ValueError, match="time zone"):
        use(datetime(2020, 6, 7))  # noqa: DTZ001


@given(SENSIBLE_DAYS)
def test_a_day_starts_on_itself(day):
    assert day_of(start_of_day(day)) == day
    assert day_of(start_of_day(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.parametrize(
    "text, start, last_day",
    [
        ("2020-W23", date(2020, 6, 1), date(2020, 6, 7)),
        ("2020-w01", date(2019, 12, 30), date(2020, 1, 5)),  # ISO weeks reach into the old year
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),  # a long ISO year
        ("2020年第23周", date(2020, 6, 1), date(2020, 6, 7)),
        ("２０２０－W23", date(2020, 6, 1), date(2020, 6, 7)),  # full-width
    ],
)
def test_a_week_runs_from_monday_to_sunday(text, start, last_day):
    week = Week.parse(text)
    assert (week.start, week.last_day) == (start, last_day)
    assert week.end == last_day + timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "2020-W54", "2021-W53", "2020-W00", "0000-W01", "W23", "x" * 99]
)
def test_what_is_no_week_is_unreadable(text):
    with pytest.raises(Unreadable):
        Week.parse(text)


@pytest.mark.parametrize(
    "text, start, end",
    [
        ("2020-06", date(2020, 6, 1), date(2020, 7, 1)),
        ("2020-02", date(2020, 2, 1), date(2020, 3, 1)),  # leap year
        ("2020.12", date(2020, 12, 1), date(2021, 1, 1)),  # the year turns
        ("2020年6月份", date(2020, 6, 1), date(2020, 7, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(text, start, end):
    assert (Month.parse(text).start, Month.parse(text).end) == (start, end)


def test_the_leap_month_has_29_days():
    assert Month(2020, 2).last_day == date(2020, 2, 29)
    assert Month(2021, 2).last_day == date(2021, 2, 28)


@pytest.mark.parametrize(
    "text", ["", "2020-13", "2020-00", "0000-01", "9999-12", "2020", "二〇二〇"]
)
def test_what_is_no_month_is_unreadable(text):
    with pytest.raises(Unreadable):
        Month.parse(text)


@given(SENSIBLE_DAYS)
def test_weeks_and_months_read_back_and_contain_their_days(day):
    for kind in (Week, Month):
        period = kind.of(day)
        assert kind.parse(str(period)) == period
        assert period.start <= day < period.end
        assert period.next().previous() == period
        assert period.next().start == period.end
        assert period < period.next()


@given(st.text(max_size=60))
def test_any_text_is_a_period_or_unreadable(text):
    for kind in (Week, Month):
        with suppress(Unreadable):
            assert kind.parse(text).start < kind.parse(text).end


def test_weeks_between_include_both_ends():
    weeks = weeks_between(Week(2020, 52), Week(2021, 2))
    assert [str(week) for week in weeks] == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]
    assert weeks_between(Week(2020, 3), Week(2020, 2)) == []


def test_months_between_include_both_ends():
    assert months_between(Month(2020, 11), Month(2021, 1)) == [
        Month(2020, 11),
        Month(2020, 12),
        Month(2021, 1),
    ]
    assert months_between(Month(2020, 3), Month(2020, 2)) == []


def test_days_between_leave_out_the_end():
    assert days_between(date(2020, 2, 28), date(2020, 3, 1)) == [
        date(2020, 2, 28),
        date(2020, 2, 29),
    ]


@pytest.mark.parametrize(
    "month, cut_off_day, start, end",
    [
        (Month(2020, 6), 25, date(2020, 5, 26), date(2020, 6, 26)),
        (Month(2020, 1), 25, date(2019, 12, 26), date(2020, 1, 26)),  # the year turns
        (Month(2020, 2), 31, date(2020, 2, 1), date(2020, 3, 1)),  # too short: its last day
        (Month(2021, 3), 30, date(2021, 3, 1), date(2021, 3, 31)),  # after a short February
    ],
)
def test_the_assessment_runs_from_cut_off_to_cut_off(month, cut_off_day, start, end):
    assert assessment_period(month, cut_off_day) == (start, end)


@pytest.mark.parametrize("cut_off_day", [0, 32])
def test_a_cut_off_is_a_day_of_a_month(cut_off_day):
    with pytest.raises(ValueError, match="cut-off"):
        assessment_period(Month(2020, 6), cut_off_day)


@pytest.mark.parametrize(
    "day, month",
    [
        (date(2020, 6, 25), Month(2020, 6)),  # the cut-off day itself
        (date(2020, 6, 26), Month(2020, 7)),  # the day after
        (date(2020, 12, 26), Month(2021, 1)),
    ],
)
def test_a_day_counts_to_the_month_of_its_period(day, month):
    assert assessment_month_of(day, 25) == month


def test_a_week_counts_by_its_last_day():
    assert assessment_month_of_week(Week(2020, 26), 25) == Month(2020, 7)  # ends 28 June
    assert assessment_month_of_week(Week(2020, 25), 25) == Month(2020, 6)  # ends 21 June
    assert assessment_month_of_week(Week(2020, 26), 28) == Month(2020, 6)  # ends on the cut-off


@given(SENSIBLE_DAYS, st.integers(1, 31))
def test_every_week_counts_to_exactly_one_month(day, cut_off_day):
    week = Week.of(day)
    month = assessment_month_of_week(week, cut_off_day)
    near = months_between(month.previous(), month.next())
    assert [m for m in near if week in weeks_of_assessment(m, cut_off_day)] == [month]


NATIONAL_DAY_2020 = WorkingCalendar(
    {date(2020, 9, 27): True, date(2020, 10, 10): True}
    | {date(2020, 10, n): False for n in range(1, 9)}
)


@pytest.mark.parametrize(
    "day, works",
    [
        (date(2020, 9, 26), False),  # an ordinary Saturday
        (date(2020, 9, 27), True),  # a Sunday that is worked
        (date(2020, 9, 30), True),
        (date(2020, 10, 1), False),  # a Thursday that is a holiday
    ],
)
def test_the_notice_moves_working_days(day, works):
    assert NATIONAL_DAY_2020.is_working_day(day) is works


@pytest.mark.parametrize(
    "day, n, due",
    [
        (date(2020, 9, 29), 1, date(2020, 9, 30)),  # the day itself is not counted
        (date(2020, 9, 29), 3, date(2020, 10, 10)),  # over the holiday, to the worked Saturday
        (date(2020, 10, 3), 0, date(2020, 10, 9)),  # an end on a holiday moves on
        (date(2020, 9, 30), 0, date(2020, 9, 30)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, n, due):
    assert NATIONAL_DAY_2020.add_working_days(day, n) == due


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        WorkingCalendar().add_working_days(date(2020, 1, 1), -1)


def test_a_golden_week_is_short():
    assert NATIONAL_DAY_2020.count_working_days(date(2020, 9, 27), date(2020, 10, 11)) == 6


@given(SENSIBLE_DAYS, st.integers(1, 40))
def test_so_many_working_days_lie_between(day, n):
    due = NATIONAL_DAY_2020.add_working_days(day, n)
    after = day + timedelta(days=1)
    assert NATIONAL_DAY_2020.is_working_day(due)
    assert NATIONAL_DAY_2020.count_working_days(after, due + timedelta(days=1)) == n
