"""What a certificate is reckoned from and what it shows: rows, seven columns, and what is payable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from app.certificates.rules.states import CertificateKind, EntryKind
from app.contracts.rules import MeasuredAmounts, RetentionMode, Terms, amount_of
from app.shared.sentences import LabelledEnum, say

NOTHING: Final = Decimal(0)


class RowKey(LabelledEnum):
    """A row below the chapters, in the order of the form. Source: domain.md 2.4.5."""

    WORKS = "works", say("Subtotal of the bill")
    PRICE = "price", say("Price adjustment")
    CLAIM = "claim", say("Claims")
    PENALTY = "penalty", say("Penalties")
    INTEREST = "interest", say("Interest on late payment")
    ADVANCE_PAID = "advance_paid", say("Mobilisation advance")
    ADVANCE_RECOVERED = "advance_recovered", say("Mobilisation advance recovered")
    MATERIAL_PAID = "material_paid", say("Material advance")
    MATERIAL_RECOVERED = "material_recovered", say("Material advance recovered")
    RETENTION = "retention", say("Retention money")
    NET = "net", say("Actual payment")


#: Rows whose amounts are given above zero and taken off.
DEDUCTED: Final = frozenset(
    {RowKey.PENALTY, RowKey.ADVANCE_RECOVERED, RowKey.MATERIAL_RECOVERED, RowKey.RETENTION}
)
#: Everything that makes the net amount.
COUNTED: Final = tuple(key for key in RowKey if key is not RowKey.NET)


@dataclass(frozen=True)
class ItemFigures(MeasuredAmounts):
    """One item of the bill with what is measured of it."""

    item_id: int
    code: str
    chapter: str
    chapter_name: str
    name: str
    unit: str
    unit_price_fen: int
    contract_quantity: Decimal
    changed_quantity: Decimal
    to_end: Decimal
    to_previous: Decimal = NOTHING

    @property
    def contract_fen(self) -> int:
        return amount_of(self.contract_quantity, self.unit_price_fen)

    @property
    def changed_fen(self) -> int:
        return amount_of(self.changed_quantity, self.unit_price_fen)

    @property
    def done_share(self) -> Decimal | None:
        """How much of the changed amount is measured; None where it comes to nothing."""
        return Decimal(self.to_end_fen) / self.changed_fen if self.changed_fen else None


@dataclass(frozen=True)
class Row:
    """One row of the certificate; the first two columns are empty below the subtotal."""

    code: str
    #: A chapter's name; rows below the chapters are named by their key.
    name: str
    to_end_fen: int
    to_previous_fen: int
    contract_fen: int | None = None
    changed_fen: int | None = None
    key: RowKey | None = None

    @property
    def this_period_fen(self) -> int:
        return self.to_end_fen - self.to_previous_fen


@dataclass(frozen=True)
class EntryFigures:
    """An entry of this or an earlier certificate; `period` tells how old delivered materials are."""

    kind: EntryKind
    amount_fen: int
    period: int = 0


@dataclass(frozen=True)
class CertificateFigures:
    """A certificate, reckoned: cumulative amounts first, those of this certificate by difference."""

    kind: CertificateKind
    period: int
    price_fen: int
    items: tuple[ItemFigures, ...]
    to_end: Mapping[RowKey, int]
    to_previous: Mapping[RowKey, int]
    #: Earned before and not paid for being under the minimum; below zero it was owed.
    carried_in_fen: int
    payable_fen: int
    carried_out_fen: int
    payable_to_end_fen: int
    #: The terms that it was reckoned with, as text.
    terms: Mapping[str, str] = field(default_factory=dict)

    def this(self, key: RowKey) -> int:
        """Return the amount of this certificate alone."""
        return self.to_end[key] - self.to_previous[key]

    @property
    def net_fen(self) -> int:
        return self.this(RowKey.NET)

    @property
    def done_share(self) -> Decimal | None:
        """How much of the contract price is certified: what the recovery of the advance goes by."""
        return Decimal(self.gross_to_end_fen) / self.price_fen if self.price_fen else None

    def share_of(self, term: str) -> Decimal:
        """Return one of the shares that it was reckoned with."""
        return Decimal(self.terms[term])

    @property
    def retention_mode(self) -> RetentionMode:
        return RetentionMode(self.terms["retention_mode"])  # type: ignore[call-arg]

    @property
    def minimum_fen(self) -> int:
        return int(self.terms["minimum_certificate_fen"])

    @property
    def gross_to_end_fen(self) -> int:
        return self.to_end[RowKey.WORKS]

    @property
    def deducted_to_end_fen(self) -> int:
        """Recovered advances, penalties and retention."""
        return sum(self.to_end[key] for key in DEDUCTED)

    @property
    def chapters(self) -> tuple[Row, ...]:
        """The rows of the chapters, in the order of the bill."""
        grouped = groupby(self.items, key=lambda item: (item.chapter, item.chapter_name))
        return tuple(_sum_row(code, name, list(items)) for (code, name), items in grouped)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of the certificate: chapters, subtotal, and what is added and taken off."""
        subtotal = replace(_sum_row("", "", self.items), key=RowKey.WORKS)
        below = [
            Row("", "", self.to_end[key], self.to_previous[key], key=key)
            for key in RowKey
            if key is not RowKey.WORKS
        ]
        return (*self.chapters, subtotal, *below)


