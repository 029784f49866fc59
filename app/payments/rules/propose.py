"""Share a month's money among the sections: wages, floors, then what the ranking leaves open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.payments.rules.entitlement import Account, Entitlement, entitlement_of
from app.payments.rules.policy import Policy
from app.payments.rules.sources import Purse, limits_of
from app.shared.calendar import WorkingCalendar
from app.shared.memory import collector_paused
from app.works.rules import FundKind

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
    #: From which source how much of it comes.
    drawn: Mapping[FundKind, int] = field(default_factory=dict)
    #: Whether a part of the month's money is bound to sources.
    has_sources: bool = False

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


@collector_paused()
def propose(
    accounts: Iterable[Account],
    funds_fen: int,
    policy: Policy,
    today: date,
    calendar: WorkingCalendar,
    bound: Mapping[FundKind, int] | None = None,
) -> Proposal:
    """Return one line per section in the order of payment. Source: domain.md 2.4.6.

    Of the funds, what is `bound` to a source goes only to sections whose programme names it, and no
    more of it than the programme has left. The sum never passes the funds nor any source, nothing is
    negative, more unrestricted money never lowers a line.
    """
    if funds_fen < 0:
        raise ValueError("funds are never negative")
    entitlements = sorted(
        (entitlement_of(account, policy, today, calendar) for account in accounts),
        key=order_of_payment,
    )
    purse = Purse(limits_of(funds_fen, bound or {}), policy.source_order)
    _share(entitlements, purse)
    coverage = _coverage(entitlements, purse)
    lines = tuple(
        _line(entitlement, position, coverage, purse, bool(bound))
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


def _line(
    entitlement: Entitlement, position: int, coverage: Coverage, purse: Purse, has_sources: bool
) -> ProposedLine:
    section_id = entitlement.account.section_id
    drawn = purse.drawn.get(section_id, {})
    amount_fen = purse.total(section_id)
    return ProposedLine(entitlement, position, amount_fen, coverage, drawn, has_sources)


def _coverage(entitlements: Sequence[Entitlement], purse: Purse) -> Coverage:
    """Return what every section got at least."""

    def everybody(wanted: Callable[[Entitlement], int]) -> bool:
        return all(purse.total(e.account.section_id) >= wanted(e) for e in entitlements)

    if not everybody(lambda e: e.wage_fen):
        return Coverage.NOT_EVEN_WAGES
    if not everybody(lambda e: e.floor_fen):
        return Coverage.WAGES
    return Coverage.ALL if everybody(lambda e: e.target_fen) else Coverage.FLOORS


def _share(entitlements: Sequence[Entitlement], purse: Purse) -> None:
    """Give labour cost to all, then floors by their date, then what the bands want by rank."""
    for kind in purse.order:
        _share_wages(entitlements, kind, purse)
    _fill(sorted(entitlements, key=_most_urgent_first), lambda e: e.floor_fen, purse)
    _fill(entitlements, lambda e: e.target_fen, purse)


def _share_wages(entitlements: Sequence[Entitlement], kind: FundKind, purse: Purse) -> None:
    """Pay the labour cost still owed out of one source.

    When what a programme has left of it, or the month, does not reach, that is shared by what is owed
    to the workers, never by rank; fen that do not divide stay unspent.
    """
    if not purse.left[kind]:
        return
    owed = {
        e.account.section_id: (e.account, e.wage_fen - purse.total(e.account.section_id))
        for e in entitlements
        if kind is FundKind.UNRESTRICTED or kind in e.account.sources
    }
    for account, of_programme in _by_programme(owed.values()):
        limit = purse.programme_limit(account, kind)
        if limit is not None and limit < sum(of_programme.values()):
            for section_id, fen in _parts(of_programme, limit).items():
                owed[section_id] = (owed[section_id][0], fen)
    wanted = {section_id: fen for section_id, (_account, fen) in owed.items()}
    is_short = purse.left[kind] < sum(wanted.values())
    for section_id, fen in (_parts(wanted, purse.left[kind]) if is_short else wanted).items():
        purse.take(owed[section_id][0], kind, fen)
    if is_short:
        purse.close(kind)


def _by_programme(
    owed: Iterable[tuple[Account, int]],
) -> Iterable[tuple[Account, dict[int, int]]]:
    """Return for each programme one of its sections, and what is owed by section."""
    programmes: dict[int, tuple[Account, dict[int, int]]] = {}
    for account, fen in owed:
        if account.programme_id is not None:
            programmes.setdefault(account.programme_id, (account, {}))[1][account.section_id] = fen
    return programmes.values()


def _parts(owed: Mapping[int, int], left_fen: int) -> dict[int, int]:
    """Share what is left by what is owed, each part rounded down."""
    all_owed = sum(owed.values())
    return {one: left_fen * fen // all_owed for one, fen in owed.items()}


def _fill(
    entitlements: Iterable[Entitlement], wanted: Callable[[Entitlement], int], purse: Purse
) -> None:
    """Fill everybody up to the wanted amount in the order given, as far as the sources reach."""
    for entitlement in entitlements:
        account = entitlement.account
        purse.draw(account, wanted(entitlement) - purse.total(account.section_id))


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
