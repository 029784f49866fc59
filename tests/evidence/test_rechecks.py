"""Each week some photos are drawn, somebody else looks at their place again, and the section's page says so."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.rules import Role
from app.evidence import actions, queries
from app.evidence.models import Recheck
from app.evidence.queries import RecheckFilters
from app.evidence.rules import RecheckOutcome
from app.extensions import db
from app.home.queries.tasks import rechecks as tasks
from app.shared.audit import Program
from app.shared.calendar import Week, clock_at
from app.shared.errors import FrozenRecord, NotFound, RuleBroken
from app.shared.listing import ListRequest
from app.shared.settings import value_of
from app.timetable import JOBS
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file, a_stored_photo
from tests.makers.inspections import an_inspection, at_noon
from tests.makers.works import a_section

MONDAY = date(2020, 6, 8)
WEEK = Week.of(MONDAY - timedelta(days=3))
ASKED = ListRequest("", "due", True, 1)
MARKS = "abcdef"


def a_week_of_photos(section=None, by=None):
    """Return who sent six photos of the week before, each with a visit of its own."""
    by, section = by or a_user(Role.AREA_ENGINEER), section or a_section()
    for place, mark in enumerate(MARKS):
        an_inspection(
            section, by=by, on=WEEK.start + timedelta(days=place), photos=[a_stored_photo(mark)]
        )
    return by


def drawn(**changes) -> list[Recheck]:
    with clock_at(at_noon(MONDAY)):
        return list(actions.draw_sample(WEEK, by=Program(), **changes))


@pytest.mark.usefixtures("context")
class TestDrawing:
    def test_some_photos_are_drawn_once_and_others_go(self):
        sender, other = a_week_of_photos(), a_user(Role.QUALITY_STATION)
        rechecks = drawn(seed="2020")
        assert len(rechecks) == value_of("recheck_least")
        assert {one.assigned_to_id for one in rechecks} == {other.id}
        assert {one.due_on for one in rechecks} == {date(2020, 6, 15)}  # five working days
        assert drawn() == []
        sample = queries.get_sample(WEEK)
        assert (len(sample.frame), sample.seed) == (6, "2020")
        assert [person for person in (sender, other) if list(tasks(person, MONDAY))] == [other]

    def test_nobody_is_sent_to_the_own_photo(self):
        a_week_of_photos()
        assert {one.assigned_to_id for one in drawn()} == {None}

    def test_a_week_without_photos_draws_nothing_and_is_on_record(self):
        assert drawn() == []
        assert queries.get_sample(WEEK).frame == []

    def test_a_doubtful_photo_weighs_more(self):
        an_inspection(on=WEEK.start, photos=[a_stored_photo("a")])
        an_inspection(on=WEEK.start, photos=[a_stored_photo("a"), a_stored_photo("b")])
        drawn()
        # The photo is drawn by its first showing; the doubt hangs on the second.
        assert sorted(weight for _, weight in queries.get_sample(WEEK).frame) == [1, 4]

    def test_a_draw_cannot_be_changed(self):
        a_week_of_photos()
        drawn()
        sample = queries.get_sample(WEEK)
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text("UPDATE recheck_sample SET seed = 'other'"))
        sample.seed = "other"
        with pytest.raises(FrozenRecord):
            db.session.flush()

    def test_the_timetable_draws_the_week_before(self):
        (job,) = [job for job in JOBS if job.name == "draw_rechecks"]
        assert job.period_of(MONDAY) == str(WEEK)
        with clock_at(at_noon(MONDAY)):
            assert job.work(MONDAY) == f"{WEEK}: 0 photos"


@pytest.mark.usefixtures("context")
class TestOutcome:
    def test_what_was_found_enters_the_record_of_the_section(self):
        section, other = a_section(), a_user(Role.QUALITY_STATION)
        sender = a_week_of_photos(section)
        recheck = drawn()[0]
        photo = [a_stored_photo("9")]
        with pytest.raises(RuleBroken, match="Another person"):
            actions.finish_recheck(recheck, RecheckOutcome.AGREES, "", photo, by=sender)
        with pytest.raises(RuleBroken, match="photo of the place"):
            actions.finish_recheck(recheck, RecheckOutcome.AGREES, "", [], by=other)
        actions.finish_recheck(recheck, RecheckOutcome.DIFFERS, "无排水沟", photo, by=other)
        assert queries.count_outcomes(section.id)[RecheckOutcome.DIFFERS] == 1
        assert queries.count_open_rechecks(section.id) == 2
        with pytest.raises(RuleBroken, match="already"):
            actions.finish_recheck(recheck, RecheckOutcome.AGREES, "", photo, by=other)
        shown = queries.list_rechecks(other, RecheckFilters(only_open=True), ASKED)
        assert recheck not in shown.rows

    def test_other_firms_do_not_see_it(self):
        own = a_user(Role.CONTRACTOR)
        a_week_of_photos(a_section(contractor=own.organisation))
        recheck = drawn()[0]
        assert queries.get_recheck_for(own, recheck.id) is recheck
        with pytest.raises(NotFound):
            queries.get_recheck_for(a_user(Role.CONTRACTOR), recheck.id)


def test_the_pages_of_a_draw(given, browser_of, statements):
    with given():
        other, contractor = a_user(Role.QUALITY_STATION), a_user(Role.CONTRACTOR)
        section = a_section(contractor=contractor.organisation)
        a_week_of_photos(section)
        number, section_id = drawn()[0].id, section.id
    browser = browser_of(other)
    with statements() as sent:
        assert f"/rechecks/{number}" in browser.get("/rechecks?mine=1&open=1").text
    assert len(sent) <= 8
    assert "the same photos" in browser.get(f"/rechecks/samples/{WEEK}").text
    assert browser.get("/rechecks/samples/2020-W99").status_code == 404
    assert browser.get("/rechecks/samples/2021-W01").status_code == 404
    refused = browser.post(
        f"/rechecks/{number}",
        data={"outcome": "gone", "photos": (io.BytesIO(a_photo_file()), "今日.jpg")},
    )
    assert (refused.status_code, "1 photo is kept" in refused.text) == (422, True)
    sent_form = {
        "outcome": "gone", "words": "路面已铺筑",
        "photos": (io.BytesIO(a_photo_file(colour="blue")), "今日.jpg"),
    }  # fmt: skip
    assert browser.post(f"/rechecks/{number}", data=sent_form).status_code == 303
    assert "路面已铺筑" in browser.get(f"/rechecks/{number}").text
    assert "Re-checks of photos" in browser.get(f"/sections/{section_id}").text
    assert browser_of(contractor).post(f"/rechecks/{number}").status_code == 403
    assert "No re-check fits" in browser.get("/rechecks?outcome=agrees&section=1").text
