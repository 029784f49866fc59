from datetime import date
from decimal import Decimal

import pytest

from app.certificates.rules.advance import recovered_advance
from app.payments.rules.law import (
    days_to_pay,
    floor_share,
    last_day_to_pay,
    late_interest,
)
from app.shared.calendar import WorkingCalendar
from tests.makers.payments import WAN

MAY_DAYS = WorkingCalendar({date(2026, 5, day): False for day in (1, 4, 5)})


@pytest.mark.parametrize(
    "agreed, is_sme, expected",
    [
        (None, True, 30),  # the regulation's own term
        (20, True, 20),  # a shorter term is a promise
        (60, True, 60),  # the longest lawful one, included
        (61, True, 60),  # cut
        (90, True, 60),  # cut (A14)
        (90, False, 90),  # the regulation protects small and medium firms only
        (None, False, 28),  # the policy's term
    ],
)
def test_a_small_firm_never_waits_beyond_sixty_days(
    agreed: int | None, is_sme: bool, expected: int
) -> None:
    assert days_to_pay(agreed, is_sme, standard_days=28) == expected


@pytest.mark.parametrize(
    "confirmed_on, days, expected",
    [
        (date(2026, 4, 1), 30, date(2026, 5, 6)),  # 1 May is a holiday, 2-3 a weekend (A14)
        (date(2026, 3, 31), 30, date(2026, 4, 30)),  # a working day stays
        (date(2026, 6, 4), 2, date(2026, 6, 8)),  # ends on a Saturday: Monday
        (date(2024, 1, 30), 30, date(2024, 2, 29)),  # a leap day
    ],
)
def test_the_last_day_to_pay_is_a_working_day(
    confirmed_on: date, days: int, expected: date
) -> None:
    assert last_day_to_pay(confirmed_on, days, MAY_DAYS) == expected


def test_a_weekend_that_is_worked_keeps_the_last_day() -> None:
    saturday = date(2026, 6, 6)
    assert last_day_to_pay(date(2026, 6, 4), 2, WorkingCalendar({saturday: True})) == saturday


@pytest.mark.parametrize(
    "amount_fen, days, expected",
    [
        (100_000_000, 10, 500_000),  # 1,000,000.00 yuan for 10 days: 5,000.00 (A15)
        (100_000_000, 0, 0),  # on the last day nothing has run
        (100_000_000, -3, 0),  # before it neither
        (1_000, 1, 1),  # half a fen upwards
        (999, 1, 0),  # below half a fen
    ],
)
def test_late_interest_is_half_a_thousandth_a_day(
    amount_fen: int, days: int, expected: int
) -> None:
    assert late_interest(amount_fen, days) == expected


def test_an_agreed_rate_replaces_the_statutory_one() -> None:
    assert late_interest(100_000_000, 10, Decimal("0.0001")) == 100_000


@pytest.mark.parametrize(
    "signed_on, expected",
    [
        (date(2022, 8, 1), Decimal("0.80")),  # the first day of the rule
        (date(2022, 7, 31), Decimal("0.70")),  # the day before: the contract's own ratio
        (None, Decimal("0.80")),  # unknown: protected
    ],
)
def test_the_floor_depends_on_the_day_of_signing(signed_on: date | None, expected: Decimal) -> None:
    assert floor_share(signed_on, Decimal("0.70")) == expected


@pytest.mark.parametrize(
    "completed_wan, recovered_fen",
    [
        (600, 0),  # exactly 30 % of the price: nothing yet
        (601, 200_000),  # golden numbers A4: two parts of the advance for each part of the price
        (700, 20 * WAN),
        (1000, 80 * WAN),
        (1400, 160 * WAN),
        (1600, 200 * WAN),  # 80 %: all
        (1950, 200 * WAN),
    ],
)
def test_an_advance_is_recovered_between_thirty_and_eighty_percent(
    completed_wan: int, recovered_fen: int
) -> None:
    assert recovered_advance(200 * WAN, completed_wan * WAN, 2000 * WAN) == recovered_fen
