"""What went wrong is said in sentences, also when the database is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.extensions import db
from tests.makers.accounts import a_user

Browser = Callable[..., FlaskClient]
Making = Callable[[], Any]


@pytest.mark.parametrize(
    "language, sentence", [("en", "There is no such page."), ("zh_Hans_CN", "没有这个页面。")]
)
def test_a_page_that_is_not_there_is_said_so_in_the_readers_language(
    given: Making, browser_of: Browser, language: str, sentence: str
) -> None:
    with given():
        user = a_user()
    answer = browser_of(user, language).get("/no-such-page")
    assert answer.status_code == 404
    assert sentence in answer.get_data(as_text=True)


def test_a_wrong_method_keeps_its_allow_header(given: Making, browser_of: Browser) -> None:
    with given():
        user = a_user()
    answer = browser_of(user).put("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_without_its_tables_the_program_still_answers_with_a_page(
    app: Flask, given: Making, browser_of: Browser
) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    with given():
        db.session.execute(text("ALTER TABLE sign_in_session RENAME TO gone"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = browser.get("/")
    assert answer.status_code in (500, 503)
    assert "<h1>" in answer.get_data(as_text=True)
