"""The bill of a contract, its changes and its terms of payment. Source: domain.md 2.0, 2.4, 2.6, 2.11."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from app.shared.quantities import round_half_up
from app.shared.sentences import LabelledEnum, Sentence, say

NOTHING: Final = Decimal(0)
ALL: Final = Decimal(1)
#: 建设工程质量保证金管理办法: at most this share of the settlement.
MOST_RETENTION: Final = Decimal("0.03")
LEAST_ADVANCE: Final = Decimal("0.10")
MOST_ADVANCE: Final = Decimal("0.30")
LEAST_MATERIAL: Final = Decimal("0.60")
MOST_MATERIAL: Final = Decimal("0.75")
LONGEST_DEFECTS_MONTHS: Final = 24
LONGEST_MATERIAL_MONTHS: Final = 3
LONGEST_SME_DAYS: Final = 60
LEAST_PAYMENT: Final = Decimal("0.80")
PAYMENT_LAW_FROM: Final = date(2022, 8, 1)
#: Far above any real item, far below what a database cannot hold.
LARGEST_QUANTITY: Final = Decimal(10**9)
LARGEST_PRICE_FEN: Final = 10**12
LONGEST_REASON: Final = 2000


class RetentionMode(LabelledEnum):
    """How the money against defects is kept."""

    EACH_PERIOD = "each_period", say("Deducted each period")
    AT_HANDOVER = "at_handover", say("Handed over at completion")
    GUARANTEE = "guarantee", say("By guarantee")


class ChangeState(LabelledEnum):
    """Where a change order stands."""

    DRAFTED = "drafted", say("Waiting for approval")
    APPROVED = "approved", say("Approved")
    REFUSED = "refused", say("Change refused")


class ChangeLevel(LabelledEnum):
    """Who may approve a change."""

    OWNER = "owner", say("The owner")
    CITY = "city", say("The city's authority")


class NodeTrigger(LabelledEnum):
    """What makes a payment node due."""

    SIGNING = "signing", say("Contract signed")
    COMPLETED_SHARE = "completed_share", say("Share of works completed")
    HANDOVER = "handover", say("Completion acceptance")
    SETTLEMENT = "settlement", say("Settlement")
    DEFECTS_END = "defects_end", say("End of the defects period")


class NodeBase(LabelledEnum):
    """Of what a payment node is a share."""

    CONTRACT = "contract", say("Contract price")
    COMPLETED = "completed", say("Completed value")
    SETTLEMENT = "settlement", say("Settlement price")


@dataclass(frozen=True)
class Terms:
    """The terms of payment of one contract; shares are 0..1."""

    advance_share: Decimal = Decimal("0.10")
    advance_start_share: Decimal = Decimal("0.30")
    advance_end_share: Decimal = Decimal("0.80")
    material_share: Decimal = Decimal("0.60")
    material_months: int = 3
    retention_share: Decimal = Decimal("0.03")
    #: Of the contract price.
    retention_cap_share: Decimal = Decimal("0.03")
    retention_mode: RetentionMode = RetentionMode.AT_HANDOVER
    minimum_certificate_fen: int = 0
    #: How much of the changed quantity may be measured.
    measurement_limit_share: Decimal = ALL
    payment_share: Decimal | None = None
    labour_cost_share: Decimal | None = None
    is_sme: bool | None = None
    payment_days: int | None = None
    late_rate_per_day: Decimal | None = None
    cut_off_day: int = 25
    defects_months: int = 24
    #: False where nobody has entered terms and these are the bureau's usual ones.
    is_entered: bool = False


@dataclass(frozen=True)
class BillLine:
    """One item of the bill with what approved changes made of it."""

    item_id: int
    code: str
    chapter: str
    name: str
    unit: str
    #: Code of the process of acceptance that proves the item; "" where none does.
    process: str
    contract_quantity: Decimal
    quantity: Decimal
    unit_price_fen: int
    contract_fen: int
    changed_fen: int
    #: Work -> how much of the changed quantity lies on it.
    by_work: Mapping[int, Decimal] = field(default_factory=dict)
    is_provisional: bool = False


@dataclass(frozen=True)
class ItemEntry:
    """One item as a person or a file enters it."""

    chapter: str
    chapter_name: str
    code: str
    name: str
    unit: str
    quantity: Decimal
    unit_price_fen: int
    process: str = ""
    is_provisional: bool = False


def amount_of(quantity: Decimal, unit_price_fen: int) -> int:
    """Return the amount of a line in fen: the one place where quantity times price is rounded."""
    return int(round_half_up(quantity * unit_price_fen))


class MeasuredAmounts:
    """Amounts of an item that is measured from the beginning: they come from quantities, so nothing drifts."""

    unit_price_fen: int
    to_end: Decimal
    to_previous: Decimal

    @property
    def this_period(self) -> Decimal:
        return self.to_end - self.to_previous

    @property
    def to_end_fen(self) -> int:
        return amount_of(self.to_end, self.unit_price_fen)

    @property
    def to_previous_fen(self) -> int:
        return amount_of(self.to_previous, self.unit_price_fen)

    @property
    def this_period_fen(self) -> int:
        return self.to_end_fen - self.to_previous_fen


def share_out(quantity: Decimal, lengths: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Return the quantity by work in proportion to length, to the thousandth and summing up exactly."""
    whole = sum(lengths.values(), NOTHING)
    if not lengths:
        return {}
    if whole <= 0:
        lengths, whole = dict.fromkeys(lengths, ALL), Decimal(len(lengths))
    thousandths = int(quantity.scaleb(3))
    exact = {work: thousandths * length / whole for work, length in lengths.items()}
    parts = {work: int(part) for work, part in exact.items()}
    rest = thousandths - sum(parts.values())
    step = 1 if rest >= 0 else -1
    nearest = sorted(exact, key=lambda work: -step * (exact[work] - parts[work]))
    for work in nearest[: abs(rest)]:
        parts[work] += step
    return {work: Decimal(part).scaleb(-3) for work, part in parts.items()}


