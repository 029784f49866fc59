"""What a phone says of its photos: what is read, and what is refused."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.evidence.rules import read_capture, read_captures
from app.shared.errors import Unreadable

SHA = "ab" * 32


def test_everything_that_the_phone_says_is_read():
    told = {
        "sha256": SHA,
        "taken_at": "2020-06-07T08:30:00+08:00",
        "latitude": 33.63,
        "longitude": 116.97,
        "accuracy_m": 12.46,
        "clock_offset_s": -35.4,
    }
    (capture,) = read_captures(json.dumps([told]))
    assert capture.taken_at == datetime(2020, 6, 7, 0, 30, tzinfo=UTC)
    assert (capture.latitude, capture.longitude) == (Decimal("33.63"), Decimal("116.97"))
    assert (capture.accuracy_m, capture.clock_offset_s) == (Decimal("12.5"), -35)


def test_a_phone_that_knows_neither_time_nor_place_is_believed():
    capture = read_capture({"sha256": SHA})
    assert (capture.taken_at, capture.latitude, capture.clock_offset_s) == (None, None, 0)
    assert read_captures("") == []


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"sha256": "short"},
        {"sha256": SHA.upper()},
        {"sha256": SHA, "taken_at": "yesterday"},
        {"sha256": SHA, "taken_at": "2020-06-07T08:30:00"},  # of which clock?
        {"sha256": SHA, "taken_at": 1591490000},
        {"sha256": SHA, "latitude": 91, "longitude": 0},
        {"sha256": SHA, "latitude": 33.6},  # half a position
        {"sha256": SHA, "latitude": "33°N", "longitude": 116},
        {"sha256": SHA, "latitude": float("nan"), "longitude": 116},
        {"sha256": SHA, "latitude": True, "longitude": 116},
        {"sha256": SHA, "accuracy_m": 1e9},
        {"sha256": SHA, "clock_offset_s": 1e12},
    ],
)
def test_nonsense_is_refused(told):
    with pytest.raises(Unreadable):
        read_capture(told)


@pytest.mark.parametrize("text", ["{", "{}", "null", "[" * 100_000, "[1]"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(Unreadable):
        read_captures(text)
