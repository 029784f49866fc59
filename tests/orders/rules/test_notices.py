from datetime import UTC, date, datetime

import pytest

from app.inspections.rules import FindingState
from app.orders.rules import (
    Gathered,
    LookBackOutcome,
    NoticeEntry,
    NoticeState,
    look_back_due_on,
    look_back_problems,
    notice_problems,
    notice_state,
    planning_problems,
    whole_days,
)
from app.shared.calendar import WorkingCalendar
from app.shared.numbering import paper_number, pattern_problems

TODAY = date(2026, 6, 10)
OPEN, PROVED, RETURNED, CLOSED = FindingState


def an_entry(**changes) -> NoticeEntry:
    entry = {"client_uuid": "u", "inspected_on": TODAY, "basis": "合同第9条", "finding_ids": (1,)}
    return NoticeEntry(**(entry | changes))


def problems(entry: NoticeEntry, *gathered: Gathered) -> list[str]:
    gathered = gathered or tuple(Gathered(n, OPEN, False) for n in entry.finding_ids)
    return [str(problem) for problem in notice_problems(entry, gathered, TODAY)]


def test_a_notice_of_an_open_finding_with_its_basis_is_acceptable():
    assert problems(an_entry()) == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"inspected_on": date(2026, 6, 11)}, "future"),
        ({"basis": "  "}, "rests"),
        ({"finding_ids": ()}, "at least one item"),
        ({"demand": "长" * 10_000}, "more than"),
        ({"finding_ids": tuple(range(1, 32))}, "at most"),
    ],
)
def test_a_notice_is_refused_with_a_sentence(changes, words):
    assert any(words in problem for problem in problems(an_entry(**changes)))


@pytest.mark.parametrize(
    "gathered, words",
    [
        (Gathered(1, CLOSED, False), "closed already"),
        (Gathered(1, OPEN, True), "stands in a notice already"),
    ],
)
def test_a_finding_is_gathered_once_and_while_it_is_open(gathered, words):
    assert words in problems(an_entry(), gathered)[0]


def test_a_finding_of_another_section_is_refused():
    assert "does not belong" in problems(an_entry(finding_ids=(1, 2)), Gathered(1, OPEN, False))[0]


@pytest.mark.parametrize(
    "items, state",
    [
        ([OPEN, PROVED, CLOSED], NoticeState.OPEN),
        ([PROVED, CLOSED], NoticeState.ANSWERED),
        ([RETURNED, OPEN, CLOSED], NoticeState.RETURNED),
        ([CLOSED, CLOSED], NoticeState.CLOSED),
    ],
)
def test_the_state_of_a_notice_follows_from_its_items(items, state):
    assert notice_state(items) == state


@pytest.mark.parametrize(
    "end, days",
    [
        (datetime(2026, 6, 1, 8, tzinfo=UTC), 0),
        (datetime(2026, 6, 1, 9, tzinfo=UTC), 1),  # a begun day counts
        (datetime(2026, 6, 2, 8, tzinfo=UTC), 1),
        (datetime(2026, 6, 2, 8, 1, tzinfo=UTC), 2),
        (None, None),
    ],
)
def test_times_are_told_in_days(end, days):
    assert whole_days(datetime(2026, 6, 1, 8, tzinfo=UTC), end) == days


def test_the_look_back_is_due_some_working_days_after_the_closing_unless_planned():
    calendar = WorkingCalendar({})
    assert look_back_due_on(date(2026, 6, 5), None, 1, calendar) == date(2026, 6, 8)
    assert look_back_due_on(date(2026, 6, 5), date(2026, 7, 1), 1, calendar) == date(2026, 7, 1)
    assert look_back_due_on(None, None, 1, calendar) is None


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"state": NoticeState.ANSWERED}, "after a notice is closed"),
        ({"is_done": True}, "entered already"),
        ({"by": "contractor"}, "put it right"),
        ({"outcome": LookBackOutcome.RELAPSED}, "what came back"),
        ({"words": "长" * 10_000}, "more than"),
    ],
)
def test_a_look_back_is_refused_with_a_sentence(changes, words):
    given = {
        "state": NoticeState.CLOSED,
        "outcome": LookBackOutcome.HELD,
        "words": "",
        "is_done": False,
        "provers": {"contractor"},
        "by": "engineer",
    }
    assert look_back_problems(**given) == []
    assert words in str(look_back_problems(**(given | changes))[0])


def test_a_look_back_is_planned_for_a_day_to_come():
    assert planning_problems(NoticeState.CLOSED, TODAY, TODAY) == []
    assert len(planning_problems(NoticeState.OPEN, date(2026, 6, 9), TODAY)) == 2


def test_the_number_of_a_paper_follows_its_pattern():
    assert paper_number("整改〔{year}〕{number}号", 2026, 12) == "整改〔2026〕12号"


@pytest.mark.parametrize("pattern", ["整改{number}号", "整改{year}", "", 7, "{year}{number}" * 9])
def test_a_pattern_whose_numbers_would_repeat_is_refused(pattern):
    assert pattern_problems(pattern)
