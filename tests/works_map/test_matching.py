from decimal import Decimal

import pytest

from app.shared.coordinates import Position
from app.works_map.alignments import Drawing
from app.works_map.rules.matching import KnownWork, choice_problems, fits

#: 111.32 m to the north.
LINE = (Position(117.0, 33.6), Position(117.0, 33.601))
ROAD = KnownWork(1, "清水沟路", "C012341302", length_m=Decimal(100))
BRIDGE = KnownWork(2, "胡楼桥", bridge_code="B7")


def everywhere(_longitude: float, _latitude: float) -> bool:
    return True


def nowhere(_longitude: float, _latitude: float) -> bool:
    return False


@pytest.mark.parametrize("name", ["清水沟路", " 清水沟 路", "c012341302", "Ｃ012341302"])
def test_a_line_means_the_work_of_its_name_or_code_however_it_is_written(name: str) -> None:
    [fit] = fits([Drawing(name, LINE)], [ROAD, BRIDGE], everywhere, None)
    assert (fit.work, fit.problem) == (ROAD, None)


def test_the_drawn_length_is_held_against_the_stated_one() -> None:
    [fit] = fits([Drawing("清水沟路", LINE)], [ROAD], everywhere, None)
    assert fit.drawn_m == pytest.approx(111.3, abs=0.1)
    assert fit.difference_share == pytest.approx(0.113, abs=0.001)
    assert fit.is_unlike


def test_a_point_and_a_work_without_length_have_no_difference() -> None:
    drawings = [Drawing("胡楼桥", LINE), Drawing("清水沟路", LINE[:1])]
    found = fits(drawings, [ROAD, BRIDGE], everywhere, None)
    assert [fit.difference_share for fit in found] == [None, None]


def test_a_second_line_for_the_same_work_and_an_unknown_name_are_left_open() -> None:
    names = ("清水沟路", "C012341302", "无名路")
    found = fits([Drawing(name, LINE) for name in names], [ROAD], everywhere, None)
    assert [fit.work for fit in found] == [ROAD, None, None]
    assert [fit.may_be_chosen for fit in found] == [True, True, True]
    assert "already" in found[1].problem.english


def test_what_lies_outside_the_district_cannot_be_chosen() -> None:
    [fit] = fits([Drawing("清水沟路", LINE)], [ROAD], nowhere, None)
    assert (fit.work, fit.may_be_chosen) == (None, False)


def test_a_chosen_work_takes_a_file_of_one_line_and_no_other() -> None:
    [fit] = fits([Drawing("track", LINE)], [ROAD, BRIDGE], everywhere, BRIDGE)
    assert fit.work == BRIDGE
    two = fits([Drawing("track", LINE), Drawing("2", LINE)], [ROAD, BRIDGE], everywhere, BRIDGE)
    assert [fit.work for fit in two] == [None, None]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ["Choose a work for at least one line."]),
        (["A", "B"], []),
        (["A", "B", "A"], ["A is chosen for 2 lines; it can have one."]),
    ],
)
def test_each_work_is_chosen_once(names: list[str], said: list[str]) -> None:
    assert [problem.english for problem in choice_problems(names)] == said
