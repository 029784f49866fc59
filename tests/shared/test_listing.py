"""What the address of a list asks for."""

import pytest

from app.shared.listing import read_list_request


@pytest.mark.parametrize(
    "written, words",
    [
        ("\x00a\x1fb\n", "ab"),  # PostgreSQL refuses NUL
        ("  二标段 ", "二标段"),
        ("50%_", "50%_"),
        ("x" * 1000, "x" * 100),
        ("", ""),
    ],
)
def test_the_words_of_a_search_have_no_control_characters(written, words):
    assert read_list_request({"q": written}, ["name"], "name").search == words


@pytest.mark.parametrize(
    "args, sort, descending, page",
    [
        ({"sort": "-name", "page": "3"}, "name", True, 3),
        ({"sort": "password", "page": "0"}, "day", True, 1),  # what makes no sense is the default
        ({"sort": "--name", "page": "²"}, "day", True, 1),
        ({"page": "9" * 30}, "day", True, 1),
    ],
)
def test_senseless_orders_and_pages_are_the_default(args, sort, descending, page):
    asked = read_list_request(args, ["name", "day"], "-day")
    assert (asked.sort, asked.descending, asked.page) == (sort, descending, page)
