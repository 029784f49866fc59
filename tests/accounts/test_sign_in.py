"""Signing in: the right pair opens a session, guessing is slowed down, and a session ends for good."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions
from app.accounts.models import SignInAttempt, SignInSession
from app.accounts.rules import Role
from app.extensions import db
from app.shared.audit import Program
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


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    given: Callable, client: FlaskClient
) -> None:
    name = _person(given)
    wrong, unknown = (
        _sign_in(client, name, "no-such-word-77"),
        _sign_in(client, "nobody", "no-such-word-77"),
    )
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(name, "X") == unknown.text.replace("nobody", "X")


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
