from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.extensions import db
from app.inspections.actions import close_finding, hand_in_proof
from app.orders.models import RectificationNotice
from app.shared.calendar import today
from tests.makers.accounts import a_contractor, a_user
from tests.makers.evidence import a_photo_file
from tests.makers.inspections import a_finding
from tests.makers.orders import a_notice, a_report, a_stop_order
from tests.makers.works import a_road, a_section


@pytest.fixture
def scene(given):
    """A section under a contractor with a road and a finding, and people around it."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm)
        return {
            "section": section,
            "road": a_road(section),
            "finding": a_finding(section),
            "office": a_user(Role.PROJECT_OFFICE),
            "leader": a_user(Role.LEADER),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
        }


def notice_fields(**changes):
    fields = {
        "client_uuid": str(uuid4()),
        "inspected_on": today().isoformat(),
        "basis": "合同第9条",
        "demand": "限期整改",
    }
    return fields | changes


def test_a_notice_is_issued_on_findings_and_items_with_photos(scene, browser_of):
    browser, section = browser_of(scene["office"]), scene["section"]
    page = browser.get(f"/sections/{section.id}/notices/new?finding={scene['finding'].id}").text
    assert f'value="{scene["finding"].id}" checked' in page
    sent = notice_fields(
        gathered=[scene["finding"].id],
        **{
            "findings-0-topic": "quality",
            "findings-0-severity": "serious",
            "findings-0-description": "基层偏薄",
            "findings-0-work": scene["road"].id,
            "findings-0-place": "K0+100～K0+200",
            "findings-0-due_on": (today() + timedelta(days=3)).isoformat(),
            "findings-0-photos": (BytesIO(a_photo_file()), "1.jpg"),
        },
    )
    answer = browser.post(f"/sections/{section.id}/notices/new", data=sent)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "基层偏薄" in page
    assert "K0+100" in page
    paper = browser.get(f"{answer.location}/paper").text
    assert paper.count("thumbnail") == 2  # in the notice and, as it was before, in the reply


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"basis": ""}, "on what clause"),
        ({}, "at least one item"),
        ({"basis": "长" * 10_000}, "at most 4000 characters"),
        ({"inspected_on": (today() + timedelta(days=1)).isoformat()}, "lies in the future"),
        ({"client_uuid": "x"}, "damaged"),
    ],
)
def test_a_refused_notice_keeps_what_was_entered(scene, browser_of, changes, sentence):
    browser = browser_of(scene["office"])
    sent = notice_fields(**changes)
    answer = browser.post(f"/sections/{scene['section'].id}/notices/new", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "限期整改" in answer.text


def test_a_notice_is_signed_for_answered_closed_and_looked_at_again(scene, browser_of, given):
    with given():
        notice_id = a_notice(db.session.merge(scene["section"])).id
    contractor, office = browser_of(scene["contractor"]), browser_of(scene["office"])
    assert "Sign for it" in contractor.get(f"/notices/{notice_id}").text
    assert contractor.post(f"/notices/{notice_id}/receipt").status_code == 303
    with given():
        finding = db.session.get(RectificationNotice, notice_id).items[0].finding
        hand_in_proof(finding, "已补", [], by=db.session.merge(scene["contractor"]))
        close_finding(finding, by=db.session.merge(scene["office"]))
    url = f"/notices/{notice_id}/look-back"
    refused = office.post(url, data={"outcome": "relapsed"})
    assert refused.status_code == 422
    assert "Say what came back." in refused.text
    day = (today() + timedelta(days=9)).isoformat()
    assert office.post(f"{url}-plan", data={"planned_on": day}).status_code == 303
    assert office.post(f"{url}-plan", data={"planned_on": "2020-01-01"}).status_code == 422
    assert office.post(url, data={"outcome": "relapsed", "words": "又裂"}).status_code == 303
    assert "Issue a following notice" in office.get(f"/notices/{notice_id}").text


def test_another_contractor_does_not_know_of_the_notice(scene, browser_of, given):
    with given():
        notice_id = a_notice(db.session.merge(scene["section"])).id
    stranger = browser_of(scene["stranger"])
    assert stranger.get(f"/notices/{notice_id}").status_code == 404
    assert stranger.get(f"/notices/{notice_id}/paper").status_code == 404
    assert stranger.post(f"/notices/{notice_id}/receipt").status_code == 404
    assert "整改〔" not in stranger.get("/notices").text


def test_only_people_on_site_issue_notices(scene, browser_of):
    address = f"/sections/{scene['section'].id}/notices/new"
    assert browser_of(scene["contractor"]).post(address).status_code == 403
    assert browser_of(scene["leader"]).post(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["", "?state=open", "?late=1", "?q=整改&sort=due", "?format=xlsx"]
)
def test_the_list_of_notices_is_filtered_sorted_and_exported(scene, browser_of, given, address):
    with given():
        a_notice(db.session.merge(scene["section"]))
    assert browser_of(scene["office"]).get(f"/notices{address}").status_code == 200


def stop_fields(**changes):
    fields = {
        "client_uuid": str(uuid4()),
        "reason": "未按图施工",
        "fault": "contractor",
        "stopped_from": today().isoformat(),
    }
    return fields | changes


def test_a_stretch_is_stopped_checked_and_resumed_by_different_people(scene, browser_of):
    section, road = scene["section"], scene["road"]
    office, contractor = browser_of(scene["office"]), browser_of(scene["contractor"])
    leader = browser_of(scene["leader"])
    sent = stop_fields(
        work=road.id, place="K0+300～K0+500", photos=(BytesIO(a_photo_file()), "1.jpg")
    )
    answer = office.post(f"/sections/{section.id}/stop-orders/new", data=sent)
    assert answer.status_code == 303
    page = answer.location

    for address in (f"/sections/{section.id}", f"/works/{road.id}"):
        assert "Not measured" in office.get(address).text

    asked = {"words": "已返工", "version": "1"}
    assert contractor.post(f"{page}/receipt").status_code == 303
    assert contractor.post(f"{page}/asking", data=asked | {"words": ""}).status_code == 422
    assert contractor.post(f"{page}/asking", data=asked).status_code == 409  # signing changed it
    again = {"words": "已返工", "photos": (BytesIO(a_photo_file()), "2.jpg")}
    assert contractor.post(f"{page}/asking", data=again).status_code == 303
    check = {"verdict": "accepted", "words": "合格"}
    assert contractor.post(f"{page}/check", data=check).status_code == 403
    assert office.post(f"{page}/check", data=check).status_code == 303
    lifted = {"resumed_on": today().isoformat()}
    assert office.post(f"{page}/resumption", data=lifted).status_code == 422  # the checker
    assert leader.post(f"{page}/resumption", data=lifted).status_code == 303
    assert "复工〔" in leader.get(f"{page}/paper").text


def test_a_refused_stop_order_keeps_what_was_entered(scene, browser_of):
    answer = browser_of(scene["office"]).post(
        f"/sections/{scene['section'].id}/stop-orders/new",
        data=stop_fields(fault="", reason="长" * 10_000, requirements="原地待命"),
    )
    assert answer.status_code == 422
    assert "Say who answers for the stop." in answer.text
    assert "at most 4000 characters" in answer.text
    assert "原地待命" in answer.text


def test_another_contractor_does_not_know_of_the_stop_order(scene, browser_of, given):
    with given():
        order_id = a_stop_order(db.session.merge(scene["section"])).id
    stranger = browser_of(scene["stranger"])
    for address in (f"/stop-orders/{order_id}", f"/stop-orders/{order_id}/paper"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/stop-orders/{order_id}/asking", data={}).status_code == 404


def test_only_named_roles_stop_and_resume_works(scene, browser_of, given):
    with given():
        engineer = a_user(Role.AREA_ENGINEER)
        order_id = a_stop_order(db.session.merge(scene["section"])).id
    browser = browser_of(engineer)
    assert browser.get("/stop-orders/new").status_code == 403
    assert browser.post(f"/stop-orders/{order_id}/resumption").status_code == 403


def test_anybody_reports_a_problem_and_somebody_on_duty_judges_it(scene, browser_of):
    section, contractor = scene["section"], browser_of(scene["contractor"])
    office = browser_of(scene["office"])
    pages = []
    for number in range(3):
        answer = contractor.post(
            f"/sections/{section.id}/problems/new",
            data={"client_uuid": str(uuid4()), "description": f"涵洞堵塞{number}"},
        )
        pages.append(answer.location)
    first = pages[0].rsplit("/", 1)[-1]
    assert contractor.post(f"{pages[0]}/untrue", data={"reason": "没有"}).status_code == 403
    assert office.post(f"{pages[1]}/merge", data={"into": first}).status_code == 303
    assert office.post(f"{pages[2]}/untrue", data={"reason": ""}).status_code == 422
    assert office.post(f"{pages[2]}/untrue", data={"reason": "现场无此事"}).status_code == 303
    day = (today() + timedelta(days=5)).isoformat()
    taken = {"topic": "quality", "severity": "general", "due_on": day}
    assert office.post(f"{pages[0]}/finding", data=taken).status_code == 303
    assert office.post(f"{pages[0]}/finding", data=taken).status_code == 422  # judged once
    told = contractor.get("/problems").text
    for word in ("Taken up", "Reported before", "Not true"):
        assert word in told


def test_another_contractor_neither_reports_on_the_section_nor_sees_its_reports(
    scene, browser_of, given
):
    with given():
        report_id = a_report(db.session.merge(scene["section"])).id
    stranger = browser_of(scene["stranger"])
    assert stranger.get(f"/problems/{report_id}").status_code == 404
    assert stranger.get(f"/sections/{scene['section'].id}/problems/new").status_code == 404


@pytest.mark.parametrize("address", ["/stop-orders", "/problems"])
def test_empty_lists_say_what_belongs_there(scene, browser_of, address):
    assert "Here stand" in browser_of(scene["office"]).get(address).text
