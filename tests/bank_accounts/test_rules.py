from datetime import date, timedelta

import pytest

from app.bank_accounts import rules
from app.bank_accounts.rules import SecurityForm, SecurityKind, Validity
from tests.makers.bank_accounts import PRICE_FEN, a_draft

DAY = date(2026, 6, 10)
PERFORMANCE = SecurityKind.PERFORMANCE


def words(problems):
    return [problem.english for problem in problems]


@pytest.mark.parametrize(
    "kind, most_fen",
    [
        (SecurityKind.BID, PRICE_FEN * 2 // 100),
        (SecurityKind.PERFORMANCE, PRICE_FEN * 10 // 100),
        (SecurityKind.QUALITY, PRICE_FEN * 3 // 100),
    ],
)
def test_the_cap_of_the_law_may_be_reached_and_not_passed_by_a_fen(kind, most_fen):
    assert not rules.security_problems(a_draft(kind=kind, amount_fen=most_fen), PRICE_FEN)
    (problem,) = rules.security_problems(a_draft(kind=kind, amount_fen=most_fen + 1), PRICE_FEN)
    assert "at most" in problem.english


def test_a_wage_security_has_no_cap_by_price():
    draft = a_draft(kind=SecurityKind.WAGE, amount_fen=PRICE_FEN)
    assert not rules.security_problems(draft, None)


def test_without_a_price_the_share_cannot_be_checked():
    assert "contract first" in words(rules.security_problems(a_draft(), None))[0]


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"kind": None}, "Only bid"),
        ({"form": None}, "consists of"),
        ({"amount_fen": 0}, "amount"),
        ({"amount_fen": -5}, "amount"),
        ({"issuer": " "}, "who issued"),
        ({"valid_from": None}, "from when"),
        ({"valid_to": None}, "until when"),
        ({"valid_to": date(1999, 1, 1)}, "ends before"),
        ({"form": SecurityForm.CASH}, "Cash must not be demanded"),
    ],
)
def test_what_the_law_does_not_allow_is_refused(changes, sentence):
    assert any(
        sentence in said for said in words(rules.security_problems(a_draft(**changes), PRICE_FEN))
    )


def test_cash_by_the_contractors_own_choice_needs_no_issuer_and_no_end():
    draft = a_draft(form=SecurityForm.CASH, cash_by_choice=True, issuer="", valid_to=None)
    assert not rules.security_problems(draft, PRICE_FEN)


@pytest.mark.parametrize(
    "securities, found",
    [
        ([], set()),
        ([Validity(1, PERFORMANCE, DAY)], set()),  # the last day still counts
        ([Validity(1, PERFORMANCE, DAY - timedelta(days=1))], {1}),
        ([Validity(1, PERFORMANCE, None)], set()),
        ([Validity(1, PERFORMANCE, date(2026, 1, 1), date(2026, 2, 1))], set()),  # given back
        ([Validity(1, PERFORMANCE, date(2026, 1, 1), date(2026, 7, 1))], {1}),  # not yet
        ([Validity(1, PERFORMANCE, date(2026, 1, 1)), Validity(1, PERFORMANCE, DAY)], set()),
        ([Validity(1, PERFORMANCE, date(2026, 1, 1)), Validity(1, SecurityKind.WAGE, DAY)], {1}),
        ([Validity(1, PERFORMANCE, date(2026, 1, 1)), Validity(2, PERFORMANCE, DAY)], {1}),
    ],
)
def test_a_security_is_expired_when_nothing_replaced_it(securities, found):
    assert rules.expired(securities, DAY) == found


@pytest.mark.parametrize(
    "number", ["", "1234567", "1" * 31, "6222 0212", "62220a12345", "６２２２"]
)
def test_a_wrong_number_is_refused_without_being_repeated(number):
    (problem,) = rules.number_problems(number)
    assert not number or number not in problem.english


@pytest.mark.parametrize(
    "people, ok", [(None, False), (0, False), (1, True), (5000, True), (5001, False)]
)
def test_a_roster_has_people(people, ok):
    assert (not rules.roster_problems(people, DAY, DAY)) is ok


def test_a_roster_of_tomorrow_is_refused():
    assert "day to come" in words(rules.roster_problems(3, DAY + timedelta(days=1), DAY))[0]


def test_of_a_number_only_the_last_four_digits_are_shown():
    assert rules.masked("7890") == "**** 7890"
