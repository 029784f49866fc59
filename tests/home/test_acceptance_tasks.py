"""Steps of acceptance on the first page of who is waited for."""

from collections.abc import Callable

from app.quality.rules.parties import Party
from tests.makers.acceptance import a_cast, a_request, a_signature


def test_each_party_sees_the_step_when_its_turn_has_come(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        cast = a_cast()
        request = a_request(cast)
    assert "Look before it is covered, and sign" in browser_of(cast.supervisor).get("/").text
    engineers = browser_of(cast.engineer).get("/").text
    assert "Sign for the step" in engineers
    assert "Let the village sign the step" in engineers
    stations = browser_of(cast.station).get("/").text
    assert "Accept the step" not in stations
    assert "Concealed works announced: come before they are covered" in stations
    assert "come by" in stations
    with given():
        a_signature(cast, request, Party.SUPERVISOR, agrees=False)
    contractors = browser_of(cast.contractor).get("/").text
    assert "Put it right and ask for acceptance again" in contractors
    assert "Look before it" not in browser_of(cast.supervisor).get("/").text
    assert "Concealed works announced" not in browser_of(cast.station).get("/").text
