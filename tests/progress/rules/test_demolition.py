"""What a demolition takes back of each item: boundaries of known, certain and whole."""

from decimal import Decimal

import pytest

from app.progress.rules.demolition import BuiltItem, quantity_problems, taken_back
from app.progress.rules.weekly import CellKey, Design, Entry, figures_of, lowered
from app.progress.rules.weights import UnitOfWork


def an_item(code: str, done: str, inside: str = "0", unit: UnitOfWork = UnitOfWork.KM) -> BuiltItem:
    return BuiltItem(code, code, unit, Decimal(done), Decimal(1), Decimal(inside))


@pytest.mark.parametrize(
    ("share", "base", "surface", "expected"),
    [
        ("1", an_item("base", "0.8"), an_item("surface", "0.5"), ("0.8", "0.5")),  # the whole road
        ("0.2", an_item("base", "1"), an_item("surface", "0.8"), ("0.2", "0")),  # may lie elsewhere
        (
            "0.2",
            an_item("base", "1"),
            an_item("surface", "0.9"),
            ("0.2", "0.1"),
        ),  # 0.1 must lie here
        ("0.2", an_item("base", "1"), an_item("surface", "0.5", "0.15"), ("0.2", "0.15")),  # known
        (
            "0.2",
            an_item("base", "0.1"),
            an_item("surface", "0"),
            ("0.1", "0"),
        ),  # never more than done
        (None, an_item("base", "0.4"), an_item("surface", "0.3"), ("0.4", "0.3")),  # a whole bridge
    ],
)
def test_what_failed_falls_on_all_of_the_stretch_and_what_lies_above_where_it_must(
    share, base, surface, expected
):
    found = taken_back([base, surface], Decimal(share) if share else None)
    assert found == {"base": Decimal(expected[0]), "surface": Decimal(expected[1])}


def test_quantities_are_rounded_down_to_the_unit():
    third = taken_back([an_item("base", "1")], Decimal(1) / 3)
    assert third == {"base": Decimal("0.333")}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (None, "give a quantity"),
        ("-1", "give a quantity"),
        ("0.9", "only 0.8 are done"),
        ("0.1234", "more than 3 decimals"),
        ("0", "some of it must be taken back"),
    ],
)
def test_quantities_that_cannot_fall_are_refused(given, sentence):
    quantity = Decimal(given) if given else None
    problems = quantity_problems([an_item("base", "0.8")], {"base": quantity})
    assert [sentence in problem.english for problem in problems] == [True]


def test_an_empty_cell_falls_by_what_was_taken_back():
    key = CellKey(1, "base")
    design = {key: Design("r", "c", Decimal(1))}
    figures = figures_of([Entry(key, "")], {key: Decimal("0.8")}, design, {key: Decimal("0.3")})
    assert figures[key].quantity == Decimal("0.5")
    assert lowered({key: Decimal("0.1")}, {key: Decimal("0.3")}) == {key: Decimal(0)}
