"""The three administrators: one opens accounts, one gives roles, one reads the trail."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries
from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from tests.makers.accounts import a_contractor, a_user, an_organisation


def test_an_account_opens_without_roles_and_shows_its_password_once(
    given: Callable, browser_of: Callable, app: Flask
) -> None:
    with given():
        administrator, organisation = a_user(Role.SYSTEM_ADMIN), an_organisation()
    form = {"name": "李四", "username": "lisi", "organisation": organisation.id}
    answer = browser_of(administrator).post("/people/new", data=form)
    assert answer.status_code == 200
    with app.app_context():
        user = queries.find_user_by_username("lisi")
        assert user is not None
        assert user.roles == frozenset()
        assert user.must_change_password


def test_only_the_security_administrator_gives_roles(
    given: Callable, browser_of: Callable, app: Flask
) -> None:
    with given():
        system, security, person = (
            a_user(Role.SYSTEM_ADMIN),
            a_user(Role.SECURITY_ADMIN),
            a_user(Role.FINANCE),
        )
    address, form = f"/people/{person.id}/roles", {"roles": ["leader"]}
    assert browser_of(system).post(address, data=form).status_code == 403
    assert browser_of(security).post(address, data=form).status_code == 303
    with app.app_context():
        assert db.session.get(User, person.id).roles == {Role.LEADER}


def test_of_two_who_give_roles_the_second_is_shown_both_and_chooses(
    given: Callable, browser_of: Callable, app: Flask
) -> None:
    with given():
        first, second = a_user(Role.SECURITY_ADMIN), a_user(Role.SECURITY_ADMIN)
        person = a_user(Role.FINANCE)
    address, browser = f"/people/{person.id}/roles", browser_of(second)
    page = browser.get(f"/people/{person.id}").text
    opened = html.unescape(re.search(r'name="opened" value="([^"]*)"', page)[1])
    leader = {"roles": ["leader"], "opened": opened}
    assert browser_of(first).post(address, data=leader).status_code == 303
    answer = browser.post(address, data={"roles": ["finance", "discipline"], "opened": opened})
    assert answer.status_code == 409
    assert 'value="leader"' in answer.text
    assert 'value="finance,discipline"' in answer.text
    with app.app_context():
        assert db.session.get(User, person.id).roles == {Role.LEADER}
    opened = html.unescape(re.search(r'name="opened" value="([^"]*)"', answer.text)[1])
    chosen = {"roles": "finance,discipline", "opened": opened}
    assert browser.post(address, data=chosen).status_code == 303
    with app.app_context():
        assert db.session.get(User, person.id).roles == {Role.FINANCE, Role.DISCIPLINE}


def test_nobody_gives_roles_to_themselves(given: Callable, browser_of: Callable) -> None:
    with given():
        security = a_user(Role.SECURITY_ADMIN)
    answer = browser_of(security).post(
        f"/people/{security.id}/roles", data={"roles": ["audit_admin"]}
    )
    assert answer.status_code == 422
    assert "own roles" in answer.text


def test_a_contractor_cannot_be_given_a_role_of_the_bureau(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        security, person = (
            a_user(Role.SECURITY_ADMIN),
            a_user(Role.CONTRACTOR, organisation=a_contractor()),
        )
    answer = browser_of(security).post(f"/people/{person.id}/roles", data={"roles": ["finance"]})
    assert answer.status_code == 422


def test_set_up_opens_three_accounts_and_only_once(client: FlaskClient) -> None:
    form = {
        "bureau": "埇桥区交通运输局", "code": "341302", "name": "张三", "username": "zhangsan",
        "password": "hatched-goose-41", "again": "hatched-goose-41", "security_name": "李四",
        "security_username": "lisi", "audit_name": "王五", "audit_username": "wangwu",
    }  # fmt: skip
    assert client.get("/sign-in").location.endswith("/set-up")
    first = client.post("/set-up", data=form)
    assert first.status_code == 200
    assert "lisi" in first.text
    assert client.get("/people").status_code == 200
    second = client.post("/set-up", data=form | {"username": "thief"})
    assert second.status_code == 422


def test_set_up_with_a_weak_password_opens_nothing(client: FlaskClient, app: Flask) -> None:
    form = {
        "bureau": "局", "code": "341302", "name": "张三", "username": "zhangsan", "password": "short",
        "again": "short", "security_name": "李四", "security_username": "lisi", "audit_name": "王五",
        "audit_username": "wangwu",
    }  # fmt: skip
    assert client.post("/set-up", data=form).status_code == 422
    with app.app_context():
        assert not queries.has_users()


@pytest.mark.parametrize(
    "address",
    ["/people", "/people/roles", "/people/organisations", "/settings", "/settings/calendar"],
)
@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_administration_pages_open(
    given: Callable, browser_of: Callable, address: str, language: str
) -> None:
    with given():
        administrator = a_user(Role.SYSTEM_ADMIN)
    assert browser_of(administrator, language).get(address).status_code == 200


def test_a_setting_counts_from_its_day_and_is_recorded(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        system, auditor = a_user(Role.SYSTEM_ADMIN), a_user(Role.AUDIT_ADMIN)
    browser = browser_of(system)
    refused = browser.post(
        "/settings/cut_off_day", data={"value": "31", "valid_from": "2026-01-01"}
    )
    assert refused.status_code == 422
    assert "from 1 to 28" in refused.text
    saved = browser.post("/settings/cut_off_day", data={"value": "20", "valid_from": "2026-01-01"})
    assert saved.status_code == 303
    trail = browser_of(auditor).get("/audit?action=setting")
    assert "cut_off_day" in trail.text


def test_the_audit_trail_is_checked_on_its_page(given: Callable, browser_of: Callable) -> None:
    with given():
        auditor = a_user(Role.AUDIT_ADMIN)
    assert "The audit trail is whole." in browser_of(auditor).get("/audit/check").text
