"""What came back to a phone is handed to the office as it is: once, with its photos, and answered."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.rules import Role
from app.evidence.models import PhotoUse
from app.evidence.queries import photos_of_day
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.orders.models import OfficeNote
from app.orders.rules import NoteState
from app.shared.calendar import today
from app.works.models import Section
from tests.field.test_photos import a_photo_file, name_of, put
from tests.makers.accounts import a_contractor, a_user
from tests.makers.field import a_message, a_visit
from tests.makers.works import a_road, a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
REASON = "这条记录的标段或项目已不归您管。"


def a_note(record: dict[str, Any], words: str = "请项目办代为补录", **changes: Any) -> Any:
    """Return the note that carries the record, as a phone sends it."""
    inside = {name: value for name, value in record.items() if name != "sent_at"}
    fields = {"words": words, "record": json.dumps(inside), "refused": [REASON]}
    photos = record["photos"]
    return a_message("office_note", record["subject"], fields=fields, photos=photos) | changes


def send(browser: FlaskClient, message: Any) -> Any:
    return browser.post("/field/api/records", json=message)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(OfficeNote)) or 0


@pytest.fixture
def lost(given: Given) -> tuple[Section, User]:
    """A section that was given to another firm, and somebody of the firm that had it."""
    with given():
        section = a_road(a_section(name="3标段")).section
        user = a_user(Role.SUPERVISOR, organisation=section.supervision_firm, name="孙立")
        db.session.flush()
        section.supervision_firm = a_contractor()
    return section, user


def test_a_record_that_came_back_reaches_the_office_once_with_its_photos(
    app: Flask, lost: tuple[Section, User], browser_of: BrowserOf
) -> None:
    section, user = lost
    phone, picture = browser_of(user), a_photo_file()
    put(phone, picture)
    visit = a_visit(
        section, fields={"weather": "晴"}, photos=[{"sha256": name_of(picture), "field": "photos"}]
    )
    assert send(phone, visit).status_code == 403
    note = a_note(visit)
    assert [send(phone, note).status_code for _ in range(3)] == [201, 200, 200]
    assert send(phone, a_note(visit)).status_code == 422
    with app.app_context():
        kept = db.session.scalars(select(OfficeNote)).one()
        assert (kept.section_id, kept.sender_id, kept.refusals) == (section.id, user.id, [REASON])
        assert kept.content["fields"]["weather"] == "晴"
        use = db.session.scalars(select(PhotoUse)).one()
        assert (use.owner_kind, use.owner_id) == (OwnerKind.OFFICE_NOTE, kept.id)
        assert photos_of_day(section.id, today()) == []


def test_the_office_reads_and_answers_it_and_the_phone_hears_of_it(
    app: Flask, lost: tuple[Section, User], given: Given, browser_of: BrowserOf
) -> None:
    section, user = lost
    phone = browser_of(user)
    note = a_note(a_visit(section, fields={"weather": "小雨"}))
    send(phone, note)
    with given():
        office, engineer = a_user(Role.PROJECT_OFFICE), a_user(Role.AREA_ENGINEER)
        number = db.session.scalars(select(OfficeNote.id)).one()
    desk, path = browser_of(office), f"/field/notes/{number}"
    assert path in desk.get("/").text
    assert path in desk.get("/field/notes").text
    page = desk.get(path).text
    assert all(words in page for words in ("请项目办代为补录", "小雨", REASON, "孙立"))
    refused = desk.post(path, data={"words": "", "outcome": "entered"})
    assert refused.status_code == 422
    answered = desk.post(path, data={"words": "已按巡查补录", "outcome": "entered"})
    assert answered.status_code == 303
    assert "已按巡查补录" in desk.get(path).text
    assert desk.post(path, data={"words": "又", "outcome": "not_entered"}).status_code == 422
    assert phone.get("/field/api/bundle").json["answers"] == [
        {"note": note["uuid"], "state": "entered", "answer": "已按巡查补录"}
    ]
    assert path not in desk.get("/").text
    for stranger in (browser_of(engineer), phone):
        assert stranger.get(path).status_code == 403
    with app.app_context():
        assert db.session.scalars(select(OfficeNote.state)).one() == NoteState.ENTERED


def test_a_record_that_the_office_has_needs_no_note(
    app: Flask, given: Given, browser_of: BrowserOf
) -> None:
    with given():
        section, user = a_section(), a_user(Role.PROJECT_OFFICE)
    phone, visit = browser_of(user), a_visit(section)
    assert send(phone, visit).status_code == 201
    answer = send(phone, a_note(visit))
    assert (answer.status_code, "already" in answer.json["sentences"][0]) == (422, True)
    assert count(app) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"words": " "},
        {"words": "x" * 10_001},
        {"record": "{"},
        {"record": "[" * 50_000},
        {"record": "7"},
        {"record": json.dumps({"uuid": str(uuid4()), "kind": "poem"})},
        {"record": ""},
    ],
)
def test_a_note_that_says_nothing_is_refused_in_words(
    app: Flask, given: Given, browser_of: BrowserOf, changes: dict[str, str]
) -> None:
    with given():
        section, user = a_section(), a_user(Role.PROJECT_OFFICE)
    note = a_note(a_visit(section))
    answer = send(browser_of(user), note | {"fields": note["fields"] | changes})
    assert (answer.status_code, bool(answer.json["sentences"])) == (422, True)
    assert count(app) == 0


def test_a_record_about_nothing_cannot_be_handed_over(given: Given, browser_of: BrowserOf) -> None:
    with given():
        section, user = a_section(), a_user(Role.PROJECT_OFFICE)
    nowhere = a_visit(section) | {"subject": 999_999}
    assert send(browser_of(user), a_note(nowhere)).status_code == 422
