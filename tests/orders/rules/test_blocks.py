from datetime import date
from decimal import Decimal

import pytest

from app.inspections.rules import FindingFacts
from app.orders.rules import (
    BlockKind,
    Extent,
    Failure,
    Item,
    Place,
    Stop,
    blocked_length_m,
    blocked_stretches,
)

ROAD = Extent(1, Decimal(0), Decimal(2000))
OTHER = Extent(2, Decimal(500), Decimal(1500))
BRIDGE = Extent(3)
WORKS = (ROAD, OTHER, BRIDGE)
CUT_OFF = date(2026, 6, 25)


def a_stop(place: Place, since: date = date(2026, 6, 1), until: date | None = None) -> Stop:
    return Stop(7, "停工〔2026〕1号", place, since, until)


def an_item(place: Place, facts: FindingFacts) -> Item:
    return Item(9, 8, "整改〔2026〕1号", place, facts)


def stretches(*stops: Stop) -> list[tuple[int, Decimal | None, Decimal | None]]:
    return [(b.work_id, b.start_m, b.end_m) for b in blocked_stretches(WORKS, stops, (), CUT_OFF)]


def test_a_stop_blocks_its_own_stretch_and_nothing_else():
    place = Place(1, Decimal(300), Decimal(800))
    assert stretches(a_stop(place)) == [(1, Decimal(300), Decimal(800))]


def test_a_stop_of_the_whole_section_blocks_every_work():
    assert stretches(a_stop(Place())) == [
        (1, Decimal(0), Decimal(2000)),
        (2, Decimal(500), Decimal(1500)),
        (3, None, None),
    ]


def test_a_stop_of_a_bridge_blocks_the_whole_bridge():
    assert stretches(a_stop(Place(3, Decimal(120)))) == [(3, None, None)]


def test_a_single_chainage_stands_for_the_hundred_metres_that_begin_there():
    assert stretches(a_stop(Place(1, Decimal(1950)))) == [(1, Decimal(1950), Decimal(2000))]


def test_a_stop_of_a_work_of_another_section_blocks_nothing():
    assert stretches(a_stop(Place(99))) == []


@pytest.mark.parametrize(
    "since, until, blocks",
    [
        (date(2026, 6, 25), None, True),  # begins on the cut-off day
        (date(2026, 6, 26), None, False),  # begins after it
        (date(2026, 6, 1), date(2026, 6, 24), False),  # lifted the day before: may be measured
        (date(2026, 6, 1), date(2026, 6, 25), True),  # lifted on the day itself
    ],
)
def test_a_stop_blocks_as_it_stands_at_the_beginning_of_the_day(since, until, blocks):
    assert bool(stretches(a_stop(Place(1), since, until))) is blocks


@pytest.mark.parametrize(
    "facts, blocks",
    [
        (FindingFacts(date(2026, 6, 24)), True),  # overdue
        (FindingFacts(date(2026, 6, 25)), False),  # still within its term
        (FindingFacts(date(2026, 6, 20), closed_on=date(2026, 6, 24)), False),  # closed before
        (FindingFacts(date(2026, 6, 20), closed_on=date(2026, 6, 25)), True),  # closed on the day
        (FindingFacts(date(2026, 6, 20), proved_on=date(2026, 6, 20)), False),  # waits for us
        (FindingFacts(date(2026, 6, 20), proved_on=date(2026, 6, 21)), True),  # proved too late
    ],
)
def test_an_item_blocks_while_it_is_overdue(facts, blocks):
    found = blocked_stretches(WORKS, (), (an_item(Place(1), facts),), CUT_OFF)
    assert [one.kind for one in found] == [BlockKind.OVERDUE_NOTICE] * blocks


def test_an_item_that_names_no_road_blocks_nothing():
    item = an_item(Place(), FindingFacts(date(2026, 6, 1)))
    assert blocked_stretches(WORKS, (), (item,), CUT_OFF) == []


def test_overlapping_stretches_are_counted_once():
    stops = [
        a_stop(Place(1, Decimal(100), Decimal(500))),
        a_stop(Place(1, Decimal(400), Decimal(700))),
        a_stop(Place(1, Decimal(1900), Decimal(2500))),
    ]
    found = blocked_stretches(WORKS, stops, (), CUT_OFF)
    assert blocked_length_m(ROAD, found) == Decimal(700)
    assert blocked_length_m(OTHER, found) == Decimal(0)
    assert blocked_length_m(BRIDGE, found) is None


def test_a_road_whose_chainage_falls_is_measured_upwards():
    falling = Extent(1, Decimal(2000), Decimal(0))
    found = blocked_stretches(
        (falling,), (a_stop(Place(1, Decimal(300), Decimal(800))),), (), CUT_OFF
    )
    assert blocked_length_m(falling, found) == Decimal(500)


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "blocks"),
    [
        (date(2026, 6, 1), None, 1),
        (date(2026, 6, 1), CUT_OFF, 1),  # settled on the day itself: it stood when the day began
        (date(2026, 6, 1), date(2026, 6, 24), 0),
        (date(2026, 6, 26), None, 0),  # found later
    ],
)
def test_a_failed_key_item_blocks_its_stretch_until_it_is_settled(opened_on, closed_on, blocks):
    failure = Failure(5, "5", Place(1, Decimal(100), Decimal(300)), opened_on, closed_on)
    found = blocked_stretches(WORKS, (), (), CUT_OFF, [failure])
    assert [(b.start_m, b.end_m, b.kind) for b in found] == [
        (Decimal(100), Decimal(300), BlockKind.NONCONFORMITY)
    ] * blocks
