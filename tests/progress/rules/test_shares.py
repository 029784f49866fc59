from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.shares import (
    ItemProgress,
    Part,
    ReportedBeside,
    WeighedBy,
    item_share,
    share_by_amount,
    share_by_length,
    value_fen,
    whole_physical_share,
    work_physical_share,
)
from app.progress.rules.weights import TEMPLATES, TemplateKind

#: What the bureau reported of G206 at the end of 2020, in percent (R42); the rest had not begun.
G206_REPORTED = {
    "clearing": "100", "excavation": "100", "plain_soil": "100", "lime_soil": "99",
    "culverts": "100", "town_drains": "94", "bridge_a": "100", "bridge_b": "93", "bridge_c": "80",
    "subbase": "54.1", "lower_base": "38.9",
}  # fmt: skip


def g206() -> list[ItemProgress]:
    return [
        ItemProgress(item.weight_share, Decimal(G206_REPORTED.get(item.code, "0")), Decimal(100))
        for item in TEMPLATES[TemplateKind.TRUNK_ROAD]
    ]


def test_the_overall_figure_is_the_weighted_sum_and_not_the_mean():
    assert work_physical_share(g206()) == Decimal("0.6422")


def test_a_reported_overall_figure_is_kept_beside_the_computed_one_with_the_gap():
    beside = ReportedBeside(Decimal("0.64"), work_physical_share(g206()))
    assert beside.agrees
    assert beside.gap_share == Decimal("-0.0022")
    assert not ReportedBeside(Decimal("0.70"), work_physical_share(g206())).agrees


@pytest.mark.parametrize(
    "quantities, length, percent",
    [
        (("0.874", "0.696", "0.518", "0.340"), "1.091", "58.9"),  # week 22, first road
        (("0.956", "0.940", "0.708", "0.476"), "0.956", "85.4"),  # week 22, fifth road
        (("2.289", "1.934", "1.561", "1.188"), "2.289", "79.4"),  # week 24, fourth road
    ],
)
def test_roads_of_the_weekly_sheets_come_to_the_progress_printed_there(quantities, length, percent):
    items = [
        ItemProgress(item.weight_share, Decimal(quantity), Decimal(length))
        for item, quantity in zip(TEMPLATES[TemplateKind.RURAL_ROAD], quantities, strict=True)
    ]
    assert round(work_physical_share(items) * 100, 1) == Decimal(percent)


@pytest.mark.parametrize(
    "done, designed, share", [("0", "2", "0"), ("1", "2", "0.5"), ("2", "2", "1"), ("3", "2", "1")]
)
def test_an_item_never_counts_more_than_whole(done, designed, share):
    assert item_share(Decimal(done), Decimal(designed)) == Decimal(share)


def test_an_item_without_design_quantity_has_no_share():
    with pytest.raises(ValueError, match="design quantity"):
        item_share(Decimal(1), Decimal(0))


def test_a_work_that_lacks_an_item_can_still_be_finished():
    items = [
        ItemProgress(Decimal("0.4"), Decimal(3), Decimal(3)),
        ItemProgress(Decimal("0.6"), Decimal(0), Decimal(0)),
    ]
    assert work_physical_share(items) == 1


@pytest.mark.parametrize(
    "parts, share, weighed_by",
    [
        ([Part(Decimal("0.2"), 300, Decimal(9)), Part(Decimal("0.6"), 100, Decimal(1))],
         "0.3", WeighedBy.AMOUNT),
        ([Part(Decimal("0.2"), None, Decimal(9)), Part(Decimal("0.6"), 100, Decimal(1))],
         "0.24", WeighedBy.LENGTH),  # one amount is missing
        ([Part(Decimal("0.2")), Part(Decimal("0.6"))], "0.4", WeighedBy.COUNT),
        ([], "0", WeighedBy.COUNT),
    ],
)  # fmt: skip
def test_a_whole_is_weighed_by_amount_else_length_else_count(parts, share, weighed_by):
    whole = whole_physical_share(parts)
    assert (whole.physical_share, whole.weighed_by) == (Decimal(share), weighed_by)


def test_a_programme_has_a_share_by_amount_and_another_by_length():
    parts = [Part(Decimal(1), 300, Decimal(1)), Part(Decimal(0), 100, Decimal(3))]
    assert share_by_amount(parts) == Decimal("0.75")
    assert share_by_length(parts) == Decimal("0.25")
    assert share_by_amount([]) is None


@pytest.mark.parametrize("share, fen", [("0", 0), ("0.5", 6), ("1", 11), ("0.0455", 1)])
def test_value_is_progress_times_price_rounded_half_up(share, fen):
    assert value_fen(Decimal(share), 11) == fen


shares = st.decimals(min_value=0, max_value=1, places=4)


@given(st.lists(st.tuples(shares, st.integers(1, 10**12)), min_size=1, max_size=8))
def test_a_whole_lies_between_its_worst_and_its_best_part(rows):
    whole = whole_physical_share([Part(share, amount) for share, amount in rows]).physical_share
    assert min(share for share, _ in rows) <= whole <= max(share for share, _ in rows)


@given(st.lists(st.tuples(shares, shares, shares), min_size=1, max_size=8))
def test_a_work_is_never_below_zero_or_above_whole(rows):
    assert 0 <= work_physical_share(ItemProgress(*row) for row in rows) <= 1
