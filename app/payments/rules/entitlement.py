"""What one section may claim this month, before anybody asks how much money there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from app.orders.rules import BlockKind
from app.payments.rules import law
from app.payments.rules.money import never_negative
from app.payments.rules.policy import Policy
from app.ranking.rules.policy import Band
from app.shared.calendar import WorkingCalendar
from app.shared.quantities import part_of
from app.shared.sentences import Sentence
from app.works.rules import FundKind

_day_and_value = attrgetter("confirmed_on", "value_fen")


@dataclass(frozen=True)
class Confirmation:
    """A completed value that both sides confirmed: cumulative, never this month's part."""

    confirmed_on: date
    value_fen: int


@dataclass(frozen=True)
class Held:
    """What is not measured: a stretch and the paper that blocks it (R30), or all of a section (R19)."""

    kind: BlockKind
    paper_id: int
    #: None for the whole section.
    work_id: int | None
    #: The work and where on it, as it is written.
    place: str
    why: Sentence
    value_fen: int


@dataclass(frozen=True)
class Account:
    """One section's contract terms, confirmed works, payments so far and place in the ranking."""

    section_id: int
    contract_no: str
    confirmed: tuple[Confirmation, ...]
    #: Everything paid that counts towards completed works: wages, progress, recovered advance.
    paid_fen: int
    wages_paid_fen: int
    #: Share of completed value that the contract owes as progress payment, 0..1.
    contract_share: Decimal
    #: Share of completed value that is labour cost, 0..1.
    wage_share: Decimal
    signed_on: date | None
    is_sme: bool = False
    agreed_days: int | None = None
    place: int | None = None
    band: Band | None = None
    unranked_because: Sentence | None = None
    #: Value of works on stretches that are not measured (R30).
    held_fen: int = 0
    #: The stretches of which the value is the sum.
    held: tuple[Held, ...] = ()
    late_share_per_day: Decimal = law.LATE_SHARE_PER_DAY
    #: The sources that its programme names; unrestricted money is open to everybody.
    sources: tuple[FundKind, ...] = ()
    programme_id: int | None = None
    #: What its programme's sources still give over all months; a source without an entry is not limited.
    programme_left: Mapping[FundKind, int] = field(default_factory=dict)
    #: What approved certificates leave payable in all, advance included, by their dates.
    payable: tuple[Confirmation, ...] = ()
    #: Everything that left, the whole advance included.
    received_fen: int = 0

    @property
    def is_certified(self) -> bool:
        """Whether certificates say what is completed and payable, not physical progress."""
        return bool(self.payable)

    @property
    def most_payable_fen(self) -> int | None:
        """What certificates leave payable at most; None without certificates."""
        if not self.payable:
            return None
        return never_negative(self.payable[-1].value_fen - self.received_fen)


@dataclass(frozen=True)
class Parcel:
    """A part of what is due that became payable by one confirmation and is not paid yet."""

    confirmed_on: date
    latest_on: date
    unpaid_fen: int


@dataclass(frozen=True)
class Entitlement:
    """The figures between which a month's payment to one section may move, in fen."""

    account: Account
    completed_fen: int
    #: The ratio that applies: the band's, never below the floor, never above the contract.
    share: Decimal
    band_share: Decimal
    floor_share: Decimal
    top_share: Decimal
    #: Unpaid labour cost: paid first, into the wage account, whatever the place.
    wage_fen: int
    #: Due money whose latest lawful date has come: no place can hold it back any more.
    matured_fen: int
    #: What the legal or contract ratio alone still asks for.
    legal_floor_fen: int
    floor_fen: int
    target_fen: int
    ceiling_fen: int
    order: int
    parcels: tuple[Parcel, ...] = field(default=())
    accrued_interest_fen: int = 0
    #: What is really not measured: never what was payable by law before.
    held_fen: int = 0

    @property
    def due_fen(self) -> int:
        """What the contract owes today: the most that may be paid."""
        return self.ceiling_fen

    @property
    def latest_on(self) -> date | None:
        """The latest lawful date of the oldest unpaid part; None when nothing is due."""
        return self.parcels[0].latest_on if self.parcels else None

    def latest_after(self, amount_fen: int) -> date | None:
        """Return the latest lawful date of what stays unpaid once the amount is paid."""
        left = amount_fen
        for parcel in self.parcels:
            if parcel.unpaid_fen > left:
                return parcel.latest_on
            left -= parcel.unpaid_fen
        return None

    def interest_per_day(self, amount_fen: int) -> int:
        """Return what each late day costs on what stays unpaid once the amount is paid."""
        if not self.account.is_sme:
            return 0
        unpaid = self.due_fen - amount_fen
        return law.late_interest(unpaid, 1, self.account.late_share_per_day)


