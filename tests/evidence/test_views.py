"""Pages of photos: who may, what is shown beside, what is refused, how many queries."""

import io
import json
from datetime import timedelta
from hashlib import sha256

import pytest

from app.accounts.rules import Role
from app.evidence.actions import attach
from app.evidence.models import Photo, PhotoUse
from app.evidence.rules import Owner, OwnerKind
from app.extensions import db
from app.shared.calendar import now, today
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file, a_stored_photo
from tests.makers.inspections import a_site_log, an_inspection
from tests.makers.works import a_section


@pytest.fixture
def doubtful(given):
    """Two sections that show the same photo: the second showing, and who may look at it."""
    with given():
        contractor = a_user(Role.CONTRACTOR)
        an_inspection(photos=[a_stored_photo()])
        section = a_section(contractor=contractor.organisation)
        visit = an_inspection(section, photos=[a_stored_photo()])
        use_id = db.session.query(PhotoUse.id).order_by(PhotoUse.id.desc()).first()[0]
        return {
            "use": use_id, "visit": visit.id, "contractor": contractor,
            "office": a_user(Role.PROJECT_OFFICE), "admin": a_user(Role.SYSTEM_ADMIN),
            "stranger": a_user(Role.CONTRACTOR),
        }  # fmt: skip


def test_the_other_showing_stands_beside_for_those_who_see_it(doubtful, browser_of):
    page = f"/photos/{doubtful['use']}/facts"
    office = browser_of(doubtful["office"]).get(page).text
    assert "The same file was shown before" in office
    assert "Before: Inspection" in office
    contractor = browser_of(doubtful["contractor"]).get(page).text
    assert "a section that you do not see" in contractor
    assert "I have looked at it" not in contractor
    assert browser_of(doubtful["stranger"]).get(page).status_code == 404
    assert browser_of(doubtful["admin"]).get(page).status_code == 403


def test_looking_at_a_photo_is_saved_and_refused_with_what_was_written(doubtful, browser_of):
    page = f"/photos/{doubtful['use']}/facts"
    browser = browser_of(doubtful["office"])
    refused = browser.post(page, data={"words": "两标段共用便道"})
    assert (refused.status_code, "两标段共用便道" in refused.text) == (422, True)
    assert browser.post(page, data={"finding": "fine", "words": "共用便道"}).status_code == 303
    assert "共用便道" in browser.get(page).text
    assert browser.post(page, data={"finding": "fine", "words": "又"}).status_code == 422
    assert browser_of(doubtful["contractor"]).post(page).status_code == 403


def test_the_list_shows_what_waits_and_what_was_found(doubtful, browser_of, statements):
    browser = browser_of(doubtful["office"])
    assert f"/photos/{doubtful['use']}/facts" in browser.get("/photos/doubtful").text
    browser.post(
        f"/photos/{doubtful['use']}/facts", data={"finding": "not_fine", "words": "旧照片"}
    )
    assert "No photo is doubtful" in browser.get("/photos/doubtful").text
    with statements() as sent:
        page = browser.get("/photos/doubtful?state=not_fine&kind=reused&section=x&sort=nonsense")
    assert "looked at, not fine" in page.text
    assert len(sent) <= 9
    assert browser.get("/photos/doubtful?state=%00&kind=").status_code == 200


def test_a_photo_leads_to_its_record(doubtful, browser_of, given):
    browser = browser_of(doubtful["office"])
    to = browser.get(f"/photos/{doubtful['use']}/record")
    assert (to.status_code, to.location) == (302, f"/inspections/{doubtful['visit']}")
    with given():
        section = a_section()
        owner = Owner(OwnerKind.TEST, 1, today(), section_id=section.id)
        (use,) = attach([a_stored_photo("c")], owner, by=a_user())
        number = use.id
    assert browser.get(f"/photos/{number}/facts").status_code == 200


def test_a_form_sends_what_the_phone_says_beside_its_photos(given, browser_of, app):
    with given():
        office = a_user(Role.PROJECT_OFFICE)
        project_id = a_site_log(by=office).project_id
    content = a_photo_file()
    told = [
        {
            "sha256": sha256(content).hexdigest(),
            "taken_at": (now() - timedelta(hours=3)).isoformat(),
            "latitude": 0,
            "longitude": 0,
            "accuracy_m": 5,
        }
    ]
    form = {
        "client_uuid": "0d4f6a0e-6f0c-4f6e-9a53-0a8d6d1c9e11",
        "log_on": today(),
        "content": "巡查",
    }

    def send(captures: str, sent: bytes = content):
        data = {**form, "photos": (io.BytesIO(sent), "现场.jpg"), "photos-captures": captures}
        return browser_of(office).post(f"/projects/{project_id}/site-logs/new", data=data)

    assert "cannot be read" in send("{").text
    assert "1 of 2 photos" not in send(json.dumps(told * 2)).text.replace("2 photos arrived", "")
    assert "did not arrive whole" in send(json.dumps(told), content + b"\0").text
    assert send(json.dumps(told)).status_code == 303
    with app.app_context():
        photo = db.session.query(Photo).one()
        number = db.session.query(PhotoUse.id).scalar()
        assert (photo.latitude, photo.accuracy_m) == (0, 5)
    page = browser_of(office, "zh_Hans_CN").get(f"/photos/{number}/facts").text
    assert "北纬 0°" in page
