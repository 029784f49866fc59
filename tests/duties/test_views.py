import re
from datetime import timedelta

import pytest

from app.accounts.rules import Role
from app.duties.rules import Cadence, DutyKind, Who
from app.shared.calendar import today
from app.works.rules import Status
from tests.makers.accounts import a_contractor, a_user
from tests.makers.duties import a_duty
from tests.makers.inspections import a_site_log, an_inspection
from tests.makers.works import a_contract, a_project, a_road, a_section, an_area


@pytest.fixture
def scene(given):
    """A running project whose log of yesterday is missing, a section with an engineer, and people."""
    with given():
        firm = a_contractor()
        engineer = a_user(Role.AREA_ENGINEER, name="甲工")
        project = a_project(status=Status.UNDER_CONSTRUCTION, started_on=today() - timedelta(200))
        section = a_section(project, contractor=firm, area=an_area("中片区", engineer))
        a_contract(section)
        a_road(section, "东大路")
        a_site_log(project, on=today())
        an_inspection(section, by=engineer, on=today())
        return {
            "project": project,
            "log": a_duty(DutyKind.SITE_LOG, Cadence.DAY, since=today() - timedelta(days=2),
                          who=Who.ROLE, role=Role.PROJECT_OFFICE),
            "visit": a_duty(DutyKind.INSPECTION, Cadence.WEEK, since=today() - timedelta(days=60)),
            "office": a_user(Role.PROJECT_OFFICE, name="乙某"),
            "leader": a_user(Role.LEADER),
            "engineer": engineer,
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
        }  # fmt: skip


def test_the_list_shows_what_is_late_and_the_calendar_explains_it(scene, browser_of):
    office = browser_of(scene["office"])
    late = office.get("/duties?view=late").text
    assert scene["log"].name in late
    page = f"/duties/{scene['log'].id}/objects/{scene['project'].id}"
    shown = office.get(page).text
    assert "Say why" in shown
    start = re.search(r'name="start" value="([^"]+)"', shown)[1]
    sent = {"cadence": "day", "start": start, "words": "暴雨封路"}
    assert office.post(f"{page}/explanations", data=sent | {"words": ""}).status_code == 422
    assert office.post(f"{page}/explanations", data=sent).status_code == 303
    assert "暴雨封路" in office.get(page + f"?month={start[:7]}").text
    assert office.post(f"{page}/explanations", data={"cadence": "x"}).status_code == 404
    assert "Keep the late duty" in office.get("/").text


def test_strangers_see_nothing_of_others_works(scene, browser_of):
    page = f"/duties/{scene['log'].id}/objects/{scene['project'].id}"
    assert browser_of(scene["stranger"]).get(page).status_code == 404
    assert browser_of(scene["contractor"]).get(page).status_code == 200
    assert scene["log"].name not in browser_of(scene["stranger"]).get("/duties?view=late").text


def test_rounds_show_sections_and_roads(scene, browser_of):
    shown = browser_of(scene["leader"]).get("/duties/rounds?of=areas").text
    assert "中片区" in shown
    assert "东大路" in shown
    assert "Sections visited: 1 of 1" in shown
    teams = browser_of(scene["leader"]).get("/duties/rounds?format=xlsx")
    assert teams.status_code == 200