def entitlement_of(
    account: Account, policy: Policy, today: date, calendar: WorkingCalendar
) -> Entitlement:
    """Return what a section may claim. Source: domain.md 2.4.6 inside the limits of 2.0.

    floor <= target <= ceiling, and none is negative. What is not measured (R30) lowers neither the
    labour cost nor what had to be paid by today.
    """
    floor_share = law.floor_share(account.signed_on, account.contract_share)
    top_share = max(account.contract_share, floor_share)
    band_share = policy.share_for(account.band)
    share = max(floor_share, min(top_share, band_share))
    confirmed, paid = _confirmed(account), account.paid_fen
    completed = measured(account, policy.standard_days, today, calendar)
    wage = _payable(account, _unpaid_wages(account, confirmed))
    legal_floor = _payable(account, part_of(completed, floor_share) - paid)
    ceiling = max(_payable(account, part_of(completed, top_share) - paid), wage)
    parcels = _parcels(account, completed, top_share, ceiling, policy.standard_days, calendar)
    matured = sum(parcel.unpaid_fen for parcel in parcels if parcel.latest_on <= today)
    floor = max(legal_floor, matured, wage)
    by_band = _payable(account, part_of(completed, share) - paid)
    return Entitlement(
        account=account,
        completed_fen=completed,
        share=share,
        band_share=band_share,
        floor_share=floor_share,
        top_share=top_share,
        wage_fen=wage,
        matured_fen=matured,
        legal_floor_fen=legal_floor,
        floor_fen=floor,
        target_fen=max(floor, by_band),
        ceiling_fen=ceiling,
        order=policy.order_of(account.band),
        parcels=parcels,
        accrued_interest_fen=_interest_until(today, account, parcels),
        held_fen=confirmed - completed,
    )


def _payable(account: Account, amount_fen: int) -> int:
    """Return the amount, never below zero nor above what certificates leave payable."""
    most = account.most_payable_fen
    return never_negative(amount_fen if most is None else min(amount_fen, most))


def measured(account: Account, standard_days: int, today: date, calendar: WorkingCalendar) -> int:
    """Return the completed value that counts: the confirmed one without what is not measured.

    A block keeps back new value only: what had to be paid by today stays measured.
    """
    confirmed = _confirmed(account)
    if not account.held_fen:
        return confirmed
    days = law.days_to_pay(account.agreed_days, account.is_sme, standard_days)
    payable = [
        value_fen
        for confirmation, value_fen in _never_falling(account, confirmed)
        if law.last_day_to_pay(confirmation.confirmed_on, days, calendar) <= today
    ]
    return max(never_negative(confirmed - account.held_fen), *payable, 0)


def unpaid_parcels(
    account: Account,
    completed_fen: int,
    top_share: Decimal,
    standard_days: int,
    calendar: WorkingCalendar,
) -> tuple[Parcel, ...]:
    """Return the unpaid parts of what is due, oldest first; payments cover the oldest first.

    A later confirmation below an earlier one (a reversal) lowers the earlier ones too.
    """
    days = law.days_to_pay(account.agreed_days, account.is_sme, standard_days)
    parcels: list[Parcel] = []
    covered = account.paid_fen
    for confirmation, value_fen in _never_falling(account, completed_fen):
        owed = part_of(value_fen, top_share)
        if owed <= covered:
            continue
        latest = law.last_day_to_pay(confirmation.confirmed_on, days, calendar)
        parcels.append(Parcel(confirmation.confirmed_on, latest, owed - covered))
        covered = owed
    return tuple(parcels)


def _parcels(
    account: Account,
    completed_fen: int,
    top_share: Decimal,
    ceiling_fen: int,
    standard_days: int,
    calendar: WorkingCalendar,
) -> tuple[Parcel, ...]:
    """Return the unpaid parts: by certificates where there are any, else by confirmed progress."""
    if not account.is_certified:
        return unpaid_parcels(account, completed_fen, top_share, standard_days, calendar)
    certified = replace(account, confirmed=account.payable, paid_fen=account.received_fen)
    owed_fen = account.received_fen + ceiling_fen
    return unpaid_parcels(certified, owed_fen, Decimal(1), standard_days, calendar)


def _confirmed(account: Account) -> int:
    return max(account.confirmed, key=_day_and_value).value_fen if account.confirmed else 0


def _never_falling(account: Account, standing: int) -> list[tuple[Confirmation, int]]:
    """Pair each confirmation with the part of its value that still stands at the end."""
    pairs = []
    for confirmation in sorted(account.confirmed, key=_day_and_value, reverse=True):
        standing = min(standing, confirmation.value_fen)
        pairs.append((confirmation, never_negative(standing)))
    return pairs[::-1]


def _unpaid_wages(account: Account, completed_fen: int) -> int:
    """Return the labour cost not yet paid, within the completed value not yet paid."""
    unpaid = part_of(completed_fen, account.wage_share) - account.wages_paid_fen
    return never_negative(min(unpaid, completed_fen - account.paid_fen))


def _interest_until(today: date, account: Account, parcels: tuple[Parcel, ...]) -> int:
    """Return the interest that has run so far; the statutory rate protects small firms only."""
    if not account.is_sme:
        return 0
    return sum(
        law.late_interest(
            parcel.unpaid_fen, (today - parcel.latest_on).days, account.late_share_per_day
        )
        for parcel in parcels
    )
