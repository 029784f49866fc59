"""Photos from phones: taken in by their hash, once, whole, and with what the phone says of them."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.evidence import store
from app.evidence.models import Photo, PhotoUse
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.field.models import FieldPhoto
from app.shared.calendar import now
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file
from tests.makers.field import a_visit
from tests.makers.works import a_road, a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


def name_of(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


def put(phone: FlaskClient, picture: bytes, name: str = "", **facts: Any) -> Any:
    headers = JSON | {"X-Photo": json.dumps(facts)}
    return phone.put(f"/field/api/photos/{name or name_of(picture)}", data=picture, headers=headers)


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def section(given: Given) -> Section:
    with given():
        return a_road(a_section()).section


@pytest.fixture
def phone(given: Given, browser_of: BrowserOf) -> FlaskClient:
    with given():
        user = a_user(Role.PROJECT_OFFICE)
    return browser_of(user)


def test_a_photo_sent_twice_is_kept_once(app: Flask, phone: FlaskClient) -> None:
    picture = a_photo_file()
    assert [put(phone, picture).status_code for _ in range(2)] == [200, 200]
    assert (count(app, FieldPhoto), count(app, Photo)) == (1, 1)
    assert store.path_of(name_of(picture), store.folder_in(app.config["DATA_FOLDER"])).exists()


def test_half_a_photo_is_refused_and_the_whole_one_taken_in_later(
    app: Flask, phone: FlaskClient
) -> None:
    picture = a_photo_file()
    half = put(phone, picture[: len(picture) // 2], name_of(picture))
    assert (half.status_code, count(app, FieldPhoto)) == (400, 0)
    assert "sent again" in half.json["sentences"][0]
    assert put(phone, picture).status_code == 200


@pytest.mark.parametrize(
    "content, said",
    [
        (b"GIF89a" + b"x" * 50, "not a JPEG"),
        (b"\xff\xd8\xff" + b"x" * 99, "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(
    app: Flask, phone: FlaskClient, content: bytes, said: str
) -> None:
    answer = put(phone, content)
    assert (answer.status_code, count(app, FieldPhoto)) == (422, 0)
    assert said in answer.json["sentences"][0]


def test_a_photo_that_is_too_large_is_refused(phone: FlaskClient) -> None:
    answer = put(phone, b"x" * (store.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json["sentences"]


@pytest.mark.parametrize("name", ["x", "A" * 64, "a" * 63])
def test_a_name_that_is_no_hash_leads_nowhere(phone: FlaskClient, name: str) -> None:
    assert put(phone, a_photo_file(), name).status_code == 404
    assert phone.get(f"/field/api/photos/{name}").status_code == 404


def test_what_the_phone_says_of_a_photo_is_kept_as_it_said_it(
    app: Flask, phone: FlaskClient
) -> None:
    wrong = now() - timedelta(days=3)
    taken_at, sent_at = wrong - timedelta(hours=2), wrong
    put(
        phone, a_photo_file(), latitude="33.63991234", longitude="116.96", accuracy_m="8.25",
        taken_at=taken_at.isoformat(), sent_at=sent_at.isoformat(),
    )  # fmt: skip
    with app.app_context():
        said, photo = (
            db.session.scalars(select(FieldPhoto)).one(),
            db.session.scalars(select(Photo)).one(),
        )
    assert (said.latitude, said.longitude) == (Decimal("33.6399123"), Decimal("116.96"))
    assert (said.accuracy_m, said.taken_at) == (Decimal("8.3"), taken_at)
    assert abs((said.clock_offset_s or 0) - 3 * 86400) < 60
    assert photo.really_taken_at is not None
    assert abs(photo.really_taken_at - (now() - timedelta(hours=2))) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "facts",
    [
        {"latitude": "91", "longitude": "116"},
        {"latitude": "NaN", "longitude": "116"},
        {"latitude": "33", "accuracy_m": "-1"},
        {"latitude": 33.5, "longitude": [1], "taken_at": 7, "sent_at": "soon"},
    ],
)
def test_what_cannot_be_true_is_left_out(
    app: Flask, phone: FlaskClient, facts: dict[str, Any]
) -> None:
    assert put(phone, a_photo_file(), **facts).status_code == 200
    with app.app_context():
        said = db.session.scalars(select(FieldPhoto)).one()
    assert (said.latitude, said.longitude, said.accuracy_m, said.taken_at) == (None,) * 4


def test_a_visit_shows_its_photos_and_those_of_its_findings(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    pictures = [a_photo_file(colour=colour) for colour in ("red", "green")]
    for picture in pictures:
        put(phone, picture)
    message = a_visit(
        section,
        fields={
            "findings-0-topic": "safety", "findings-0-severity": "general",
            "findings-0-description": "未设置围挡", "findings-0-solved_on_spot": "y",
            "handling": "solved",
        },
        photos=[
            {"sha256": name_of(pictures[0]), "field": "photos"},
            {"sha256": name_of(pictures[1]), "field": "findings-0-photos"},
        ],
    )  # fmt: skip
    assert phone.post("/field/api/records", json=message).status_code == 201
    with app.app_context():
        shown = [(use.owner_kind, use.photo.sha256) for use in db.session.scalars(select(PhotoUse))]
    assert shown == [
        (OwnerKind.INSPECTION, name_of(pictures[0])),
        (OwnerKind.FINDING, name_of(pictures[1])),
    ]


def test_a_record_whose_photos_have_not_come_waits_for_them(
    app: Flask, section: Section, phone: FlaskClient
) -> None:
    picture = a_photo_file()
    message = a_visit(section, photos=[{"sha256": name_of(picture), "field": "photos"}])
    answer = phone.post("/field/api/records", json=message)
    assert (answer.status_code, answer.json["missing"]) == (424, [name_of(picture)])
    assert phone.get(f"/field/api/photos/{name_of(picture)}").status_code == 404
    put(phone, picture)
    assert phone.get(f"/field/api/photos/{name_of(picture)}").status_code == 200
    assert phone.post("/field/api/records", json=message).status_code == 201
    assert count(app, PhotoUse) == 1


def test_nobody_shows_a_photo_that_only_somebody_else_sent(
    section: Section, phone: FlaskClient, given: Given, browser_of: BrowserOf
) -> None:
    picture = a_photo_file()
    put(phone, picture)
    with given():
        other = browser_of(a_user(Role.PROJECT_OFFICE))
    message = a_visit(section, photos=[{"sha256": name_of(picture), "field": "photos"}])
    assert other.post("/field/api/records", json=message).status_code == 424
    assert put(other, picture).status_code == 200
    assert other.post("/field/api/records", json=message).status_code == 201
