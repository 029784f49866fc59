"""Whatever comes in, phones hear a sentence and 4xx: never an error page, and nothing half taken in."""

import io
import json
import struct
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.extensions import db
from app.field.kinds import KINDS
from app.field.models import FieldReceipt
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file
from tests.makers.field import a_message, a_visit
from tests.makers.works import a_road, a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
SHARED = settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
#: Names that the forms know, so that odd values reach them, and odd names beside.
NAMES = st.sampled_from(
    [
        "day", "time", "kind", "topics", "place", "work", "handling", "late_reason", "version", "words",
        "findings-0-topic", "findings-0-due_on", "findings-99999-description", "posts-0-key", "record",
        "posts-0-attendance", "equipment-0-required", "process_code", "start_m", "end_m", "started_at",
        "ended_at", "wanted_at", "verdict", "party", "round", "signature", "latitude", "accuracy_m",
        "log_on", "due_on", "sections", "is_stopped", "client_uuid", "csrf_token", "phone", "name",
    ]
) | st.text(max_size=12)  # fmt: skip
ODD = st.sampled_from(
    [
        "", " ", "0", "-1", "NaN", "Infinity", "1e400", "9" * 400, "K1+2x", "2999-12-31", "0000-00-00",
        "2020-02-30T25:61", "data:image/png;base64,AAAA", "data:image/svg+xml,<svg onload=1>", "\u202e", "y",
        "1" * 19, "٣", "Ⅷ", "x" * 10_000, "'; DROP TABLE inspection; --", "quality", "agrees", "absent",
    ]
) | st.text(max_size=30)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | ODD
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
PARTS = (
    "uuid",
    "kind",
    "subject",
    "fields",
    "photos",
    "begun_at",
    "made_at",
    "sent_at",
    "by_clock",
)


@pytest.fixture
def section(given: Given) -> Section:
    with given():
        return a_road(a_section()).section


@pytest.fixture(params=[Role.PROJECT_OFFICE, Role.CONTRACTOR, Role.SUPERVISOR])
def phone(request: Any, section: Section, given: Given, browser_of: BrowserOf) -> FlaskClient:
    """The phone of somebody who may write records of the section, of each side once."""
    firms = {Role.CONTRACTOR: section.contractor, Role.SUPERVISOR: section.supervision_firm}
    with given():
        user = a_user(request.param, organisation=firms.get(request.param))
    return browser_of(user)


@pytest.fixture
def office(given: Given, browser_of: BrowserOf) -> FlaskClient:
    with given():
        user = a_user(Role.PROJECT_OFFICE)
    return browser_of(user)


