from decimal import Decimal

import pytest

from app.progress.rules.held import part_inside, rising
from app.quality.rules.stretches import Stretch

ROAD = Stretch(Decimal(0), Decimal(1000))


def one(start: int, end: int) -> Stretch:
    return Stretch(Decimal(start), Decimal(end))


@pytest.mark.parametrize(
    ("ends", "blocked", "known", "part"),
    [
        (ROAD, [], [], "0"),
        (ROAD, [one(0, 250)], [], "0.25"),
        (ROAD, [one(0, 250), one(200, 300)], [], "0.3"),  # what lies twice counts once
        (ROAD, [one(900, 1200)], [], "0.1"),  # beyond the end there is nothing
        (ROAD, [one(0, 250)], [one(0, 500)], "0.5"),  # recorded where it lies
        (ROAD, [one(0, 250)], [one(250, 500)], "0"),
        (None, [one(0, 1)], [], "1"),  # a bridge is held back whole
    ],
)
def test_the_part_of_an_item_that_lies_on_blocked_stretches(ends, blocked, known, part):
    assert part_inside(ends, blocked, known) == Decimal(part)


def test_each_paper_stands_for_what_it_adds():
    shares = [Decimal("0.1"), Decimal("0.1"), Decimal("0.3")]
    assert rising(shares) == [Decimal("0.1"), Decimal(0), Decimal("0.2")]
