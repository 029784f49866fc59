"""A step may be asked for when the step before stands over the whole of the stretch (R26)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.rules.chain import (
    Place,
    RequestDraft,
    Standing,
    Turn,
    WorkState,
    next_step,
    request_problems,
    standings,
)  # fmt: skip
from app.quality.rules.processes import Process
from app.quality.rules.stretches import Stretch
from tests.quality.test_stretches import PATIENT, ROAD_M, metres, stretches

NOW = datetime(2020, 6, 7, tzinfo=UTC)
LIST = (Process("subgrade", "路基"), Process("base", "基层"), Process("surface", "面层"))
ROAD = Stretch(Decimal(0), Decimal(1000))


def at(start: int, end: int) -> Place:
    return Place(Stretch(Decimal(start), Decimal(end)))


def standing(*places: Place) -> Standing:
    return standings(Turn(NOW, "x", place) for place in places)["x"]


def problems(process: str, place: Place, own_check: str = "自检合格", **known: Any) -> list[str]:
    state = WorkState(**({"ends": ROAD, "processes": LIST} | known))
    found = request_problems(RequestDraft(process, place, own_check, NOW), state)
    return [sentence.english for sentence in found]


def test_the_first_process_needs_nothing_before_it() -> None:
    assert problems("subgrade", at(0, 500)) == []


@pytest.mark.parametrize(
    "passed, asked, gaps",
    [
        ([at(0, 500)], at(0, 500), []),
        ([at(0, 300), at(300, 500)], at(0, 500), []),  # two that touch are one
        ([at(0, 400), at(200, 500)], at(100, 450), []),  # overlapping, and asked for in part
        ([at(0, 300), at(301, 500)], at(0, 500), ["K0+300 to K0+301"]),  # one metre is missing
        ([at(100, 400)], at(0, 500), ["K0+000 to K0+100", "K0+400 to K0+500"]),
        ([], at(0, 500), ["K0+000 to K0+500"]),
    ],
)
def test_the_step_before_must_stand_over_the_whole_stretch(
    passed: list[Place], asked: Place, gaps: list[str]
) -> None:
    known = {"subgrade": standing(*passed)} if passed else {}
    assert problems("base", asked, passed=known) == [
        f"“路基” has not passed from {gap} yet." for gap in gaps
    ]


def test_what_passed_elsewhere_in_the_list_does_not_help() -> None:
    assert problems("surface", at(0, 100), passed={"subgrade": standing(at(0, 1000))}) != []


def test_an_override_lets_the_next_process_go_on_only_there() -> None:
    known = {
        "passed": {"subgrade": standing(at(0, 300))},
        "overridden": {"subgrade": standing(at(300, 400))},
    }
    assert problems("base", at(0, 400), **known) == []
    assert problems("base", at(0, 401), **known) != []


@pytest.mark.parametrize(
    "place, sentence",
    [
        (at(500, 500), "The stretch ends before it begins."),
        (at(900, 1100), "The stretch lies outside the work (K0+000 to K1+000)."),
        (Place(), "Give both ends of the stretch."),
    ],
)
def test_a_stretch_lies_on_its_road(place: Place, sentence: str) -> None:
    assert problems("subgrade", place) == [sentence]


def test_a_request_needs_the_own_check_and_a_process_of_the_list() -> None:
    assert problems("subgrade", at(0, 10), own_check=" ") == [
        "Write the result of the contractor's own check."
    ]
    assert problems("paint", at(0, 10)) == ["This process is not in the list of this kind of work."]


def test_what_passed_or_is_open_is_not_asked_for_again() -> None:
    passed = {"subgrade": standing(at(0, 500))}
    assert problems("subgrade", at(100, 200), passed=passed) != []
    assert problems("subgrade", at(400, 600), passed=passed) == []  # 500 to 600 is new
    assert problems("subgrade", at(400, 600), unsettled=[at(599, 700)]) != []
    assert problems("subgrade", at(400, 600), unsettled=[at(600, 700)]) == []


def test_parts_of_a_bridge_follow_their_own_chain() -> None:
    known = {
        "ends": None, "passed": {"subgrade": standing(Place(part="1号墩"))},
        "parts": frozenset({"1号墩", "2号墩"}),
    }  # fmt: skip
    assert problems("base", Place(part="1号墩"), **known) == []
    assert problems("base", Place(part="2号墩"), **known) == [
        "“路基” has not passed for 2号墩 yet."
    ]
    assert problems("base", Place(), **known) == ["“路基” has not passed for the whole work yet."]


def test_the_whole_bridge_follows_when_every_known_part_has_passed() -> None:
    both = standing(Place(part="1号墩"), Place(part="2号墩"))
    known = {"ends": None, "passed": {"subgrade": both}, "parts": frozenset({"1号墩", "2号墩"})}
    assert problems("base", Place(), **known) == []
    assert problems("base", Place(part="3号墩"), **known) != []


def test_a_bridge_has_no_chainages() -> None:
    assert problems("subgrade", at(0, 10), ends=None) == [
        "This work has no chainages: name its part."
    ]


def test_a_form_begins_with_the_first_step_that_can_be_asked_for() -> None:
    def begins(passed: dict[str, Standing], asked: dict[str, list[Stretch]]) -> object:
        return next_step(WorkState(ROAD, LIST, passed), asked)

    def ends(start: int, end: int) -> Stretch:
        return Stretch(Decimal(start), Decimal(end))

    assert begins({}, {}) == ("subgrade", ends(0, 1000))
    assert begins({}, {"subgrade": [ends(0, 400)]}) == ("subgrade", ends(400, 1000))
    whole, half = standing(at(0, 1000)), standing(at(0, 600))
    assert begins({"subgrade": half}, {"subgrade": [ends(600, 1000)]}) == ("base", ends(0, 600))
    assert begins({"subgrade": whole, "base": whole}, {"surface": [ends(0, 1000)]}) is None
    assert next_step(WorkState(None, LIST), {}) == ("subgrade", None)


turns = st.lists(st.tuples(stretches, st.booleans()), max_size=6)


@PATIENT
@given(turns)
def test_what_is_taken_back_stands_no_more_and_can_pass_anew(
    happened: list[tuple[list[Stretch], bool]],
) -> None:
    events, expected = [], set[int]()
    for minute, (some, stands) in enumerate(happened):
        moment = NOW + timedelta(minutes=minute)
        events += [Turn(moment, "x", Place(one), stands) for one in some if one.length_m]
        expected = expected | metres(some) if stands else expected - metres(some)
    found = standings(reversed(events)).get("x", Standing())
    assert metres(list(found.stretches)) == expected


@PATIENT
@given(stretches, st.integers(0, ROAD_M - 1), st.integers(1, 9))
def test_a_request_is_possible_exactly_when_no_metre_before_it_is_missing(
    passed: list[Stretch], start: int, length: int
) -> None:
    asked = Place(Stretch(Decimal(start), Decimal(start + length)))
    known = standings(Turn(NOW, "subgrade", Place(one)) for one in passed if one.length_m)
    possible = problems("base", asked, passed=known) == []
    assert possible == (set(range(start, start + length)) <= metres(passed))


def test_taking_back_the_whole_bridge_takes_every_part() -> None:
    later = NOW + timedelta(hours=1)
    found = standings(
        [
            Turn(NOW, "x", Place(part="1号墩")),
            Turn(NOW, "x", Place()),
            Turn(later, "x", Place(), False),
        ]
    )
    assert found["x"].parts == frozenset()