def answer_to(phone: FlaskClient, message: Any) -> int:
    """Send the message; the answer is JSON, with a sentence when it is refused."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    answer = phone.post("/field/api/records", data=body)
    assert answer.status_code < 500, body
    assert answer.is_json
    if answer.status_code >= 400:
        assert answer.json["sentences"], body
    return answer.status_code


@SHARED
@given(body=st.binary(max_size=200) | JSON)
def test_what_is_no_record_is_refused(office: FlaskClient, body: Any) -> None:
    assert answer_to(office, body) == 422


@SHARED
@given(part=st.sampled_from(PARTS), value=JSON)
def test_a_record_with_one_damaged_part_never_breaks_the_server(
    office: FlaskClient, section: Section, part: str, value: Any
) -> None:
    message = a_message("inspection", section.id, fields={"topics": ["quality"]})
    answer_to(office, message | {part: value})
    del message[part]
    is_needed = part not in ("photos", "by_clock")
    assert (answer_to(office, message) == 422) or not is_needed


@SHARED
@given(
    kind=st.sampled_from([*KINDS]),
    fields=st.dictionaries(NAMES, ODD | st.lists(ODD, max_size=4), max_size=12),
    is_by_clock=st.booleans(),
)
def test_odd_fields_reach_every_kind_of_form_and_break_none(
    phone: FlaskClient, section: Section, kind: str, fields: Any, is_by_clock: bool
) -> None:
    answer_to(phone, a_message(kind, section.id, fields=fields, by_clock=is_by_clock))


@pytest.mark.parametrize("kind", [*KINDS])
@pytest.mark.parametrize("subject", [1, 2**31 - 1])
def test_a_record_about_nothing_is_refused(phone: FlaskClient, kind: str, subject: int) -> None:
    assert answer_to(phone, a_message(kind, subject)) in (403, 422)


def test_somebody_elses_identifier_is_refused_and_shows_nothing(
    app: Flask, section: Section, office: FlaskClient, given: Given, browser_of: BrowserOf
) -> None:
    with given():
        stranger = a_user(Role.PROJECT_OFFICE)
    visit = a_visit(section, fields={"weather": "晴"})
    assert answer_to(office, visit) == 201
    assert (
        answer_to(browser_of(stranger), visit | {"fields": visit["fields"] | {"weather": "雨"}})
        == 409
    )
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FieldReceipt)) == 1


def a_gif(frames: int) -> bytes:
    file = io.BytesIO()
    pictures = [Image.new("RGB", (40, 30), (n * 40, 0, 0)) for n in range(frames)]
    pictures[0].save(file, "WEBP", save_all=True, append_images=pictures[1:], duration=90)
    return file.getvalue()


def a_bomb(side: int) -> bytes:
    """Return a PNG of a few kilobytes that would be side × side points."""
    lines = zlib.compress(bytes((side + 8) // 8) * min(side, 400), 9)

    def chunk(name: bytes, content: bytes) -> bytes:
        told = name + content
        return struct.pack(">I", len(content)) + told + struct.pack(">I", zlib.crc32(told))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


HOSTILE: dict[str, bytes] = {
    "zero bytes": b"",
    "gif": b"GIF89a" + bytes(60),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(80),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg behind a declaration": b"<?xml version='1.0'?><svg/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n" + bytes(60),
    "zip": b"PK\x03\x04" + bytes(60),
    "tiff": b"II*\0" + bytes(60),
    "100 megapixels": a_bomb(10_000),
    "bomb of 4,000 megapixels": a_bomb(65_000),
    "animation": a_gif(4),
    "half a JPEG": a_photo_file(size=(800, 600))[:3000],
    "JPEG head and a script": b"\xff\xd8\xff\xe0<script>alert(1)</script>" + bytes(200),
    "JPEG that says it is huge": b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(40),
}  # fmt: skip


@pytest.mark.parametrize("name", [*HOSTILE])
def test_a_file_that_is_no_photo_is_refused_in_words(office: FlaskClient, name: str) -> None:
    content = HOSTILE[name]
    answer = office.put(f"/field/api/photos/{sha256(content).hexdigest()}", data=content)
    assert (answer.status_code, bool(answer.json["sentences"])) == (422, True)


def test_what_hides_behind_a_photo_is_not_kept(app: Flask, office: FlaskClient) -> None:
    hidden = b"PK\x03\x04<script>alert('polyglot')</script>"
    content = a_photo_file() + hidden
    name = sha256(content).hexdigest()
    assert office.put(f"/field/api/photos/{name}", data=content).status_code == 200
    kept = [path.read_bytes() for path in app.config["DATA_FOLDER"].glob(f"photos/*/{name}*")]
    assert kept
    assert not any(hidden in one for one in kept)


@SHARED
@given(facts=JSON | st.dictionaries(st.sampled_from(["latitude", "longitude", "taken_at"]), LEAVES))
def test_odd_facts_of_a_photo_are_left_out(office: FlaskClient, facts: Any) -> None:
    content = a_photo_file(size=(64, 48))
    told = json.dumps(facts).encode("ascii").decode("ascii")
    address = f"/field/api/photos/{sha256(content).hexdigest()}"
    answer = office.put(address, data=content, headers={"X-Photo": told})
    assert answer.status_code == 200
