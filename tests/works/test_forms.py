"""The forms of works: what they save, what they refuse with a sentence, and who may use them."""

import html
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.shared.audit import Program
from app.works import actions
from app.works.actions import posts
from app.works.models import (
    Area,
    Contract,
    FundSource,
    KeyPost,
    Location,
    Milestone,
    Programme,
    Project,
    Section,
    SupervisionTeam,
    Township,
    TownshipAlias,
    Work,
)
from app.works.rules import FundKind, Status
from tests.makers.accounts import a_contractor, a_user
from tests.makers.works import (
    a_contract,
    a_programme,
    a_project,
    a_road,
    a_section,
    a_township,
    an_area,
)

LONG_FIRM = "安徽皖东北建设工程有限公司第三分公司"


def stored(app: Flask, model: Any) -> Any:
    """Return the last row of a table, outside any request."""
    with app.app_context():
        return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).first()


def test_a_programme_is_registered_with_its_funds(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
    answer = browser_of(user).post(
        "/programmes/new",
        data={
            "year": "2020", "name": "扶贫项目农村道路改造工程", "kind": "reconstruction",
            "planned_length": "78", "planned_amount": "9120", "is_approximate": "y",
            "source": ["中央专项", "区级配套", ""], "source_amount": ["8611", "509", ""],
            "source_kind": ["", "self_raised", ""],
        },
    )  # fmt: skip
    assert answer.status_code == 303
    with app.app_context():
        programme = db.session.scalars(select(Programme)).one()
        assert programme.planned_length_m == 78_000
        assert programme.planned_amount_fen == 9_120_000_000
        assert {s.source: (s.amount_fen, s.kind) for s in programme.fund_sources} == {
            "中央专项": (8_611_000_000, FundKind.CENTRAL),
            "区级配套": (509_000_000, FundKind.SELF_RAISED),
        }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the name of the programme."),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"year": "twenty"}, "is not a number"),
        ({"planned_length": "-3"}, "not a sensible length"),
        ({"planned_amount": "NaN"}, "not an amount of money"),
        ({"planned_count": "1.5"}, "not a whole number"),
        ({"source": "中央", "source_amount": "much"}, "not an amount of money"),
        ({"source": "", "source_amount": "5"}, "no name"),
        ({"planned_finish_on": "2020-02-30"}, "is not a date"),
    ],
)
def test_a_wrong_programme_is_refused_and_what_was_typed_is_kept(
    app: Flask, given: Callable, browser_of: Callable, changes: dict, sentence: str
) -> None:
    with given():
        user = a_user()
    data = {"year": "2020", "name": "专项", "kind": "safety", "note": "记下的话"} | changes
    answer = browser_of(user).post("/programmes/new", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "记下的话" in answer.text
    assert stored(app, Programme) is None


def test_a_project_keeps_what_only_ports_have(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, programme = a_user(), a_programme()
    data = {
        "programme_id": str(programme.id), "name": "蕲县港口物流园", "kind": "logistics",
        "investment": "8亿", "shoreline": "1100", "berths": "15", "longitude": "116.93",
        "latitude": "33.43",
    }  # fmt: skip
    browser = browser_of(user)
    assert browser.post("/projects/new", data=data).status_code == 303
    project = stored(app, Project)
    assert project.attributes == {"shoreline_m": "1100.000", "berths": 15}
    assert stored(app, Location).longitude == Decimal("116.93")
    page = browser.get(f"/projects/{project.id}/edit").text
    assert 'value="1100"' in page
    assert "data-point-picker" in page


def test_a_section_is_registered_changed_and_put_on_hold(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, project, firm = a_user(), a_project(), a_contractor(LONG_FIRM)
    browser = browser_of(user)
    data = {"name": "3标段", "contractor_id": str(firm.id)}
    assert browser.post(f"/sections/new?project={project.id}", data=data).status_code == 303
    section = stored(app, Section)
    assert (section.position, section.contractor_id) == (3, firm.id)
    here = f"/sections/{section.id}"
    assert LONG_FIRM in browser.get(here).text
    held = {"status": "on_hold", "since": "2020-06-01", "version": str(section.version)}
    answer = browser.post(f"{here}/status", data=held)
    assert answer.status_code == 422
    assert "Say why it is on hold." in answer.text
    held |= {"reason": "压覆矿", "suspended_by": "owner"}
    assert browser.post(f"{here}/status", data=held).status_code == 303
    assert stored(app, Section).status == Status.ON_HOLD
    assert "压覆矿" in browser.get(here).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"price": ""}, "Enter the contract price."),
        ({"price": "0"}, "more than zero"),
        ({"payment_share": "79"}, "at least 80 percent"),
        ({"payment_days": "90"}, "within 60 days"),
        ({"planned_finish_on": "2022-01-01"}, "before the start"),
        ({"labour_cost_share": "half"}, "not a number"),
    ],
)
def test_a_contract_against_the_law_is_refused(
    app: Flask, given: Callable, browser_of: Callable, changes: dict, sentence: str
) -> None:
    with given():
        user, section = a_user(), a_section()
    data = {
        "price": "500", "signed_on": "2022-08-01", "start_on": "2022-09-01",
        "contractor_is_sme": "yes", "labour_cost_share": "20", "payment_share": "85",
        "payment_days": "30",
    }  # fmt: skip
    browser, here = browser_of(user), f"/sections/{section.id}/contract"
    answer = browser.post(here, data=data | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert stored(app, Contract) is None
    assert browser.post(here, data=data).status_code == 303
    contract = stored(app, Contract)
    assert (contract.price_fen, contract.contractor_is_sme) == (500_000_000, True)
    assert contract.payment_share == Decimal("0.85")
    assert '<option selected value="yes">' in browser.get(here).text


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""


def test_of_two_edits_each_field_is_shown_with_three_values_and_the_chosen_ones_are_saved(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        first, second = a_user(name="李四"), a_user()
        contract = a_contract(number="合同-旧")
    here = f"/sections/{contract.section_id}/contract"
    browser = browser_of(second)
    page = browser.get(here).text
    mine = {"price": "100", "payment_days": "45", "version": hidden(page, "version")}
    mine |= {"opened": hidden(page, "opened"), "number": "合同-旧"}
    theirs = mine | {"price": "100", "payment_days": "60", "number": "合同-新"}
    assert browser_of(first).post(here, data=theirs).status_code == 303
    answer = browser.post(here, data=mine)
    assert answer.status_code == 409
    assert "李四 changed" in answer.text
    assert "合同-旧" in answer.text
    assert (
        '<input type="radio" class="form-check-input" name="number" value="合同-新" checked>'
        in answer.text
    )
    assert (
        '<input type="radio" class="form-check-input" name="payment_days" value="45" checked>'
        in answer.text
    )
    chosen = {"number": "合同-新", "payment_days": "45", "price": "100"}
    chosen |= {name: hidden(answer.text, name) for name in ("version", "opened")}
    assert browser.post(here, data=chosen).status_code == 303
    with app.app_context():
        stored = db.session.scalars(select(Contract)).one()
        assert (stored.number, stored.payment_days, stored.price_fen) == (
            "合同-新",
            45,
            100_000_000,
        )


def test_of_two_who_change_the_funds_of_a_programme_the_second_chooses(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        first, second, programme = a_user(name="李四"), a_user(), a_programme()
        here = f"/programmes/{programme.id}/edit"
        sent = {"name": programme.name, "year": str(programme.year), "kind": programme.kind.value}
    browser = browser_of(second)
    page = browser.get(here).text
    sent |= {"version": hidden(page, "version"), "opened": hidden(page, "opened")}
    theirs = sent | {"source": ["中央", "省"], "source_amount": ["300", "200"]}
    assert browser_of(first).post(here, data=theirs).status_code == 303
    mine = sent | {"source": ["中央", ""], "source_amount": ["350.5", ""]}
    answer = browser.post(here, data=mine)
    assert answer.status_code == 409
    assert "中央 350.5" in answer.text
    assert "中央 300" in answer.text
    assert "省 200" in answer.text
    chosen = sent | {name: hidden(answer.text, name) for name in ("version", "opened")}
    chosen |= {"fund_sources": '[["中央", "350.5"]]'}
    assert browser.post(here, data=chosen).status_code == 303
    with app.app_context():
        stored = db.session.scalars(select(FundSource)).all()
        assert [(one.source, one.amount_fen) for one in stored] == [("中央", 350_500_000)]


@pytest.mark.parametrize("text", ["", "[1]", "{}", "null", '[["甲", "x"]]'])
def test_a_text_of_funds_that_is_none_is_no_server_error(
    given: Callable, browser_of: Callable, text: str
) -> None:
    with given():
        user, programme = a_user(), a_programme()
    data = {"name": "2020", "year": "2020", "kind": programme.kind.value, "fund_sources": text}
    answer = browser_of(user).post(f"/programmes/{programme.id}/edit", data=data)
    assert answer.status_code in (303, 422)


def test_a_contract_that_changed_meanwhile_is_not_overwritten(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        first, second, contract = a_user(name="李四"), a_user(), a_contract()
        version = contract.version
    data = {"price": "100", "version": str(version)}
    here = f"/sections/{contract.section_id}/contract"
    assert browser_of(first).post(here, data=data | {"number": "合2020-1"}).status_code == 303
    answer = browser_of(second).post(here, data=data | {"number": "合2020-2"})
    assert answer.status_code == 409
    assert "李四 changed" in answer.text
    assert stored(app, Contract).number == "合2020-1"


def test_a_road_is_registered_with_its_chainages(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, section, township = a_user(), a_section(), a_township("大店镇")
    browser, address = browser_of(user), f"/works/new?section={section.id}"
    data = {
        "kind": "road", "name": "李庄路", "status": "not_started", "route_code": "c012341302",
        "start": "K0+000", "end": "ｋ1＋091", "township_id": str(township.id),
        "pavement_width_m": "4.5", "amount": "120", "longitude": "116.9", "latitude": "33.6",
    }  # fmt: skip
    assert browser.post(address, data=data).status_code == 303
    work = stored(app, Work)
    assert (work.route_code, work.end_m, work.length_m) == ("C012341302", 1091, 1091)
    assert work.amount_fen == 120_000_000
    page = browser.get(f"/works/{work.id}/edit").text
    assert 'value="K1+091"' in page
    assert 'value="1.091"' in page
    answer = browser.post(f"/works/{work.id}/edit", data=data | {"length": "2"})
    assert answer.status_code == 303
    assert "chain break" in browser.get(f"/works/{work.id}").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"start": "K3+50"}, "K3+050"),
        ({"start": "three"}, "is not a chainage"),
        ({"route_code": "Q99"}, "is not a route code"),
        ({"start": "K1+000", "end": "K1+000"}, "ends where it begins"),
        ({"started_on": "2090-01-01"}, "a day to come"),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"township_id": "999999"}, "Not a valid choice"),
        ({"longitude": "200"}, "more than the most allowed"),
        ({"kind": "castle"}, "Invalid Choice"),
    ],
)
def test_a_wrong_road_is_refused(
    app: Flask, given: Callable, browser_of: Callable, changes: dict, sentence: str
) -> None:
    with given():
        user, section = a_user(), a_section()
    data = {"kind": "road", "name": "李庄路", "status": "not_started"} | changes
    answer = browser_of(user).post(f"/works/new?section={section.id}", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert stored(app, Work) is None


def test_key_posts_are_filled_replaced_and_ended(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, section = a_user(), a_section()
    browser, here = browser_of(user), f"/sections/{section.id}/key-posts"
    data = {"post": "项目经理", "person_name": "王五", "since": "2020-01-01"}
    assert browser.post(f"{here}/new", data=data).status_code == 303
    assert browser.post(f"{here}/new", data=data).status_code == 422
    first = stored(app, KeyPost)
    other = {"person_name": "赵六", "since": "2020-03-01"}
    assert browser.post(f"{here}/{first.id}/replacement", data=other).status_code == 303
    second = stored(app, KeyPost)
    assert (second.person_name, second.replacement_approved) == ("赵六", False)
    assert "not approved" in browser.get(here).text
    assert browser.post(f"{here}/{second.id}/end", data={"until": "2020-05-01"}).status_code == 303
    assert browser.post(f"{here}/9999/end", data={"until": "2020-05-01"}).status_code == 404


def test_milestones_are_entered_and_changed(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, project = a_user(), a_project(status=Status.PRELIMINARY)
    browser, here = browser_of(user), f"/projects/{project.id}/milestones"
    data = {"kind": "approval", "authority": "区发改委"}
    assert browser.post(f"{here}/new", data=data).status_code == 303
    milestone = stored(app, Milestone)
    done = data | {"done_on": "2020-06-01"}
    assert browser.post(f"{here}/{milestone.id}", data=done).status_code == 303
    assert stored(app, Milestone).done_on == date(2020, 6, 1)
    assert "区发改委" in browser.get(f"/projects/{project.id}").text
    assert browser.post(f"/projects/{project.id}/milestones/999", data=data).status_code == 404


def test_areas_townships_spellings_and_teams_are_kept(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, engineer, leader = a_user(), a_user(Role.AREA_ENGINEER), a_user(Role.LEADER)
    browser = browser_of(user)
    assert browser.post("/areas/divisions").status_code == 303
    township = stored(app, Township)
    answer = browser.post("/areas/new", data={"name": "东片区", "engineers": str(engineer.id)})
    assert answer.status_code == 303
    area = stored(app, Area)
    mapped = {f"area-{township.id}": str(area.id)}
    assert browser.post("/areas/townships", data=mapped).status_code == 303
    assert stored(app, Township).area_id == area.id
    spelling = {"township_id": str(township.id), "alias": "埇桥开发区"}
    assert browser.post("/areas/aliases", data=spelling).status_code == 303
    assert browser.post("/areas/aliases", data=spelling).status_code == 422
    with app.app_context():
        assert db.session.get(TownshipAlias, "埇桥开发区")
    team = {"name": "第一督导组", "leader_id": str(leader.id), "members": [str(user.id)]}
    assert browser.post("/teams/new", data=team).status_code == 303
    assert browser.post("/teams/new", data=team).status_code == 422
    assert stored(app, SupervisionTeam).leader_id == leader.id
    assert engineer.name in browser.get("/areas").text
    assert leader.name in browser.get("/teams").text


def addresses_of_forms(given: Callable) -> list[str]:
    with given():
        road = a_road()
        section, project = road.section, road.section.project
        holder = posts.fill_post(
            section, "项目经理", "王五", since=date(2020, 1, 1), by=Program()
        )  # fmt: skip
        actions.sign_contract(section, 100, by=Program())
        area = an_area()
    return [
        "/programmes/new", f"/programmes/{project.programme_id}/edit",
        f"/projects/new?programme={project.programme_id}", f"/projects/{project.id}/edit",
        f"/projects/{project.id}/status", f"/projects/{project.id}/milestones/new",
        f"/sections/new?project={project.id}", f"/sections/{section.id}/edit",
        f"/sections/{section.id}/status", f"/sections/{section.id}/contract",
        f"/sections/{section.id}/key-posts/new",
        f"/sections/{section.id}/key-posts/{holder.id}/replacement",
        f"/sections/{section.id}/key-posts/{holder.id}/end",
        f"/works/new?section={section.id}", f"/works/{road.id}/edit",
        "/areas/new", f"/areas/{area.id}", "/teams/new",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_project_office_opens_every_form(
    given: Callable, browser_of: Callable, language: str
) -> None:
    addresses = addresses_of_forms(given)
    with given():
        user = a_user()
    browser = browser_of(user, language)
    opened = {address: browser.get(address).status_code for address in addresses}
    assert set(opened.values()) == {200}, opened


@pytest.mark.parametrize("role", [Role.LEADER, Role.FINANCE, Role.CONTRACTOR, Role.SUPERVISOR])
def test_other_roles_open_no_form(given: Callable, browser_of: Callable, role: Role) -> None:
    addresses = addresses_of_forms(given)
    with given():
        user = a_user(role)
    browser = browser_of(user)
    assert {browser.get(address).status_code for address in addresses} == {403}


def test_an_area_engineer_writes_for_the_own_area_only(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        engineer = a_user(Role.AREA_ENGINEER)
        own = a_road(a_section(area=an_area("", engineer)))
        foreign = a_road()
    browser = browser_of(engineer)
    assert browser.get(f"/works/{own.id}/edit").status_code == 200
    assert browser.get(f"/sections/{own.section_id}/edit").status_code == 200
    assert browser.get(f"/sections/{own.section_id}/contract").status_code == 403
    assert browser.get(f"/works/{foreign.id}").status_code == 200
    assert browser.get(f"/works/{foreign.id}/edit").status_code == 403
    assert browser.post(f"/sections/{foreign.section_id}/status", data={}).status_code == 403
    assert browser.get(f"/works/new?section={foreign.section_id}").status_code == 403


def test_a_new_section_begins_with_its_project(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    assert browser.get("/sections/new").location == "/projects/new"
    with given():
        project = a_project()
    assert project.name in browser.get("/sections/new").text
    assert browser.get("/sections/new?project=999").status_code == 404


def test_a_refused_change_leaves_the_object_as_it_was(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, contract = a_user(), a_contract()
    data = {"price": "0", "number": "合2020-9", "version": str(contract.version)}
    answer = browser_of(user).post(f"/sections/{contract.section_id}/contract", data=data)
    assert answer.status_code == 422
    assert stored(app, Contract).number == ""
