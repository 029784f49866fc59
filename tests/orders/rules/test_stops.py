from datetime import date
from decimal import Decimal

import pytest

from app.inspections.rules import Stretch
from app.orders.rules import (
    ReportEntry,
    ReportState,
    StopEntry,
    StopState,
    asking_problems,
    checking_problems,
    judging_problems,
    lifting_problems,
    merging_problems,
    report_problems,
    stop_problems,
    untrue_problems,
)
from app.works.rules import Cause

TODAY = date(2026, 6, 10)
TOO_LONG = "长" * 10_000


def a_stop(**changes) -> StopEntry:
    entry = {
        "client_uuid": "u",
        "reason": "基层厚度不足",
        "fault": Cause.CONTRACTOR,
        "stopped_from": TODAY,
    }
    return StopEntry(**(entry | changes))


def test_an_order_with_reason_fault_and_day_is_acceptable():
    assert stop_problems(a_stop(), None, TODAY) == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"reason": " "}, "why the works are stopped"),
        ({"reason": TOO_LONG}, "more than"),
        ({"fault": None}, "who answers"),
        ({"stopped_from": date(2026, 6, 9)}, "has passed"),
        ({"stopped_from": date(2026, 6, 18), "work_id": 1}, "within 7 days"),
        ({"stopped_from": date(2026, 6, 11)}, "whole section"),
    ],
)
def test_an_order_is_refused_with_a_sentence(changes, words):
    assert words in str(stop_problems(a_stop(**changes), None, TODAY)[0])


def test_a_stretch_needs_its_road_and_lies_on_it():
    outside = Stretch(Decimal(10), Decimal(2000), Decimal(0), Decimal(1000))
    assert "needs its road" in str(stop_problems(a_stop(), outside, TODAY)[0])
    assert "outside" in str(stop_problems(a_stop(work_id=1), outside, TODAY)[0])


def test_the_contractor_asks_once_and_says_what_was_done():
    assert asking_problems(StopState.STANDING, "已返工") == []
    assert asking_problems(StopState.STANDING, " ")
    assert asking_problems(StopState.ASKED, "已返工")


@pytest.mark.parametrize(
    "state, words, checker, refused",
    [
        (StopState.ASKED, "合格", "engineer", False),
        (StopState.STANDING, "合格", "engineer", False),  # an owner's own stop
        (StopState.ASKED, "", "engineer", True),
        (StopState.ASKED, "合格", "contractor", True),
        (StopState.LIFTED, "合格", "engineer", True),
    ],
)
def test_somebody_else_checks_the_resumption(state, words, checker, refused):
    assert bool(checking_problems(state, words, "contractor", checker)) is refused


@pytest.mark.parametrize(
    "state, resumed_on, lifter, words",
    [
        (StopState.CHECKED, TODAY, "office", None),
        (StopState.STANDING, TODAY, "office", "only after a check"),
        (StopState.CHECKED, TODAY, "engineer", "checked the resumption"),
        (StopState.CHECKED, date(2026, 6, 9), "office", "has passed"),
        (StopState.CHECKED, date(2026, 6, 30), "office", "within"),
    ],
)
def test_only_a_checked_order_is_lifted_and_by_a_second_person(state, resumed_on, lifter, words):
    found = lifting_problems(state, resumed_on, date(2026, 6, 1), "engineer", lifter, TODAY)
    assert [words in str(problem) for problem in found] == [True] * (words is not None)


def test_works_do_not_resume_before_they_stopped():
    found = lifting_problems(StopState.CHECKED, TODAY, date(2026, 6, 12), "a", "b", TODAY)
    assert "before they stopped" in str(found[0])


def test_a_report_says_what_was_seen():
    assert report_problems(ReportEntry("u", "路面开裂"), None) == []
    assert report_problems(ReportEntry("u", ""), None)
    assert report_problems(ReportEntry("u", TOO_LONG), None)
    assert report_problems(ReportEntry("u", "路面开裂"), Stretch(Decimal(1)))


def test_a_report_is_judged_once():
    assert judging_problems(ReportState.REPORTED) == []
    assert all(judging_problems(state) for state in ReportState if state != ReportState.REPORTED)


def test_a_report_is_closed_as_not_true_with_a_reason():
    assert untrue_problems(ReportState.REPORTED, "现场复核无此问题") == []
    assert untrue_problems(ReportState.REPORTED, " ")


def test_a_report_is_merged_into_another_of_its_section():
    assert merging_problems(ReportState.REPORTED, 2, 1, 5, 5) == []
    assert merging_problems(ReportState.REPORTED, 2, 2, 5, 5)
    assert merging_problems(ReportState.REPORTED, 2, 1, 6, 5)
