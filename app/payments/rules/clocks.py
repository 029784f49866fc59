"""The statutory clocks: until when each unpaid part of what is due must be paid, one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.payments.rules import law
from app.payments.rules.entitlement import Account, Entitlement
from app.payments.rules.money import never_negative
from app.shared.calendar import ONE_DAY, Week, WorkingCalendar
from app.shared.quantities import part_of
from app.shared.sentences import LabelledEnum, say

#: Labour cost is settled at least monthly (保障农民工工资支付条例, articles 24 and 29).
# ASSUMPTION: the month runs from the confirmation and is not moved on by a holiday.
WAGE_DAYS = 30


class Claim(LabelledEnum):
    """What a clock runs for."""

    WAGES = "wages", say("Labour cost")
    WORKS = "works", say("Completed works")


#: So many days before its latest lawful date deferred money is proposed, if nobody has done so.
DAYS_BEFORE = 7


def comes_up_on(latest_on: date) -> date:
    """Return the day from which deferred money is proposed by itself."""
    return latest_on - timedelta(days=DAYS_BEFORE)


class Due(LabelledEnum):
    """How near the latest lawful date of a clock is."""

    LATE = "late", say("Late")
    THIS_WEEK = "this_week", say("Late after this week")
    NEXT_WEEK = "next_week", say("Late after next week")
    LATER = "later", say("After next week")


@dataclass(frozen=True)
class Clock:
    """One unpaid part of what is due, with the day on which its time to pay ends."""

    section_id: int
    claim: Claim
    confirmed_on: date
    #: Calendar days from the confirmation, the first one not counted.
    days: int
    latest_on: date
    unpaid_fen: int
    due: Due
    #: Working days that are left, today not counted; 0 once it is late.
    working_days_left: int
    days_late: int
    #: 0 where the law names no interest.
    interest_fen: int
    interest_per_day_fen: int

    @property
    def is_near(self) -> bool:
        """Whether it is late or becomes late by the end of next week."""
        return self.due is not Due.LATER


@dataclass(frozen=True)
class ClockTotals:
    """What some clocks add up to; labour cost is a part of the works, so works alone are summed."""

    unpaid_fen: int
    interest_fen: int
    interest_per_day_fen: int
    number: int


def clocks_of(
    entitlement: Entitlement, standard_days: int, today: date, calendar: WorkingCalendar
) -> tuple[Clock, ...]:
    """Return the running clocks of one section, works and labour cost apart, oldest first.

    Labour cost is a part of what is due for the works: its clock is stricter, its amount no more.
    """
    account = entitlement.account
    days = law.days_to_pay(account.agreed_days, account.is_sme, standard_days)
    works = (
        _clock(
            account, Claim.WORKS, p.confirmed_on, days, p.latest_on, p.unpaid_fen, today, calendar
        )
        for p in entitlement.parcels
    )
    return (*_wage_clocks(entitlement, today, calendar), *works)


def due_on(latest_on: date, today: date) -> Due:
    """Return how near a latest lawful date is; the day itself is still in time."""
    if latest_on < today:
        return Due.LATE
    weeks = {Week.of(today): Due.THIS_WEEK, Week.of(today).next(): Due.NEXT_WEEK}
    return weeks.get(Week.of(latest_on), Due.LATER)


def most_urgent_first(clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks by latest lawful date, labour cost first, then by section."""
    order = list(Claim)
    return sorted(
        clocks, key=lambda c: (c.latest_on, order.index(c.claim), c.section_id, c.confirmed_on)
    )


def totals_of(clocks: Iterable[Clock], claim: Claim) -> ClockTotals:
    """Return what the clocks of one claim add up to."""
    chosen = [clock for clock in clocks if clock.claim is claim]
    return ClockTotals(
        sum(clock.unpaid_fen for clock in chosen),
        sum(clock.interest_fen for clock in chosen),
        sum(clock.interest_per_day_fen for clock in chosen),
        len(chosen),
    )


def _wage_clocks(
    entitlement: Entitlement, today: date, calendar: WorkingCalendar
) -> Iterator[Clock]:
    """Yield the unpaid labour cost by confirmation; what was paid covers the oldest first."""
    account = entitlement.account
    left = entitlement.wage_fen
    covered = account.wages_paid_fen
    for confirmation in sorted(account.confirmed, key=lambda c: (c.confirmed_on, c.value_fen)):
        owed = part_of(confirmation.value_fen, account.wage_share)
        unpaid = min(never_negative(owed - covered), left)
        covered, left = max(covered, owed), left - unpaid
        if unpaid:
            latest = confirmation.confirmed_on + timedelta(days=WAGE_DAYS)
            yield _clock(
                account, Claim.WAGES, confirmation.confirmed_on, WAGE_DAYS, latest, unpaid, today,
                calendar,
            )  # fmt: skip


def _clock(
    account: Account,
    claim: Claim,
    confirmed_on: date,
    days: int,
    latest_on: date,
    unpaid_fen: int,
    today: date,
    calendar: WorkingCalendar,
) -> Clock:
    late = never_negative((today - latest_on).days)
    # The interest of labour cost runs with the works that it is a part of: it is counted once.
    has_interest = account.is_sme and claim is Claim.WORKS
    rate = account.late_share_per_day
    return Clock(
        section_id=account.section_id,
        claim=claim,
        confirmed_on=confirmed_on,
        days=days,
        latest_on=latest_on,
        unpaid_fen=unpaid_fen,
        due=due_on(latest_on, today),
        working_days_left=_working_days_between(today, latest_on, calendar),
        days_late=late,
        interest_fen=law.late_interest(unpaid_fen, late, rate) if has_interest else 0,
        interest_per_day_fen=law.late_interest(unpaid_fen, 1, rate) if has_interest else 0,
    )


def _working_days_between(today: date, latest_on: date, calendar: WorkingCalendar) -> int:
    days = (today + ONE_DAY * n for n in range(1, (latest_on - today).days + 1))
    return sum(calendar.is_working_day(day) for day in days)
