"""Fingerprints: bands, distances, and that a search by bands misses nothing."""

import random

import pytest

from app.evidence.rules.likeness import MOST_DISTANCE, bands_of, distance, near_bands


def test_a_fingerprint_is_four_bands():
    assert bands_of("0123456789abcdef") == (0xCDEF, 0x89AB, 0x4567, 0x0123)
    assert distance("0000000000000000", "00000000000000ff") == 8


@pytest.mark.parametrize(
    "most, asked",
    [(0, 1), (3, 1), (4, 17), (7, 17), (8, 137), (MOST_DISTANCE, 137)],
)
def test_as_few_bands_are_asked_for_as_the_distance_needs(most, asked):
    near = near_bands(0xBEEF, most)
    assert (len(near), len(set(near))) == (asked, asked)


@pytest.mark.parametrize("most", [0, 3, 6, 7, MOST_DISTANCE])
def test_whatever_lies_within_the_distance_has_a_near_band(most):
    dots = random.Random(most)
    for _ in range(200):
        number = dots.getrandbits(64)
        other = number
        for place in dots.sample(range(64), most):
            other ^= 1 << place
        pairs = zip(bands_of(f"{number:016x}"), bands_of(f"{other:016x}"), strict=True)
        assert any(theirs in near_bands(mine, most) for mine, theirs in pairs)
