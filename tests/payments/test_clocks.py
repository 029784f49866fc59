"""The statutory clocks: one for each unpaid part, and only money that left stops it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.accounts.rules import Role
from app.payments.rules.clocks import Claim, Clock, Due, clocks_of, due_on, totals_of
from app.payments.rules.entitlement import Account, Confirmation, entitlement_of
from app.payments.rules.policy import Policy
from app.shared.calendar import WorkingCalendar, clock_at
from tests.makers.accounts import a_contractor, a_user
from tests.makers.inspections import at_noon
from tests.makers.payments import WAN, a_paid_section, an_account, an_approved_release

WEDNESDAY = date(2026, 7, 1)


def clocks(account: Account, today: date = WEDNESDAY) -> tuple[Clock, ...]:
    calendar = WorkingCalendar()
    entitlement = entitlement_of(account, Policy(), today, calendar)
    return clocks_of(entitlement, Policy().standard_days, today, calendar)


@pytest.mark.parametrize(
    ("latest_on", "due"),
    [
        (date(2026, 6, 30), Due.LATE),
        (date(2026, 7, 1), Due.THIS_WEEK),  # the last day itself is in time
        (date(2026, 7, 5), Due.THIS_WEEK),  # Sunday
        (date(2026, 7, 6), Due.NEXT_WEEK),
        (date(2026, 7, 12), Due.NEXT_WEEK),
        (date(2026, 7, 13), Due.LATER),
    ],
)
def test_a_clock_is_late_the_day_after_its_last_day(latest_on: date, due: Due) -> None:
    assert due_on(latest_on, WEDNESDAY) is due


def test_a_small_firm_has_thirty_days_and_a_holiday_moves_the_end() -> None:
    account = an_account(
        confirmed=(Confirmation(date(2026, 5, 7), 500 * WAN),), is_sme=True, agreed_days=None
    )
    [works] = [c for c in clocks(account) if c.claim is Claim.WORKS]
    assert (works.days, works.latest_on) == (30, date(2026, 6, 8))  # the 6th is a Saturday
    assert (works.due, works.days_late, works.working_days_left) == (Due.LATE, 23, 0)


def test_a_million_ten_days_late_costs_five_thousand_yuan() -> None:
    account = an_account(
        confirmed=(Confirmation(date(2026, 5, 22), 100 * WAN),),
        paid_fen=0, wages_paid_fen=0, wage_share=Decimal(0), contract_share=Decimal(1),
        is_sme=True, agreed_days=None,
    )  # fmt: skip
    [clock] = clocks(account)
    # Golden number A15: the last day was Monday 22 June, 30 days and a Sunday later.
    assert clock.latest_on == date(2026, 6, 22)
    [clock] = clocks(account, date(2026, 7, 2))
    assert (clock.days_late, clock.interest_fen, clock.interest_per_day_fen) == (
        10, 5_000_00, 500_00,
    )  # fmt: skip


def test_payments_stop_the_oldest_clock_first() -> None:
    old, new = Confirmation(date(2026, 5, 1), 400 * WAN), Confirmation(date(2026, 6, 25), 500 * WAN)
    account = an_account(confirmed=(old, new), paid_fen=300 * WAN)
    works = [c for c in clocks(account) if c.claim is Claim.WORKS]
    assert [(c.confirmed_on, c.unpaid_fen) for c in works] == [
        (old.confirmed_on, 60 * WAN),  # 90 % of 400, less 300
        (new.confirmed_on, 90 * WAN),
    ]


def test_labour_cost_has_its_own_month_and_is_never_more_than_unpaid() -> None:
    old, new = Confirmation(date(2026, 5, 1), 400 * WAN), Confirmation(date(2026, 6, 25), 500 * WAN)
    account = an_account(confirmed=(old, new), paid_fen=300 * WAN, wages_paid_fen=70 * WAN)
    wages = [c for c in clocks(account) if c.claim is Claim.WAGES]
    assert [(c.latest_on, c.unpaid_fen, c.interest_fen) for c in wages] == [
        (date(2026, 5, 31), 10 * WAN, 0),
        (date(2026, 7, 25), 20 * WAN, 0),
    ]
    entitlement = entitlement_of(account, Policy(), WEDNESDAY, WorkingCalendar())
    assert totals_of(clocks(account), Claim.WAGES).unpaid_fen == entitlement.wage_fen


def test_what_is_paid_in_full_has_no_clock() -> None:
    assert clocks(an_account(paid_fen=450 * WAN, wages_paid_fen=100 * WAN)) == ()


def test_an_approval_does_not_stop_a_clock_and_each_firm_sees_its_own(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        finance, firm, other_firm = a_user(Role.FINANCE), a_contractor(), a_contractor()
        contractor = a_user(Role.CONTRACTOR, organisation=firm)
        other = a_user(Role.CONTRACTOR, organisation=other_firm)
        a_paid_section(name="一标", paid_wan=350, contractor=firm)
        a_paid_section(name="二标", paid_wan=450, contractor=other_firm)  # nothing due
        an_approved_release()
    with clock_at(at_noon(date(2020, 8, 18))):
        page = browser_of(finance).get("/payments/clocks").text
        assert "1,000,000.00" in page
        assert "approved, not paid yet" in page
        assert "2 working days left" in page  # until Thursday 20 August
        own = browser_of(contractor).get("/payments/clocks").text
        assert "1,000,000.00" in own
        assert "一标" not in browser_of(other).get("/payments/clocks").text
        sheet = browser_of(finance).get("/payments/clocks?due=this_week&format=xlsx")
        assert sheet.headers["Content-Type"].startswith("application/vnd.openxml")
    with clock_at(at_noon(date(2020, 8, 21))):
        assert "1 day late" in browser_of(finance).get("/payments/clocks?due=late").text
