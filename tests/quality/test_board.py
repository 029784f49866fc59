"""The board of acceptance requests."""

from collections.abc import Callable

from app.accounts.rules import Role
from tests.makers.accounts import a_user


def test_a_board_without_requests_says_what_belongs_there(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user(Role.AREA_ENGINEER)
    answer = browser_of(user).get("/quality")
    assert answer.status_code == 200
    assert "No step waits for a signature" in answer.text


def test_administrators_do_not_see_the_board(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user(Role.SYSTEM_ADMIN)
    assert browser_of(user).get("/quality").status_code == 403
