"""The pages of progress: who sees what, what a refusal looks like, what a page costs."""

import re
from decimal import Decimal

import pytest

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.progress.actions.items import add_change_order, ensure_items
from app.progress.actions.rollups import freeze_week
from app.progress.queries.plans import plan_of
from app.progress.queries.reports import list_reports_due_from, list_reports_waiting_for
from app.progress.queries.sheet import find_report, get_sheet, list_items
from app.progress.rules.chain import ReportState
from app.progress.rules.changes import Change
from app.progress.rules.weekly import CellKey
from app.shared.audit import Program
from app.shared.calendar import clock_at
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.progress import (
    WEEK,
    a_confirmed_report,
    a_contractor_of,
    a_rollup,
    a_section_with_roads,
    a_submitted_report,
    a_supervisor_of,
    an_engineer_of,
    monday_after,
    noon,
)


@pytest.fixture
def people(given):
    """A section of two roads and the people around it, by role."""
    with given():
        section = a_section_with_roads("1", "2")
        other = a_section_with_roads("1")
        found = {
            "contractor": a_contractor_of(section),
            "supervisor": a_supervisor_of(section),
            "engineer": an_engineer_of(section),
            "office": a_user(Role.PROJECT_OFFICE),
            "leader": a_user(Role.LEADER),
            "stranger": a_contractor_of(other),
            "admin": a_user(Role.SYSTEM_ADMIN),
        }
        found["section"] = section
        found["key"] = f"c:{get_sheet(section, WEEK).works[0].id}:base"
    return found


def grid_url(people, what="grid"):
    return f"/sections/{people['section'].id}/weeks/{WEEK}/{what}"


