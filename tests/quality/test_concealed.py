"""Concealed works: until when people come, and what follows when nobody does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.quality.rules.concealed import come_by, what_follows
from app.shared.calendar import clock_at, now
from tests.makers.acceptance import a_cast, a_request

TOLD = datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted_after", "hours_later"),
    [
        (None, 48),
        (12, 48),  # wanted sooner than the notice allows
        (72, 72),
    ],
)
def test_people_come_by_the_hours_of_notice_or_the_time_that_was_asked_for(
    wanted_after: int | None, hours_later: int
) -> None:
    wanted = TOLD + timedelta(hours=wanted_after) if wanted_after else None
    assert come_by(TOLD, wanted, 48) == TOLD + timedelta(hours=hours_later)


def test_an_announcement_that_ran_out_lets_works_be_covered_but_never_pass() -> None:
    until = come_by(TOLD, None, 48)
    assert "Nothing is covered before" in what_follows(until, TOLD, "x").english
    told = what_follows(until, until, "x").english
    assert "may be covered with photos" in told
    assert "passes only with all signatures" in told


def test_the_page_and_the_board_say_until_when_to_come(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        cast = a_cast()
        address = f"/quality/requests/{a_request(cast).id}"
    browser = browser_of(cast.station)
    assert "Nothing is covered before" in browser.get(address).text
    assert "come by" in browser.get("/quality").text
    with clock_at(now() + timedelta(hours=49)):
        later = browser_of(cast.station).get(address).text
        assert "may be covered with photos" in later
