"""Reading what phones send: one text for one content, sound parts only, and the phone's clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.field import rules
from app.field.rules import Difference
from app.shared.errors import RuleBroken
from tests.makers.field import a_message

UUID = "01234567-89ab-4cde-8f01-23456789abcd"
NOON = datetime(2020, 6, 7, 4, tzinfo=UTC)


def message(**changes: Any) -> dict[str, Any]:
    return a_message("inspection", 7, at=NOON) | {"uuid": UUID} | changes


def test_the_same_content_has_the_same_fingerprint_however_it_is_written() -> None:
    one = message(fields={"kind": "night", "weather": "晴"})
    other = dict(reversed(list(one.items()))) | {"fields": {"weather": "晴", "kind": "night"}}
    assert rules.read_submission(one).fingerprint == rules.read_submission(other).fingerprint


def test_the_time_of_sending_is_not_part_of_the_record() -> None:
    again = message(sent_at=(NOON + timedelta(hours=5)).isoformat())
    assert rules.read_submission(again).fingerprint == rules.read_submission(message()).fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": {"weather": "雨"}},
        {"photos": [{"sha256": "a" * 64, "field": "photos"}]},
        {"subject": 8},
    ],
)
def test_any_other_content_has_another_fingerprint(changes: dict[str, Any]) -> None:
    assert (
        rules.read_submission(message(**changes)).fingerprint
        != rules.read_submission(message()).fingerprint
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"uuid": "7"},
        {"uuid": None},
        {"kind": "Inspection!"},
        {"subject": "7"},
        {"subject": True},
        {"subject": 2**31},
        {"fields": []},
        {"fields": {"weather": 7}},
        {"fields": {"weather": [["晴"]]}},
        {"fields": {"weather": "\ud800"}},
        {"fields": {"weather": "a\0b"}},
        {"fields": {f"f{n}": "" for n in range(1001)}},
        {"photos": ["a" * 64]},
        {"photos": [{"sha256": "A" * 64, "field": "photos"}]},
        {"made_at": "yesterday"},
        {"made_at": "2020-06-07T12:00:00"},  # no zone
        {"sent_at": "0001-01-01T00:00:00+00:00"},
        {"extra": 1.5},  # fractions are written differently by different machines
    ],
)
def test_damaged_parts_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        rules.read_submission(message(**changes))


@pytest.mark.parametrize("data", [None, 7, [], "text"])
def test_what_is_no_message_is_refused(data: Any) -> None:
    with pytest.raises(RuleBroken):
        rules.read_submission(data)


@pytest.mark.parametrize(
    "offset, expected",
    [
        (timedelta(0), NOON),
        (timedelta(seconds=120), NOON),  # the way takes time: still right
        (timedelta(seconds=121), NOON + timedelta(seconds=121)),
        (timedelta(days=-3), NOON - timedelta(days=3)),
    ],
)
def test_a_clock_is_corrected_only_when_it_is_wrong(offset: timedelta, expected: datetime) -> None:
    assert rules.corrected(NOON, offset) == expected


def test_the_offset_is_what_must_be_added_to_the_phones_clock() -> None:
    assert rules.clock_offset(NOON, NOON + timedelta(hours=2)) == timedelta(hours=2)


def test_differences_name_each_field_that_differs() -> None:
    kept = message(fields={"weather": "晴", "topics": ["quality"], "signed_by": "王"})
    sent = message(fields={"weather": "雨", "topics": ["quality", "safety"]})
    assert rules.differences(kept, sent) == [
        Difference("signed_by", "王", ""),
        Difference("topics", "quality", "quality、safety"),
        Difference("weather", "晴", "雨"),
    ]
