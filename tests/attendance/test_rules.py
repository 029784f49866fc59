from datetime import date
from decimal import Decimal

import pytest

from app.attendance.rules import (
    CaseKind,
    CaseState,
    RequestState,
    criticism_problems,
    deciding_problems,
    evidence_problems,
    judging_problems,
    leave_problems,
    may_be_criticised,
    overlap_problems,
    penalty_fen,
    raised_fen,
    replacement_problems,
    rise_problems,
)

DUE = date(2026, 6, 10)
TOO_LONG = "长" * 10_000


@pytest.mark.parametrize(
    "state, words, photos, refused",
    [
        (CaseState.AWAITING, "病假", 1, False),
        (CaseState.REFUSED, "补交病历", 1, False),  # another try until it is issued
        (CaseState.AWAITING, " ", 1, True),
        (CaseState.AWAITING, "病假", 0, True),  # written evidence is a paper
        (CaseState.AWAITING, TOO_LONG, 1, True),
        (CaseState.HANDED_IN, "病假", 1, True),
        (CaseState.EXCUSED, "病假", 1, True),
        (CaseState.CRITICISED, "病假", 1, True),
    ],
)
def test_evidence_is_a_paper_with_words_while_the_case_waits(state, words, photos, refused):
    assert bool(evidence_problems(state, words, photos)) is refused


@pytest.mark.parametrize(
    "state, judge, reason, refused",
    [
        (CaseState.HANDED_IN, "office", "医院证明属实", False),
        (CaseState.HANDED_IN, "contractor", "医院证明属实", True),
        (CaseState.HANDED_IN, "office", "", True),
        (CaseState.AWAITING, "office", "属实", True),
    ],
)
def test_somebody_else_judges_the_evidence_with_a_reason(state, judge, reason, refused):
    assert bool(judging_problems(state, "contractor", judge, reason)) is refused


@pytest.mark.parametrize(
    "state, on, proposed",
    [
        (CaseState.AWAITING, date(2026, 6, 10), False),  # the last day is in time
        (CaseState.AWAITING, date(2026, 6, 11), True),  # none came
        (CaseState.HANDED_IN, date(2026, 6, 30), False),  # it waits for the bureau
        (CaseState.REFUSED, date(2026, 6, 9), True),
        (CaseState.EXCUSED, date(2026, 6, 30), False),
        (CaseState.CRITICISED, date(2026, 6, 30), False),
    ],
)
def test_a_criticism_is_proposed_after_refusal_or_silence(state, on, proposed):
    assert may_be_criticised(state, DUE, on) is proposed
    assert bool(criticism_problems(state, DUE, on, "")) is not proposed


def test_the_penalty_comes_from_the_contract_alone():
    rates = {(CaseKind.ABSENT, "项目经理"): 500_000, (CaseKind.ABSENT, ""): 200_000}
    assert penalty_fen(rates, CaseKind.ABSENT, "项目经理") == 500_000
    assert penalty_fen(rates, CaseKind.ABSENT, "质量员") == 200_000
    assert penalty_fen(rates, CaseKind.STAND_IN, "项目经理") is None
    assert penalty_fen({}, CaseKind.ABSENT, "项目经理") is None


@pytest.mark.parametrize(
    "first, last, reason, words",
    [
        (date(2026, 6, 10), date(2026, 6, 12), "体检", None),
        (date(2026, 6, 9), date(2026, 6, 12), "体检", "before it begins"),
        (date(2026, 6, 12), date(2026, 6, 11), "体检", "ends before"),
        (date(2026, 6, 10), date(2026, 8, 30), "体检", "at most"),
        (date(2026, 6, 10), date(2026, 6, 12), " ", "why leave"),
        (date(2026, 6, 10), date(2026, 6, 12), TOO_LONG, "more than"),
        (None, date(2026, 6, 12), "体检", "from which day"),
    ],
)
def test_leave_is_asked_for_before_it_begins(first, last, reason, words):
    found = [str(problem) for problem in leave_problems(first, last, reason, date(2026, 6, 10))]
    assert [words in problem for problem in found] == [True] * (words is not None)


def test_the_same_days_are_not_asked_for_twice():
    others = [(date(2026, 6, 10), date(2026, 6, 12))]
    assert overlap_problems(date(2026, 6, 12), date(2026, 6, 13), others)
    assert overlap_problems(date(2026, 6, 13), date(2026, 6, 14), others) == []


@pytest.mark.parametrize(
    "name, reason, is_pending, refused",
    [
        ("李四", "原任调离", False, False),
        ("张三", "原任调离", False, True),
        (" ", "原任调离", False, True),
        ("李四", "", False, True),
        ("李四", "原任调离", True, True),
    ],
)
def test_a_replacement_is_another_person_with_a_reason(name, reason, is_pending, refused):
    assert bool(replacement_problems(name, "张三", reason, is_pending=is_pending)) is refused


@pytest.mark.parametrize(
    "state, decider, approves, reason, refused",
    [
        (RequestState.ASKED, "office", True, "", False),
        (RequestState.ASKED, "office", False, "", True),
        (RequestState.ASKED, "contractor", True, "", True),
        (RequestState.APPROVED, "office", True, "", True),
    ],
)
def test_a_request_is_decided_once_and_by_somebody_else(state, decider, approves, reason, refused):
    found = deciding_problems(state, "contractor", decider, approves=approves, reason=reason)
    assert bool(found) is refused


@pytest.mark.parametrize(
    "rate_fen, share, repetition, expected",
    [
        (500_000, "0.2", 0, 500_000),  # the first time: the rate
        (500_000, "0.2", 1, 600_000),
        (500_000, "0.2", 2, 700_000),  # a fifth of the rate again, not of the raised one
        (333, "0.15", 1, 383),  # 382.95: half a fen upwards
        (500_000, "0", 3, 500_000),
    ],
)
def test_each_repetition_raises_the_rate_by_the_contracts_share(
    rate_fen, share, repetition, expected
):
    assert raised_fen(rate_fen, Decimal(share), repetition) == expected


@pytest.mark.parametrize(
    "share, refused", [(None, 0), ("0", 0), ("1", 0), ("1.01", 1), ("-0.1", 1)]
)
def test_a_rise_lies_between_nothing_and_all_of_the_rate(share, refused):
    assert len(rise_problems(None if share is None else Decimal(share))) == refused
