"""Weekly reports: what is kept, what is refused, who may take which step."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.progress.actions.items import add_change_order, add_reversal
from app.progress.actions.reports import (
    check,
    confirm,
    open_late,
    reopen,
    return_report,
    save_draft,
    submit,
)
from app.progress.actions.rollups import freeze_week
from app.progress.models import WeeklyFigure, WeeklyReport
from app.progress.queries.rollups import find_rollup, list_versions
from app.progress.queries.sheet import get_sheet, quantities_of
from app.progress.rules.chain import ReportState, ReportStep
from app.progress.rules.changes import Change, Reversal
from app.progress.rules.remarks import RemarkEntry, Typed
from app.progress.rules.weekly import CellKey, Entry, EntrySource
from app.shared.audit import Program
from app.shared.calendar import clock_at
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from tests.makers.accounts import a_user
from tests.makers.progress import (
    WEEK,
    a_confirmed_report,
    a_contractor_of,
    a_section_with_roads,
    a_submitted_report,
    a_supervisor_of,
    an_engineer_of,
    monday_after,
    noon,
    percents,
)

pytestmark = pytest.mark.usefixtures("context")


def said(refusal):
    return [sentence.english for sentence in refusal.value.sentences]


def test_a_draft_keeps_what_was_typed_even_when_it_is_not_right():
    section = a_section_with_roads("1.091")
    work = get_sheet(section, WEEK).works[0]
    with monday_after():
        report = save_draft(
            section,
            WEEK,
            Typed([Entry(CellKey(work.id, "base"), "hal", EntrySource.QUANTITY)]),
            a_contractor_of(section),
        )
    assert report.state is ReportState.DRAFT
    assert [(figure.typed, figure.quantity) for figure in report.figures] == [("hal", None)]


def test_a_section_gets_the_items_of_its_kind_with_its_first_report():
    section = a_section_with_roads()
    a_submitted_report(section)
    sheet = get_sheet(section, WEEK.next())
    assert [item.code for item in sheet.items] == ["subgrade", "base", "surface", "ancillary"]
    assert all(item.id for item in sheet.items)


def test_a_submitted_report_has_a_quantity_in_every_cell():
    section = a_section_with_roads("1", "2")
    report = a_submitted_report(section, "25")
    quantities = quantities_of(report.id)
    assert sorted(quantities.values()) == [Decimal("0.250")] * 4 + [Decimal("0.500")] * 4
    assert report.first_submitted_at == report.submitted_at


def test_an_empty_cell_keeps_the_quantity_of_the_week_before():
    section = a_section_with_roads("1")
    a_confirmed_report(section, "10")
    week = WEEK.next()
    with monday_after(week):
        report = submit(section, week, Typed([]), a_contractor_of(section))
    assert set(quantities_of(report.id).values()) == {Decimal("0.100")}


def test_a_refused_report_says_everything_at_once_and_stays_what_it_was():
    section = a_section_with_roads("1")
    a_confirmed_report(section, "50")
    week = WEEK.next()
    work = get_sheet(section, week).works[0]
    entries = [
        Entry(CellKey(work.id, "base"), "0.4"),
        Entry(CellKey(work.id, "surface"), "1.2"),
        Entry(CellKey(work.id, "ancillary"), "x"),
    ]
    typed = Typed(entries, {work.id: RemarkEntry(people="many")})
    with clock_at(noon("2020-06-12")), pytest.raises(RuleBroken) as refusal:
        submit(section, week, typed, a_contractor_of(section))
    assert len(said(refusal)) == 5  # not over, falls, above design, no number, no people


def test_the_same_week_cannot_be_handed_in_twice():
    section = a_section_with_roads()
    a_submitted_report(section)
    with monday_after(), pytest.raises(RuleBroken) as refusal:
        submit(section, WEEK, Typed(percents(section, "20")), a_contractor_of(section))
    assert said(refusal) == [
        "Week 2020-W23 is already reported: the report is in the state “Submitted”."
    ]
    assert len(db.session.scalars(select(WeeklyReport)).all()) == 1


def test_the_second_of_two_editors_is_told_what_changed():
    section = a_section_with_roads("1")
    work = get_sheet(section, WEEK).works[0]
    key = CellKey(work.id, "base")
    first, second = a_contractor_of(section), a_contractor_of(section)
    with monday_after():
        save_draft(section, WEEK, Typed([Entry(key, "0.3")]), first)
        with pytest.raises(StaleEdit) as refusal:
            save_draft(section, WEEK, Typed([Entry(key, "0.4")]), second)
    assert said(refusal)[0].startswith(f"{first.name} saved this report meanwhile.")
    assert said(refusal)[1] == f"{work.name}, Base: there it is “0.3”, you typed “0.4”."


def test_who_goes_on_from_the_version_they_saw_is_not_stale():
    section = a_section_with_roads()
    by = a_contractor_of(section)
    with monday_after():
        report = save_draft(section, WEEK, Typed([]), by)
        save_draft(section, WEEK, Typed(percents(section, "5"), seen=report.version), by)
    assert len(db.session.scalars(select(WeeklyFigure)).all()) == 4


def test_three_people_pass_a_report_and_each_step_is_recorded():
    report = a_confirmed_report(a_section_with_roads())
    assert report.state is ReportState.CONFIRMED
    assert [event.step for event in report.events] == [
        ReportStep.SAVE,
        ReportStep.SUBMIT,
        ReportStep.CHECK,
        ReportStep.CONFIRM,
    ]
    recorded = set(db.session.scalars(select(AuditEvent.action)))
    assert {
        "progress.report_submit",
        "progress.report_check",
        "progress.report_confirm",
    } <= recorded


def test_one_natural_person_with_two_accounts_is_still_one_person():
    section = a_section_with_roads()
    report = a_submitted_report(section)
    author = report.events[0].by
    twin = a_user(Role.AREA_ENGINEER)
    author.person_key = twin.person_key = "same-person"
    with monday_after():
        check(report, a_supervisor_of(section))
        with pytest.raises(RuleBroken):
            confirm(report, twin)


def test_a_returned_report_says_why_and_can_be_mended_and_handed_in_again():
    section = a_section_with_roads()
    report = a_submitted_report(section)
    with monday_after():
        return_report(report, "The base of the second road is not laid.", a_supervisor_of(section))
        assert report.state is ReportState.RETURNED
        assert report.submitted_by_id is None
        author = a_contractor_of(section)
        submit(section, WEEK, Typed(percents(section, "9"), seen=report.version), author)
    assert report.state is ReportState.SUBMITTED
    assert report.events[-1].by_id == author.id


def test_a_report_that_is_sent_back_after_the_cut_off_can_still_be_mended():
    section = a_section_with_roads()
    report = a_submitted_report(section, "10")
    with monday_after(hour=13):
        freeze_week(WEEK, Program())
        return_report(report, "The second road is not begun.", a_supervisor_of(section))
        typed = Typed(percents(section, "9"), seen=report.version)
        submit(section, WEEK, typed, a_contractor_of(section))
        check(report, a_supervisor_of(section))
        confirm(report, an_engineer_of(section))
    rollup = find_rollup(section.id, WEEK)
    assert (rollup.number, rollup.physical_share) == (2, Decimal("0.09"))
    assert rollup.is_on_time is True


def test_a_later_week_waits_until_the_earlier_one_is_through():
    section = a_section_with_roads()
    a_submitted_report(section, "10")
    later = a_submitted_report(section, "20", WEEK.next())
    with monday_after(WEEK.next()):
        check(later, a_supervisor_of(section))
        with pytest.raises(RuleBroken) as refusal:
            confirm(later, an_engineer_of(section))
    assert said(refusal) == ["Week 2020-W23 is still on its way; it comes first."]


def test_a_frozen_week_is_not_reported_but_may_be_opened_with_a_reason():
    section = a_section_with_roads()
    week, engineer = WEEK, an_engineer_of(section)
    with monday_after(hour=13):
        freeze_week(week, Program())
        with pytest.raises(RuleBroken):
            save_draft(section, week, Typed([]), a_contractor_of(section))
        report = open_late(section, week, "The site had no network.", engineer)
        typed = Typed(percents(section, "10"), seen=report.version)
        submit(section, week, typed, a_contractor_of(section))
        check(report, a_supervisor_of(section))
        confirm(report, engineer)
    versions = list_versions(section.id, week)
    assert [version.physical_share for version in versions] == [0, Decimal("0.1")]
    assert versions[1].replaces_id == versions[0].id
    assert versions[1].is_on_time is False


def test_a_confirmed_report_is_corrected_by_going_the_whole_way_again():
    section = a_section_with_roads()
    report = a_confirmed_report(section, "10")
    with monday_after(hour=13):
        freeze_week(WEEK, Program())
        engineer = an_engineer_of(section)
        reopen(report, "A figure of the wrong road.", engineer)
        typed = Typed(percents(section, "8"), seen=report.version)
        submit(section, WEEK, typed, a_contractor_of(section))
        check(report, a_supervisor_of(section))
        confirm(report, engineer)
    assert find_rollup(section.id, WEEK).physical_share == Decimal("0.08")
    assert find_rollup(section.id, WEEK).number == 2
    assert find_rollup(section.id, WEEK).is_on_time is True


def test_a_reversal_record_lets_the_next_report_fall():
    section = a_section_with_roads("1")
    a_confirmed_report(section, "50")
    week = WEEK.next()
    work = get_sheet(section, week).works[0]
    key = CellKey(work.id, "base")
    with monday_after(week):
        add_reversal(
            section, key, Reversal(Decimal("0.2"), week, "demolished"), an_engineer_of(section)
        )
        report = submit(section, week, Typed([Entry(key, "0.3")]), a_contractor_of(section))
    assert quantities_of(report.id)[key] == Decimal("0.3")


def test_a_change_order_lets_a_figure_pass_the_first_design():
    section = a_section_with_roads("1")
    a_confirmed_report(section, "100")
    week = WEEK.next()
    work = get_sheet(section, week).works[0]
    key = CellKey(work.id, "base")
    with monday_after(week):
        change = Change("BG-01", Decimal("0.2"), week.start, "longer")
        add_change_order(section, key, change, an_engineer_of(section))
        report = submit(section, week, Typed([Entry(key, "1.2")]), a_contractor_of(section))
    assert quantities_of(report.id)[key] == Decimal("1.2")
    with monday_after(week), pytest.raises(RuleBroken):
        add_change_order(section, key, change, an_engineer_of(section))
