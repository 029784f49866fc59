"""Every page, for every role, with and without data: never a server error, and never somebody else's section."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.rules import Role
from tests.makers.accounts import a_user
from tests.makers.works import a_contract, a_project, a_road, a_section

#: What stands for each kind of argument in an address: something known, something unknown, something odd.
ARGUMENTS = {
    "int": ("1", "999999999", "99999999999999999999"),
    "default": ("2020-06", "nothing", "2020-W23", "%00", "值"),
}
FINE = {200, 204, 302, 303, 304, 400, 403, 404, 405, 409, 410, 413, 415, 422}


def _addresses(rule: Rule) -> Iterator[str]:
    """Return each address once, the known ones first."""
    yield from dict.fromkeys(_address(rule, place) for place in range(5))


def _address(rule: Rule, place: int) -> str:
    address = rule.rule
    for kind, _, name in re.findall(r"<(?:(\w+)(\([^)]*\))?:)?(\w+)>", rule.rule):
        values = ARGUMENTS.get(kind, ARGUMENTS["default"])
        address = re.sub(rf"<[^<>]*\b{name}>", values[place % len(values)], address, count=1)
    return address


IN_CHINESE = [(role, "zh_Hans_CN") for role in Role]
IN_ENGLISH = [
    pytest.param(role, "en", marks=() if role is Role.LEADER else pytest.mark.slow) for role in Role
]


@pytest.mark.parametrize("role, language", [*IN_CHINESE, *IN_ENGLISH])
def test_no_page_fails_for_any_role(
    app: Flask, given: Callable, browser_of: Callable, role: Role, language: str
) -> None:
    with given():
        a_road(a_contract(a_section()).section)
        user = a_user(role)
    browser, failed = browser_of(user, language), []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for address in _addresses(rule):
            answer = browser.get(address)
            if answer.status_code not in FINE:
                failed.append((address, answer.status_code))
    assert failed == []


@pytest.mark.parametrize(
    "query",
    ["?page=99999999999", "?page=-1&sort=x&q=%25_'", "?format=xlsx", "?format=nothing&q=值"],
)
def test_odd_questions_to_lists_are_answered(
    app: Flask, given: Callable, browser_of: Callable, query: str
) -> None:
    with given():
        a_road(a_contract(a_section()).section)
        browser_user = a_user(Role.PROJECT_OFFICE)
    browser, failed = browser_of(browser_user), []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static":
            answer = browser.get(rule.rule + query)
            if answer.status_code not in FINE:
                failed.append((rule.rule, answer.status_code))
    assert failed == []


def test_empty_posts_are_refused_with_a_page(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        a_road(a_contract(a_section()).section)
        users = {role: a_user(role) for role in Role}
    failed = []
    for role, user in users.items():
        browser = browser_of(user)
        for rule in app.url_map.iter_rules():
            if "POST" not in (rule.methods or ()) or rule.endpoint in ("accounts.sign_out",):
                continue
            for address in list(_addresses(rule))[:2]:
                answer = browser.post(address, data={})
                if answer.status_code not in FINE:
                    failed.append((role, address, answer.status_code))
    assert failed == []


def test_a_contractor_sees_nothing_of_another_ones_section(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        project = a_project(name="秘密工程项目甲")
        section = a_section(project, name="秘密标段甲")
        a_contract(section)
        a_road(section, name="秘密道路甲")
        stranger = a_user(Role.CONTRACTOR)
    browser, leaks = browser_of(stranger), []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for address in _addresses(rule):
            if "秘密".encode() in browser.get(address).data:
                leaks.append(address)
    assert leaks == []
