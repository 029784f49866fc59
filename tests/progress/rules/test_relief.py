from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.relief import (
    BlockedStretch,
    WorkExtent,
    blocked_share,
    covered_metres,
    relieved,
)

MAY_26, JUNE_26 = date(2020, 5, 26), date(2020, 6, 26)
ROADS = [WorkExtent(1, Decimal(0), Decimal(1000)), WorkExtent(2, Decimal(5000), Decimal(8000))]


def block(work_id, start_m, end_m, since=MAY_26, until=None):
    return BlockedStretch(work_id, Decimal(start_m), Decimal(end_m), since, until)


@pytest.mark.parametrize(
    "blocks, share",
    [
        ([], "0"),
        ([block(1, 0, 1000)], "0.25"),  # one of four kilometres, all the time
        ([block(1, 0, 1000), block(2, 5000, 8000)], "1"),
        ([block(1, 0, 1000), block(1, 0, 1000)], "0.25"),  # two obstacles, one stretch
        ([block(2, 4000, 6000)], "0.25"),  # only what lies on the road
        ([block(1, 0, 1000, until=MAY_26)], "0"),  # cleared before the month
        ([block(1, 0, 1000, since=JUNE_26)], "0"),  # begins after it
        ([block(9, 0, 1000)], "0"),  # another section's road
    ],
)
def test_blocked_metres_and_days_are_counted_once(blocks, share):
    assert blocked_share(blocks, ROADS, MAY_26, JUNE_26) == Decimal(share)


def test_everything_blocked_for_ten_of_thirty_one_days_takes_ten_thirty_firsts():
    until = MAY_26 + timedelta(days=10)
    blocks = [block(1, 0, 1000, until=until), block(2, 5000, 8000, until=until)]
    assert blocked_share(blocks, ROADS, MAY_26, JUNE_26) == Decimal(10) / Decimal(31)


def test_a_period_or_a_section_without_extent_has_nothing_blocked():
    assert blocked_share([block(1, 0, 1000)], ROADS, MAY_26, MAY_26) == 0
    assert blocked_share([block(1, 0, 1000)], [], MAY_26, JUNE_26) == 0


def test_the_plan_loses_the_blocked_part():
    assert relieved(Decimal("0.4"), Decimal("0.25")) == Decimal("0.3")


def test_overlapping_stretches_are_covered_once():
    assert covered_metres([(Decimal(0), Decimal(10)), (Decimal(5), Decimal(12))]) == 12


metres = st.integers(0, 9000)
days = st.dates(date(2020, 5, 1), date(2020, 7, 31))


@given(st.lists(st.tuples(st.sampled_from([1, 2]), metres, metres, days, st.none() | days)))
def test_the_blocked_share_never_passes_the_whole(rows):
    blocks = [block(work, start, end, since, until) for work, start, end, since, until in rows]
    assert 0 <= blocked_share(blocks, ROADS, MAY_26, JUNE_26) <= 1
