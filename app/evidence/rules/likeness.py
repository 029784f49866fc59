"""Which photos show the same picture: fingerprints of 64 bits, and how those that differ in few bits are found.

A fingerprint is four bands of 16 bits. When two fingerprints differ in at most r bits, then in at least one band
they differ in at most r // 4 bits: whoever asks for every band that is so near finds all of them, by equality.
Source: multi-index hashing (Norouzi, Punjani, Fleet 2012).
"""

from collections.abc import Iterator
from itertools import combinations

BANDS = 4
BITS_OF_BAND = 16
BITS = BANDS * BITS_OF_BAND
_ONES = (1 << BITS_OF_BAND) - 1
#: Beyond this a search would ask for thousands of bands, and different pictures would be alike.
MOST_DISTANCE = 11


def bands_of(fingerprint: str) -> tuple[int, ...]:
    """Return the four bands of a fingerprint of 16 hexadecimal digits."""
    number = int(fingerprint, 16)
    return tuple(number >> (BITS_OF_BAND * place) & _ONES for place in range(BANDS))


def distance(one: str, other: str) -> int:
    """Return in how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def keys_of(fingerprint: str) -> list[int]:
    """Return the four bands of a fingerprint, each with its place: band * 65536 + bits."""
    return [(place << BITS_OF_BAND) + band for place, band in enumerate(bands_of(fingerprint))]


def signed(fingerprint: str) -> int:
    """Return a fingerprint as databases keep numbers of 64 bits: with a sign."""
    number = int(fingerprint, 16)
    return number - (1 << BITS) if number >> (BITS - 1) else number


def near_keys(fingerprint: str, most_distance: int) -> list[int]:
    """Return the keys of which a fingerprint within the distance must have at least one."""
    return [
        (place << BITS_OF_BAND) + near
        for place, band in enumerate(bands_of(fingerprint))
        for near in near_bands(band, most_distance)
    ]


def near_bands(band: int, most_distance: int) -> list[int]:
    """Return the bands of which a fingerprint within the distance must have at least one."""
    return list(_within(band, most_distance // BANDS))


def _within(band: int, most: int) -> Iterator[int]:
    for count in range(most + 1):
        for places in combinations(range(BITS_OF_BAND), count):
            yield band ^ sum(1 << place for place in places)
