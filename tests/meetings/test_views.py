"""The pages of meetings: who may open them, what they refuse, and how many queries they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.meetings import actions
from app.meetings.models import AgendaItem, Meeting, MinutesText, Outcome
from app.meetings.rules import Category, MeetingKind, MeetingState, OutcomeKind
from app.notices.models import Notice
from app.shared.audit import Program
from tests.makers.accounts import a_contractor, a_user
from tests.makers.meetings import a_meeting, a_running_meeting, a_series, in_days
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_road, a_section

BY = Program()
GOOD = {
    "name": "专题调度会", "kind": "ad_hoc", "chair_level": "project_office", "chair_id": "",
    "recorder_id": "", "planned_on": "2099-06-01", "at_time": "9：30", "planned_minutes": "60",
    "section_id": "",
}  # fmt: skip


def stored(app: Flask, model: Any) -> Any:
    """Return the last row of a table, outside any request."""
    with app.app_context():
        return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).first()


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_pages_open(given: Callable, browser_of: Callable, language: str) -> None:
    with given():
        user = a_user()
        an_obstacle(a_road(), since=in_days(-20))
        series = a_series()
        actions.invite_always(series, actions.Invited.person(Category.OTHER, user), by=BY)
        actions.add_to_backlog(series, "雨季施工", 5, by=BY)
        running = a_running_meeting(series)
        outcome = actions.add_outcome(
            running, OutcomeKind.ACTION, "迁移", by=BY, item=running.items[0],
            owner_name="李明", due_on=in_days(3),
        )  # fmt: skip
        planned = a_meeting()
        item_id, meeting_id = running.items[0].id, running.id
    browser = browser_of(user, language)
    for address in (
        "/meetings",
        "/meetings?kind=weekly&state=planned&q=nothing&sort=-name&page=9&project=x",
        "/meetings/new",
        "/meetings/new?kind=district",
        f"/meetings/{planned.id}",
        f"/meetings/{planned.id}/edit",
        f"/meetings/{meeting_id}",
        f"/meetings/{meeting_id}/screen",
        f"/meetings/{meeting_id}/screen?item=1",
        f"/meetings/{meeting_id}/screen?item=99",
        f"/meetings/items/{item_id}/outcome",
        f"/meetings/outcomes/{outcome.id}",
        "/meetings/series",
        "/meetings/series/new",
        f"/meetings/series/{series.id}",
        f"/meetings/series/{series.id}/edit",
        "/meetings/calendar",
    ):
        assert browser.get(address).status_code == 200, address


def test_a_meeting_is_planned_by_the_form(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    assert browser.post("/meetings/new", data=GOOD).status_code == 303
    meeting = stored(app, Meeting)
    assert f"{meeting.planned_at:%H:%M}" == "01:30"  # half past nine in Shanghai
    for wrong, sentence in (
        ({"planned_on": "2001-01-01"}, b"for a day that is over"),
        ({"at_time": "25:00"}, b"Write the time like"),
        ({"name": "x" * 201}, b"at most 200"),
        ({"section_id": "99999999"}, b""),
        ({"planned_minutes": "0"}, b"at least a minute"),
    ):
        answer = browser.post("/meetings/new", data=GOOD | wrong)
        assert answer.status_code in (404, 422)
        assert sentence in answer.data


def test_a_series_is_entered_and_plans_its_next_meeting(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    form = GOOD | {"name": "周调度会", "kind": "weekly", "weekday": "0", "day_of_month": "1"}
    answer = browser.post("/meetings/series/new", data=form)
    assert answer.status_code == 303
    assert browser.post("/meetings/series/new", data=form).status_code == 422  # the same name
    series = answer.location
    assert browser.post(f"{series}/next").status_code == 303
    assert stored(app, Meeting).kind is MeetingKind.WEEKLY
    assert (
        browser.post(f"{series}/topics", data={"title": "雨季", "minutes": "5"}).status_code == 303
    )
    assert browser.post(f"{series}/topics", data={"title": "", "minutes": "5"}).status_code == 422
    member = {"category": "township", "user_id": "", "name": "", "organisation": "蕲县镇"}
    assert browser.post(f"{series}/members", data=member).status_code == 303
    assert browser.post(f"{series}/members", data=member).status_code == 422  # twice


def test_a_meeting_is_held_by_its_page(app: Flask, given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
        an_obstacle(a_road(), since=in_days(-20))
        meeting = a_meeting(chair_id=user.id)
        here, item = f"/meetings/{meeting.id}", meeting.items[0].id
    browser = browser_of(user)
    assert browser.post(f"{here}/start").status_code == 303
    refused = browser.post(f"{here}/close")
    assert refused.status_code == 422
    assert b"has no owner" in refused.data
    wrong = {"kind": "action", "text": "迁移", "item": item, "due_on": "2001-01-01"}
    refused = browser.post(f"{here}/outcomes", data=wrong)
    assert refused.status_code == 422
    assert b"before the meeting" in refused.data
    good = wrong | {"due_on": "2099-01-01", "owner_name": "李明"}
    assert browser.post(f"{here}/outcomes", data=good).status_code == 303
    assert browser.post(f"{here}/close").status_code == 303
    assert browser.post(f"{here}/close").status_code == 422  # double close
    assert stored(app, Meeting).state is MeetingState.CLOSED
    outcome = stored(app, Outcome)
    done = {"done_on": in_days(0).isoformat(), "words": "杆线已迁移"}
    assert browser.post(f"/meetings/outcomes/{outcome.id}/done", data=done).status_code == 303
    assert browser.post(f"/meetings/outcomes/{outcome.id}/done", data=done).status_code == 422
    assert browser.post(f"{here}/addenda", data={"text": "更正"}).status_code == 303


def test_minutes_save_themselves_and_tell_the_second_writer(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        one, other = a_user(name="周文静"), a_user()
        meeting = a_running_meeting()
        address = f"/meetings/{meeting.id}/texts/progress"
    live = {"HX-Request": "true"}
    saved = browser_of(one).post(address, data={"text": "完成 300 m", "version": "1"}, headers=live)
    assert saved.status_code == 200
    assert b'name="version" value="2"' in saved.data
    stale = browser_of(other).post(address, data={"text": "x", "version": "1"}, headers=live)
    assert stale.status_code == 409
    assert "周文静".encode() in stale.data
    assert "完成 300 m".encode() in stale.data
    plain = browser_of(other).post(address, data={"text": "x", "version": "1"})
    assert plain.status_code == 409
    again = browser_of(other).post(address, data={"text": "both", "version": "2"})
    assert again.status_code == 303
    with app.app_context():
        assert db.session.scalar(select(MinutesText.text).where(MinutesText.text != "")) == "both"
    assert (
        browser_of(one).post(address, data={"text": "x" * 20_001, "version": "3"}).status_code
        == 422
    )
    assert browser_of(one).post(address.replace("progress", "x"), data={}).status_code == 404


def test_the_order_is_changed_by_dragging_and_by_buttons(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, meeting = a_user(), a_meeting()
        first, second = (actions.add_topic(meeting, name, 5, by=BY) for name in "ab")
        db.session.flush()
        here, ids = f"/meetings/{meeting.id}", [first.id, second.id]
    browser = browser_of(user)
    dragged = browser.post(
        f"{here}/order", data={"item": ids[::-1]}, headers={"X-Requested-With": "agenda"}
    )
    assert dragged.status_code == 204
    assert browser.post(f"/meetings/items/{ids[0]}/place", data={"to": "up"}).status_code == 303
    with app.app_context():
        order = db.session.scalars(select(AgendaItem.id).order_by(AgendaItem.position)).all()
    assert order == ids
    assert browser.post(f"{here}/order", data={"item": [ids[0], "x", 10**12]}).status_code == 422
    change = {"minutes": "20", "measure": "赶工", "version": "9999"}
    assert browser.post(f"/meetings/items/{ids[0]}", data=change).status_code == 409
    too_long = {"minutes": "20", "measure": "x" * 2001}
    assert browser.post(f"/meetings/items/{ids[0]}", data=too_long).status_code == 422


def test_outsiders_know_only_of_meetings_they_are_invited_to(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor()
        contractor = a_user(Role.CONTRACTOR, organisation=firm)
        own, foreign = a_road(a_section(contractor=firm)), a_road()
        an_obstacle(own, since=in_days(-20), name="own line")
        an_obstacle(foreign, since=in_days(-20), name="foreign line")
        meeting, hidden = a_meeting(), a_meeting()
        actions.invite(meeting, actions.Invited(Category.CONTRACTOR, "吴强", firm.name), by=BY)
    browser = browser_of(contractor)
    page = browser.get(f"/meetings/{meeting.id}")
    assert page.status_code == 200
    assert b"own line" in page.data
    assert b"foreign line" not in page.data
    assert browser.get(f"/meetings/{hidden.id}").status_code == 404
    assert browser.post(f"/meetings/{meeting.id}/start").status_code == 403


def test_supervisors_hold_supervision_meetings_only(given: Callable, browser_of: Callable) -> None:
    with given():
        supervisor = a_user(Role.SUPERVISOR)
    browser = browser_of(supervisor)
    assert browser.post("/meetings/new", data=GOOD).status_code == 422
    assert browser.post("/meetings/new", data=GOOD | {"kind": "supervision"}).status_code == 303


def test_a_secret_address_opens_the_calendar_until_it_is_closed(
    client: Any, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
        a_meeting(chair_id=user.id, on=in_days(3))
        a_meeting(on=in_days(3))  # somebody else's
    browser = browser_of(user)
    page = browser.post("/meetings/calendar").get_data(as_text=True)
    address = page.split('value="http://localhost')[1].split('"')[0]
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    text = answer.get_data(as_text=True)
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;TZID=Asia/Shanghai" in text
    assert "BEGIN:VTIMEZONE" in text
    assert client.get(address.replace(".ics", "x.ics")).status_code == 404
    browser.post("/meetings/calendar/closing")
    assert client.get(address).status_code == 404


def test_the_agenda_costs_the_same_queries_whatever_its_length(
    given: Callable, browser_of: Callable, statements: Callable
) -> None:
    with given():
        user, meeting = a_user(), a_running_meeting()
        grown = a_running_meeting()
    browser, counts = browser_of(user), []
    for size in (2, 10):
        with given():
            grown = db.session.merge(grown)
            for _ in range(size):
                an_obstacle(a_road(), since=in_days(-20))
            actions.bring_up_to_date(grown, by=BY)
            for item in grown.items:
                actions.add_outcome(grown, OutcomeKind.DECISION, "定", by=BY, item=item)
        browser.get(f"/meetings/{meeting.id}")
        with statements() as sent:
            assert browser.get(f"/meetings/{grown.id}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] < 20


def test_an_invitation_is_shown_before_it_leaves_and_leaves_once(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, guest = a_user(), a_user()
        meeting = a_meeting(chair_id=user.id)
        actions.invite(meeting, actions.Invited.person(Category.OTHER, guest), by=BY)
        actions.invite(meeting, actions.Invited(Category.TOWNSHIP, "", "蕲县镇"), by=BY)
        here = f"/meetings/{meeting.id}/letter"
    browser = browser_of(user)
    page = browser.get(here).get_data(as_text=True)
    assert "会议通知" in page
    assert "蕲县镇" in page
    assert browser.post(here).status_code == 303
    assert browser.post(here).status_code == 303
    with app.app_context():
        keys = db.session.scalars(select(Notice.key)).all()
    assert len([key for key in keys if key and key.startswith("meeting:")]) == 1
