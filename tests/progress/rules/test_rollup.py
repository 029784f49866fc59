from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.progress.rules.plan import Plan
from app.progress.rules.rollup import Frame, WeekBefore, WeekDone, cut_off, is_on_time, roll_up
from app.shared.calendar import Week

WEEK = Week(2020, 23)
PLAN = Plan(date(2020, 5, 3), date(2020, 8, 11))  # a hundred days, so a week is seven points


def frame(**more):
    return Frame(WEEK, PLAN, 1_000_000, **more)


def test_a_week_with_a_report_adds_the_difference_to_the_week_before():
    figures = roll_up(frame(), WeekDone(Decimal("0.30")), WeekBefore(Decimal("0.25")))
    assert (figures.physical_share, figures.week_share) == (Decimal("0.30"), Decimal("0.05"))
    assert figures.value_fen == 300_000
    assert (figures.planned_share, figures.week_planned_share) == (Decimal("0.35"), Decimal("0.07"))
    assert figures.elapsed_share == Decimal("0.35")


def test_a_week_without_a_report_keeps_what_was_there_and_adds_nothing():
    figures = roll_up(frame(), None, WeekBefore(Decimal("0.25"), investment_fen=7))
    assert (figures.physical_share, figures.week_share) == (Decimal("0.25"), 0)
    assert figures.investment_fen == 7


def test_the_first_week_on_record_adds_what_its_sheet_states():
    done = WeekDone(Decimal("0.589"), own_week_share=Decimal("0.074"))
    assert roll_up(frame(), done, None).week_share == Decimal("0.074")


def test_the_first_week_on_record_adds_nothing_when_its_sheet_does_not_say():
    assert roll_up(frame(), WeekDone(Decimal("0.589")), None).week_share == 0


def test_a_reversal_makes_the_week_negative():
    figures = roll_up(frame(), WeekDone(Decimal("0.20")), WeekBefore(Decimal("0.25")))
    assert figures.week_share == Decimal("-0.05")


def test_what_the_owner_blocked_is_taken_out_of_the_plan():
    figures = roll_up(
        frame(blocked_in_week=Decimal("0.5"), blocked_since_start=Decimal("0.2")), None, None
    )
    assert figures.week_planned_share == Decimal("0.035")
    assert figures.planned_share == Decimal("0.28")
    assert figures.blocked_share == Decimal("0.5")


def test_without_dates_or_baseline_there_is_no_plan_and_without_price_no_value():
    figures = roll_up(Frame(WEEK, Plan(None, None), None), WeekDone(Decimal("0.3")), None)
    assert figures.planned_share is None
    assert figures.elapsed_share is None
    assert figures.value_fen is None


def test_the_cut_off_is_a_moment_in_shanghai():
    due = cut_off(WEEK, 1, 12)
    assert due == datetime(2020, 6, 8, 4, tzinfo=UTC)  # Monday noon in Shanghai


@pytest.mark.parametrize("minutes_late, on_time", [(-1, True), (0, True), (1, False)])
def test_a_report_is_on_time_up_to_the_cut_off_itself(minutes_late, on_time):
    due = cut_off(WEEK, 1, 12)
    assert is_on_time(due + timedelta(minutes=minutes_late), due) is on_time


def test_a_report_that_was_never_handed_in_is_not_on_time():
    assert not is_on_time(None, cut_off(WEEK, 1, 12))
