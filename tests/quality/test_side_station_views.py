"""Pages of side stations and of the lists of processes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.quality.models import ProcessList, SideStation
from app.shared.calendar import now, today
from tests.makers.acceptance import a_cast, a_watch
from tests.makers.accounts import a_user
from tests.makers.works import a_road


def test_a_supervisor_records_a_side_station(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        cast = a_cast()
    browser = browser_of(cast.supervisor)
    page = f"/quality/works/{cast.road.id}/side-stations/new"
    assert browser.get(page).status_code == 200
    form = {
        "client_uuid": str(uuid4()), "process_code": "base", "start_m": "K0+000",
        "end_m": "K0+500", "started_at": "2020-06-01T08:00", "ended_at": "2020-06-01T12:30",
        "work_done": "摊铺机1台", "watched": "厚度符合要求",
    }  # fmt: skip
    assert "Write what you watched" in browser.post(page, data=form | {"watched": ""}).text
    before = browser.post(page, data=form | {"ended_at": "2020-06-01T07:00"})
    assert before.status_code == 422
    answer = browser.post(page, data=form)
    assert answer.status_code == 303
    assert "摊铺机1台" in browser.get(answer.location).text
    with app.app_context():
        watch = db.session.scalars(select(SideStation)).one()
        assert watch.ended_at - watch.started_at == timedelta(hours=4.5)
    assert browser.get("/quality/side-stations?format=xlsx").status_code == 200


def test_being_at_two_places_at_once_stands_on_the_list_and_on_both_records(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        cast = a_cast()
        one = a_watch(cast)
        other = a_watch(cast, work=a_road(cast.section), ended_at=now() - timedelta(hours=1))
        numbers = [one.id, other.id]
    browser = browser_of(cast.engineer)
    assert browser.get("/quality/side-stations").text.count("elsewhere at the same time") == 2
    for number in numbers:
        text = browser.get(f"/quality/side-stations/{number}").text
        assert "was elsewhere at the same time" in text


def test_another_firm_does_not_see_a_side_station(given: Callable, browser_of: Callable) -> None:
    with given():
        number = a_watch(a_cast()).id
        stranger = a_user(Role.SUPERVISOR)
    assert browser_of(stranger).get(f"/quality/side-stations/{number}").status_code == 404


def test_the_office_changes_a_list_of_processes_from_a_day_on(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        office, contractor = a_user(Role.PROJECT_OFFICE), a_user(Role.CONTRACTOR)
    browser = browser_of(office)
    page = "/quality/processes/concrete_road"
    assert "清表及原地面压实" in browser.get(page).text
    form = {
        "rows-0-code": "clearing", "rows-0-position": "20", "rows-0-name": "清表",
        "rows-0-tests": ["compaction"], "rows-1-position": "10", "rows-1-name": "测量放样",
        "rows-2-name": "", "valid_from": today().isoformat(), "reason": "新规程",
    }  # fmt: skip
    assert browser.post(page, data=form | {"reason": ""}).status_code == 422
    assert browser.post(page, data=form).status_code == 303
    with app.app_context():
        (made,) = db.session.scalars(select(ProcessList)).all()
        assert [one.code for one in made.processes] == ["测量放样", "clearing"]
    assert "新规程" in browser.get("/quality/processes").text
    assert browser_of(contractor).post(page, data=form).status_code == 403
    assert browser.get("/quality/processes/nothing").status_code == 404
