"""Promises that every page keeps."""

from collections.abc import Callable

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from tests.makers.accounts import a_user


def test_every_view_names_its_permission_or_is_public(app: Flask) -> None:
    unnamed = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static"
        and not getattr(view, "permission", None)
        and not getattr(view, "is_public", False)
    ]
    assert unnamed == []


def test_every_view_that_changes_something_commits_and_no_other_does(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        changes = bool((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"})
        view = app.view_functions[rule.endpoint]
        assert getattr(view, "commits", False) == changes, rule


def test_strangers_are_sent_to_sign_in(app: Flask, given: Callable, client: FlaskClient) -> None:
    with given():
        a_user()
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if getattr(app.view_functions[rule.endpoint], "is_public", False):
            continue
        answer = client.get(rule.rule)
        assert answer.status_code == 302, rule
        assert "/sign-in" in answer.location


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_first_page_opens(given: Callable, browser_of: Callable, language: str) -> None:
    with given():
        user = a_user()
    answer = browser_of(user, language).get("/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_that_does_not_exist_says_what_to_do(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
    answer = browser_of(user).get("/nowhere")
    assert answer.status_code == 404
    assert "search" in answer.text


def test_a_sign_of_percent_in_a_text_is_no_mark_for_a_value(app: Flask) -> None:
    with app.test_request_context():
        drawn = render_template_string(
            "{{ _('20 %” more') }} {{ _('20 %% more') }} {{ _('%(n)s %% more', n='<') }}"
        )
    assert drawn == "20 %” more 20 % more &lt; % more"


def test_a_bad_note_is_an_alert(app: Flask) -> None:
    with app.test_request_context():
        drawn = render_template_string(
            '{% from "macros/page.html" import note %}{{ note("x", "bad") }}'
        )
    assert ' role="alert">' in drawn
