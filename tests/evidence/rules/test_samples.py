"""The weekly draw: how many, which, who goes, and that anybody can draw it again."""

import hashlib
from decimal import Decimal

import pytest

from app.evidence.rules import Candidate, RecheckOutcome
from app.evidence.rules.samples import assign, draw, number_of, recheck_problems, sample_size


@pytest.mark.parametrize(
    "count, percent, least, size",
    [
        (0, 5, 3, 0),
        (2, 5, 3, 2),
        (40, 5, 3, 3),
        (60, 5, 3, 3),
        (61, 5, 3, 4),
        (9, 0, 0, 0),
        (9, 100, 3, 9),
    ],
)
def test_how_many_are_drawn(count, percent, least, size):
    assert sample_size(count, Decimal(percent) / 100, least) == size


def test_a_draw_is_the_same_for_whoever_makes_it():
    candidates = [Candidate(number, 1) for number in range(1, 101)]
    drawn = draw(candidates, 5, "seed")
    assert drawn == draw(reversed(candidates), 5, "seed")
    assert drawn != draw(candidates, 5, "another")
    assert drawn == [63, 9, 3, 59, 30]  # written down: a new version of the program draws the same


def test_a_number_needs_no_more_than_a_sha256():
    by_hand = min(hashlib.sha256(text).hexdigest() for text in (b"s:7:1", b"s:7:2"))
    assert number_of(Candidate(7, 2), "s") == by_hand


def test_a_photo_of_weight_four_is_drawn_about_four_times_as_often():
    candidates = [Candidate(1, 4), *(Candidate(number, 1) for number in range(2, 22))]
    first = sum(draw(candidates, 1, str(seed)) == [1] for seed in range(3_000))
    assert 0.13 < first / 3_000 < 0.20  # 4 of 24


def test_the_work_is_shared_and_nobody_goes_who_may_not():
    people = {1: [10, 11], 2: [10, 11], 3: [11], 4: []}
    assert assign([1, 2, 3, 4], people) == {1: 10, 2: 11, 3: 11, 4: None}


@pytest.mark.parametrize(
    "outcome, words, photos, is_open, is_own, problems",
    [
        (RecheckOutcome.AGREES, "", 1, True, False, 0),
        (RecheckOutcome.AGREES, "", 0, True, False, 1),
        (RecheckOutcome.DIFFERS, " ", 1, True, False, 1),
        (RecheckOutcome.GONE, "已被覆盖", 1, True, False, 0),
        (RecheckOutcome.AGREES, "", 1, False, False, 1),
        (RecheckOutcome.AGREES, "", 1, True, True, 1),
        (None, "字" * 2_001, 0, True, False, 3),
    ],
)
def test_what_an_outcome_needs(outcome, words, photos, is_open, is_own, problems):
    found = recheck_problems(outcome, words, photos, is_open=is_open, is_own=is_own)
    assert len(found) == problems
