"""What makes a photo doubtful, on the boundaries."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.evidence.rules import (
    Facts,
    FlagKind,
    Limits,
    Owner,
    OwnerKind,
    Showing,
    flag_of_showings,
    flags_of,
    looking_problems,
    told,
)
from app.evidence.rules.positions import distance_m

NOON = datetime(2020, 6, 10, 4, tzinfo=UTC)
LIMITS = Limits(Decimal(500), Decimal(100), timedelta(hours=72), timedelta(minutes=10))
GOOD = Facts(
    received_at=NOON,
    taken_at=NOON - timedelta(hours=1),
    clock_offset_s=20,
    latitude=Decimal("33.6"),
    longitude=Decimal("116.9"),
    accuracy_m=Decimal(8),
    distance_m=Decimal(30),
    started_on=date(2020, 3, 1),
)


def kinds_of(facts: Facts, kind: OwnerKind = OwnerKind.INSPECTION) -> list[str]:
    return [flag.kind.value for flag in flags_of(kind, facts, LIMITS)]


@pytest.mark.parametrize(
    "changes, kinds",
    [
        ({}, []),
        ({"latitude": None, "longitude": None, "distance_m": None}, ["no_position"]),
        ({"latitude": Decimal(0), "longitude": Decimal(0)}, ["at_zero"]),
        ({"accuracy_m": Decimal(100)}, []),
        ({"accuracy_m": Decimal("100.1")}, ["inexact"]),
        ({"distance_m": Decimal(508)}, []),  # the 8 m that the phone may be wrong by
        ({"distance_m": Decimal(509)}, ["far"]),
        ({"distance_m": Decimal(300_000)}, ["far"]),
        # Saying that one may be anywhere does not make one near.
        ({"distance_m": Decimal(601), "accuracy_m": Decimal(99_999)}, ["inexact", "far"]),
        ({"distance_m": None}, []),  # nobody knows where the works lie
        ({"distance_m": Decimal(29_000), "is_line_approximate": True}, []),
        ({"distance_m": Decimal(300_000), "is_line_approximate": True}, ["far"]),
        ({"taken_at": None}, ["no_time"]),
        ({"taken_at": NOON + timedelta(minutes=10)}, []),
        ({"taken_at": NOON + timedelta(minutes=11)}, ["in_future"]),
        ({"taken_at": NOON - timedelta(hours=72)}, []),
        ({"taken_at": NOON - timedelta(hours=73)}, ["old"]),
        ({"taken_at": datetime(2020, 2, 29, 2, tzinfo=UTC)}, ["old", "before_start"]),
        ({"taken_at": datetime(1970, 1, 1, tzinfo=UTC)}, ["old", "before_start"]),
        ({"taken_at": datetime(2099, 1, 1, tzinfo=UTC)}, ["in_future"]),
        ({"clock_offset_s": -601}, ["wrong_clock"]),
        ({"clock_offset_s": 600}, []),
    ],
)
def test_doubts_of_time_and_place(changes, kinds):
    assert kinds_of(replace(GOOD, **changes)) == kinds


@pytest.mark.parametrize("kind", [OwnerKind.SIGNATURE, OwnerKind.OBJECTION, OwnerKind.ABSENCE])
def test_what_is_not_taken_on_the_site_needs_no_place(kind):
    assert kinds_of(Facts(received_at=NOON), kind) == []


def owner(kind=OwnerKind.INSPECTION, number=1, *, section=1, work=1, day=10) -> Owner:
    return Owner(kind, number, date(2020, 6, day), section_id=section, work_id=work)


@pytest.mark.parametrize(
    "before, kind",
    [
        (Showing(5, owner(number=2), True), FlagKind.REUSED),
        (Showing(5, owner(OwnerKind.FINDING), True), None),  # the same visit
        (Showing(5, owner(OwnerKind.SIGNATURE, 2), True), None),
        (Showing(5, owner(number=2), False, 3), None),  # the same place on the same day
        (Showing(5, owner(number=2, work=2), False, 3), FlagKind.ALIKE),
        (Showing(5, owner(number=2, work=None), False, 3), None),
        (Showing(5, owner(number=2, section=2), False, 3), FlagKind.ALIKE),
        (Showing(5, owner(number=2, day=8), False, 3), None),  # Monday of the same week
        (Showing(5, owner(number=2, day=7), False, 3), FlagKind.ALIKE),  # Sunday before
    ],
)
def test_which_showing_of_a_picture_is_doubtful(before, kind):
    flag = flag_of_showings(owner(), [before])
    assert (flag and flag.kind) == kind


def test_the_likest_showing_stands_beside_and_the_same_file_before_all():
    near, nearer, same = (
        Showing(number, owner(number=9, section=2), is_same, bits)
        for number, is_same, bits in ((3, False, 5), (4, False, 1), (8, True, 0))
    )
    assert flag_of_showings(owner(), [near, nearer]).other_use_id == 4
    assert flag_of_showings(owner(), [near, nearer, same]).other_use_id == 8


def test_every_doubt_is_told_in_words():
    assert (
        str(told(FlagKind.FAR, Decimal(12_345)))
        == "The place is 12,345 m from the works of the section."
    )
    assert all(str(told(kind, Decimal(1))) for kind in FlagKind)


@pytest.mark.parametrize(
    "is_fine, words, is_open, is_own, problems",
    [
        (True, "在场", True, False, 0),
        (None, "", True, False, 2),
        (False, " ", True, False, 1),
        (True, "在场", False, False, 1),
        (True, "在场", True, True, 1),
    ],
)
def test_who_looks_says_why_and_did_not_send_it(is_fine, words, is_open, is_own, problems):
    found = looking_problems(words, is_fine=is_fine, is_open=is_open, is_own=is_own)
    assert len(found) == problems


@pytest.mark.parametrize(
    "place, lines, metres",
    [
        ((116.9, 33.6), [], None),
        ((116.9, 33.6), [[(116.9, 33.6)]], 0),
        ((116.9, 33.61), [[(116.8, 33.6), (117.0, 33.6)]], 1113),  # abeam of the middle
        ((116.9, 33.6), [[(116.91, 33.6), (116.92, 33.6)]], 927),  # before the start
        ((116.9, 33.6), [[(117, 33)], [(116.9, 33.601)]], 111),  # the nearer of two
        ((116.9, 33.6), [[(116.9, 33.601), (116.9, 33.601)]], 111),  # a line of no length
        ((116.9, 33.6), [[(116.9, 36.3)]], 300_564),
        ((0.0, 0.0), [[(116.9, 0.0)]], 13_013_308),
    ],
)
def test_distances(place, lines, metres):
    far = distance_m(place, lines)
    assert far is metres if metres is None else round(far) == metres
