from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from app.accounts.rules import Role
from app.logistics.rules.coverage import ServiceMode
from app.shared.calendar import today
from tests.makers.accounts import a_user
from tests.makers.logistics import a_center, a_village, an_answer
from tests.makers.works import a_township


@pytest.fixture
def scene(given):
    """A central village, one that it serves, one nobody asked, and people."""
    with given():
        township = a_township("蕲县镇")
        center = a_center("中心村", township)
        served = a_village("边远村", township)
        an_answer(served, ServiceMode.VIA_CENTER, center, on=today())
        silent = a_village("未答村", township)
        return {
            "township": township.id, "center": center.id, "served": served.id, "silent": silent.id,
            "code": township.division_code, "office": a_user(Role.PROJECT_OFFICE),
            "leader": a_user(Role.LEADER), "admin": a_user(Role.SYSTEM_ADMIN),
        }  # fmt: skip


def answer_fields(**changes):
    return {
        "client_uuid": str(uuid4()), "mode": "direct", "center_id": "",
        "confirmed_on": today().isoformat(), "confirmed_by": "村委会 李书记",
    } | changes  # fmt: skip


def test_coverage_is_shown_by_township_with_links_to_the_villages(scene, browser_of):
    page = browser_of(scene["leader"]).get("/logistics").text
    assert "66.7%" in page
    assert "2 of 3 villages" in page
    assert "蕲县镇" in page
    uncovered = browser_of(scene["leader"]).get("/logistics/villages?part=uncovered").text
    assert "未答村" in uncovered
    assert "边远村" not in uncovered
    assert "Nobody has confirmed" in uncovered


def test_an_answer_is_confirmed_and_a_chain_is_refused_in_words(scene, browser_of):
    office, page = browser_of(scene["office"]), f"/logistics/villages/{scene['silent']}"
    chain = answer_fields(mode="via_center", center_id=str(scene["served"]))
    assert office.post(f"{page}/answers", data=chain).status_code == 422
    own = office.post(f"{page}/answers", data=answer_fields(mode="via_center"))
    assert own.status_code == 422
    assert "Name the central village." in own.text
    assert "李书记" in own.text
    assert office.post(f"{page}/answers", data=answer_fields()).status_code == 303
    assert "100.0%" in office.get("/logistics").text


def test_who_may_only_look_sees_no_form_and_cannot_post(scene, browser_of):
    leader, page = browser_of(scene["leader"]), f"/logistics/villages/{scene['center']}"
    assert "Served through this village: 边远村" in leader.get(page).text
    assert "confirmed_by" not in leader.get(page).text
    assert leader.post(f"{page}/answers", data=answer_fields()).status_code == 403
    assert browser_of(scene["admin"]).get("/logistics").status_code == 403


def test_a_village_and_its_outlet_are_entered(scene, browser_of):
    office = browser_of(scene["office"])
    fields = {
        "name": "新村", "division_code": f"{scene['code']}999", "population": "1,234",
        "township_id": str(scene["township"]), "formed_on": "", "merged_on": "",
    }  # fmt: skip
    made = office.post("/logistics/villages/new", data=fields)
    assert made.status_code == 303
    refused = office.post("/logistics/villages/new", data=fields)
    assert refused.status_code == 422
    assert "registered already" in refused.text
    outlet = {"name": "=1+1", "opened_on": "2020-01-01", "closed_on": "", "parcels_up": "5"}
    assert office.post(f"{made.location}/outlets/new", data=outlet).status_code == 303
    assert "=1+1" in office.get(made.location).text


@pytest.mark.parametrize(
    "changes",
    [
        {"population": "-1"}, {"population": "NaN"}, {"population": "1.5"}, {"name": ""},
        {"name": "村" * 10_000}, {"division_code": "abc"}, {"formed_on": "2020-13-01"},
        {"township_id": "0"},
    ],
)  # fmt: skip
def test_bad_villages_are_refused_with_the_entries_kept(scene, browser_of, changes):
    fields = {
        "name": "新村", "division_code": f"{scene['code']}998", "population": "",
        "township_id": str(scene["township"]), "formed_on": "", "merged_on": "",
    } | changes  # fmt: skip
    page = browser_of(scene["office"]).post("/logistics/villages/new", data=fields)
    assert page.status_code == 422
    assert "error-summary" in page.text


def test_two_people_who_change_one_village_see_what_differs(scene, browser_of):
    office, page = browser_of(scene["office"]), f"/logistics/villages/{scene['silent']}/edit"
    fields = {
        "name": "未答村", "division_code": f"{scene['code']}997", "population": "10",
        "township_id": str(scene["township"]), "formed_on": "", "merged_on": "", "version": "1",
    }  # fmt: skip
    assert office.post(page, data=fields).status_code == 303
    second = office.post(page, data=fields | {"population": "20"})
    assert second.status_code == 409
    assert "10" in second.text


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2020-02-30"])
def test_a_day_that_is_none_or_to_come_is_refused(scene, browser_of, day):
    page = browser_of(scene["leader"]).get(f"/logistics?day={day}")
    assert 400 <= page.status_code < 500


def test_the_ledger_of_outlets_holds_every_village(scene, browser_of):
    answer = browser_of(scene["leader"]).get("/logistics/outlets.xlsx")
    cells = [row for row in load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)]
    told = {row[1]: row for row in cells if row[0] == "蕲县镇"}
    assert set(told) == {"中心村", "边远村", "未答村"}
    assert told["边远村"][4] == "中心村"
