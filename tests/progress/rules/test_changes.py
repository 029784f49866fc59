from datetime import date
from decimal import Decimal

import pytest

from app.progress.rules.changes import (
    Change,
    Reversal,
    change_order_problems,
    design_problems,
    reversal_problems,
    stretch_problems,
)
from app.progress.rules.weekly import Design
from app.shared.calendar import Week

TODAY = date(2020, 6, 10)
DESIGN = Design("Road", "Base", Decimal(2))
DONE = Decimal("1.5")


@pytest.mark.parametrize(
    "typed, done, refused",
    [
        ("3", "0", False),  # nothing reported yet
        ("0", "0", False),  # the road has no base
        ("2", "1.5", False),  # unchanged
        ("3", "1.5", True),  # needs a change order
        ("x", "0", True),
        ("-1", "0", True),
        ("2.0001", "0", True),
    ],
)
def test_a_design_quantity_is_free_until_progress_is_reported(typed, done, refused):
    assert bool(design_problems(typed, DESIGN, Decimal(done))) is refused


def change(added="0.5", number="BG-01", decided_on=TODAY, reason="longer road"):
    return Change(number, None if added is None else Decimal(added), decided_on, reason)


@pytest.mark.parametrize(
    "entered, problems",
    [
        (change(), 0),
        (change("-0.5"), 0),  # falls to exactly what is done
        (change("-0.6"), 1),
        (change("0"), 1),
        (change(None), 1),
        (change(number=" "), 1),
        (change(decided_on=date(2020, 6, 11)), 1),  # tomorrow
        (change(None, "", None, ""), 4),
    ],
)
def test_a_change_order_says_number_day_quantity_and_reason(entered, problems):
    assert len(change_order_problems(entered, DESIGN, DONE, TODAY)) == problems


def reversal(quantity="0.5", week=None, reason="demolished and rebuilt"):
    return Reversal(None if quantity is None else Decimal(quantity), week or Week(2020, 24), reason)


@pytest.mark.parametrize(
    "entered, problems",
    [
        (reversal(), 0),
        (reversal("1.5"), 0),  # all of it
        (reversal("1.501"), 1),
        (reversal("-1"), 1),
        (reversal(week=Week(2020, 25)), 1),
        (reversal(None, reason=""), 2),
    ],
)
def test_a_reversal_takes_back_what_is_reported_and_says_why(entered, problems):
    assert len(reversal_problems(entered, DESIGN, DONE, TODAY)) == problems


@pytest.mark.parametrize(
    "start_m, end_m, problems",
    [("0", "500", 0), ("0", "1000", 0), ("500", "500", 1), ("0", "1001", 1), (None, "5", 1)],
)
def test_a_done_stretch_lies_on_its_road(start_m, end_m, problems):
    stretch = (None if m is None else Decimal(m) for m in (start_m, end_m))
    road = (Decimal(0), Decimal(1000))
    assert len(stretch_problems(*stretch, road, TODAY, TODAY)) == problems
