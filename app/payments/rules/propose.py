"""Share a month's money among the sections: wages, floors, then what the ranking leaves open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.payments.rules.entitlement import Account, Entitlement, entitlement_of
from app.payments.rules.policy import Policy
from app.shared.calendar import WorkingCalendar

NO_PLACE = 1_000_000


class Coverage(StrEnum):
    """How far the money reaches."""

    ALL = "all"
    FLOORS = "floors"
    WAGES = "wages"
    NOT_EVEN_WAGES = "not_even_wages"


@dataclass(frozen=True)
class ProposedLine:
    """What is proposed for one section, with the figures it came from."""

    entitlement: Entitlement
    #: 1 is paid first.
    position: int
    proposed_fen: int
    coverage: Coverage

    @property
    def account(self) -> Account:
        return self.entitlement.account

    @property
    def deferred_fen(self) -> int:
        """What stays due and comes back next month."""
        return self.entitlement.due_fen - self.proposed_fen

    @property
    def deferred_by_rank_fen(self) -> int:
        """The part deferred because of the band."""
        return min(self.deferred_fen, self.entitlement.ceiling_fen - self.entitlement.target_fen)

    @property
    def deferred_for_funds_fen(self) -> int:
        """The part deferred because there is too little money."""
        return self.deferred_fen - self.deferred_by_rank_fen

    @property
    def deferred_until(self) -> date | None:
        """The latest lawful date of the deferred part."""
        return self.entitlement.latest_after(self.proposed_fen)

    @property
    def interest_per_day_fen(self) -> int:
        """What each day beyond the latest lawful date would cost on the deferred part."""
        return self.entitlement.interest_per_day(self.proposed_fen)


@dataclass(frozen=True)
class Totals:
    """The sums of a proposal, in fen."""

    funds_fen: int
    due_fen: int
    wage_fen: int
    floor_fen: int
    proposed_fen: int
    deferred_fen: int
    #: What is missing to pay all floors.
    shortfall_fen: int
    #: What is left of the funds.
    left_fen: int


@dataclass(frozen=True)
class Proposal:
    """A month's money, shared."""

    lines: tuple[ProposedLine, ...]
    totals: Totals
    coverage: Coverage


def propose(
    accounts: Iterable[Account],
    funds_fen: int,
    policy: Policy,
    today: date,
    calendar: WorkingCalendar,
) -> Proposal:
    """Return one line per section in the order of payment. Source: domain.md 2.4.6.

    The sum never passes the funds, nothing is negative, more money never lowers a line.
    """
    if funds_fen < 0:
        raise ValueError("funds are never negative")
    entitlements = sorted(
        (entitlement_of(account, policy, today, calendar) for account in accounts),
        key=order_of_payment,
    )
    coverage = _coverage(entitlements, funds_fen)
    paid = _shared(entitlements, funds_fen, coverage)
    lines = tuple(
        ProposedLine(entitlement, position, paid[entitlement.account.section_id], coverage)
        for position, entitlement in enumerate(entitlements, start=1)
    )
    return Proposal(lines, _totals(lines, funds_fen), coverage)


def order_of_payment(entitlement: Entitlement) -> tuple[Any, ...]:
    """Return the key of the order: band, latest lawful date, place, contract number."""
    account = entitlement.account
    return (
        entitlement.order,
        entitlement.latest_on or date.max,
        account.place or NO_PLACE,
        account.contract_no,
        account.section_id,
    )


def _most_urgent_first(entitlement: Entitlement) -> tuple[Any, ...]:
    """Return the key by which floors are paid when money is short: the date before the band."""
    return (entitlement.latest_on or date.max, *order_of_payment(entitlement))


def _coverage(entitlements: Sequence[Entitlement], funds_fen: int) -> Coverage:
    if funds_fen < sum(e.wage_fen for e in entitlements):
        return Coverage.NOT_EVEN_WAGES
    if funds_fen < sum(e.floor_fen for e in entitlements):
        return Coverage.WAGES
    if funds_fen < sum(e.target_fen for e in entitlements):
        return Coverage.FLOORS
    return Coverage.ALL


def _shared(
    entitlements: Sequence[Entitlement], funds_fen: int, coverage: Coverage
) -> Mapping[int, int]:
    """Return what each section gets, by section."""
    if coverage is Coverage.NOT_EVEN_WAGES:
        return _wages_in_proportion(entitlements, funds_fen)
    if coverage is Coverage.WAGES:
        urgent = sorted(entitlements, key=_most_urgent_first)
        return _filled(urgent, lambda e: e.wage_fen, lambda e: e.floor_fen, funds_fen)
    return _filled(entitlements, lambda e: e.floor_fen, lambda e: e.target_fen, funds_fen)


def _wages_in_proportion(entitlements: Sequence[Entitlement], funds_fen: int) -> dict[int, int]:
    """Share by what is owed to the workers, never by rank; fen that do not divide stay unspent."""
    owed = sum(e.wage_fen for e in entitlements)
    return {e.account.section_id: funds_fen * e.wage_fen // owed for e in entitlements}


def _filled(
    entitlements: Sequence[Entitlement],
    first: Callable[[Entitlement], int],
    wanted: Callable[[Entitlement], int],
    funds_fen: int,
) -> dict[int, int]:
    """Give everybody the first amount, then fill up to the wanted one in the order given."""
    left = funds_fen - sum(first(e) for e in entitlements)
    paid = {}
    for entitlement in entitlements:
        more = min(left, wanted(entitlement) - first(entitlement))
        left -= more
        paid[entitlement.account.section_id] = first(entitlement) + more
    return paid


def _totals(lines: Sequence[ProposedLine], funds_fen: int) -> Totals:
    floors = sum(line.entitlement.floor_fen for line in lines)
    proposed = sum(line.proposed_fen for line in lines)
    return Totals(
        funds_fen=funds_fen,
        due_fen=sum(line.entitlement.due_fen for line in lines),
        wage_fen=sum(line.entitlement.wage_fen for line in lines),
        floor_fen=floors,
        proposed_fen=proposed,
        deferred_fen=sum(line.deferred_fen for line in lines),
        shortfall_fen=max(0, floors - funds_fen),
        left_fen=funds_fen - proposed,
    )


def ratio_reached(line: ProposedLine) -> Decimal:
    """Return the share of completed value that is paid in all once the line is paid, 0..1."""
    completed = line.entitlement.completed_fen
    if not completed:
        return Decimal(0)
    return Decimal(line.account.paid_fen + line.proposed_fen) / Decimal(completed)
