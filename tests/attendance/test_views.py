import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.extensions import db
from app.shared.calendar import today
from tests.makers.accounts import a_contractor, a_user
from tests.makers.attendance import a_key_post, a_leave, an_absence
from tests.makers.evidence import a_photo_file
from tests.makers.works import a_section


@pytest.fixture
def scene(given):
    """A section under a contractor with a key post and an old absence, and people around it."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm)
        return {
            "section": section,
            "holder": a_key_post(section),
            "case": an_absence(section, on=today() - timedelta(days=9)),
            "office": a_user(Role.PROJECT_OFFICE),
            "leader": a_user(Role.LEADER),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
        }


def evidence_fields(**changes):
    fields = {
        "client_uuid": str(uuid4()),
        "words": "因病就医",
        "photos": (BytesIO(a_photo_file()), "1.jpg"),
    }
    return fields | changes


def test_an_absence_goes_from_late_evidence_to_refusal_to_criticism(scene, browser_of):
    page = f"/absences/{scene['case'].id}"
    contractor, office = browser_of(scene["contractor"]), browser_of(scene["office"])
    leader = browser_of(scene["leader"])
    rates = {"rates-0-post": "项目经理", "rates-0-absent": "5000", "rates-0-stand_in": ""}
    address = f"/sections/{scene['section'].id}/penalty-rates"
    assert office.post(address, data=rates).status_code == 303

    assert "Penalty by the contract: 5,000.00 yuan." in leader.get(page).text
    assert contractor.post(f"{page}/evidence", data=evidence_fields()).status_code == 303
    assert "Late" in office.get(page).text
    refused = {"verdict": "refuse", "reason": ""}
    assert office.post(f"{page}/judgement", data=refused).status_code == 422
    assert office.post(f"{page}/judgement", data=refused | {"reason": "无章"}).status_code == 303
    assert office.post(f"{page}/criticism").status_code == 403
    assert leader.post(f"{page}/criticism", data={"words": "通报批评"}).status_code == 303
    told = leader.get(f"{page}/paper").text
    assert "通报〔" in told
    assert "5,000.00" in told


def test_accepted_evidence_excuses(scene, browser_of):
    page = f"/absences/{scene['case'].id}"
    browser_of(scene["contractor"]).post(f"{page}/evidence", data=evidence_fields())
    office = browser_of(scene["office"])
    office.post(f"{page}/judgement", data={"verdict": "accept", "reason": "病历属实"})
    assert "Excused" in office.get(page).text


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"words": ""}, "Say why the person was not at the post."),
        ({"words": "长" * 10_000}, "at most 4000 characters"),
        ({"photos": (BytesIO(b"%PDF-1.4"), "a.jpg")}, "a.jpg"),
        ({"client_uuid": "x"}, "damaged"),
    ],
)
def test_refused_evidence_says_why(scene, browser_of, changes, sentence):
    browser = browser_of(scene["contractor"])
    sent = evidence_fields(**changes)
    answer = browser.post(f"/absences/{scene['case'].id}/evidence", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_leave_and_replacement_are_asked_for_and_decided(scene, browser_of, given):
    section, contractor = scene["section"].id, browser_of(scene["contractor"])
    office = browser_of(scene["office"])
    day = today().isoformat()
    asked = {
        "client_uuid": str(uuid4()),
        "holder": scene["holder"].id,
        "first_day": day,
        "last_day": day,
        "reason": "体检",
    }
    assert contractor.post(f"/sections/{section}/leaves", data=asked).status_code == 303
    wrong = asked | {"client_uuid": str(uuid4()), "first_day": "2020-01-01"}
    assert contractor.post(f"/sections/{section}/leaves", data=wrong).status_code == 422
    change = {
        "client_uuid": str(uuid4()),
        "holder": scene["holder"].id,
        "person_name": "王五",
        "reason": "原任调离",
    }
    assert contractor.post(f"/sections/{section}/replacements", data=change).status_code == 303
    page = office.get(f"/sections/{section}/attendance").text
    leave, replacement = (
        re.search(r"/leaves/\d+", page)[0],
        re.search(r"/replacements/\d+", page)[0],
    )
    yes, no = {"verdict": "approve"}, {"verdict": "refuse"}
    assert contractor.post(f"{leave}/decision", data=yes).status_code == 403
    assert office.post(f"{leave}/decision", data=yes).status_code == 303
    assert office.post(f"{leave}/decision", data=yes).status_code == 422
    assert office.post(f"{replacement}/decision", data=no).status_code == 422
    assert office.post(f"{replacement}/decision", data=yes).status_code == 303
    assert "王五" in office.get(f"/sections/{section}/attendance").text


def test_another_contractor_does_not_know_of_it(scene, browser_of, given):
    with given():
        leave_id = a_leave(db.session.merge(scene["holder"]), today(), today()).id
    stranger, page = browser_of(scene["stranger"]), f"/absences/{scene['case'].id}"
    assert stranger.get(page).status_code == 404
    assert stranger.post(f"{page}/evidence", data=evidence_fields()).status_code == 404
    assert stranger.get(f"/sections/{scene['section'].id}/attendance").status_code == 404
    assert "张三" not in stranger.get("/absences").text
    assert leave_id


@pytest.mark.parametrize("address", ["", "?proposed=1", "?state=awaiting&sort=section", "?q=经理"])
def test_the_list_of_absences_is_filtered_and_sorted(scene, browser_of, address):
    page = browser_of(scene["office"]).get(f"/absences{address}")
    assert page.status_code == 200
    assert "张三" in page.text


def test_the_section_shows_what_is_open(scene, browser_of):
    page = browser_of(scene["contractor"]).get(f"/sections/{scene['section'].id}").text
    assert "criticism proposed" in page


def test_the_rise_of_the_contract_is_entered_and_shown_in_both_languages(scene, browser_of):
    office = browser_of(scene["office"])
    page = f"/sections/{scene['section'].id}/attendance"
    rates = {"rates-0-post": "", "rates-0-absent": "5000", "rise": "20"}
    address = f"/sections/{scene['section'].id}/penalty-rates"
    assert office.post(address, data=rates | {"rise": "150"}).status_code == 422
    assert office.post(address, data=rates).status_code == 303
    for language, said in (("en", "a fifth more each time"), ("zh_Hans_CN", "每再犯一次加重")):
        assert said in browser_of(scene["office"], language).get(page).text
    assert 'value="20"' in office.get(page).text
