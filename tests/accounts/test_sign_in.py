"""Signing in: the right pair opens a session, guessing is slowed down, and a session ends for good."""

import re
from collections.abc import Callable

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions
from app.accounts.models import SignInAttempt, SignInSession
from app.accounts.rules import Role
from app.extensions import db
from app.shared.audit import Program
from app.shared.calendar import now, today
from app.shared.settings import change_setting
from tests.makers.accounts import a_user

PASSWORD = "hatched-goose-41"


def _person(given: Callable) -> str:
    with given():
        user = a_user(Role.LEADER)
        actions.set_password(user, PASSWORD, by=Program())
        return user.username


def _sign_in(client: FlaskClient, username: str, password: str, next: str = ""):  # noqa: A002
    return client.post("/sign-in", data={"username": username, "password": password, "next": next})


def test_the_right_password_opens_the_first_page(given: Callable, client: FlaskClient) -> None:
    answer = _sign_in(client, _person(given), PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200


def _without_secrets(page: str) -> str:
    """Return the page without its cross-site token, which changes from second to second."""
    return re.sub(r'(csrf[_-]token"[^>]*(?:content|value)=")[^"]*', r"\1", page)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    given: Callable, client: FlaskClient
) -> None:
    name = _person(given)
    wrong, unknown = (
        _sign_in(client, name, "no-such-word-77"),
        _sign_in(client, "nobody", "no-such-word-77"),
    )
    assert wrong.status_code == unknown.status_code == 422
    assert _without_secrets(wrong.text.replace(name, "X")) == _without_secrets(
        unknown.text.replace("nobody", "X")
    )


def test_failed_tries_are_kept_and_lock_the_account(
    given: Callable, client: FlaskClient, app
) -> None:
    name = _person(given)
    for _ in range(5):
        _sign_in(client, name, "no-such-word-77")
    answer = _sign_in(client, name, PASSWORD)  # right, but too late
    assert answer.status_code == 429
    with app.app_context():
        tries = db.session.scalars(select(SignInAttempt)).all()
        assert [t.succeeded for t in tries] == [False] * 5


def test_signing_out_ends_the_session_on_the_server(
    given: Callable, client: FlaskClient, app
) -> None:
    _sign_in(client, _person(given), PASSWORD)
    with client.session_transaction() as session:
        token = session["token"]
    client.post("/sign-out")
    with client.session_transaction() as session:
        session["token"] = token  # a thief who kept the cookie
    assert client.get("/").status_code == 302


def test_next_goes_only_to_our_own_pages(given: Callable, client: FlaskClient) -> None:
    name = _person(given)
    for address in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        assert _sign_in(client, name, PASSWORD, next=address).location == "/"
    assert _sign_in(client, name, PASSWORD, next="/me").location == "/me"


def test_a_first_password_must_be_changed_before_anything_else(
    given: Callable, client: FlaskClient
) -> None:
    with given():
        user = a_user(Role.FINANCE)
        password = actions.give_first_password(user, by=Program())
        name = user.username
    _sign_in(client, name, password)
    assert client.get("/").location.endswith("/password")
    form = {"current": password, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/password", data=form).status_code == 303
    assert client.get("/").status_code == 200


def test_a_used_password_does_not_come_back(given: Callable, client: FlaskClient) -> None:
    _sign_in(client, _person(given), PASSWORD)
    form = {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}
    answer = client.post("/password", data=form)
    assert answer.status_code == 422


def test_a_closed_account_is_out_at_once(given: Callable, browser_of: Callable) -> None:
    with given():
        user, administrator = a_user(Role.FINANCE), a_user(Role.SYSTEM_ADMIN)
    browser = browser_of(user)
    assert browser.get("/me").status_code == 200
    browser_of(administrator).post(f"/people/{user.id}/close")
    assert browser.get("/me").status_code == 302


def test_tokens_are_stored_as_hashes_only(given: Callable, client: FlaskClient, app) -> None:
    _sign_in(client, _person(given), PASSWORD)
    with client.session_transaction() as session:
        token = session["token"]
    with app.app_context():
        stored = db.session.scalars(select(SignInSession.token_hash)).all()
    assert token not in stored
    assert len(stored) == 1


def _with_second_factor(given: Callable) -> tuple[str, str, list[str]]:
    with given():
        user = a_user(Role.FINANCE)
        actions.set_password(user, PASSWORD, by=Program())
        key = pyotp.random_base32()
        codes = actions.turn_on_second_factor(user, key, pyotp.TOTP(key).at(now()))
        return user.username, key, codes


def test_a_password_alone_is_not_enough_with_a_second_factor(
    given: Callable, client: FlaskClient
) -> None:
    name, key, _ = _with_second_factor(given)
    assert _sign_in(client, name, PASSWORD).location == "/sign-in/code"
    assert client.get("/me").status_code == 302
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": pyotp.TOTP(key).at(now())}).status_code == 303
    assert client.get("/me").status_code == 200


def test_a_code_works_once(given: Callable, app) -> None:
    name, key, _ = _with_second_factor(given)
    code = pyotp.TOTP(key).at(now())
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        _sign_in(browser, name, PASSWORD)
    assert first.post("/sign-in/code", data={"code": code}).status_code == 303
    assert second.post("/sign-in/code", data={"code": code}).status_code == 422


def test_a_backup_code_works_once(given: Callable, app) -> None:
    name, _, codes = _with_second_factor(given)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        _sign_in(browser, name, PASSWORD)
    assert first.post("/sign-in/code", data={"code": codes[0]}).status_code == 303
    assert second.post("/sign-in/code", data={"code": codes[0]}).status_code == 422


def test_guessing_codes_locks_the_account(given: Callable, client: FlaskClient) -> None:
    name, key, _ = _with_second_factor(given)
    _sign_in(client, name, PASSWORD)
    answers = [
        client.post("/sign-in/code", data={"code": f"{n:06d}"}).status_code for n in range(6)
    ]
    assert answers[-1] == 429


def test_the_code_page_needs_a_right_password_first(given: Callable, client: FlaskClient) -> None:
    _with_second_factor(given)
    assert client.get("/sign-in/code").status_code == 302
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 303


def test_roles_of_the_setting_must_turn_the_second_factor_on(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user, other = a_user(Role.FINANCE), a_user(Role.DISCIPLINE)
        change_setting("second_factor_roles", ["finance"], valid_from=today(), by=Program())
    assert browser_of(user).get("/").location == "/me/second-factor"
    assert browser_of(other).get("/").status_code == 200
    browser = browser_of(user)
    browser.get("/me/second-factor")
    with browser.session_transaction() as session:
        key = session["new_totp_key"]
    answer = browser.post("/me/second-factor", data={"code": pyotp.TOTP(key).at(now())})
    assert answer.status_code == 200
    assert browser.get("/").status_code == 200