def terms_problems(
    terms: Terms, signed_on: date | None = None, *, has_security: bool = False
) -> list[Sentence]:
    """Return what the law or plain sense forbids in the terms.

    `has_security` says that a performance security is in force, so nothing is retained before completion.
    """
    return [
        *_share_problems(terms),
        *_retention_problems(terms, has_security),
        *_advance_problems(terms),
        *_payment_problems(terms, signed_on),
        *_day_problems(terms),
    ]


def _share_problems(terms: Terms) -> list[Sentence]:
    named = (
        (say("The advance"), terms.advance_share),
        (say("The material advance"), terms.material_share),
        (say("The retention"), terms.retention_share),
        (say("The cap of the retention"), terms.retention_cap_share),
        (say("The limit of measurement"), terms.measurement_limit_share),
        (say("The payment ratio"), terms.payment_share),
        (say("The labour-cost ratio"), terms.labour_cost_share),
    )
    return [
        say("%(name)s must be between 0 and 100 %%.", name=name)
        for name, share in named
        if share is not None and not (share.is_finite() and NOTHING <= share <= ALL)
    ]


def _retention_problems(terms: Terms, has_security: bool) -> list[Sentence]:
    problems = []
    if max(terms.retention_share, terms.retention_cap_share) > MOST_RETENTION:
        problems.append(say("By law at most 3 % of the settlement is retained."))
    if has_security and terms.retention_share and terms.retention_mode is RetentionMode.EACH_PERIOD:
        problems.append(
            say("A performance security is in force: nothing may be retained before completion.")
        )
    return problems


def _advance_problems(terms: Terms) -> list[Sentence]:
    problems = []
    if terms.advance_share and not LEAST_ADVANCE <= terms.advance_share <= MOST_ADVANCE:
        problems.append(say("The advance is 10 to 30 % of the contract price, or none."))
    if not NOTHING <= terms.advance_start_share < terms.advance_end_share <= ALL:
        problems.append(say("The recovery of the advance must begin before it ends, within 100 %."))
    if terms.material_share and not LEAST_MATERIAL <= terms.material_share <= MOST_MATERIAL:
        problems.append(say("The material advance is 60 to 75 %, or none."))
    if not 1 <= terms.material_months <= LONGEST_MATERIAL_MONTHS:
        problems.append(say("The material advance is recovered within 1 to 3 months."))
    return problems


def _payment_problems(terms: Terms, signed_on: date | None) -> list[Sentence]:
    problems = []
    share, days = terms.payment_share, terms.payment_days
    if signed_on and signed_on >= PAYMENT_LAW_FROM and share is not None and share < LEAST_PAYMENT:
        problems.append(
            say("Contracts signed since 1 August 2022 pay at least 80 % of the completed value.")
        )
    if terms.is_sme and days is not None and days > LONGEST_SME_DAYS:
        problems.append(say("A small or medium firm must be paid within 60 days."))
    if not 0 <= terms.minimum_certificate_fen <= LARGEST_PRICE_FEN:
        problems.append(say("The minimum certificate is not a sensible amount."))
    return problems


