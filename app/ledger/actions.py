"""Posting to the ledger: whole, balanced, once, and never changed afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from app.extensions import db
from app.ledger import queries
from app.ledger.models import LedgerEntry, LedgerSeal, LedgerTransaction
from app.ledger.rules.builders import CertificateAmounts, certificate_entries, settlement_entries
from app.ledger.rules.checks import posted_facts
from app.ledger.rules.entries import (
    Entry,
    TransactionKind,
    balance_problems,
    entry_problems,
    reversal_of,
)
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.numbering import next_sequence
from app.shared.sentences import Sentence, say


def post(
    kind: TransactionKind,
    section_id: int | None,
    day: date,
    entries: Sequence[Entry],
    subject: Any,
    key: str,
    by: Actor,
    reason: str = "",
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """Post a transaction and return it. Raises RuleBroken when it is unbalanced or overdraws an account.

    `subject` is the row that caused it. Posting again under the same key returns what was posted.
    """
    db.session.flush()
    year = today().year
    # Whoever posts at the same moment waits here: balances are read after it.
    sequence = next_sequence(LedgerTransaction, year)
    if known := queries.find_by_key(key):
        return _same_again(known, kind, section_id, entries)
    problems = entry_problems(entries) or balance_problems(
        kind, queries.balances_of([section_id])[section_id], entries
    )
    if problems:
        raise RuleBroken(problems)
    transaction = LedgerTransaction(
        year=year, sequence=sequence, kind=kind, section_id=section_id, day=day,
        subject_kind=getattr(subject, "__tablename__", type(subject).__name__),
        subject_id=subject.id, reason=reason.strip(), key=key, posted_by_id=by.id,
        reverses_id=reverses.id if reverses else None,
    )  # fmt: skip
    db.session.add(transaction)
    db.session.flush()
    _seal(transaction, entries)
    subject_of = (transaction.subject_kind, transaction.subject_id)
    facts = posted_facts(
        transaction.number, kind, section_id, day, subject_of, transaction.reverses_id, entries
    )
    record(by, "ledger.posted", transaction, facts, reason=reason)
    return transaction


def post_certificate(
    section_id: int, day: date, amounts: CertificateAmounts, subject: Any, key: str, by: Actor
) -> LedgerTransaction | None:
    """Post an approved certificate and set earlier payments against it; None when it moves nothing."""
    if not (entries := certificate_entries(amounts)):
        return None
    kind = TransactionKind.CERTIFICATE
    transaction = post(kind, section_id, day, entries, subject, key, by)
    settle(section_id, day, amounts.advance_paid_fen, subject, f"{key}:settled", by)
    return transaction


def settle(
    section_id: int, day: date, advance_fen: int, subject: Any, key: str, by: Actor
) -> LedgerTransaction | None:
    """Set what was paid before a certificate against what is payable; None where there is nothing.

    `advance_fen` is the advance that the certificate made payable: what of it was paid early is in the books
    already.
    """
    if known := queries.find_by_key(key):
        return known
    early_fen = min(advance_fen, queries.early_advance_of(section_id)) if advance_fen else 0
    entries = settlement_entries(queries.balances_of([section_id])[section_id], early_fen)
    if not entries:
        return None
    return post(TransactionKind.SETTLEMENT, section_id, day, entries, subject, key, by)


def reverse(
    transaction: LedgerTransaction, reason: str, *, day: date, subject: Any, key: str, by: Actor
) -> LedgerTransaction:
    """Take a transaction back by its opposite. Raises RuleBroken without a reason or when it was before."""
    if known := queries.find_by_key(key):
        return known
    if problems := _reversal_problems(transaction, reason):
        raise RuleBroken(problems)
    entries = reversal_of(row.entry for row in transaction.entries)
    return post(
        TransactionKind.REVERSAL, transaction.section_id, day, entries, subject, key, by,
        reason=reason, reverses=transaction,
    )  # fmt: skip


def _seal(transaction: LedgerTransaction, entries: Sequence[Entry]) -> None:
    rows = [
        {
            "transaction_id": transaction.id,
            "account": entry.account,
            "section_id": transaction.section_id,
            "source": entry.source,
            "amount_fen": entry.amount_fen,
        }
        for entry in entries
    ]
    db.session.execute(insert(LedgerEntry), rows)
    seal = {"transaction_id": transaction.id, "entries": len(rows)}
    db.session.execute(insert(LedgerSeal), [seal])


def _same_again(
    known: LedgerTransaction,
    kind: TransactionKind,
    section_id: int | None,
    entries: Sequence[Entry],
) -> LedgerTransaction:
    same = (known.kind, known.section_id) == (kind, section_id) and [
        row.entry for row in known.entries
    ] == list(entries)
    if not same:
        raise RuleBroken([say("This is in the ledger already as %(number)s.", number=known.number)])
    return known


def _reversal_problems(transaction: LedgerTransaction, reason: str) -> list[Sentence]:
    problems = []
    if not reason.strip():
        problems.append(say("Give the reason for the reversal."))
    if transaction.reverses_id is not None:
        problems.append(say("A reversal cannot be reversed; post the deed again."))
    again = select(LedgerTransaction.id).where(LedgerTransaction.reverses_id == transaction.id)
    if db.session.scalar(again):
        problems.append(say("%(number)s has been reversed already.", number=transaction.number))
    return problems
