"""Sheets that were kept elsewhere: taken in as confirmed, weighed as printed, undone batch by batch."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.extensions import db
from app.progress.actions.imports import (
    ImportedRow,
    problems_with_import,
    take_in_week,
    undo_batch,
)
from app.progress.models import WeeklyRemark
from app.progress.queries.rollups import find_rollup, list_versions, month_progress
from app.progress.queries.sheet import find_report, get_sheet, quantities_of
from app.progress.rules.chain import ReportState
from app.progress.rules.weekly import CellKey
from app.shared.calendar import Month, Week, clock_at
from app.shared.errors import RuleBroken
from tests.makers.accounts import a_user
from tests.makers.progress import (
    a_confirmed_report,
    a_section_with_roads,
    a_submitted_report,
    noon,
)

pytestmark = pytest.mark.usefixtures("context")
W22, W23 = Week(2020, 22), Week(2020, 23)
LAYERS = ("subgrade", "base", "surface", "ancillary")
#: The first road of the bureau's sheets: cumulative and the week's own, in km.
FIRST_ROAD = {
    W22: (("0.874", "0.696", "0.518", "0.340"), ("0.081", "0.081", "0.081", "0.081")),
    W23: (("0.955", "0.777", "0.599", "0.421"), ("0.081", "0.081", "0.081", "0.081")),
}


def row(section, week, **more):
    cumulative, of_week = FIRST_ROAD[week]
    work = get_sheet(section, week).works[0]
    return ImportedRow(
        work.id,
        dict(zip(LAYERS, map(Decimal, cumulative), strict=True)),
        dict(zip(LAYERS, map(Decimal, of_week), strict=True)),
        **more,
    )


def take_in(section, week, batch_id, **more):
    with clock_at(noon("2026-07-01")):
        rows = [row(section, week, **more)]
        return take_in_week(section, week, rows, by=a_user(), batch_id=batch_id)


def test_an_imported_week_is_confirmed_and_frozen_with_the_printed_progress():
    section = a_section_with_roads("1.091")
    report = take_in(section, W22, 1, people=18, problems="雨天影响", investment_fen=75_130_000)
    assert report.state is ReportState.CONFIRMED
    rollup = find_rollup(section.id, W22)
    assert round(rollup.physical_share * 100, 1) == Decimal("58.9")
    assert rollup.investment_fen == 75_130_000
    assert rollup.is_on_time is None
    assert db.session.scalars(select(WeeklyRemark.problems)).all() == ["雨天影响"]


def test_the_first_imported_week_counts_what_its_sheet_says_of_the_week_itself():
    section = a_section_with_roads("1.091")
    take_in(section, W22, 1)
    take_in(section, W23, 2)
    shares = [find_rollup(section.id, week).week_share for week in (W22, W23)]
    assert [round(share * 100, 1) for share in shares] == [Decimal("7.4"), Decimal("7.4")]


def test_weeks_may_be_imported_in_any_order_and_end_up_the_same():
    section = a_section_with_roads("1.091")
    take_in(section, W23, 1)
    take_in(section, W22, 2)
    rollup = find_rollup(section.id, W23)
    assert round(rollup.week_share * 100, 1) == Decimal("7.4")


def test_undoing_a_batch_leaves_no_progress_but_keeps_the_history():
    section = a_section_with_roads("1.091")
    take_in(section, W22, 1)
    take_in(section, W23, 2)
    assert undo_batch(2, a_user()) == 1
    report = find_report(section.id, W23)
    assert (report.state, list(report.figures)) == (ReportState.DRAFT, [])
    versions = list_versions(section.id, W23)
    assert [version.number for version in versions] == [1, 2]
    assert versions[-1].physical_share == find_rollup(section.id, W22).physical_share


def test_an_undone_week_can_be_imported_again():
    section = a_section_with_roads("1.091")
    take_in(section, W22, 1)
    undo_batch(1, a_user())
    take_in(section, W22, 2)
    assert find_rollup(section.id, W22).number == 3


def test_importing_over_an_import_can_be_undone_to_the_first_one():
    section = a_section_with_roads("1.091")
    first = quantities_of(take_in(section, W22, 1).id)
    with clock_at(noon("2026-07-01")):
        changed = row(section, W22)
        changed = ImportedRow(changed.work_id, {**changed.cumulative, "base": Decimal("0.700")})
        take_in_week(section, W22, [changed], by=a_user(), batch_id=2)
        with pytest.raises(RuleBroken):
            undo_batch(1, a_user())
    undo_batch(2, a_user())
    report = find_report(section.id, W22)
    assert quantities_of(report.id) == first
    assert (report.state, report.batch_id) == (ReportState.CONFIRMED, 1)


def test_an_import_does_not_overwrite_what_people_reported():
    section = a_section_with_roads("1.091")
    a_submitted_report(section, "10", W22)
    with pytest.raises(RuleBroken):
        take_in(section, W22, 1)


def test_a_sheet_that_falls_behind_the_week_before_is_refused_by_row_and_column():
    section = a_section_with_roads("1.091")
    a_confirmed_report(section, "90", W22)
    with clock_at(noon("2026-07-01")):
        problems = problems_with_import(section, W23, [row(section, W23)])
    keys = {problem.key for problem in problems if problem.is_refusal}
    work_id = get_sheet(section, W23).works[0].id
    assert keys == {CellKey(work_id, code) for code in LAYERS}
    assert find_report(section.id, W23) is None


def test_the_month_of_june_knows_what_the_imported_weeks_did():
    section = a_section_with_roads("1.091")
    take_in(section, W22, 1)
    take_in(section, W23, 2)
    month = month_progress([section.id], Month(2020, 6), 25)[section.id]
    assert round(month.done_share * 100, 1) == Decimal("14.8")
    assert (month.reports_due, month.reports_on_time) == (0, 0)
