from datetime import date, timedelta

import pytest

from app.accounts.rules import Role
from app.extensions import db
from app.notices.models import Notice
from app.shared.calendar import clock_at, now, today
from app.shared.models import JobFailure, JobRequest, SchedulerLease
from app.shared.settings import list_calendar_days, set_calendar_day
from app.startup.rules import StepKind
from app.timetable import check_calendar, check_securities
from tests.makers.accounts import a_user
from tests.makers.startup import a_confirmed_step, a_start

NOTICE = "元旦：1月1日（周五）至3日（周日）放假，共3天。"


def test_the_page_says_whether_the_timetable_is_kept(given, browser_of):
    with given():
        admin = a_user(Role.SYSTEM_ADMIN)
    browser = browser_of(admin)
    assert "nothing runs by itself" in browser.get("/timetable").text
    with given():
        lease = SchedulerLease(id=1, holder="x", expires_at=now() + timedelta(seconds=50))
        db.session.add(lease)
        db.session.add(JobFailure(job="freeze_week", words="OSError: no disk"))
    page = browser.get("/timetable").text
    assert "The timetable is kept" in page
    assert "OSError: no disk" in page


def test_a_job_is_asked_for_once_and_only_by_the_system_administrator(given, browser_of):
    with given():
        admin, leader = a_user(Role.SYSTEM_ADMIN), a_user(Role.LEADER)
    assert browser_of(leader).get("/timetable").status_code == 200
    assert browser_of(leader).post("/timetable/freeze_week/run").status_code == 403
    browser = browser_of(admin)
    for _time in (1, 2):
        assert browser.post("/timetable/freeze_week/run").status_code == 303
    assert browser.post("/timetable/nothing/run").status_code == 404
    with given():
        assert [one.job for one in db.session.query(JobRequest)] == ["freeze_week"]
    assert "asked for by" in browser.get("/timetable").text


def test_a_notice_of_holidays_is_shown_before_it_is_stored(given, browser_of):
    with given():
        admin = a_user(Role.SYSTEM_ADMIN)
    browser, sent = browser_of(admin), {"year": "2027", "text": NOTICE}
    assert "Nothing is stored yet" in browser.post("/settings/calendar/notice", data=sent).text
    with given():
        assert list_calendar_days(2027) == []
    stored = browser.post("/settings/calendar/notice", data=sent | {"confirmed": "1"})
    assert stored.status_code == 303
    with given():
        assert [one.day for one in list_calendar_days(2027)] == [date(2027, 1, 1)]
    wrong = browser.post("/settings/calendar/notice", data=sent | {"year": "2026"})
    assert wrong.status_code == 422
    assert NOTICE in wrong.text


@pytest.mark.usefixtures("context")
def test_a_missing_calendar_is_told_once_a_week():
    a_user(Role.SYSTEM_ADMIN)
    assert check_calendar(date(2026, 11, 14)) == "nothing missing"
    for day in (16, 17, 23):
        check_calendar(date(2026, 11, day))
    assert db.session.query(Notice).count() == 2
    set_calendar_day(date(2027, 1, 1), False, "元旦", by=a_user(Role.SYSTEM_ADMIN))
    assert check_calendar(date(2026, 11, 30)) == "nothing missing"


@pytest.mark.usefixtures("context")
def test_an_ending_security_is_told_once():
    checklist = a_start()
    a_confirmed_step(checklist, StepKind.SECURITY, valid_until=today() + timedelta(days=40))
    assert check_securities(today()) == "0 securities end soon"
    later = today() + timedelta(days=10)
    with clock_at(now() + timedelta(days=10)):
        assert check_securities(later) == "1 securities end soon"
        check_securities(later)
    assert db.session.query(Notice).count() == 1
