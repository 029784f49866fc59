"""What a phone takes along: its own sections only, last time's values, and nothing new when nothing changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.inspections.rules import Attendance, EquipmentLine, PostLine, Topic
from app.shared.calendar import today
from app.works.rules import Status
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding, a_site_log, an_inspection
from tests.makers.works import a_road, a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]


def test_the_bundle_begins_with_last_times_values(given: Given, browser_of: BrowserOf) -> None:
    with given():
        road = a_road(a_section(name="1标段"), "清水沟路")
        user = a_user(Role.PROJECT_OFFICE)
        an_inspection(
            road.section, by=user, topics=frozenset({Topic.SAFETY}), open_work_ids={road.id},
            posts=(PostLine("项目经理", "", Attendance.PRESENT),),
            equipment=(EquipmentLine("压路机", 2, 1),),
        )  # fmt: skip
        a_site_log(road.section.project, by=user, location="K1+000")
    bundle = browser_of(user).get("/field/api/bundle").json
    assert {"inspection", "site_log"} <= set(bundle["person"]["kinds"])
    (section,) = bundle["sections"]
    assert (section["name"], section["works"][0]["name"]) == ("1标段", "清水沟路")
    assert section["last"]["topics"] == ["safety"]
    assert section["last"]["open_works"] == [road.id]
    assert section["last"]["equipment"] == [{"name": "压路机", "required": 2}]
    attendance = {line["post"]: line["attendance"] for line in section["posts"]}
    assert attendance["项目经理"] == "present"
    assert set(attendance.values()) == {"present", ""}
    assert bundle["projects"][0]["last"]["location"] == "K1+000"
    assert set(bundle["due_on"]) == {"general", "serious", "critical"}


def test_an_unchanged_bundle_is_not_sent_again(given: Given, browser_of: BrowserOf) -> None:
    with given():
        section = a_section()
        user = a_user(Role.PROJECT_OFFICE)
    phone = browser_of(user)
    tag = {"If-None-Match": phone.get("/field/api/bundle").headers["ETag"]}
    assert phone.get("/field/api/bundle", headers=tag).status_code == 304
    with given():
        a_road(section)
    assert phone.get("/field/api/bundle", headers=tag).status_code == 200


def test_a_contractor_takes_along_its_own_findings_only(
    given: Given, browser_of: BrowserOf
) -> None:
    with given():
        section = a_section()
        mine = a_finding(section, description="未设置围挡")
        a_finding(a_section(), description="别人的问题")
        user = a_user(Role.CONTRACTOR, organisation=section.contractor)
    bundle = browser_of(user).get("/field/api/bundle").json
    assert "inspection" not in bundle["person"]["kinds"]
    assert [(f["id"], f["version"]) for f in bundle["findings"]] == [(mine.id, mine.version)]
    assert [s["id"] for s in bundle["sections"]] == [section.id]
    assert bundle["findings"][0]["due_on"] == (today() + timedelta(days=7)).isoformat()


def test_sections_without_a_site_stay_at_home(given: Given, browser_of: BrowserOf) -> None:
    with given():
        a_section(status=Status.PRELIMINARY)
        user = a_user(Role.PROJECT_OFFICE)
    assert browser_of(user).get("/field/api/bundle").json["sections"] == []


def test_a_bundle_takes_the_same_number_of_queries_however_many_sections(
    given: Given, browser_of: BrowserOf, statements: Callable[[], Any]
) -> None:
    with given():
        user = a_user(Role.PROJECT_OFFICE)
    phone, sent_for = browser_of(user), []
    for _ in range(2):
        with given():
            for _more in range(3):
                section = a_road(a_section()).section
                an_inspection(section, posts=(PostLine("总工", "王", Attendance.ABSENT),))
        phone.get("/field/api/bundle")
        with statements() as sent:
            phone.get("/field/api/bundle")
        sent_for.append(len(sent))
    assert sent_for[0] == sent_for[1] <= 20
