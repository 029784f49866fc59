"""Every page of the ranking, as each role sees it."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.ranking import actions, queries
from app.ranking.forms import policy_values
from app.ranking.models import Objection, Ranking, RankingPolicy, Veto
from app.ranking.rules.figures import CountFigures
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import Policy
from app.shared.audit import Program
from app.shared.calendar import Month, Week, clock_at
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file
from tests.makers.inspections import a_finding
from tests.makers.obstacles import an_obstacle
from tests.makers.progress import a_rollup
from tests.makers.ranking import (
    a_draft,
    a_frozen_ranking,
    a_published_ranking,
    finding_figures,
    section_figures,
)
from tests.makers.works import a_contract, a_road, a_section

JUNE = Month(2020, 6)
ON_26_JUNE = datetime(2020, 6, 26, 4, tzinfo=UTC)
IN_JULY = datetime(2020, 7, 10, 4, tzinfo=UTC)
WORKERS = [role for role in Role if not role.value.endswith("_admin")]


@pytest.fixture
def now_in_july() -> Any:
    with clock_at(IN_JULY):
        yield


def body(response: Any) -> str:
    return str(response.get_data(as_text=True))


def one_of_each(given: Any) -> tuple[User, User, User]:
    with given():
        return a_user(Role.PROJECT_OFFICE), a_user(Role.LEADER), a_user(Role.CONTRACTOR)


def the_ranking() -> Ranking:
    return queries.list_versions(JUNE)[0]


@pytest.mark.parametrize("role", WORKERS)
def test_every_role_at_work_reads_the_published_month(given: Any, browser_of: Any, role: Role):
    with given():
        user = a_user(role)
        ranking = a_published_ranking()
        names = [line.section.name for line in queries.list_lines(ranking.id)]
    page = browser_of(user).get("/ranking/2020-06")
    assert page.status_code == 200
    assert all(name in body(page) for name in names)


@pytest.mark.parametrize("role", [role for role in Role if role.value.endswith("_admin")])
def test_administrators_have_no_business_in_the_ranking(given: Any, browser_of: Any, role: Role):
    with given():
        user = a_user(role)
    assert browser_of(user).get("/ranking/2020-06").status_code == 403


@pytest.mark.parametrize("role, seen", [(Role.CONTRACTOR, False), (Role.SUPERVISOR, False),
                                        (Role.PROJECT_OFFICE, True), (Role.LEADER, True)])  # fmt: skip
def test_drafts_are_shown_to_the_bureau_only(given: Any, browser_of: Any, role: Role, seen: bool):
    with given():
        user, draft = a_user(role), a_draft()
        line_id, name = (
            queries.list_lines(draft.id)[0].id,
            queries.list_lines(draft.id)[0].section.name,
        )
    browser = browser_of(user)
    assert (name in body(browser.get("/ranking/2020-06"))) == seen
    assert (browser.get(f"/ranking/lines/{line_id}").status_code == 200) == seen


def test_the_sheet_has_the_native_columns_bands_and_strip(given: Any, browser_of: Any):
    with given():
        user = a_user(Role.LEADER)
        a_frozen_ranking(sections=5)
    page = body(browser_of(user).get("/ranking/2020-06"))
    heads = page.split("<thead>")[1].split("</thead>")[0]
    assert heads.count("<th") == 18
    for words in ("Project manager", "Workers&#39; wages", "Rank last month", "Veto", "Remark"):
        assert words in heads
    assert page.count('class="band-head') == 2  # front and middle
    assert "until 30 Jun 2020" in page
    assert "SHA-256" in page


def test_the_sheet_speaks_chinese(given: Any, browser_of: Any):
    with given():
        user = a_user(Role.LEADER)
        a_frozen_ranking(sections=5)
    page = body(browser_of(user, "zh_Hans_CN").get("/ranking/2020-06"))
    for words in ("名次", "总分", "上月名次", "升降", "一票否决", "结果运用", "优先拨付"):
        assert words in page


def test_without_a_month_the_latest_one_is_shown(given: Any, browser_of: Any):
    with given():
        user = a_user(Role.LEADER)
        a_frozen_ranking()
    answer = browser_of(user).get("/ranking")
    assert (answer.status_code, answer.location) == (302, "/ranking/2020-06")


def test_an_empty_month_says_so_and_starts_one(given: Any, browser_of: Any, now_in_july: Any):
    office, _, contractor = one_of_each(given)
    assert "Draft the month" in body(browser_of(office).get("/ranking/2020-06"))
    assert "Draft the month" not in body(browser_of(contractor).get("/ranking/2020-06"))
    assert "Draft the month" not in body(browser_of(office).get("/ranking/2021-06"))


@pytest.mark.parametrize("address", ["/ranking/2020-13", "/ranking/june", "/ranking/lines/999999",
                                     "/ranking/versions/999999/check", "/ranking/objections/99999",
                                     "/ranking/policy/77"])  # fmt: skip
def test_what_is_not_there_is_404(given: Any, browser_of: Any, address: str):
    with given():
        user = a_user(Role.LEADER)
    assert browser_of(user).get(address).status_code == 404


def test_a_month_goes_from_draft_to_frozen_by_its_buttons(
    app: Flask, given: Any, browser_of: Any, now_in_july: Any
):
    office, leader, _ = one_of_each(given)
    with given():
        a_rollup(a_contract().section, Week(2020, 24), is_on_time=True)
    office_browser, leader_browser = browser_of(office), browser_of(leader)
    assert office_browser.post("/ranking/2020-06/draft").status_code == 303
    with app.app_context():
        address = f"/ranking/versions/{the_ranking().id}"
    assert office_browser.post(f"{address}/publication").status_code == 303
    assert office_browser.post(f"{address}/freeze").status_code == 403
    refused = leader_browser.post(f"{address}/freeze")
    assert refused.status_code == 422
    assert "Objections may be made until the end of 14 Jul 2020." in body(refused)
    frozen = leader_browser.post(f"{address}/freeze", data={"reason": "县里要求当日上报"})
    assert frozen.status_code == 303
    with app.app_context():
        assert the_ranking().state == RankingState.FROZEN
    assert "agree to the last digit" in body(leader_browser.get(f"{address}/check"))


def test_a_refused_draft_says_why(given: Any, browser_of: Any, now_in_july: Any):
    office, _, _ = one_of_each(given)
    refused = browser_of(office).post("/ranking/1999-06/draft")
    assert (refused.status_code, "There is no section to rank" in body(refused)) == (422, True)


def test_a_frozen_month_is_corrected_with_a_reason(
    app: Flask, given: Any, browser_of: Any, now_in_july: Any
):
    office, _, _ = one_of_each(given)
    with given():
        section = a_contract().section
        address = f"/ranking/versions/{a_frozen_ranking(section_figures(section.id)).id}/correction"
    browser = browser_of(office)
    assert browser.post(address, data={"reason": ""}).status_code == 422
    assert browser.post(address, data={"reason": "录入错误"}).status_code == 303
    page = body(browser.get("/ranking/2020-06"))
    assert "Version 2 corrects version 1: 录入错误" in page
    with app.app_context():
        assert [v.number for v in queries.list_versions(JUNE)] == [2, 1]


def test_a_draft_is_thrown_away(app: Flask, given: Any, browser_of: Any):
    office, _, _ = one_of_each(given)
    with given():
        address = f"/ranking/versions/{a_draft().id}/discarding"
    assert browser_of(office).post(address).status_code == 303
    with app.app_context():
        assert queries.list_versions(JUNE) == []


def a_line_with_a_finding(given: Any, role: Role = Role.CONTRACTOR) -> tuple[User, int, int]:
    """Return the owner of a section, the section and its line, which lost points to finding 31."""
    with given():
        section = a_contract().section
        owner = a_user(role, organisation=section.contractor)
        ranking = a_published_ranking(
            section_figures(
                section.id,
                findings=(finding_figures(finding_id=31, is_overdue=True),),
                reports=CountFigures(4, 3),
                wages=None,
            )
        )
        return owner, section.id, queries.list_lines(ranking.id)[0].id


def test_a_contractor_sees_what_cost_it_points_and_opens_the_records(given: Any, browser_of: Any):
    owner, section_id, line_id = a_line_with_a_finding(given)
    page = body(browser_of(owner).get(f"/ranking/lines/{line_id}"))
    assert "The hazard found on 3 Jun 2020 is overdue." in page
    assert "3 of 4 reports came in time." in page
    assert "No records: Share its weight out over the dimensions with records." in page
    assert f"/sections/{section_id}" in page or "/findings/31" in page
    part = body(browser_of(owner).get(f"/ranking/lines/{line_id}?part=1"))
    assert "<html" not in part
    assert "The hazard found on 3 Jun 2020 is overdue." in part


def test_another_contractor_sees_the_points_but_opens_no_records(given: Any, browser_of: Any):
    _, section_id, line_id = a_line_with_a_finding(given)
    with given():
        other = a_user(Role.CONTRACTOR)
    page = body(browser_of(other).get(f"/ranking/lines/{line_id}"))
    assert "The hazard found on" in page
    assert f"/sections/{section_id}" not in page
    assert "open to the section's own contractor" in page


def test_the_section_s_own_tab_tells_its_months(given: Any, browser_of: Any):
    owner, section_id, _ = a_line_with_a_finding(given)
    page = body(browser_of(owner).get(f"/sections/{section_id}/ranking"))
    assert "What cost points in June 2020" in page
    with given():
        bare = a_section()
        office = a_user()
        address = f"/sections/{bare.id}/ranking"
    assert "has not been ranked yet" in body(browser_of(office).get(address))


def objected(browser: FlaskClient, line_id: int, text: str = "6月3日隐患当日已整改") -> Any:
    with clock_at(ON_26_JUNE):
        return browser.post(
            f"/ranking/lines/{line_id}/objection", data={"text": text, "evidence": "整改回复单12号"}
        )


def test_a_contractor_objects_and_the_bureau_answers(app: Flask, given: Any, browser_of: Any):
    owner, _, line_id = a_line_with_a_finding(given)
    office, _, other = one_of_each(given)
    with clock_at(ON_26_JUNE):
        browser = browser_of(owner)
        assert browser.get(f"/ranking/lines/{line_id}/objection").status_code == 200
    assert objected(browser, line_id).status_code == 303
    with app.app_context():
        objection_id = db.session.query(Objection).one().id
    address = f"/ranking/objections/{objection_id}"
    with clock_at(ON_26_JUNE):
        assert "6月3日隐患当日已整改" in body(browser.get("/ranking/objections"))
        assert browser_of(other).get(address).status_code == 404
        office_browser = browser_of(office)
        refused = office_browser.post(f"{address}/answer", data={"decision": "accepted"})
        assert refused.status_code == 422
        answered = office_browser.post(
            f"{address}/answer", data={"decision": "accepted", "reason": "照片属实"}
        )
        assert answered.status_code == 303
        assert "照片属实" in body(browser.get(address))


def test_an_empty_or_late_objection_is_refused_and_kept(given: Any, browser_of: Any):
    owner, _, line_id = a_line_with_a_finding(given)
    with clock_at(ON_26_JUNE):
        browser = browser_of(owner)
    assert objected(browser, line_id, " ").status_code == 422
    with clock_at(IN_JULY):
        late = browser_of(owner).post(
            f"/ranking/lines/{line_id}/objection", data={"text": "迟到的异议"}
        )
    assert (late.status_code, "迟到的异议" in body(late)) == (422, True)
    assert "The time for objections ended on" in body(late)


def test_nobody_objects_for_another_contractor(given: Any, browser_of: Any):
    _, _, line_id = a_line_with_a_finding(given)
    _, _, other = one_of_each(given)
    with clock_at(ON_26_JUNE):
        assert objected(browser_of(other), line_id).status_code == 404


def test_what_if_shows_both_orders_and_saves_nothing(app: Flask, given: Any, browser_of: Any):
    with given():
        user = a_user(Role.LEADER)
        late, idle = a_contract().section, a_contract().section
        ranking = a_frozen_ranking(
            section_figures(late.id, code="甲标", reports=CountFigures(4, 0)),
            section_figures(idle.id, code="乙标", posts=CountFigures(10, 0)),
        )
        address, sha = f"/ranking/versions/{ranking.id}/what-if", ranking.sha256
    browser = browser_of(user)
    assert browser.get(address).status_code == 200
    page = body(browser.get(f"{address}?paperwork=15&staff=0"))
    assert page.index("甲标") < page.index("乙标")
    assert "85.00" in page
    wrong = browser.get(f"{address}?paperwork=15")
    assert wrong.status_code == 422
    assert "The weights add up to 110, not to 100." in body(wrong)
    assert browser.get(f"{address}?paperwork=x").status_code == 422
    with app.app_context():
        assert the_ranking().sha256 == sha
        assert db.session.query(RankingPolicy).count() == 0


def policy_entries(browser: FlaskClient, **changes: str) -> dict[str, Any]:
    entries = {
        name: str(value * 100) if name.endswith("_share") else value
        for name, value in policy_values(Policy()).items()
    }
    return entries | {"valid_from": "2020-07", "reason": "区政府会议纪要第7号"} | changes


def test_a_policy_is_changed_on_its_page(app: Flask, given: Any, browser_of: Any, now_in_july: Any):
    _, leader, contractor = one_of_each(given)
    browser = browser_of(leader)
    assert browser.get("/ranking/policy/new").status_code == 200
    saved = browser.post(
        "/ranking/policy/new",
        data=policy_entries(browser, veto_cap="50", own_vetoes="擅自挪用工程款"),
    )
    assert saved.status_code == 303
    page = body(browser.get(saved.location))
    assert "擅自挪用工程款" in page
    with app.app_context():
        policy = queries.policy_of(Month(2020, 7))
        assert (policy.veto_cap, policy.vetoes[-1]) == (50, "擅自挪用工程款")
        assert policy.groups == Policy().groups | {"logistics": "other"}
    assert browser_of(contractor).get("/ranking/policy").status_code == 200
    assert browser_of(contractor).get("/ranking/policy/new").status_code == 403


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"weight_progress": "41"}, "The weights add up to 101, not to 100."),
        ({"middle_start": "71"}, "Scores from 70 to 71 have no band."),
        ({"middle_end": "86"}, "The bands Middle and Front overlap between 85 and 86."),
        ({"front_end": "99"}, "so that a score of 100 has a band."),
        ({"weight_progress": "many"}, "weight_progress"),
        ({"reason": ""}, "Give the reason."),
        ({"valid_from": "soon"}, "is not a month"),
    ],
)
def test_a_policy_that_does_not_add_up_is_refused_and_kept_in_the_form(
    app: Flask, given: Any, browser_of: Any, changes: dict[str, str], sentence: str
):
    _, leader, _ = one_of_each(given)
    browser = browser_of(leader)
    refused = browser.post("/ranking/policy/new", data=policy_entries(browser, **changes))
    assert refused.status_code == 422
    assert sentence in body(refused)
    with app.app_context():
        assert db.session.query(RankingPolicy).count() == 0


def test_a_veto_is_recorded_and_withdrawn(
    app: Flask, given: Any, browser_of: Any, now_in_july: Any
):
    office, _, contractor = one_of_each(given)
    with given():
        section_id = a_contract().section.id
    browser = browser_of(office)
    assert browser.get("/ranking/vetoes/new").status_code == 200
    entries = {
        "section_id": section_id,
        "kind": "forgery",
        "day": "2020-06-05",
        "evidence": "比对记录",
    }
    assert browser.post("/ranking/vetoes/new", data=entries | {"evidence": ""}).status_code == 422
    assert (
        browser.post("/ranking/vetoes/new", data=entries | {"day": "2020-07-11"}).status_code == 422
    )
    assert browser.post("/ranking/vetoes/new", data=entries).status_code == 303
    page = body(browser.get("/ranking/vetoes"))
    assert "Forged test data or signature" in page
    with app.app_context():
        veto_id = db.session.query(Veto).one().id
    assert browser.post(f"/ranking/vetoes/{veto_id}/withdrawal").status_code == 422
    withdrawn = browser.post(f"/ranking/vetoes/{veto_id}/withdrawal", data={"reason": "样品弄错"})
    assert withdrawn.status_code == 303
    assert "比对记录" not in body(browser_of(contractor).get("/ranking/vetoes"))
    assert browser_of(contractor).post("/ranking/vetoes/new", data=entries).status_code == 403


def test_the_sheet_costs_the_same_queries_for_4_and_for_40_sections(
    given: Any, browser_of: Any, statements: Any
):
    with given():
        user = a_user(Role.LEADER)
        a_frozen_ranking(sections=4)
        a_frozen_ranking(sections=40, month="2020-07")
    browser = browser_of(user)
    browser.get("/ranking/2020-06")
    counts = []
    for month in ("2020-06", "2020-07"):
        with statements() as sent:
            assert browser.get(f"/ranking/{month}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 10


def test_programs_and_people_are_named_in_the_strip(given: Any, browser_of: Any):
    with given():
        leader = a_user(Role.LEADER, name="王局长")
        ranking = a_published_ranking()
        actions.freeze_month(ranking, by=leader, on=date(2020, 7, 10))
        assert ranking.drafted_by_name == Program().name
    assert "王局长" in body(browser_of(leader).get("/ranking/2020-06"))


def test_every_link_of_a_card_opens_the_records_for_the_section_s_own_people(
    app: Flask, given: Any, browser_of: Any
):
    with given():
        section = a_contract(start_on=date(2020, 5, 26)).section
        owner = a_user(Role.CONTRACTOR, organisation=section.contractor)
        an_obstacle(a_road(section), since=date(2020, 6, 1))
        a_finding(section, on=date(2020, 6, 10), due_on=date(2020, 6, 12))
        a_rollup(section, Week(2020, 24), is_on_time=False, elapsed_share=Decimal("0.9"))
        (draft,) = actions.draft_month(JUNE, by=Program(), on=date(2020, 6, 26))
        actions.publish(draft, by=Program(), on=date(2020, 6, 26))
        line_id = queries.list_lines(draft.id)[0].id
    browser = browser_of(owner)
    card = body(browser.get(f"/ranking/lines/{line_id}?part=1"))
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', card)}
    assert any("/findings/" in link for link in links)
    assert any("late_on=2020-06-25" in link for link in links)
    assert any("/obstacles" in link for link in links)
    assert {browser.get(link).status_code for link in links} == {200}


def everything_kept(app: Flask, ranking_id: int) -> list[object]:
    """Return all columns of a ranking, its lines and its objections."""
    with app.app_context():
        return [
            db.session.execute(
                text(f"SELECT * FROM {table} WHERE {key} = :id"),
                {"id": ranking_id},  # noqa: S608
            ).all()
            for table, key in (
                ("ranking", "id"),
                ("ranking_line", "ranking_id"),
                ("ranking_objection", "ranking_id"),
            )
        ]


@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_a_frozen_month_by_any_page(
    app: Flask, given: Any, browser_of: Any, now_in_july: Any, role: Role
):
    with given():
        section = a_contract().section
        user = a_user(role, organisation=section.contractor if role == Role.CONTRACTOR else None)
        ranking = a_published_ranking(section_figures(section.id))
        line_id, ranking_id = queries.list_lines(ranking.id)[0].id, ranking.id
        objection = actions.object_to(ranking, section, "异议", "", by=Program(), on=ranking.end_on)
        actions.answer(objection, accepted=False, reason="不属实", by=Program())
        actions.freeze_month(ranking, by=Program(), on=date(2020, 7, 1))
        objection_id = objection.id
    before = everything_kept(app, ranking_id)
    browser = browser_of(user)
    entries = {"reason": "改", "decision": "accepted", "text": "改", "evidence": "改"}
    for address in (
        "/ranking/2020-06/draft",
        f"/ranking/versions/{ranking_id}/publication",
        f"/ranking/versions/{ranking_id}/freeze",
        f"/ranking/versions/{ranking_id}/correction",
        f"/ranking/versions/{ranking_id}/discarding",
        f"/ranking/lines/{line_id}/objection",
        f"/ranking/objections/{objection_id}/answer",
    ):
        assert browser.post(address, data=entries).status_code in (303, 403, 422)
    assert everything_kept(app, ranking_id) == before


def test_photos_come_with_an_objection_and_are_seen_by_its_own_people_and_the_bureau(
    app: Flask, given: Any, browser_of: Any
):
    owner, _, line_id = a_line_with_a_finding(given)
    office, _, other = one_of_each(given)
    with clock_at(ON_26_JUNE):
        browser = browser_of(owner)
        address = f"/ranking/lines/{line_id}/objection"
        refused = browser.post(
            address,
            data={"text": "", "photos": (io.BytesIO(a_photo_file()), "整改后.jpg")},
            content_type="multipart/form-data",
        )
        assert (refused.status_code, "1 photo is kept already." in body(refused)) == (422, True)
        kept = re.findall(r'name="kept" value="([^"]+)"', body(refused))
        saved = browser.post(address, data={"text": "已整改，附照片", "kept": kept})
        assert saved.status_code == 303
        picture = re.findall(r'href="(/photos/\d+)"', body(browser.get(saved.location)))[0]
        for reader, status in ((browser, 200), (browser_of(office), 200), (browser_of(other), 404)):
            with reader.get(picture) as answer:
                assert answer.status_code == status
        with browser.get(f"{picture}/thumbnail") as answer:
            assert answer.mimetype == "image/jpeg"


def test_a_file_that_is_no_photo_is_refused_with_the_objection(given: Any, browser_of: Any):
    owner, _, line_id = a_line_with_a_finding(given)
    with clock_at(ON_26_JUNE):
        refused = browser_of(owner).post(
            f"/ranking/lines/{line_id}/objection",
            data={"text": "见附件", "photos": (io.BytesIO(b"MZ" * 40), "假照片.jpg")},
            content_type="multipart/form-data",
        )
    assert (refused.status_code, "见附件" in body(refused)) == (422, True)
