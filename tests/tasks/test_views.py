import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.shared.calendar import clock_at, now, today
from app.tasks.rules import TaskSource
from tests.makers.accounts import a_contractor, a_user
from tests.makers.evidence import a_photo_file
from tests.makers.obstacles import an_obstacle
from tests.makers.tasks import a_task
from tests.makers.works import a_section


@pytest.fixture
def scene(given):
    """A task that a leader gave to an engineer, with a section, and people around it."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm)
        leader, engineer = a_user(Role.LEADER), a_user(Role.AREA_ENGINEER)
        return {
            "section": section,
            "leader": leader,
            "engineer": engineer,
            "office": a_user(Role.PROJECT_OFFICE),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
            "task": a_task(engineer, by=leader, section=section, needs_photos=True),
        }


def photo():
    return (BytesIO(a_photo_file()), "1.jpg")


def test_a_task_goes_from_its_report_with_photos_over_its_return_to_its_end(scene, browser_of):
    page = f"/tasks/{scene['task'].id}"
    engineer, leader = browser_of(scene["engineer"]), browser_of(scene["leader"])
    sent = {"note": "已协调", "round": "1"}
    answer = engineer.post(f"{page}/report", data=sent)
    assert answer.status_code == 422
    assert "proved by photos" in answer.text
    with_photos = sent | {"photos": photo(), "photos_before": photo()}
    assert engineer.post(f"{page}/report", data=with_photos).status_code == 303
    assert "Photos before" in leader.get(page).text
    assert engineer.post(f"{page}/judgement", data={"verdict": "accept"}).status_code == 403
    back = {"verdict": "return", "judgement": ""}
    assert leader.post(f"{page}/judgement", data=back).status_code == 422
    assert leader.post(f"{page}/judgement", data=back | {"judgement": "缺回函"}).status_code == 303
    assert "Do the task" in engineer.get("/").text
    assert engineer.post(f"{page}/report", data={"note": "补", "round": "2"}).status_code == 303
    assert "Look at what was reported done" in leader.get("/").text
    assert leader.post(f"{page}/judgement", data={"verdict": "accept"}).status_code == 303
    assert "Accepted as done" in engineer.get(page).text
    photo_page = re.search(r'href="(/photos/\d+/facts)"', engineer.get(page).text)[1]
    assert engineer.get(photo_page).status_code == 200


def test_others_neither_see_nor_touch_it(scene, browser_of):
    page = f"/tasks/{scene['task'].id}"
    assert browser_of(scene["stranger"]).get(page).status_code == 404
    office = browser_of(scene["office"])
    assert office.get(page).status_code == 200
    station = browser_of(scene["contractor"])
    assert station.get(page).status_code == 404


def test_an_order_from_above_is_entered_with_its_document(scene, browser_of):
    leader = browser_of(scene["leader"])
    assert "Document number" in leader.get("/tasks/new?source=order").text
    form = {
        "client_uuid": str(uuid4()),
        "source": "order",
        "text": "报送农村公路年度总结",
        "owner": scene["office"].id,
        "due_on": (today() + timedelta(days=5)).isoformat(),
        "organ": "市交通运输局",
        "document_no": "",
    }
    answer = leader.post("/tasks", data=form)
    assert answer.status_code == 422
    assert "number of the document" in answer.text
    assert leader.post("/tasks", data=form | {"document_no": "宿交〔2020〕15号"}).status_code == 303
    listed = leader.get("/tasks?view=given&source=order").text
    assert "宿交〔2020〕15号" in listed
    assert browser_of(scene["contractor"]).get("/tasks/new").status_code == 403


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"text": ""}, "Say what is to be done."),
        ({"text": "长" * 3000}, "at most 2000 characters"),
        ({"due_on": "yesterday"}, "yesterday"),
        ({"due_on": "2001-01-01"}, "before the day it is given"),
        ({"owner": ""}, "Name a person or an organisation"),
        ({"owner": "999999"}, "Not a valid choice"),
        ({"client_uuid": "x"}, "damaged"),
    ],
)
def test_a_task_that_cannot_be_given_says_why(scene, browser_of, changes, sentence):
    form = {
        "client_uuid": str(uuid4()),
        "text": "协调",
        "owner": scene["office"].id,
        "due_on": today().isoformat(),
    }
    answer = browser_of(scene["leader"]).post("/tasks", data=form | changes)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_handing_over_moving_and_withdrawing_leave_their_reasons(scene, browser_of):
    page = f"/tasks/{scene['task'].id}"
    engineer, leader = browser_of(scene["engineer"]), browser_of(scene["leader"])
    over = {"owner": scene["office"].id, "why_handed": "片区调整"}
    assert engineer.post(f"{page}/handover", data=over | {"why_handed": ""}).status_code == 422
    assert engineer.post(f"{page}/handover", data=over).status_code == 303
    assert "片区调整" in leader.get(page).text
    assert engineer.post(f"{page}/handover", data=over).status_code == 403
    day = {"new_due_on": (today() + timedelta(days=30)).isoformat(), "why_moved": "连续降雨"}
    assert leader.post(f"{page}/day", data=day).status_code == 303
    stale = {"why_withdrawn": "项目搁置", "version": "1"}
    assert leader.post(f"{page}/withdrawal", data=stale).status_code == 409
    assert leader.post(f"{page}/withdrawal", data={"why_withdrawn": "项目搁置"}).status_code == 303
    assert "项目搁置" in leader.get(page).text


def test_late_tasks_stand_by_section_and_organisation_and_never_by_person(scene, browser_of, given):
    with given(), clock_at(now() - timedelta(days=20)):
        a_task(scene["engineer"], by=scene["leader"], section=scene["section"], text="逾期一件")
        a_task(organisation=scene["contractor"].organisation, by=scene["leader"], text="逾期两件")
    page = browser_of(scene["leader"]).get("/tasks?view=late").text
    assert "Late by section" in page
    assert "Late by organisation" in page
    assert "逾期一件" in page
    assert "by person" not in page
    assert "sort=late" not in page


def test_the_list_asks_a_fixed_number_of_questions(scene, browser_of, given, statements):
    browser = browser_of(scene["leader"])
    browser.get("/tasks?view=all")
    with statements() as few:
        browser.get("/tasks?view=all&page=1")
    with given():
        for _ in range(8):
            a_task(by=scene["leader"], source=(TaskSource.MEETING, 3))
    with statements() as many:
        browser.get("/tasks?view=all&page=1")
    assert len(many) == len(few)
    assert browser.get("/tasks?view=all&format=xlsx").status_code == 200


def test_a_task_that_came_of_an_obstacle_leads_back_to_it(scene, browser_of, given):
    with given():
        obstacle = an_obstacle(scene["section"])
        task = a_task(by=scene["leader"], source=(TaskSource.OBSTACLE, obstacle.id))
    leader = browser_of(scene["leader"])
    assert f'href="/obstacles/{obstacle.id}"' in leader.get(f"/tasks/{task.id}").text
    assert "/tasks/new?source=obstacle" in leader.get(f"/obstacles/{obstacle.id}").text
    form = leader.get(f"/tasks/new?source=obstacle&id={obstacle.id}").text
    assert f'href="/obstacles/{obstacle.id}"' in form
