"""Supported progress: what accepted steps carry of a typed figure, and the gap told in one line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.supported import (
    Cell,
    GapState,
    Support,
    accepted_share,
    accepted_share_of_parts,
)
from app.progress.rules.weekly import CellKey
from app.progress.rules.weights import UnitOfWork


def a_cell(typed: str, accepted: str | None, item: str = "base", design: str = "1") -> Cell:
    share = None if accepted is None else Decimal(accepted)
    return Cell(CellKey(1, item), item, UnitOfWork.KM, Decimal(typed), Decimal(design), share)


@pytest.mark.parametrize(
    ("typed", "accepted", "supported"),
    [
        ("0.8", "0.5", "0.5"),  # more typed than accepted
        ("0.3", "0.5", "0.3"),  # nobody is credited with more than was typed
        ("0.8", "0", "0"),
        ("0.8", None, "0.8"),  # no process is mapped to the item
        ("1", "1", "1"),
    ],
)
def test_no_more_is_supported_than_was_typed_and_accepted(typed, accepted, supported):
    assert a_cell(typed, accepted).supported == Decimal(supported)


@given(st.decimals(0, 5, places=3), st.decimals(0, 1, places=4), st.decimals(0, 5, places=3))
def test_what_is_supported_lies_between_nothing_and_what_was_typed(typed, accepted, design):
    cell = a_cell(str(typed), str(accepted), design=str(design))
    assert 0 <= cell.supported <= typed


def test_what_failed_is_taken_from_what_stands_accepted():
    assert accepted_share(Decimal(600), Decimal(200), Decimal(1000)) == Decimal("0.4")
    assert accepted_share(Decimal(100), Decimal(200), Decimal(1000)) == 0
    assert accepted_share(Decimal(100), Decimal(0), Decimal(0)) == 0


@pytest.mark.parametrize(
    ("accepted", "known", "bad", "share"),
    [
        ({""}, {""}, set(), "1"),  # the whole bridge
        ({"1号墩"}, {"1号墩", "2号墩"}, set(), "0.5"),
        (set(), set(), set(), "0"),
        ({"1号墩", "2号墩"}, {"1号墩", "2号墩"}, {"2号墩"}, "0.5"),
        ({""}, {""}, {""}, "0"),
    ],
)
def test_parts_of_a_bridge_count_by_their_number(accepted, known, bad, share):
    assert accepted_share_of_parts(accepted, known, bad) == Decimal(share)


@pytest.mark.parametrize(
    ("typed", "supported", "state"),
    [
        ("0.5", "0.48", GapState.SUPPORTED),  # exactly 2 points
        ("0.5", "0.479", GapState.AHEAD),
        ("0.5", "0.40", GapState.AHEAD),  # exactly 10
        ("0.5", "0.399", GapState.FAR_AHEAD),
    ],
)
def test_the_gap_is_coloured_by_its_size(typed, supported, state):
    assert Support(Decimal(typed), Decimal(supported), []).state is state


def test_the_gap_names_the_items_that_lack_most_over_all_works():
    cells = [
        a_cell("0.8", "0.5", "base"), a_cell("0.4", "0.1", "base"), a_cell("0.9", "0.1", "surface"),
        a_cell("0.1", "0.1", "subgrade"),
    ]  # fmt: skip
    sentence = Support(Decimal("0.8"), Decimal("0.55"), cells).sentence.english
    assert "surface 0.8 km · base 0.6 km" in sentence
    assert "subgrade" not in sentence
    whole = Support(Decimal("0.5"), Decimal("0.5"), cells[-1:]).sentence.english
    assert "all of it supported" in whole
