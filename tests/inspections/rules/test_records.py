"""Inspections and site logs: when they may be entered and what they must say (R07, R09, 3.5)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.inspections.rules import (
    Handling,
    InspectionDraft,
    SiteLogDraft,
    Stretch,
    Topic,
    entry_problems,
    inspection_problems,
    is_late,
    site_log_problems,
    stretch_problems,
)

TODAY = date(2020, 6, 10)
NOW = datetime(2020, 6, 10, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "on, reason, count",
    [
        (date(2020, 6, 10), "", 0),
        (date(2020, 6, 11), "", 1),  # tomorrow
        (date(2020, 6, 9), "", 1),  # yesterday without a reason
        (date(2020, 6, 9), "手机没电", 0),
        (date(2020, 6, 8), "手机没电", 0),  # the last day that is taken
        (date(2020, 6, 7), "手机没电", 1),  # one day too late
    ],
)
def test_late_entries_have_a_limit_and_a_reason(on, reason, count):
    assert len(entry_problems(on, TODAY, reason, most_days=2)) == count


def test_an_entry_of_the_day_before_is_marked_late():
    assert is_late(date(2020, 6, 9), TODAY)
    assert not is_late(TODAY, TODAY)


@pytest.mark.parametrize(
    "start, end, count",
    [
        (0, 1091, 0),
        (0, None, 0),
        (1091, None, 0),
        (1091, 1092, 1),  # past the end of the road
        (1092, None, 1),
        (500, 400, 1),
        (400, 400, 0),
    ],
)
def test_places_lie_on_the_road(start, end, count):
    stretch = Stretch(
        Decimal(start), None if end is None else Decimal(end), Decimal(0), Decimal(1091)
    )
    assert len(stretch_problems(stretch)) == count


def test_nothing_is_said_of_a_road_without_chainage():
    assert stretch_problems(Stretch(Decimal(99), Decimal(100))) == []
    assert stretch_problems(None) == []


def an_inspection(**changes):
    draft = {
        "inspected_at": NOW,
        "received_at": NOW,
        "inspected_on": TODAY,
        "received_on": TODAY,
        "topics": frozenset({Topic.QUALITY}),
        "handling": Handling.NOTHING_NEEDED,
    }
    return InspectionDraft(**(draft | changes))


@pytest.mark.parametrize(
    "changes, part",
    [
        ({"topics": frozenset()}, "at least one topic"),
        ({"inspected_at": NOW + timedelta(minutes=10, seconds=1)}, "future"),
        ({"inspected_on": date(2020, 6, 11)}, "not come yet"),
        ({"findings": 1}, "how they were handled"),
        ({"handling": Handling.SOLVED, "findings": 2, "findings_solved": 1}, "Not every finding"),
        ({"handling": Handling.RECTIFICATION}, "says why"),
        ({"handling": Handling.STOP, "findings": 1, "findings_solved": 1}, "says why"),
        ({"notes": ("x" * 4001,)}, "more than 4000"),
        ({"stretch": Stretch(Decimal(2), Decimal(1))}, "before the start"),
    ],
)
def test_an_inspection_is_refused_in_words(changes, part):
    problems = inspection_problems(an_inspection(**changes), 2)
    assert len(problems) == 1
    assert part in str(problems[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"inspected_at": NOW + timedelta(minutes=10)},  # a computer's clock
        {"handling": Handling.SOLVED, "findings": 1, "findings_solved": 1},
        {"handling": Handling.RECTIFICATION, "findings": 2, "findings_solved": 1},
        {"notes": ("x" * 4000,)},
    ],
)
def test_an_inspection_on_the_boundary_is_taken(changes):
    assert inspection_problems(an_inspection(**changes), 2) == []


def a_log(**changes):
    draft = {"log_on": TODAY, "received_on": TODAY, "content": "巡查二标段", "photos": 1}
    return SiteLogDraft(**(draft | changes))


@pytest.mark.parametrize(
    "changes, count",
    [
        ({}, 0),
        ({"content": " "}, 1),
        ({"photos": 0}, 1),  # neither photo nor place
        ({"photos": 0, "location": "K3+050"}, 0),
        ({"is_stopped": True, "content": "", "stop_reason": "大雨"}, 0),
        ({"is_stopped": True, "content": ""}, 1),  # a day of rest needs its reason
        ({"log_on": date(2020, 6, 7)}, 1),
        ({"texts": ("x" * 4001,)}, 1),
    ],
)
def test_every_day_has_its_log_also_a_day_of_rain(changes, count):
    assert len(site_log_problems(a_log(**changes), 2)) == count
