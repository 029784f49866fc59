from datetime import date

import pytest

from app.payments.rules.decide import State, approval_problems, change_problems
from app.payments.rules.entitlement import Account
from app.payments.rules.ledger import (
    PaidSums,
    PaymentKind,
    paid_sums,
    payment_problems,
    release_problems,
)
from app.ranking.rules.canonical import plain, read_as, sha256_of
from app.shared.calendar import WorkingCalendar
from app.shared.sentences import say
from tests.makers.payments import WAN, an_account

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    "amount_wan, reason, said",
    [
        (60, "quality prize", None),
        (50, "at the floor", None),  # included
        (49, "too slow", "At least 500,000.00 yuan"),  # the legal floor
        (100, "at the ceiling", None),  # included
        (101, "too much", "At most 1,000,000.00 yuan are due"),
        (60, "  ", "Give the reason"),
    ],
)
def test_a_leader_moves_a_line_between_floor_and_ceiling(
    amount_wan: int, reason: str, said: str | None
) -> None:
    problems = change_problems(
        amount_wan * WAN,
        proposed_fen=75 * WAN,
        floor_fen=50 * WAN,
        ceiling_fen=100 * WAN,
        others_fen=200 * WAN,
        funds_fen=500 * WAN,
        reason=reason,
    )
    assert (problems == []) is (said is None)
    assert said is None or said in problems[0].english


def test_a_change_cannot_pass_the_months_funds() -> None:
    (problem,) = change_problems(
        80 * WAN,
        proposed_fen=75 * WAN,
        floor_fen=50 * WAN,
        ceiling_fen=100 * WAN,
        others_fen=425 * WAN,
        funds_fen=500 * WAN,
        reason="prize",
    )
    assert "leave 750,000.00 yuan" in problem.english


def test_with_too_little_money_the_least_is_what_was_proposed() -> None:
    terms = {"floor_fen": 50 * WAN, "ceiling_fen": 100 * WAN, "funds_fen": 30 * WAN}
    assert not change_problems(
        30 * WAN, proposed_fen=30 * WAN, others_fen=0, reason="only that much", **terms
    )


@pytest.mark.parametrize(
    "state, flags, said",
    [
        (State.DRAFT, {}, None),
        (State.APPROVED, {}, "no longer a draft"),
        (State.WITHDRAWN, {}, "no longer a draft"),
        (State.DRAFT, {"same_person": True}, "Whoever proposed"),  # also by a second account
        (State.DRAFT, {"is_payee": True}, "firm that is paid"),
        (State.DRAFT, {"ranking_replaced": True}, "propose again"),
    ],
)
def test_who_may_approve(state: State, flags: dict[str, bool], said: str | None) -> None:
    given = {"same_person": False, "is_payee": False, "ranking_replaced": False} | flags
    problems = approval_problems(state, **given)
    assert [said in p.english for p in problems if said] == [True] * bool(said)


def test_an_advance_counts_as_payment_only_as_far_as_it_is_recovered() -> None:
    sums = PaidSums(wages_fen=10 * WAN, progress_fen=30 * WAN, advance_fen=200 * WAN)
    assert sums.counted_fen(600 * WAN, 2000 * WAN) == 40 * WAN  # 30 %: nothing recovered yet
    assert sums.counted_fen(1000 * WAN, 2000 * WAN) == 120 * WAN
    assert sums.all_fen == 240 * WAN


def test_reversals_are_taken_off() -> None:
    payments = [(PaymentKind.WAGES, 500), (PaymentKind.WAGES, -500), (PaymentKind.PROGRESS, 7)]
    assert paid_sums(payments) == PaidSums(0, 7, 0)


@pytest.mark.parametrize(
    "amount_fen, paid_on, said",
    [
        (100, TODAY, None),  # today is not the future; exactly the price is allowed
        (0, TODAY, "more than zero"),
        (-1, TODAY, "more than zero"),
        (100, date(2026, 7, 2), "future"),
        (101, TODAY, "more than its contract price of 10.00 yuan"),
    ],
)
def test_what_may_be_written_into_the_ledger(
    amount_fen: int, paid_on: date, said: str | None
) -> None:
    problems = payment_problems(amount_fen, paid_on, TODAY, price_fen=1000, paid_before_fen=900)
    assert [said in p.english for p in problems if said] == [True] * bool(said)


@pytest.mark.parametrize("amount_fen, refused", [(40, False), (41, True)])
def test_an_approved_amount_is_paid_once(amount_fen: int, refused: bool) -> None:
    assert bool(release_problems(amount_fen, decided_fen=100, released_fen=60)) is refused


def test_the_inputs_of_a_line_read_back_and_keep_their_fingerprint() -> None:
    account = an_account(unranked_because=say("new section"), signed_on=None)
    again = read_as(Account, plain(account))
    assert again == account
    assert sha256_of(plain(again)) == sha256_of(plain(account))


def test_the_moved_days_read_back() -> None:
    calendar = WorkingCalendar({date(2026, 10, 1): False, date(2026, 10, 10): True})
    assert read_as(WorkingCalendar, plain(calendar)) == calendar