def _sum_row(code: str, name: str, items: Sequence[ItemFigures]) -> Row:
    return Row(
        code,
        name,
        sum(item.to_end_fen for item in items),
        sum(item.to_previous_fen for item in items),
        sum(item.contract_fen for item in items),
        sum(item.changed_fen for item in items),
    )


@dataclass(frozen=True)
class CertificateInput:
    """What a certificate is reckoned from. Entries are all from the first certificate to this one."""

    kind: CertificateKind
    terms: Terms
    #: Of the contract as signed.
    price_fen: int
    items: tuple[ItemFigures, ...] = ()
    entries: tuple[EntryFigures, ...] = ()
    period: int = 0
    previous: CertificateFigures | None = None

    def sum_of(self, kind: EntryKind) -> int:
        """Return what the entries of a kind come to, cumulative."""
        return sum(entry.amount_fen for entry in self.entries if entry.kind is kind)

    def before(self, key: RowKey) -> int:
        """Return what the previous certificate came to."""
        return self.previous.to_end[key] if self.previous else 0


def plain(figures: CertificateFigures) -> dict[str, Any]:
    """Return the figures as numbers and text, for storing."""
    return {
        "kind": figures.kind.value,
        "period": figures.period,
        "price_fen": figures.price_fen,
        "items": [_plain_item(item) for item in figures.items],
        "to_end": {key.value: figures.to_end[key] for key in RowKey},
        "to_previous": {key.value: figures.to_previous[key] for key in RowKey},
        "carried_in_fen": figures.carried_in_fen,
        "payable_fen": figures.payable_fen,
        "carried_out_fen": figures.carried_out_fen,
        "payable_to_end_fen": figures.payable_to_end_fen,
        "terms": dict(figures.terms),
    }


def figures_from(stored: Mapping[str, Any]) -> CertificateFigures:
    """Return stored figures again, exactly as they were."""
    known = dict(stored)
    return CertificateFigures(
        **known
        | {
            "kind": CertificateKind(known["kind"]),  # type: ignore[call-arg]
            "items": tuple(_item_from(item) for item in known["items"]),
            "to_end": _amounts(known["to_end"]),
            "to_previous": _amounts(known["to_previous"]),
        }
    )


def _amounts(stored: Mapping[str, int]) -> dict[RowKey, int]:
    return {RowKey(name): amount for name, amount in stored.items()}  # type: ignore[call-arg]


QUANTITIES: Final = ("contract_quantity", "changed_quantity", "to_end", "to_previous")


def _plain_item(item: ItemFigures) -> dict[str, Any]:
    return asdict(item) | {name: str(getattr(item, name)) for name in QUANTITIES}


def _item_from(stored: Mapping[str, Any]) -> ItemFigures:
    return ItemFigures(**dict(stored) | {name: Decimal(stored[name]) for name in QUANTITIES})


def measured_since(
    items: Iterable[ItemFigures], previous: CertificateFigures | None
) -> tuple[ItemFigures, ...]:
    """Return the items with what the previous certificate had of each."""
    before = {item.item_id: item.to_end for item in previous.items} if previous else {}
    return tuple(replace(item, to_previous=before.get(item.item_id, NOTHING)) for item in items)
