"""A finding's way from open to closed, and when it is late (3.6)."""

from datetime import date
from decimal import Decimal

import pytest

from app.inspections.rules import (
    FindingDraft,
    FindingFacts,
    FindingLine,
    FindingState,
    MonthConduct,
    Severity,
    Stretch,
    Topic,
    closing_problems,
    default_due_on,
    finding_problems,
    is_overdue,
    proof_problems,
    returning_problems,
)
from app.shared.calendar import WorkingCalendar

FOUND_ON = date(2020, 6, 1)


def a_draft(**changes):
    draft = {
        "topic": Topic.SAFETY,
        "severity": Severity.GENERAL,
        "description": "未设置围挡",
        "due_on": date(2020, 6, 8),
    }
    return FindingDraft(**(draft | changes))


@pytest.mark.parametrize(
    "changes, part",
    [
        ({"description": "  "}, "describe what is wrong"),
        ({"description": "坑" * 4001}, "more than 4000"),
        ({"due_on": None}, "until when"),
        ({"due_on": date(2020, 5, 31)}, "before the visit"),
        ({"due_on": date(2020, 11, 29)}, "more than 180 days"),
        ({"severity": Severity.SERIOUS, "solved_on_spot": True}, "even when"),
        ({"stretch": Stretch(Decimal(500), Decimal(400))}, "before the start"),
    ],
)
def test_a_finding_is_refused_in_words(changes, part):
    problems = finding_problems(a_draft(**changes), 2, FOUND_ON)
    assert len(problems) == 1
    assert part in str(problems[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"due_on": FOUND_ON},  # the same day
        {"due_on": date(2020, 11, 28)},  # exactly 180 days
        {"description": "坑" * 4000},
        {"due_on": None, "solved_on_spot": True},
    ],
)
def test_a_finding_on_the_boundary_is_taken(changes):
    assert finding_problems(a_draft(**changes), 1, FOUND_ON) == []


def test_the_worse_the_sooner():
    days = {Severity.GENERAL: 7, Severity.SERIOUS: 3, Severity.CRITICAL: 1}
    due = [default_due_on(s, date(2020, 6, 5), days, WorkingCalendar()) for s in Severity]
    assert due == [date(2020, 6, 16), date(2020, 6, 10), date(2020, 6, 8)]


@pytest.mark.parametrize(
    "state, severity, words, photos, count",
    [
        (FindingState.OPEN, Severity.GENERAL, "已整改", 0, 0),
        (FindingState.RETURNED, Severity.SERIOUS, "已整改", 1, 0),
        (FindingState.OPEN, Severity.SERIOUS, "已整改", 0, 1),  # a photo is the proof
        (FindingState.OPEN, Severity.CRITICAL, " ", 0, 2),  # all at once
        (FindingState.OPEN, Severity.GENERAL, "改" * 4001, 0, 1),
        (FindingState.PROVED, Severity.GENERAL, "已整改", 0, 1),  # one is waiting already
        (FindingState.CLOSED, Severity.GENERAL, "已整改", 0, 1),
    ],
)
def test_a_proof_needs_words_and_for_worse_findings_a_photo(state, severity, words, photos, count):
    assert len(proof_problems(state, severity, words, photos)) == count


@pytest.mark.parametrize(
    "state, proved_by, closer, count",
    [
        (FindingState.PROVED, "contractor", "inspector", 0),
        (FindingState.PROVED, "contractor", "contractor", 1),  # four eyes are two people's
        (FindingState.OPEN, None, "inspector", 1),
        (FindingState.RETURNED, "contractor", "inspector", 1),
        (FindingState.CLOSED, "contractor", "inspector", 1),
    ],
)
def test_another_person_closes_a_finding_that_has_a_proof(state, proved_by, closer, count):
    assert len(closing_problems(state, proved_by, closer)) == count


def test_sending_back_needs_a_reason():
    assert returning_problems(FindingState.PROVED, "a", "b", "照片看不清") == []
    assert len(returning_problems(FindingState.PROVED, "a", "b", " ")) == 1
    assert len(returning_problems(FindingState.PROVED, "a", "a", "")) == 2


DUE = date(2020, 6, 8)


@pytest.mark.parametrize(
    "facts, on, late",
    [
        (FindingFacts(DUE), date(2020, 6, 8), False),  # the due day itself
        (FindingFacts(DUE), date(2020, 6, 9), True),  # the day after
        (FindingFacts(None), date(2030, 1, 1), False),  # solved on the spot
        (FindingFacts(DUE, closed_on=date(2020, 6, 8)), date(2020, 6, 9), False),
        (FindingFacts(DUE, closed_on=date(2020, 6, 20)), date(2020, 6, 15), True),  # closed later
        (FindingFacts(DUE, closed_on=date(2020, 6, 20)), date(2020, 6, 21), False),
        (FindingFacts(DUE, proved_on=DUE), date(2020, 6, 30), False),  # in time; the check waits
        (FindingFacts(DUE, proved_on=date(2020, 6, 9)), date(2020, 6, 30), True),  # a day too late
    ],
)
def test_a_finding_is_late_when_its_day_has_passed_without_proof(facts, on, late):
    assert is_overdue(facts, on) is late


def test_a_month_counts_its_own_findings_and_all_that_are_overdue():
    def line(number, severity, in_period, overdue):
        return FindingLine(
            number, Topic.SAFETY, severity, FOUND_ON, DUE, in_period, overdue, overdue
        )

    month = MonthConduct(
        1,
        date(2020, 5, 26),
        date(2020, 6, 26),
        findings=(
            line(1, Severity.GENERAL, True, False),
            line(2, Severity.GENERAL, True, True),
            line(3, Severity.SERIOUS, False, True),
        ),
    )
    assert month.found == {(Topic.SAFETY, Severity.GENERAL): 2}
    assert month.overdue == {Topic.SAFETY: 2}
