"""Arithmetic of stretches, against a road that is counted metre by metre."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.quality.rules.stretches import Stretch, covers, joined, length_of, shared, without

ROAD_M = 30
#: A busy machine draws slowly; that says nothing about the rules.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
stretches = st.lists(
    st.tuples(st.integers(0, ROAD_M), st.integers(0, ROAD_M)).map(
        lambda ends: Stretch(Decimal(min(ends)), Decimal(max(ends)))
    ),
    max_size=6,
)


def metres(some: list[Stretch]) -> set[int]:
    return {
        metre for one in some for metre in range(int(one.start_m), int(one.end_m))
    }  # fmt: skip


@PATIENT
@given(stretches)
def test_joining_keeps_every_metre_once_and_leaves_gaps_between(some: list[Stretch]) -> None:
    found = joined(some)
    assert metres(found) == metres(some)
    assert all(
        one.end_m < next_one.start_m for one, next_one in zip(found, found[1:], strict=False)
    )
    assert length_of(some) == len(metres(some))


@PATIENT
@given(stretches, stretches)
def test_taking_away_leaves_exactly_what_was_not_taken(
    some: list[Stretch], taken: list[Stretch]
) -> None:
    assert metres(without(some, taken)) == metres(some) - metres(taken)


@PATIENT
@given(stretches, stretches)
def test_shared_is_what_lies_in_both(first: list[Stretch], second: list[Stretch]) -> None:
    assert metres(shared(first, second)) == metres(first) & metres(second)


@PATIENT
@given(stretches, st.integers(0, ROAD_M - 1), st.integers(1, 9))
def test_a_stretch_is_covered_when_no_metre_is_missing(
    some: list[Stretch], start: int, length: int
) -> None:
    wanted = Stretch(Decimal(start), Decimal(start + length))
    assert covers(some, wanted) == (metres([wanted]) <= metres(some))


@PATIENT
@given(stretches)
def test_split_and_joined_again_is_the_same(some: list[Stretch]) -> None:
    halves = [
        half
        for one in some
        for middle in [(one.start_m + one.end_m) / 2]
        for half in (Stretch(one.start_m, middle), Stretch(middle, one.end_m))
    ]
    assert joined(halves) == joined(some)
