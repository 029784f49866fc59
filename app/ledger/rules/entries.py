"""Accounts, entries and balances. A debit is positive, a credit negative; all in fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.shared.sentences import LabelledEnum, Sentence, say


class LedgerAccount(LabelledEnum):
    """An account of a section. What stands on the left of it is positive."""

    WORKS_COST = "works_cost", say("Works certified")
    PRICE_AND_CLAIMS = "price_and_claims", say("Price adjustment and claims")
    INTEREST = "interest", say("Interest on late payment")
    PENALTY = "penalty", say("Penalties")
    ADVANCE = "advance", say("Advance not yet recovered")
    MATERIAL_ADVANCE = "material_advance", say("Material advance not yet recovered")
    RETENTION = "retention", say("Retention")
    PAYABLE = "payable", say("Certified and not yet approved to pay")
    RELEASED = "released", say("Approved and not yet paid")
    ON_ACCOUNT = "on_account", say("Paid on physical progress before a certificate")
    BANK = "bank", say("Bank of the bureau")
    FUNDS = "funds", say("Funds received")
    WAGE_BANK = "wage_bank", say("Wage account")
    JOINT_ACCOUNT = "joint_account", say("Joint account")
    IN_TRUST = "in_trust", say("Contractor's money under watch")


class TransactionKind(LabelledEnum):
    """What a transaction is for."""

    CERTIFICATE = "certificate", say("Certificate")
    RELEASE = "release", say("Approval to pay")
    PAYMENT = "payment", say("Payment")
    RETENTION = "retention", say("Release of retention")
    PENALTY = "penalty", say("Penalty")
    RECOVERY = "recovery", say("Recovery of an advance")
    SETTLEMENT = "settlement", say("Settlement of earlier payments")
    FUNDING = "funding", say("Funds received")
    MOVEMENT = "movement", say("Movement on a watched account")
    REVERSAL = "reversal", say("Reversal")


@dataclass(frozen=True)
class Entry:
    """One line of a transaction: so much on one account, of one source of funds if it matters."""

    account: LedgerAccount
    #: Debit above zero, credit below.
    amount_fen: int
    source: str | None = None


Balances = Mapping[LedgerAccount, int]

#: Accounts that only one side can owe: +1 never below zero, -1 never above.
SIDES: Mapping[LedgerAccount, int] = {
    LedgerAccount.ADVANCE: 1,
    LedgerAccount.MATERIAL_ADVANCE: 1,
    LedgerAccount.RETENTION: -1,
    LedgerAccount.PAYABLE: -1,
    LedgerAccount.RELEASED: -1,
    LedgerAccount.ON_ACCOUNT: 1,
    LedgerAccount.WAGE_BANK: 1,
    LedgerAccount.JOINT_ACCOUNT: 1,
}
_BEYOND: Mapping[LedgerAccount, Sentence] = {
    LedgerAccount.ADVANCE: say("More of the advance would be recovered than was paid."),
    LedgerAccount.MATERIAL_ADVANCE: say(
        "More of the material advance would be recovered than was paid."
    ),
    LedgerAccount.RETENTION: say("More retention would be released than was kept."),
    LedgerAccount.PAYABLE: say("More would be approved to pay than is certified."),
    LedgerAccount.RELEASED: say("More would be paid than was approved."),
    LedgerAccount.ON_ACCOUNT: say("More would be settled than was paid before a certificate."),
    LedgerAccount.WAGE_BANK: say("More would leave the wage account than is in it."),
    LedgerAccount.JOINT_ACCOUNT: say("More would leave the joint account than is in it."),
}


def balances(entries: Iterable[Entry]) -> dict[LedgerAccount, int]:
    """Return the sum of each account that the entries name."""
    sums: dict[LedgerAccount, int] = {}
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount_fen
    return sums


def entry_problems(entries: Sequence[Entry]) -> list[Sentence]:
    """Return why the entries are no transaction: fewer than two, an empty one, or not balanced."""
    problems = []
    if len(entries) < 2:
        problems.append(say("A transaction has at least two entries."))
    if any(entry.amount_fen == 0 for entry in entries):
        problems.append(say("An entry without an amount says nothing."))
    if total := sum(entry.amount_fen for entry in entries):
        problems.append(say("The entries differ by %(fen)s fen.", fen=total))
    return problems


def balance_problems(
    kind: TransactionKind, before: Balances, entries: Sequence[Entry]
) -> list[Sentence]:
    """Return which accounts of the section would be overdrawn; empty when none would.

    A certificate may take back more than is left to approve: works were demolished or a penalty is larger
    than the period. The section then owes, and nothing can be approved until it is worked off.
    """
    problems = []
    for account, moved in balances(entries).items():
        side = SIDES.get(account)
        if side is None or moved * side >= 0:
            continue
        if account is LedgerAccount.PAYABLE and kind is TransactionKind.CERTIFICATE:
            continue
        if (before.get(account, 0) + moved) * side < 0:
            problems.append(_BEYOND[account])
    return problems


def reversal_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the opposite of the entries."""
    return [Entry(entry.account, -entry.amount_fen, entry.source) for entry in entries]
