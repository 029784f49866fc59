"""What the server answers to phones: exactly once, with reasons, and never a page where JSON was asked for."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import SignInSession
from app.accounts.rules import Role
from app.extensions import db
from app.field.models import FieldReceipt
from app.inspections.models import Finding, Inspection, Proof, SiteLog
from app.inspections.rules import FindingState
from app.orders.models import ProblemReport
from app.shared.calendar import SHANGHAI, clock_at, now, today
from app.works.models import Section
from tests.makers.accounts import a_contractor, a_user
from tests.makers.field import a_log, a_message, a_visit, fingerprint_of
from tests.makers.inspections import a_finding
from tests.makers.works import a_road, a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def send(browser: FlaskClient, message: Any) -> Any:
    return browser.post("/field/api/records", json=message, headers=JSON)


@pytest.fixture
def section(given: Given) -> Section:
    with given():
        return a_road(a_section()).section


@pytest.fixture
def phone(given: Given, browser_of: BrowserOf) -> FlaskClient:
    """The phone of somebody of the project office."""
    with given():
        user = a_user(Role.PROJECT_OFFICE)
    return browser_of(user)


def test_a_visit_is_taken_in_and_confirmed(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    message = a_visit(section, fields={"weather": "晴"})
    answer = send(phone, message)
    assert answer.status_code == 201
    assert answer.json["uuid"] == message["uuid"]
    assert answer.json["fingerprint"] == fingerprint_of(message)
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        assert (inspection.client_uuid, inspection.weather) == (message["uuid"], "晴")
        assert answer.json["made"] == {"kind": "inspection", "id": inspection.id}


def test_the_same_record_sent_again_gets_the_same_answer(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    message = a_visit(section)
    first, again = send(phone, message), send(phone, message | {"sent_at": now().isoformat()})
    assert (first.status_code, again.status_code) == (201, 200)
    assert {**first.json, "now": ""} == {**again.json, "now": ""}
    assert (count(app, Inspection), count(app, FieldReceipt)) == (1, 1)


def test_another_content_under_the_same_identifier_is_shown_the_difference(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    message = a_visit(section, fields={"weather": "晴"})
    send(phone, message)
    answer = send(phone, message | {"fields": message["fields"] | {"weather": "雨"}})
    assert answer.status_code == 409
    assert answer.json["differences"] == [{"field": "weather", "kept": "晴", "sent": "雨"}]
    assert count(app, Inspection) == 1


def test_somebody_elses_record_is_not_shown_to_strangers(
    section: Section, phone: FlaskClient, given: Given, browser_of: BrowserOf
) -> None:
    message = a_visit(section, fields={"weather": "晴"})
    send(phone, message)
    with given():
        stranger = a_user(Role.SUPERVISOR)
    answer = send(browser_of(stranger), message)
    assert (answer.status_code, answer.json["differences"]) == (409, [])
    assert "晴" not in answer.text


@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_many_records_sent_three_times_in_random_order_are_taken_in_once_each(
    number: int, app: Flask, section: Section, phone: FlaskClient
) -> None:
    messages = [a_log(section.project, fields={"content": f"第{n}条"}) for n in range(number)]
    replay = messages * 3
    random.Random(7).shuffle(replay)
    statuses = [send(phone, message).status_code for message in replay]
    assert (statuses.count(201), statuses.count(200)) == (number, 2 * number)
    with app.app_context():
        written = db.session.scalars(select(SiteLog.content)).all()
    assert sorted(written) == sorted(f"第{n}条" for n in range(number))


def test_a_refused_record_says_why_and_leaves_nothing(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    answer = send(phone, a_visit(section, fields={"topics": [], "place": "K1+2x"}))
    assert answer.status_code == 422
    assert len(answer.json["sentences"]) == 1
    assert "Chainage" in answer.json["sentences"][0]
    answer = send(phone, a_visit(section, fields={"topics": []}))
    assert answer.json["sentences"] == [
        "Choose at least one topic that was looked at, or check key posts."
    ]
    assert (count(app, Inspection), count(app, FieldReceipt)) == (0, 0)


def test_a_refused_record_can_be_mended_and_sent_under_its_identifier(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    message = a_visit(section, fields={"topics": []})
    assert send(phone, message).status_code == 422
    assert (
        send(phone, message | {"fields": {**message["fields"], "topics": ["safety"]}}).status_code
        == 201
    )
    assert count(app, Inspection) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"7", b'{"uuid": 1e400}', b"\xff"])
def test_what_is_no_record_is_refused_in_words(phone: FlaskClient, body: bytes) -> None:
    answer = phone.post("/field/api/records", data=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["sentences"]


def test_a_session_that_ran_out_is_told_in_json(
    app: Flask, section: Section, phone: FlaskClient, given: Given
) -> None:
    with given():
        for session in db.session.scalars(select(SignInSession)).unique():
            session.last_seen_at = now() - timedelta(hours=1)
    answer = send(phone, a_visit(section))
    assert (answer.status_code, count(app, Inspection)) == (401, 0)
    assert "Sign in" in answer.json["sentences"][1]
    assert phone.get("/field/api/session", headers=JSON).status_code == 401


def test_a_record_of_a_section_that_became_somebody_elses_comes_back_with_the_reason(
    app: Flask, given: Given, browser_of: BrowserOf
) -> None:
    with given():
        section = a_section()
        user = a_user(Role.SUPERVISOR, organisation=section.supervision_firm)
    phone, message = browser_of(user), a_visit(section)
    with given():
        db.session.get_one(Section, section.id).supervision_firm = a_contractor()
    answer = send(phone, message)
    assert answer.status_code == 403
    assert "stays on the phone" in answer.json["sentences"][0]
    assert count(app, Inspection) == 0


def test_a_role_that_may_not_log_visits_is_told_so(given: Given, browser_of: BrowserOf) -> None:
    with given():
        section = a_section()
        user = a_user(Role.CONTRACTOR, organisation=section.contractor)
    assert send(browser_of(user), a_visit(section)).status_code == 403


@pytest.mark.parametrize("days", [-3, 3])
def test_a_phone_whose_clock_is_days_out_is_judged_by_the_corrected_time(
    app: Flask, section: Section, phone: FlaskClient, days: int
) -> None:
    wrong = now() + timedelta(days=days)
    answer = send(phone, a_visit(section, at=wrong))
    assert answer.status_code == 201
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        receipt = db.session.scalars(select(FieldReceipt)).one()
    assert (inspection.inspected_on, inspection.is_late) == (today(), False)
    assert abs(receipt.clock_offset_s + days * 86400) < 60
    assert abs(receipt.made_at - wrong) < timedelta(minutes=2)  # what the phone said stays too


def test_a_day_that_the_person_entered_is_not_moved_by_the_clock(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    here = now().astimezone(SHANGHAI)
    fields = {"day": here.date().isoformat(), "time": "00:00"}
    wrong = now() + timedelta(days=2)
    assert send(phone, a_visit(section, at=wrong, by_clock=False, fields=fields)).status_code == 201
    with app.app_context():
        assert db.session.scalars(select(Inspection.inspected_on)).one() == here.date()


def test_a_record_that_waited_for_the_network_is_not_late(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    yesterday = (now() - timedelta(days=1)).astimezone(SHANGHAI).isoformat(timespec="seconds")
    message = a_visit(section, made_at=yesterday, begun_at=yesterday)
    assert send(phone, message).status_code == 201
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
    assert inspection.inspected_on == today() - timedelta(days=1)
    assert not inspection.is_late
    assert (now() - inspection.received_at) < timedelta(minutes=1)


def test_a_record_entered_after_its_day_still_needs_its_reason(
    section: Section, phone: FlaskClient
) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    fields = {"day": yesterday, "time": "09:00"}
    answer = send(phone, a_visit(section, by_clock=False, fields=fields))
    assert answer.json["sentences"] == ["Say why the record is entered after its day."]


def test_a_proof_is_handed_in_once(app: Flask, given: Given, browser_of: BrowserOf) -> None:
    with given():
        section = a_section()
        finding = a_finding(section)
        user = a_user(Role.CONTRACTOR, organisation=section.contractor)
    message = a_message(
        "proof", finding.id, fields={"words": "已整改", "version": str(finding.version)}
    )
    phone = browser_of(user)
    assert [send(phone, message).status_code for _ in range(3)] == [201, 200, 200]
    assert count(app, Proof) == 1
    with app.app_context():
        assert db.session.get_one(Finding, finding.id).state == FindingState.PROVED
    late = a_message(
        "proof", finding.id, fields={"words": "又整改", "version": str(finding.version)}
    )
    answer = send(phone, late)
    assert answer.status_code == 409
    assert "Waiting for the check" in answer.json["sentences"][0]
    assert answer.json["differences"] == [{"field": "words", "kept": "已整改", "sent": "又整改"}]


def test_receipts_are_never_changed(app: Flask, section: Section, phone: FlaskClient) -> None:
    send(phone, a_visit(section))
    with app.app_context(), pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE field_receipt SET fingerprint = 'x'"))


def test_an_unknown_kind_asks_to_load_the_app_again(section: Section, phone: FlaskClient) -> None:
    answer = send(phone, a_message("poem", section.id))
    assert (answer.status_code, "load the app again" in answer.text) == (422, True)


def test_every_answer_tells_the_servers_time(section: Section, phone: FlaskClient) -> None:
    moment = now() + timedelta(minutes=20)
    with clock_at(moment):
        answers = [phone.get("/field/api/session"), send(phone, a_visit(section)), send(phone, {})]
    assert all(answer.json["now"].startswith(moment.isoformat()[:16]) for answer in answers)


def test_a_check_of_key_posts_is_a_visit_with_them(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    fields = {"kind": "unscheduled", "handling": "nothing_needed"}
    posts = {"posts-0-key": "项目经理", "posts-0-attendance": "absent"}
    answer = send(phone, a_message("post_check", section.id, fields=fields | posts))
    assert answer.status_code == 201
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        assert (inspection.posts_required, inspection.posts_present) == (1, 0)


def test_a_problem_is_reported_once_by_whoever_sees_the_section(
    app: Flask, given: Given, browser_of: BrowserOf
) -> None:
    with given():
        section = a_section()
        user = a_user(Role.CONTRACTOR, organisation=section.contractor)
        stranger = a_user(Role.CONTRACTOR)
    message = a_message("problem", section.id, fields={"description": "边沟积水"})
    assert [send(browser_of(user), message).status_code for _ in range(2)] == [201, 200]
    assert send(browser_of(stranger), message | {"uuid": str(uuid4())}).status_code == 403
    assert count(app, ProblemReport) == 1