def test_duties_are_set_up_changed_and_ended_by_the_office(scene, browser_of):
    office, engineer = browser_of(scene["office"]), browser_of(scene["engineer"])
    assert engineer.post("/duties/usual").status_code == 403
    assert office.post("/duties/usual").status_code == 303
    assert "项目办每日工作日志" in office.get("/duties/setup").text
    form = {
        "name": "质监站每季抽查", "kind": "inspection", "starts_on": today().isoformat(),
        "first_cadence": "quarter", "first_least": "1", "second_cadence": "year",
        "second_least": "4", "who": "role", "role": "quality_station", "excused_by": ["on_hold"],
    }  # fmt: skip
    assert office.post("/duties/new", data=form).status_code == 303
    assert office.post("/duties/new", data=form).status_code == 422  # the name is taken
    number = scene["log"].id
    change = {"first_cadence": "day", "first_least": "2", "who": "anybody"}
    assert office.post(f"/duties/{number}/edit", data=change).status_code == 422
    change |= {"valid_from": (today() + timedelta(days=1)).isoformat()}
    assert office.post(f"/duties/{number}/edit", data=change).status_code == 303
    assert office.post(f"/duties/{number}/edit", data=change | {"version": "1"}).status_code == 409
    assert office.post(f"/duties/{number}/end", data={"ends_on": ""}).status_code == 422
    ends = {"ends_on": (today() + timedelta(days=9)).isoformat()}
    assert office.post(f"/duties/{number}/end", data=ends).status_code == 303


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"first_least": "0"}, "whole number from 1"),
        ({"first_least": "many"}, "many"),
        ({"second_cadence": "week", "second_least": "2"}, "two different periods"),
        ({"who": "person"}, "Name whose records"),
        ({"first_month": "3"}, "first and a last month"),
        ({"name": ""}, "Give the duty a name."),
        ({"starts_on": "soon"}, "soon"),
    ],
)
def test_a_duty_that_makes_no_sense_is_refused_in_words(scene, browser_of, changes, sentence):
    form = {
        "name": "甲", "kind": "inspection", "starts_on": today().isoformat(),
        "first_cadence": "week", "first_least": "1", "who": "anybody",
    }  # fmt: skip
    answer = browser_of(scene["office"]).post("/duties/new", data=form | changes)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_departments_and_cover_are_entered_and_ended(scene, browser_of):
    office, day = browser_of(scene["office"]), today().isoformat()
    member = {"member": scene["office"].id, "department": "technical", "since": day}
    assert office.post("/duties/members", data=member).status_code == 303
    assert office.post("/duties/members", data=member | {"since": ""}).status_code == 422
    away = {"person": scene["engineer"].id, "cover": scene["office"].id,
            "first_day": day, "last_day": day}  # fmt: skip
    assert office.post("/duties/covers", data=away | {"cover": away["person"]}).status_code == 422
    assert office.post("/duties/covers", data=away).status_code == 303
    page = office.get("/duties/people").text
    assert "Technical department" in page
    assert office.post(re.search(r"/duties/covers/\d+/end", page)[0]).status_code == 303
    leaves = re.search(r"/duties/members/\d+/end", page)[0]
    assert office.post(leaves, data={"last_day": "2001-01-01"}).status_code == 422
    assert office.post(leaves, data={"last_day": day}).status_code == 303


def test_no_page_ranks_or_counts_the_people_of_the_bureau(scene, browser_of):
    """No points, no league table, no log-ins: nothing sorts by a person or sums up what one did."""
    browser = browser_of(scene["leader"])
    pages = (
        "/duties", "/duties?view=late", "/duties/rounds", "/duties/rounds?of=areas",
        "/duties/setup", "/duties/people", "/tasks?view=all", "/tasks?view=late",
        f"/duties/{scene['visit'].id}/objects/{scene['project'].id}",
    )  # fmt: skip
    for address in pages:
        text = browser.get(address).text
        sorts = set(re.findall(r"[?&;]sort=-?(\w+)", text))
        assert sorts <= {"duty", "object", "until", "standing", "due", "given", "owner", "section",
                         "source", "state"}, address  # fmt: skip
        for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL):
            named = [name for name in ("甲工", "乙某") if name in row]
            figures = re.findall(r'<td class="num[^"]*">\s*(\d+)(?:\s*/\s*\d+)?\s*</td>', row)
            assert not (named and figures), (address, row)
        lowered = text.lower()
        for word in ("points", "log-ins", "sign-ins", "league", "best official", "top performer"):
            assert word not in lowered, (address, word)


def test_however_many_objects_the_list_asks_as_many_questions(scene, browser_of, given, statements):
    browser = browser_of(scene["leader"])
    browser.get("/duties")
    with statements() as few:
        browser.get("/duties")
    with given():
        for _ in range(5):
            a_contract(a_section())
    with statements() as many:
        browser.get("/duties")
    assert len(many) == len(few)
