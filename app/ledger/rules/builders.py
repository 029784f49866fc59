"""How each deed is posted: a builder returns the entries, already balanced."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.ledger.rules.entries import Balances, Entry, LedgerAccount

#: Amounts by source of funds; "" where the source does not matter.
BySource = Mapping[str, int]


@dataclass(frozen=True)
class CertificateAmounts:
    """One period of a certificate, in fen. Deductions are given as positive amounts.

    A period that takes works back has negative works.
    """

    works_fen: int = 0
    price_and_claims_fen: int = 0
    interest_fen: int = 0
    penalty_fen: int = 0
    advance_paid_fen: int = 0
    advance_recovered_fen: int = 0
    material_paid_fen: int = 0
    material_recovered_fen: int = 0
    retention_fen: int = 0

    @property
    def net_fen(self) -> int:
        """What the section earns with the period; below zero it owes."""
        return (
            self.works_fen
            + self.price_and_claims_fen
            + self.interest_fen
            + self.advance_paid_fen
            + self.material_paid_fen
            - self.penalty_fen
            - self.advance_recovered_fen
            - self.material_recovered_fen
            - self.retention_fen
        )


def certificate_entries(amounts: CertificateAmounts) -> list[Entry]:
    """Return the entries of an approved certificate; none when the period moved nothing."""
    return _without_zeros(
        Entry(LedgerAccount.WORKS_COST, amounts.works_fen),
        Entry(LedgerAccount.PRICE_AND_CLAIMS, amounts.price_and_claims_fen),
        Entry(LedgerAccount.INTEREST, amounts.interest_fen),
        Entry(LedgerAccount.PENALTY, -amounts.penalty_fen),
        Entry(LedgerAccount.ADVANCE, amounts.advance_paid_fen),
        Entry(LedgerAccount.ADVANCE, -amounts.advance_recovered_fen),
        Entry(LedgerAccount.MATERIAL_ADVANCE, amounts.material_paid_fen),
        Entry(LedgerAccount.MATERIAL_ADVANCE, -amounts.material_recovered_fen),
        Entry(LedgerAccount.RETENTION, -amounts.retention_fen),
        Entry(LedgerAccount.PAYABLE, -amounts.net_fen),
    )


def release_entries(by_source: BySource) -> list[Entry]:
    """Return the entries of an approval to pay what certificates made payable."""
    return _moved(LedgerAccount.PAYABLE, LedgerAccount.RELEASED, by_source)


def release_on_account_entries(by_source: BySource) -> list[Entry]:
    """Return the entries of an approval to pay on physical progress, where nothing is certified yet."""
    return _moved(LedgerAccount.ON_ACCOUNT, LedgerAccount.RELEASED, by_source)


def payment_entries(by_source: BySource, into: LedgerAccount | None = None) -> list[Entry]:
    """Return the entries of a payment that carries out an approval.

    `into` names the watched account that it arrives on: the wage account or the joint account.
    """
    paid = _moved(LedgerAccount.RELEASED, LedgerAccount.BANK, by_source)
    return paid + (_into_trust(into, sum(by_source.values())) if into else [])


def payment_on_account_entries(
    by_source: BySource, into: LedgerAccount | None = None
) -> list[Entry]:
    """Return the entries of a payment that nobody approved here: brought along from before."""
    paid = _moved(LedgerAccount.ON_ACCOUNT, LedgerAccount.BANK, by_source)
    return paid + (_into_trust(into, sum(by_source.values())) if into else [])


def advance_payment_entries(by_source: BySource) -> list[Entry]:
    """Return the entries of a mobilisation advance that is paid without a certificate of its own."""
    return _moved(LedgerAccount.ADVANCE, LedgerAccount.BANK, by_source)


def certified_payment_entries(by_source: BySource) -> list[Entry]:
    """Return the entries of a payment straight out of what certificates made payable: an advance."""
    return _moved(LedgerAccount.PAYABLE, LedgerAccount.BANK, by_source)


def settlement_entries(before: Balances, early_advance_fen: int = 0) -> list[Entry]:
    """Return the entries that set earlier payments against what is payable now; none where nothing is.

    `before` are the balances of the section after the certificate; `early_advance_fen` is how much of the
    advance that it certifies was paid, and booked as an advance, before it.
    """
    payable_fen = max(0, -before.get(LedgerAccount.PAYABLE, 0))
    advance_fen = min(max(0, early_advance_fen), payable_fen)
    on_account_fen = min(max(0, before.get(LedgerAccount.ON_ACCOUNT, 0)), payable_fen - advance_fen)
    return [
        *_moved(LedgerAccount.PAYABLE, LedgerAccount.ADVANCE, {"": advance_fen}),
        *_moved(LedgerAccount.PAYABLE, LedgerAccount.ON_ACCOUNT, {"": on_account_fen}),
    ]


def recovery_entries(amount_fen: int) -> list[Entry]:
    """Return the entries of an advance recovered outside a certificate, from what is payable."""
    return _moved(LedgerAccount.PAYABLE, LedgerAccount.ADVANCE, {"": amount_fen})


def retention_release_entries(amount_fen: int) -> list[Entry]:
    """Return the entries that make kept retention payable."""
    return _moved(LedgerAccount.RETENTION, LedgerAccount.PAYABLE, {"": amount_fen})


def penalty_entries(amount_fen: int) -> list[Entry]:
    """Return the entries of a penalty outside a certificate, taken from what is payable."""
    return _moved(LedgerAccount.PAYABLE, LedgerAccount.PENALTY, {"": amount_fen})


def funding_entries(by_source: BySource) -> list[Entry]:
    """Return the entries of funds that the bureau received."""
    return _moved(LedgerAccount.BANK, LedgerAccount.FUNDS, by_source)


def deposit_entries(account: LedgerAccount, amount_fen: int) -> list[Entry]:
    """Return the entries of the contractor's own money arriving on a watched account."""
    return _into_trust(account, amount_fen)


def withdrawal_entries(account: LedgerAccount, amount_fen: int) -> list[Entry]:
    """Return the entries of money leaving a watched account."""
    return _into_trust(account, -amount_fen)


def _into_trust(account: LedgerAccount, amount_fen: int) -> list[Entry]:
    return _moved(account, LedgerAccount.IN_TRUST, {"": amount_fen})


def _moved(debit: LedgerAccount, credit: LedgerAccount, by_source: BySource) -> list[Entry]:
    """Return one debit and one credit for each source."""
    return _without_zeros(
        *(Entry(debit, fen, source or None) for source, fen in sorted(by_source.items())),
        *(Entry(credit, -fen, source or None) for source, fen in sorted(by_source.items())),
    )


def _without_zeros(*entries: Entry) -> list[Entry]:
    return [entry for entry in entries if entry.amount_fen]