PAGES = (
    "/reports",
    "/rollup",
    "/progress",
    "/sections/{id}/progress",
    "/sections/{id}/weights",
    "/sections/{id}/plan",
    "/sections/{id}/changes",
    "/sections/{id}/weeks/2020-W23",
    "/sections/{id}/weeks/2020-W23/grid",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_opens_with_and_without_records(page, language, people, browser_of, given):
    address = page.format(id=people["section"].id)
    browser = browser_of(people["office"], language)
    assert browser.get(address).status_code == 200
    with given():
        section = db.session.get_one(Section, people["section"].id)
        a_confirmed_report(section, "30")
        with monday_after(hour=13):
            freeze_week(WEEK, Program())
    assert browser.get(address).status_code in (200, 303)


@pytest.mark.parametrize(
    "who, page, status",
    [
        ("contractor", "/sections/{id}/progress", 200),
        ("stranger", "/sections/{id}/progress", 404),
        ("stranger", "/sections/{id}/weeks/2020-W23", 404),
        ("stranger", "/sections/{id}/weeks/2020-W23/grid", 404),
        ("admin", "/sections/{id}/progress", 403),
        ("leader", "/sections/{id}/weeks/2020-W23/grid", 403),
        ("supervisor", "/sections/{id}/weeks/2020-W23/grid", 403),
        ("contractor", "/sections/{id}/weeks/2020-W23/grid", 200),
        ("contractor", "/sections/{id}/weeks/2020-W99", 404),
        ("contractor", "/sections/{id}/weeks/nonsense/grid", 404),
    ],
)
def test_people_open_what_is_theirs(who, page, status, people, browser_of):
    with clock_at(noon("2020-06-08")):
        response = browser_of(people[who]).get(page.format(id=people["section"].id))
    assert response.status_code == status


def test_a_page_needs_a_sign_in(people, client):
    assert client.get("/reports").status_code in (302, 303, 401)


def test_a_report_goes_from_the_grid_to_confirmed(people, browser_of, app):
    section = people["section"]
    with monday_after():
        contractor = browser_of(people["contractor"])
        sent = contractor.post(grid_url(people), data={people["key"]: "50%", "submit": "1"})
        assert sent.status_code == 303
        with app.app_context():
            report = find_report(section.id, WEEK)
            assert report.state is ReportState.SUBMITTED
        url = f"/reports/{report.id}"
        assert contractor.post(f"{url}/check").status_code == 403
        assert browser_of(people["supervisor"]).post(f"{url}/check").status_code == 303
        assert browser_of(people["engineer"]).post(f"{url}/confirm").status_code == 303
    with app.app_context():
        assert find_report(section.id, WEEK).state is ReportState.CONFIRMED


def test_a_refused_report_answers_422_with_the_sentences_and_the_entries(people, browser_of, app):
    with monday_after():
        response = browser_of(people["contractor"]).post(
            grid_url(people), data={people["key"]: "1.5", "submit": "1", "reported": "64"}
        )
    assert response.status_code == 422
    assert "above the design quantity of 1" in response.text
    assert 'value="1.5"' in response.text
    assert "is-refused" in response.text
    with app.app_context():
        assert find_report(people["section"].id, WEEK) is None


def test_a_draft_saves_itself_and_says_what_is_wrong(people, browser_of, app):
    with monday_after():
        browser = browser_of(people["contractor"])
        answer = browser.post(grid_url(people, "draft"), data={people["key"]: "1.5"})
        assert answer.json["problems"][0]["cell"] == people["key"]
        assert answer.json["problems"][0]["refused"] is True
        again = browser.post(
            grid_url(people, "draft"),
            data={people["key"]: "0.5", "version": answer.json["version"]},
        )
        assert again.json["problems"] == [] or not again.json["problems"][0]["refused"]
        stale = browser.post(grid_url(people, "draft"), data={people["key"]: "0.4"})
    assert stale.status_code == 409
    assert "saved this report meanwhile" in stale.json["sentences"][0]
    with app.app_context():
        assert find_report(people["section"].id, WEEK).state is ReportState.DRAFT


def test_a_draft_is_measured_against_the_change_order_of_a_moment_ago(people, browser_of, given):
    with monday_after():
        browser = browser_of(people["contractor"])
        first = browser.post(grid_url(people, "draft"), data={people["key"]: "0.1"})
        sent = {people["key"]: "1.5", "version": first.json["version"]}
        above = browser.post(grid_url(people, "draft"), data=sent)
        with given():
            section = db.session.get_one(Section, people["section"].id)
            key = CellKey(get_sheet(section, WEEK).works[0].id, "base")
            order = Change("1", Decimal("0.5"), WEEK.start, "wider")
            add_change_order(section, key, order, db.session.get_one(User, people["engineer"].id))
        sent["version"] = above.json["version"]
        within = browser.post(grid_url(people, "draft"), data=sent)
    assert [problem["refused"] for problem in above.json["problems"]] == [True]
    assert [problem["refused"] for problem in within.json["problems"]] == [False]


def test_a_second_editor_of_the_plain_form_is_told_with_409(people, browser_of):
    with monday_after():
        browser = browser_of(people["contractor"])
        first = browser.post(grid_url(people), data={people["key"]: "0.5", "save": "1"})
        second = browser.post(grid_url(people), data={people["key"]: "0.6", "save": "1"})
    assert (first.status_code, second.status_code) == (303, 409)
    key = people["key"]
    assert f'name="{key}" value="0.6" checked' in second.text
    assert f'name="{key}" value="0.5"' in second.text


def test_of_two_reports_the_second_takes_the_others_cell_and_a_percent_stays_one(
    people, browser_of, app
):
    with monday_after():
        browser, key = browser_of(people["contractor"]), people["key"]
        browser.post(grid_url(people), data={key: "0.5", "save": "1"})
        stale = browser.post(grid_url(people), data={key: "60", "as": "percent", "save": "1"})
        assert f'name="{key}" value="60%" checked' in stale.text
        assert 'name="as" value="quantity"' in stale.text
        version = re.search(r'name="version" value="(\d+)"', stale.text).group(1)
        chosen = {key: "0.5", "as": "quantity", "save": "1", "version": version}
        assert browser.post(grid_url(people), data=chosen).status_code == 303


def test_of_two_people_weighting_the_items_the_second_chooses_item_by_item(people, browser_of, app):
    section = people["section"]
    browser, url = browser_of(people["engineer"]), f"/sections/{section.id}/weights"
    page = browser.get(url).text
    codes = re.findall(r'name="code" value="(\w+)"', page)
    rows = {"code": codes, "name": [""] * 4, "unit": ["km"] * 4, "seen": ""}
    assert browser.post(url, data=rows | {"weight": ["20", "30", "40", "10"]}).status_code == 303
    stale = browser.post(url, data=rows | {"weight": ["25", "30", "35", "10"]})
    assert stale.status_code == 409
    first, third = f"weight:{codes[0]}", f"weight:{codes[2]}"
    assert f'name="{first}" value="25" checked' in stale.text
    assert f'name="{third}" value="40"' in stale.text
    seen = re.search(r'name="seen" value="([^"]+)"', stale.text)
    chosen = rows | {"weight": [""] * 4, "seen": seen.group(1)} | {first: "25", third: "35"}
    chosen |= {f"weight:{codes[1]}": "30", f"weight:{codes[3]}": "10"}
    assert browser.post(url, data=chosen).status_code == 303
    with app.app_context():
        shares = [item.weight_share * 100 for item in list_items(section.id)]
    assert shares == [25, 30, 35, 10]


def test_a_report_is_sent_back_only_with_a_reason(people, browser_of, app, given):
    with given():
        report = a_submitted_report(db.session.get_one(Section, people["section"].id))
    browser = browser_of(people["supervisor"])
    assert browser.post(f"/reports/{report.id}/return", data={}).status_code == 422
    answer = browser.post(f"/reports/{report.id}/return", data={"reason": "路基未完成"})
    assert answer.status_code == 303
    page = browser_of(people["contractor"]).get(f"/sections/{people['section'].id}/weeks/{WEEK}")
    assert "路基未完成" in page.text


@pytest.mark.parametrize("step", ["check", "confirm", "return", "reopen"])
def test_a_stranger_takes_no_step(step, people, browser_of, given):
    with given():
        report = a_submitted_report(db.session.get_one(Section, people["section"].id))
        stranger = a_user(Role.AREA_ENGINEER)
        firm = a_supervisor_of(a_section_with_roads())
    statuses = {
        browser_of(who).post(f"/reports/{report.id}/{step}", data={"reason": "x"}).status_code
        for who in (stranger, firm)
    }
    assert statuses <= {403, 404}


def test_a_week_is_frozen_by_hand_only_by_the_office_and_after_the_cut_off(people, browser_of):
    with monday_after(hour=11):
        assert browser_of(people["office"]).post(f"/rollup/{WEEK}/freeze").status_code == 422
    with monday_after(hour=13):
        assert browser_of(people["engineer"]).post(f"/rollup/{WEEK}/freeze").status_code == 403
        assert browser_of(people["office"]).post(f"/rollup/{WEEK}/freeze").status_code == 303
        page = browser_of(people["leader"]).get(f"/rollup?week={WEEK}")
    assert page.text.count("Not frozen") == 0


def test_the_weights_page_saves_only_what_totals_one_hundred(people, browser_of, app, given):
    section = people["section"]
    with given():
        ensure_items(db.session.get_one(Section, section.id), people["office"])
    with app.app_context():
        items = list_items(section.id)
        seen = ",".join(f"{item.id}.{item.version}" for item in items)
    rows = {
        "code": [item.code for item in items],
        "name": [""] * 4,
        "unit": ["km"] * 4,
        "weight": ["20", "30", "40", "9"],
        "seen": seen,
    }
    browser, url = browser_of(people["engineer"]), f"/sections/{section.id}/weights"
    refused = browser.post(url, data=rows)
    assert refused.status_code == 422
    assert "The weights total 99; they must total exactly 100." in refused.text
    assert browser.post(url, data=rows | {"weight": ["20", "30", "40", "10"]}).status_code == 303
    stale = browser.post(url, data=rows | {"weight": ["25", "25", "25", "25"]})
    assert stale.status_code == 409
    with app.app_context():
        assert [i.weight_share for i in list_items(section.id)][0] == Decimal("0.20")


def test_a_baseline_is_written_week_by_week_and_two_editors_choose_cell_by_cell(people, browser_of):
    browser, url = browser_of(people["engineer"]), f"/sections/{people['section'].id}/plan"
    cells = {"p:2020-W23:": "40", "p:2020-W24:": "x", "reason": "contract plan", "seen": "0"}
    wrong = browser.post(url, data=cells)
    assert wrong.status_code == 422
    assert "2020-W24: “x” is not a percent." in wrong.text
    assert 'name="p:2020-W24:" value="x"' in wrong.text
    assert browser.post(url, data=cells | {"p:2020-W24:": "100"}).status_code == 303
    stale = browser.post(url, data=cells | {"p:2020-W23:": "50", "p:2020-W24:": "100"})
    assert stale.status_code == 409
    assert 'name="p:2020-W23:" value="50" checked' in stale.text
    assert 'name="p:2020-W23:" value="40"' in stale.text
    assert 'name="seen" value="1"' in stale.text


def test_a_baseline_by_work_items_gives_the_section_their_weighted_plan(people, browser_of, app):
    section = people["section"]
    browser, url = browser_of(people["engineer"]), f"/sections/{section.id}/plan"
    page = browser.get(f"{url}?by=items&from=2020-W23&to=2020-W24").text
    codes = dict.fromkeys(re.findall(r'name="p:2020-W24:(\w+)"', page))
    cells = {f"p:2020-W24:{code}": "100" for code in codes} | {"by": "items", "seen": "0"}
    half = cells | {f"p:2020-W23:{code}": "50" for code in codes}
    missing = half | {f"p:{week}:{next(iter(codes))}": "" for week in ("2020-W23", "2020-W24")}
    refused = browser.post(url, data=missing | {"reason": "by items"})
    assert refused.status_code == 422
    assert "has no plan yet" in refused.text
    assert browser.post(url, data=half | {"reason": "by items"}).status_code == 303
    with app.app_context():
        points = plan_of(section.id).points
    assert [point.planned_share for point in points] == [Decimal("0.5"), 1]
    assert f'name="p:2020-W23:{next(iter(codes))}" value="50"' in browser.get(url).text


def test_change_orders_reversals_and_stretches_are_entered_on_one_page(people, browser_of, given):
    section = people["section"]
    with given():
        a_confirmed_report(db.session.get_one(Section, section.id), "50")
    work_id = int(people["key"].split(":")[1])
    browser, url = browser_of(people["office"]), f"/sections/{section.id}"
    cell = {"work": work_id, "item": "base"}

    def sent(part, page, **data):
        named = {f"{part}-{name}": value for name, value in (cell | data).items()}
        return browser.post(f"{url}/{page}", data=named).status_code

    order = {"number": "BG-01", "quantity": "0.2", "decided_on": "2020-06-01", "reason": "longer"}
    assert sent("order", "change-orders", **order) == 303
    assert sent("order", "change-orders", **order) == 422  # twice
    reversal = {"quantity": "0.1", "week": "2020-W24", "reason": "demolished"}
    assert sent("reversal", "reversals", **reversal) == 303
    assert sent("reversal", "reversals", **(reversal | {"week": "soon"})) == 422
    stretch = {"start": "K0+000", "end": "K0+500", "done_on": "2020-06-01"}
    assert sent("stretch", "stretches", **stretch) == 303
    assert sent("stretch", "stretches", **(stretch | {"end": "far"})) == 422
    assert "BG-01" in browser.get(f"{url}/changes").text


def test_lists_go_out_to_excel(people, browser_of, given):
    with given():
        a_confirmed_report(db.session.get_one(Section, people["section"].id))
        a_rollup(db.session.get_one(Section, people["section"].id))
    browser = browser_of(people["leader"])
    for url in ("/reports?format=xlsx", f"/rollup?week={WEEK}&format=xlsx"):
        answer = browser.get(url)
        assert answer.status_code == 200
        assert answer.data[:2] == b"PK"


def test_everybody_is_told_which_reports_wait_for_them(people, given, app):
    with given():
        section = db.session.get_one(Section, people["section"].id)
        with monday_after():
            due = list_reports_due_from(people["contractor"], noon("2020-06-08").date())
            assert [(one.section.id, one.week) for one in due] == [(section.id, WEEK)]
        report = a_submitted_report(section)
        assert [one.id for one in list_reports_waiting_for(people["supervisor"])] == [report.id]
        assert list_reports_waiting_for(people["engineer"]) == []
        with monday_after():
            assert list_reports_due_from(people["contractor"], noon("2020-06-08").date()) == []


def test_the_list_of_reports_takes_the_same_number_of_queries_however_long(
    people, browser_of, given, statements
):
    browser = browser_of(people["leader"])

    def count():
        with statements() as sent:
            assert browser.get("/reports").status_code == 200
        return len(sent)

    with given():
        a_submitted_report(db.session.get_one(Section, people["section"].id))
    few = count()
    with given():
        for _ in range(5):
            a_submitted_report(a_section_with_roads())
    assert count() == few


def test_the_roll_up_takes_the_same_number_of_queries_however_long(
    people, browser_of, given, statements
):
    browser = browser_of(people["leader"])

    def count():
        with statements() as sent:
            assert browser.get(f"/rollup?week={WEEK}").status_code == 200
        return len(sent)

    with given():
        a_rollup(db.session.get_one(Section, people["section"].id))
    few = count()
    with given():
        for _ in range(5):
            a_rollup(a_section_with_roads())
    assert count() == few


def test_the_overview_weighs_by_amount_and_by_length(people, browser_of, given):
    with given():
        big = db.session.get_one(Section, people["section"].id)
        a_rollup(big, WEEK, "0.8")
    page = browser_of(people["leader"]).get("/progress")
    assert "80.0%" in page.text
    assert "section without a frozen week" in page.text


def test_outsiders_do_not_see_what_other_sections_come_to(people, browser_of, given):
    with given():
        section = db.session.get_one(Section, people["section"].id)
        a_rollup(section, WEEK, "0.8")
        project_id = section.project_id
    address = f"/projects/{project_id}"
    assert "By length" in browser_of(people["leader"]).get(address).text
    assert "By length" not in browser_of(people["contractor"]).get(address).text


ODD_TEXTS = [
    "\x00",
    "值" * 10_000,
    "NaN",
    "-1",
    "=cmd()",
    "1e400",
    "<script>",
    "９" * 50,
    "\u202e%",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("page", ["grid", "draft"])
def test_whatever_is_typed_into_the_grid_is_answered_with_a_sentence(
    text, page, people, browser_of
):
    section = people["section"]
    work = people["key"].split(":")[1]
    remarks = {f"r:{work}:{part}": text for part in ("people", "machines", "problems", "remark")}
    typed = {people["key"]: text, "reported": text, "version": text, "submit": "1", **remarks}
    with monday_after():
        answer = browser_of(people["contractor"]).post(grid_url(people, page), data=typed)
    assert answer.status_code in ({200, 409, 422} if page == "draft" else {303, 409, 422})
    assert section.id


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_whatever_is_typed_into_the_other_forms_is_answered_with_a_sentence(
    text, people, browser_of
):
    browser, url = browser_of(people["office"]), f"/sections/{people['section'].id}"
    work = people["key"].split(":")[1]
    cell = {"work": work, "item": "base", "quantity": text, "reason": text, "number": text}
    stretch = {"start": text, "end": text, "done_on": text}
    sent = {
        "weights": {"code": [""], "name": [text], "unit": [text], "weight": [text], "seen": text},
        "weights/template": {"template": text},
        "design": {people["key"]: text, f"c:{text[:50]}:{text}": text},
        "plan": {"points": text, "reason": text, "seen": text},
        "change-orders": {f"order-{name}": value for name, value in cell.items()},
        "reversals": {f"reversal-{n}": v for n, v in (cell | {"week": text}).items()},
        "stretches": {f"stretch-{n}": v for n, v in (cell | stretch).items()},
        f"weeks/{WEEK}/open": {"reason": text},
    }
    answers = {page: browser.post(f"{url}/{page}", data=data) for page, data in sent.items()}
    odd = {page: answer.status_code for page, answer in answers.items()}
    assert {page: code for page, code in odd.items() if code not in {303, 409, 422}} == {}
    assert browser.get(f"{url}/changes").status_code == 200


def test_a_frozen_week_is_opened_only_with_a_reason(people, browser_of):
    url = f"/sections/{people['section'].id}/weeks/{WEEK}/open"
    office = browser_of(people["office"])
    with monday_after(hour=13):
        office.post(f"/rollup/{WEEK}/freeze")
        assert office.post(url, data={"reason": " "}).status_code == 422
        assert office.post(url, data={"reason": "no network on site"}).status_code == 303


def test_a_role_that_was_taken_away_saves_no_draft_any_more(people, browser_of, given):
    with monday_after():
        browser = browser_of(people["contractor"])
        first = browser.post(grid_url(people, "draft"), data={people["key"]: "0.1"})
        with given():
            user = db.session.get_one(User, people["contractor"].id)
            user.grants.clear()
        sent = {people["key"]: "0.2", "version": first.json["version"]}
        second = browser.post(grid_url(people, "draft"), data=sent)
    assert (first.status_code, second.status_code) == (200, 403)
