"""Views of lists that a person keeps under a name."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.saved_views import clean_query, list_views
from tests.makers.accounts import a_user
from tests.makers.works import a_section

LISTS = ("/sections", "/works", "/obstacles", "/inspections", "/findings")


def a_view(**changes: str) -> dict[str, str]:
    given = {
        "page": "works.list_sections",
        "name": "北片在建",
        "query": "status=on_hold&sort=-price",
    }
    return given | changes


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("b=2&a=1", "a=1&b=2"),  # the same question has one text
        ("q=&status=open&page=3", "status=open"),  # nothing empty, no place in the list
        ("format=xlsx", ""),
        ("q=%E8%B7%AF", "q=%E8%B7%AF"),
    ],
)
def test_a_view_keeps_the_question_and_not_the_place_in_the_list(query: str, kept: str) -> None:
    assert clean_query(query) == kept


def test_a_saved_view_is_a_chip_above_the_list_for_its_owner_alone(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        owner, other = a_user(), a_user()
        a_section()
    browser = browser_of(owner)
    answer = browser.post("/views", data=a_view())
    assert answer.status_code == 303
    assert answer.location.endswith("/sections?sort=-price&status=on_hold")
    browser.get(answer.location)  # says that it is saved
    page = browser.get(answer.location).text
    assert 'aria-current="true"' in page.split("北片在建")[0][-400:]
    assert "北片在建" in browser.get("/sections").text
    assert "北片在建" not in browser.get("/works").text
    assert "北片在建" not in browser_of(other).get("/sections").text


def test_the_same_name_is_written_over_and_a_view_is_deleted_by_its_owner_only(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        owner, other = a_user(), a_user()
    browser = browser_of(owner)
    browser.post("/views", data=a_view())
    browser.post("/views", data=a_view(query="hide=3"))
    with app.app_context():
        [view] = list_views(owner.id, "works.list_sections")
        assert view.query == "hide=3"
    address = f"/views/{view.id}/deletion"
    assert browser_of(other).post(address).status_code == 404
    assert browser.post(address).status_code == 303
    with app.app_context():
        assert list_views(owner.id, "works.list_sections") == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": "  "}, 422),
        ({"name": "长" * 61}, 422),
        ({"query": "page=2"}, 422),  # nothing that makes a view
        ({"query": "q=" + "x" * 3000}, 422),
        ({"page": "works.section_page"}, 404),  # needs a number in its path
        ({"page": "nowhere"}, 404),
        ({"page": ""}, 404),
    ],
)
def test_what_is_no_view_is_refused(
    changes: dict[str, str], status: int, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
    assert browser_of(user).post("/views", data=a_view(**changes)).status_code == status


@pytest.mark.parametrize("path", LISTS)
def test_every_list_offers_to_save_what_is_asked_of_it(
    path: str, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
        a_section()
    browser = browser_of(user)
    assert "Save this view" in browser.get(f"{path}?sort=-x&hide=2").text
    assert "Save this view" not in browser.get(path).text
