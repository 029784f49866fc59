"""Drafts that save themselves: only what was changed is sent, and only that is written."""

from decimal import Decimal

import pytest

from app.progress.actions.drafts import save_cells
from app.progress.actions.reports import save_draft
from app.progress.actions.rollups import freeze_week
from app.progress.models import WeeklyReport
from app.progress.queries.filling import get_sheet_to_fill
from app.progress.queries.sheet import find_report, get_sheet
from app.progress.rules.chain import ReportStep
from app.progress.rules.remarks import Sent, Typed
from app.progress.rules.weekly import CellKey, Entry, EntrySource
from app.shared.audit import Program
from app.shared.errors import RuleBroken, StaleEdit
from tests.makers.accounts import a_user
from tests.makers.progress import (
    WEEK,
    a_confirmed_report,
    a_contractor_of,
    a_section_with_roads,
    monday_after,
    percents,
)

pytestmark = pytest.mark.usefixtures("context")


def begun():
    """Return a section, its contractor and its report, in which every cell stands at 10 %."""
    section = a_section_with_roads("1", "2")
    by = a_contractor_of(section)
    report = save_draft(section, WEEK, Typed(percents(section, "10")), by)
    return section, by, report


def key_of(section, place=0, item="base"):
    return CellKey(get_sheet(section, WEEK).works[place].id, item)


def saved(section, by, sent):
    """Save and return the answer with the report as the database then holds it."""
    from app.extensions import db

    answer = save_cells(get_sheet_to_fill(section, WEEK), sent, by)
    db.session.expire_all()
    report = find_report(section.id, WEEK)
    assert isinstance(report, WeeklyReport)
    return answer, report


def test_the_cells_that_are_not_sent_stay_as_they_are():
    with monday_after():
        section, by, report = begun()
        key = key_of(section)
        before = {(f.work_id, f.item_id): f.typed for f in report.figures}
        (version, entries), report = saved(
            section, by, Sent([Entry(key, "0.5")], seen=report.version)
        )
    after = {(f.work_id, f.item_id): f.typed for f in report.figures}
    changed = {place: text for place, text in after.items() if before[place] != text}
    assert list(changed.values()) == ["0.5"]
    assert [f.quantity for f in report.figures if f.typed == "0.5"] == [Decimal("0.5")]
    assert (version, len(entries)) == (report.version, 8)


def test_a_part_of_a_remark_leaves_its_other_parts_alone():
    with monday_after():
        section, by, report = begun()
        work_id = key_of(section).work_id
        sent = Sent([], {work_id: {"people": "12", "problems": "rain"}}, seen=report.version)
        _answer, report = saved(section, by, sent)
        sent = Sent([], {work_id: {"problems": " more rain "}}, seen=report.version)
        _answer, report = saved(section, by, sent)
    (remark,) = report.remarks
    assert (remark.people, remark.problems, remark.next_week) == (12, "more rain", "")


def test_the_overall_figure_changes_only_where_it_is_sent():
    with monday_after():
        section, by, report = begun()
        share = Decimal("0.64")
        sent = Sent([], tells_share=True, reported_share=share, seen=report.version)
        _answer, report = saved(section, by, sent)
        _answer, report = saved(section, by, Sent([], seen=report.version))
        assert report.reported_share == share
        _answer, report = saved(section, by, Sent([], tells_share=True, seen=report.version))
    assert report.reported_share is None


def test_the_history_names_each_author_once():
    with monday_after():
        section, by, report = begun()
        for author in (by, by, other := a_user()):
            _answer, report = saved(section, author, Sent([], seen=report.version))
    authors = [event.by_id for event in report.events if event.step is ReportStep.SAVE]
    assert authors == [by.id, other.id]


def test_somebody_who_saw_an_older_version_is_told_what_differs():
    with monday_after():
        section, by, report = begun()
        key, seen = key_of(section), report.version
        saved(section, by, Sent([Entry(key, "0.5")], seen=seen))
        with pytest.raises(StaleEdit) as refusal:
            saved(section, by, Sent([Entry(key, "0.7")], seen=seen))
    assert "“0.5”, you typed “0.7”" in refusal.value.sentences[1].english


def test_a_frozen_week_is_refused():
    with monday_after():
        section, by, report = begun()
    with monday_after(hour=23):
        freeze_week(WEEK, Program())
        with pytest.raises(RuleBroken):
            saved(section, by, Sent([Entry(key_of(section), "0.5")], seen=report.version))


def test_the_first_draft_of_a_week_may_be_a_single_cell():
    with monday_after():
        section = a_section_with_roads("1")
        sent = Sent([Entry(key_of(section), "50", EntrySource.PERCENT)])
        _answer, report = saved(section, a_contractor_of(section), sent)
    assert [f.typed for f in report.figures] == ["50"]


def test_the_sheet_to_fill_says_what_the_whole_sheet_says():
    section = a_section_with_roads("1", "2")
    a_confirmed_report(section, "30")
    week = WEEK.next()
    whole, lean = get_sheet(section, week), get_sheet_to_fill(section, week)
    assert (lean.previous, lean.previous_week) == (whole.previous, whole.previous_week)
    assert (lean.design, lean.reversed_by) == (whole.design, whole.reversed_by)
    assert lean.physical_share(lean.previous) == whole.physical_share(whole.previous)
