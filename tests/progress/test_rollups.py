"""Frozen weeks: what they hold, that nothing changes them, and what the month reads from them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.progress.actions.plans import add_baseline
from app.progress.actions.reports import check, confirm, submit
from app.progress.actions.rollups import freeze_week, roll_up_again
from app.progress.models import WeeklyRollup
from app.progress.queries.rollups import (
    cut_off_of,
    find_rollup,
    last_week_due,
    latest_rollups,
    list_versions,
    month_progress,
    section_curve,
    weeks_due,
)
from app.progress.queries.sheet import get_sheet
from app.progress.rules.plan import PlanPoint
from app.progress.rules.remarks import Typed
from app.shared.audit import Program
from app.shared.calendar import Month, Week, clock_at, start_of_day
from app.shared.errors import RuleBroken, StaleEdit
from app.works.rules import Cause, Status
from tests.makers.accounts import a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.progress import (
    WEEK,
    a_confirmed_report,
    a_contractor_of,
    a_rollup,
    a_section_with_roads,
    a_submitted_report,
    a_supervisor_of,
    an_engineer_of,
    monday_after,
    percents,
)

pytestmark = pytest.mark.usefixtures("context")
JUNE = Month(2020, 6)


def freeze(week=WEEK):
    with monday_after(week, hour=12):
        return freeze_week(week, Program())


def test_a_week_is_frozen_with_the_figures_of_its_confirmed_report():
    section = a_section_with_roads("1", "3")
    a_confirmed_report(section, "10")
    assert freeze() == 1
    rollup = find_rollup(section.id, WEEK)
    assert rollup.physical_share == Decimal("0.1")
    assert rollup.value_fen == 10_000_000
    assert rollup.elapsed_share == Decimal("0.809917")  # 98 of 121 days
    assert rollup.planned_share == rollup.elapsed_share
    assert rollup.baseline_number is None
    assert rollup.is_on_time is True


def test_freezing_again_changes_nothing():
    section = a_section_with_roads()
    assert (freeze(), freeze()) == (1, 0)
    assert len(list_versions(section.id, WEEK)) == 1


def test_a_week_cannot_be_frozen_before_its_cut_off():
    with monday_after(hour=11), pytest.raises(RuleBroken):
        freeze_week(WEEK, Program())


@pytest.mark.parametrize(
    "status, frozen",
    [(Status.UNDER_CONSTRUCTION, 1), (Status.PRELIMINARY, 0), (Status.FINISHED, 0)],
)
def test_only_sections_under_construction_are_frozen(status, frozen):
    a_section_with_roads().status = status
    assert freeze() == frozen


def test_a_section_that_begins_later_is_not_frozen_yet():
    section = a_section_with_roads()
    section.contract.start_on = WEEK.end
    assert freeze() == 0


def test_without_a_confirmed_report_the_week_before_is_kept_and_the_report_is_late():
    section = a_section_with_roads()
    a_confirmed_report(section, "10")
    freeze()
    freeze(WEEK.next())
    rollup = find_rollup(section.id, WEEK.next())
    assert (rollup.physical_share, rollup.week_share) == (Decimal("0.1"), 0)
    assert rollup.is_on_time is False
    assert rollup.report_id is None


def test_a_report_that_was_on_its_way_at_the_cut_off_counts_once_it_is_confirmed():
    section = a_section_with_roads()
    report = a_submitted_report(section, "10")
    freeze()
    with monday_after(hour=15):
        check(report, a_supervisor_of(section))
        confirm(report, an_engineer_of(section))
    rollup = find_rollup(section.id, WEEK)
    assert (rollup.number, rollup.physical_share) == (2, Decimal("0.1"))
    assert rollup.is_on_time is True
    assert rollup.reason == "confirmed after the cut-off"


def test_a_correction_moves_on_to_the_weeks_after_it_and_no_further():
    section = a_section_with_roads()
    report = a_submitted_report(section, "10")
    weeks = [WEEK, WEEK.next(), WEEK.next().next()]
    freeze(weeks[0])
    freeze(weeks[1])  # no report: keeps what week 23 has
    a_confirmed = None
    with monday_after(weeks[2]):
        check(report, a_supervisor_of(section))
        confirm(report, an_engineer_of(section))
        typed = Typed(percents(section, "30", weeks[2]))
        a_confirmed = submit(section, weeks[2], typed, a_contractor_of(section))
        check(a_confirmed, a_supervisor_of(section))
        confirm(a_confirmed, an_engineer_of(section))
    freeze(weeks[2])
    shares = [(r.number, r.physical_share, r.week_share) for r in section_curve(section.id)]
    assert shares == [
        (2, Decimal("0.1"), 0),
        (2, Decimal("0.1"), 0),
        (1, Decimal("0.3"), Decimal("0.2")),
    ]


def test_rolling_up_the_same_figures_again_makes_no_version():
    section = a_section_with_roads()
    a_confirmed_report(section)
    freeze()
    assert roll_up_again(section, WEEK, Program(), "again") is None


@pytest.mark.parametrize(
    "statement",
    [
        update(WeeklyRollup).values(physical_share=Decimal(1)),
        delete(WeeklyRollup),
        text("UPDATE weekly_rollup SET physical_share = 1000000"),
        text("UPDATE plan_baseline SET number = 9"),
        text("DELETE FROM baseline_point"),
    ],
)
def test_the_database_itself_refuses_to_change_what_is_frozen(statement):
    section = a_section_with_roads()
    a_rollup(section)
    add_baseline(section, [PlanPoint(WEEK, Decimal(1))], "first plan", 0, a_user())
    with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
        db.session.execute(statement)


def test_the_model_refuses_to_change_what_is_frozen():
    rollup = a_rollup(a_section_with_roads())
    rollup.physical_share = Decimal(1)
    with pytest.raises(ValueError, match="frozen"):
        db.session.flush()


def test_a_baseline_is_numbered_and_the_plan_of_the_next_weeks():
    section = a_section_with_roads()
    points = [PlanPoint(WEEK, Decimal("0.4")), PlanPoint(WEEK.next(), Decimal(1))]
    add_baseline(section, points, "agreed on 1 June", 0, a_user())
    freeze()
    rollup = find_rollup(section.id, WEEK)
    assert (rollup.baseline_number, rollup.planned_share) == (1, Decimal("0.4"))
    with pytest.raises(StaleEdit):
        add_baseline(section, points, "another editor", 0, a_user())
    assert add_baseline(section, points, "second", 1, a_user()).number == 2


def test_what_the_owner_blocks_is_taken_out_of_the_plan():
    section = a_section_with_roads("1", "3")
    road = get_sheet(section, WEEK).works[0]
    an_obstacle(road, since=WEEK.start)
    an_obstacle(road, since=WEEK.start, fault=Cause.CONTRACTOR)
    freeze()
    rollup = find_rollup(section.id, WEEK)
    assert rollup.blocked_share == Decimal("0.25")
    assert rollup.week_planned_share == Decimal("0.043388")  # three quarters of 7 of 121 days


def test_a_contractors_own_obstacle_excuses_nothing():
    section = a_section_with_roads()
    an_obstacle(section, since=WEEK.start, fault=Cause.CONTRACTOR)
    freeze()
    assert find_rollup(section.id, WEEK).blocked_share == 0


def test_a_month_is_the_sum_of_its_weeks_in_their_last_versions():
    section = a_section_with_roads()
    for number in range(21, 27):  # week 21 ends on 24 May, week 26 on 28 June: neither is June's
        a_rollup(section, Week(2020, number), f"0.{number}", planned_share=Decimal("0.5"),
                 is_on_time=number != 23)  # fmt: skip
    old = find_rollup(section.id, Week(2020, 25))
    new = a_rollup(section, Week(2020, 25), "0.24", number=2, replaces_id=old.id, reason="wrong",
                   week_share=Decimal("0.04"), is_on_time=None)  # fmt: skip
    month = month_progress([section.id, 999], JUNE, 25)[section.id]
    assert [str(week) for week in month.weeks] == ["2020-W22", "2020-W23", "2020-W24", "2020-W25"]
    assert month.done_share == Decimal("0.19")
    assert month.planned_share == Decimal("0.2")
    assert month.cumulative_share == Decimal("0.24")
    assert (month.reports_on_time, month.reports_due) == (2, 3)
    assert month.rollups[-1].rollup_id == new.id
    assert not month.baseline_used


def test_a_month_without_frozen_weeks_is_not_there():
    section = a_section_with_roads()
    assert month_progress([section.id], JUNE, 25) == {}


def test_a_month_takes_one_statement_however_many_sections(statements):
    sections = [a_section_with_roads() for _ in range(3)]
    for section in sections:
        a_rollup(section)
    with statements() as sent:
        assert len(month_progress([section.id for section in sections], JUNE, 25)) == 3
    assert len(sent) == 1


@pytest.mark.parametrize(
    "day, week",
    [(date(2020, 6, 7), "2020-W23"), (date(2020, 6, 13), "2020-W23"), (date(2020, 6, 6), None)],
)
def test_the_latest_week_is_the_last_that_was_over(day, week):
    section = a_section_with_roads()
    a_rollup(section, WEEK)
    a_rollup(section, WEEK.next())
    found = latest_rollups([section.id], day).get(section.id)
    assert (str(found.week) if found else None) == week


@pytest.mark.parametrize(
    "day, hour, week",
    [
        (date(2020, 6, 8), 11, "2020-W22"),  # Monday before noon
        (date(2020, 6, 8), 12, "2020-W23"),
        (date(2020, 6, 14), 12, "2020-W23"),
    ],
)
def test_the_timetable_freezes_the_last_week_whose_cut_off_has_passed(day, hour, week):
    with clock_at(start_of_day(day) + timedelta(hours=hour)):
        assert str(last_week_due(day)) == week


def test_weeks_that_were_missed_are_frozen_too():
    a_rollup(a_section_with_roads(), WEEK)
    assert [str(week) for week in weeks_due(date(2020, 6, 22))] == ["2020-W24", "2020-W25"]
    assert len(weeks_due(date(2021, 6, 22))) == 8


def test_the_timetable_can_be_told_an_earlier_day():
    assert str(last_week_due(date(2020, 6, 8))) == "2020-W23"


def test_the_cut_off_follows_the_settings():
    assert cut_off_of(WEEK).isoformat() == "2020-06-08T04:00:00+00:00"


def test_freezing_reads_many_sections_as_cheaply_as_one(statements):
    def reads(week):
        with monday_after(week, hour=13), statements() as sent:
            freeze_week(week, Program())
        return sum(statement.startswith("SELECT") for statement in sent)

    a_confirmed_report(a_section_with_roads())
    few = reads(WEEK)
    for _ in range(4):
        a_confirmed_report(a_section_with_roads(), week=WEEK.next())
    assert reads(WEEK.next()) == few
