import re
from datetime import timedelta
from io import BytesIO

import pytest

from app.accounts.rules import Role
from app.shared.calendar import today
from app.startup.queries import step_of
from app.startup.rules import StepKind
from tests.makers.accounts import a_contractor, a_user
from tests.makers.evidence import a_photo_file
from tests.makers.startup import a_start
from tests.makers.works import a_contract, a_section


@pytest.fixture
def scene(given):
    """A section awarded ten days ago, whose start is followed, and people around it."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm)
        a_contract(section, awarded_on=today() - timedelta(days=10))
        checklist = a_start(section)
        return {
            "section": f"/sections/{section.id}/start-up",
            "security": f"/start-steps/{step_of(checklist, StepKind.SECURITY).id}",
            "crews": f"/start-steps/{step_of(checklist, StepKind.CREWS).id}",
            "contract": f"/start-steps/{step_of(checklist, StepKind.CONTRACT).id}",
            "office": a_user(Role.PROJECT_OFFICE),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
            "leader": a_user(Role.LEADER),
        }


def security_fields(**changes):
    fields = {
        "done_on": today().isoformat(),
        "form": "guarantee",
        "amount": "5",
        "bank": "徽商银行",
        "valid_until": (today() + timedelta(days=300)).isoformat(),
        "photos": (BytesIO(a_photo_file()), "1.jpg"),
    }
    return fields | changes


def test_a_step_is_reported_and_confirmed_by_somebody_else(scene, browser_of):
    contractor, office = browser_of(scene["contractor"]), browser_of(scene["office"])
    page = scene["security"]
    assert contractor.post(f"{page}/report", data=security_fields()).status_code == 303
    assert "Confirm the step of the start" in office.get("/").text
    assert contractor.post(f"{page}/decision", data={"verdict": "confirm"}).status_code == 403
    assert "Waiting for confirmation" in office.get(scene["section"]).text
    assert office.post(f"{page}/decision", data={"verdict": "return"}).status_code == 422
    assert office.post(f"{page}/decision", data={"verdict": "confirm"}).status_code == 303
    again = office.post(f"{page}/decision", data={"verdict": "confirm"})
    assert again.status_code == 422
    assert "1 of 6" in office.get(scene["section"]).text


def test_crews_are_entered_and_reported_without_a_day_of_their_own(scene, browser_of):
    contractor, page = browser_of(scene["contractor"]), scene["crews"]
    photo = {"photos": (BytesIO(a_photo_file()), "1.jpg")}
    refused = contractor.post(f"{page}/report", data=photo)
    assert refused.status_code == 422
    assert "at least 2 crews" in refused.text
    for name in ("施工一队", "施工二队"):
        crew = {"name": name, "people": "12", "entered_on": today().isoformat()}
        assert contractor.post(f"{page}/crews", data=crew).status_code == 303
    removal = re.search(r"/crews/\d+/deletion", contractor.get(page).text)[0]
    assert contractor.post(removal).status_code == 303
    crew = {"name": "施工三队", "entered_on": today().isoformat()}
    assert contractor.post(f"{page}/crews", data=crew).status_code == 303
    photo = {"photos": (BytesIO(a_photo_file()), "1.jpg")}
    assert contractor.post(f"{page}/report", data=photo).status_code == 303


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"amount": "-5"}, "-5"),
        ({"amount": "NaN"}, "NaN"),
        ({"form": "gold"}, "Choose what the security consists of."),
        ({"form": "cash"}, "Cash must not be demanded"),
        ({"done_on": (today() + timedelta(days=1)).isoformat()}, "day to come"),
        ({"done_on": "2999-01-01"}, "2999-01-01"),
        ({"done_on": "31.2."}, "31.2."),
        ({"bank": "长" * 10_000}, "120"),
        ({"photos": (BytesIO(b"%PDF-1.4"), "a.jpg")}, "a.jpg"),
        ({"amount": "1000000"}, "at most 10 % of the contract price"),
    ],
)
def test_a_refused_report_says_why(scene, browser_of, changes, sentence):
    browser = browser_of(scene["contractor"])
    answer = browser.post(f"{scene['security']}/report", data=security_fields(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_another_contractor_does_not_know_of_it(scene, browser_of):
    stranger = browser_of(scene["stranger"])
    assert stranger.get(scene["section"]).status_code == 404
    assert stranger.get(scene["security"]).status_code == 404
    sent = stranger.post(f"{scene['security']}/report", data=security_fields())
    assert sent.status_code == 404
    assert scene["section"] not in stranger.get("/start-up").text


def test_the_office_begins_to_follow_a_start_once(given, scene, browser_of):
    with given():
        section = a_section()
        a_contract(section, awarded_on=today() - timedelta(days=3))
        page = f"/sections/{section.id}/start-up"
    office, leader = browser_of(scene["office"]), browser_of(scene["leader"])
    assert page in office.get("/start-up").text
    day = {"awarded_on": (today() - timedelta(days=3)).isoformat()}
    assert leader.post(page, data=day).status_code == 403
    assert office.post(page, data={"awarded_on": ""}).status_code == 422
    assert office.post(page, data=day).status_code == 303
    assert office.post(page, data=day).status_code == 422
    assert office.post(f"{page}/award", data=day | {"reason": "重新招标"}).status_code == 303


@pytest.mark.parametrize("state", ["", "late", "waiting", "ending", "ready", "nonsense"])
def test_the_board_is_narrowed_by_what_stands_out(scene, browser_of, state):
    answer = browser_of(scene["leader"]).get(f"/start-up?state={state}&page=99")
    assert answer.status_code == 200
    assert (scene["section"] in answer.text) is (state in ("", "late"))


def test_the_board_goes_out_to_excel(scene, browser_of):
    answer = browser_of(scene["leader"]).get("/start-up?format=xlsx")
    assert answer.data[:2] == b"PK"


def test_the_section_shows_what_is_open(scene, browser_of):
    page = scene["section"].removesuffix("/start-up")
    assert "0 of 6 steps are done" in browser_of(scene["contractor"]).get(page).text


def test_the_contract_is_entered_and_not_reported(scene, browser_of):
    office = browser_of(scene["office"])
    assert "entering the contract" in office.get(scene["contract"]).text
    sent = office.post(f"{scene['contract']}/report", data=security_fields())
    assert sent.status_code == 422