def _day_problems(terms: Terms) -> list[Sentence]:
    problems = []
    if not 1 <= terms.cut_off_day <= 28:
        problems.append(say("The cut-off day is from 1 to 28."))
    if not 0 <= terms.defects_months <= LONGEST_DEFECTS_MONTHS:
        problems.append(say("The defects period is at most 24 months by law."))
    return problems


def item_problems(code: str, name: str, quantity: Decimal, unit_price_fen: int) -> list[Sentence]:
    """Return what is wrong with one item of a bill."""
    problems = []
    if not code.strip() or len(code) > 40:
        problems.append(say("An item needs a code of at most 40 characters."))
    if not name.strip() or len(name) > 200:
        problems.append(
            say("Item %(code)s needs a name of at most 200 characters.", code=code[:40])
        )
    if not (quantity.is_finite() and NOTHING <= quantity <= LARGEST_QUANTITY):
        problems.append(say("The quantity of item %(code)s is not sensible.", code=code[:40]))
    elif quantity != round_half_up(quantity, 3):
        problems.append(say("Quantities have at most 3 places: item %(code)s.", code=code[:40]))
    if not 0 <= unit_price_fen <= LARGEST_PRICE_FEN:
        problems.append(say("The unit price of item %(code)s is not sensible.", code=code[:40]))
    return problems


def bill_problems(entries: Sequence[ItemEntry], known: Collection[str]) -> list[Sentence]:
    """Return what is wrong with items that are to be entered beside the `known` codes."""
    if not entries:
        return [say("The bill has no items.")]
    problems: list[Sentence] = []
    seen = set(known)
    for entry in entries:
        problems += item_problems(entry.code, entry.name, entry.quantity, entry.unit_price_fen)
        if not entry.chapter.strip() or len(entry.chapter) > 20 or len(entry.chapter_name) > 100:
            problems.append(say("Item %(code)s needs a chapter.", code=entry.code[:40]))
        if len(entry.unit) > 20:
            problems.append(say("The unit of item %(code)s is too long.", code=entry.code[:40]))
        if entry.code in seen:
            problems.append(say("Item %(code)s stands in the bill already.", code=entry.code[:40]))
        seen.add(entry.code)
    return problems


def level_of(amount_fen: int, touches_design: bool, city_level_fen: int) -> ChangeLevel:
    """Return who may approve a change: large ones, and those of class, ends, widths or structure, the city."""
    if touches_design or abs(amount_fen) >= city_level_fen:
        return ChangeLevel.CITY
    return ChangeLevel.OWNER


def change_problems(
    reason: str, changes: Mapping[int, Decimal], current: Mapping[int, Decimal]
) -> list[Sentence]:
    """Return why a change of these quantities cannot be drafted; `current` is the bill as it stands."""
    problems = []
    if not reason.strip() or len(reason) > LONGEST_REASON:
        problems.append(say("Give the reason of the change, in at most 2000 characters."))
    if not changes or not any(changes.values()):
        problems.append(say("A change order changes at least one quantity."))
    for item, change in changes.items():
        if item not in current:
            problems.append(say("The bill of this contract has no such item."))
        elif not change.is_finite() or abs(change) > LARGEST_QUANTITY:
            problems.append(say("A changed quantity is not sensible."))
        elif current[item] + change < 0:
            problems.append(say("A change cannot take away more than the bill holds."))
    return problems


def approval_problems(
    state: ChangeState, level: ChangeLevel, drafted_by: str, decider: str, document_no: str
) -> list[Sentence]:
    """Return why `decider` cannot decide on the change; persons are compared as natural persons."""
    if state is not ChangeState.DRAFTED:
        return [say("This change order is decided already: %(state)s.", state=state.label)]
    problems = []
    if drafted_by == decider:
        problems.append(say("Whoever drafted the change order cannot decide on it."))
    if level is ChangeLevel.CITY and not document_no.strip():
        problems.append(
            say("This change needs the approval of the city's authority: enter its number.")
        )
    return problems


def nodes_problems(shares: Sequence[Decimal]) -> list[Sentence]:
    """Return what is wrong with the cumulative shares of payment nodes, in their order."""
    if any(not (share.is_finite() and NOTHING < share <= ALL) for share in shares):
        return [say("A payment node pays up to more than 0 and at most 100 %.")]
    if any(later <= earlier for earlier, later in pairwise(shares)):
        return [say("Each payment node must pay up to more than the one before it.")]
    return []
