"""Reading the whole ledger to check it."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select

from app.extensions import db
from app.ledger.models import LedgerEntry, LedgerSeal, LedgerTransaction
from app.ledger.rules.checks import Booked, ledger_problems, posted_facts
from app.ledger.rules.entries import Entry
from app.shared.audit import canonical
from app.shared.models import AuditEvent
from app.shared.sentences import Sentence, say

POSTED = "ledger.posted"


def check_ledger() -> tuple[int, list[Sentence]]:
    """Return how many transactions there are and what does not hold among them."""
    recorded = _recorded()
    booked = list(_booked(recorded))
    problems = ledger_problems(booked)
    there = {one.id for one in booked}
    for transaction_id in recorded:
        if transaction_id not in there:
            problems.append(
                say("Transaction %(id)s of the audit trail is gone.", id=transaction_id)
            )
    return len(booked), problems


def _recorded() -> dict[int, str]:
    rows = db.session.execute(
        select(AuditEvent.subject_id, AuditEvent.changes)
        .where(AuditEvent.action == POSTED, AuditEvent.subject_id.is_not(None))
        .order_by(AuditEvent.id)
    )
    return {int(number): changes for number, changes in rows if number is not None}


def _booked(recorded: dict[int, str]) -> Iterator[Booked]:
    rows = db.session.execute(
        select(LedgerTransaction, LedgerSeal.entries, LedgerEntry)
        .outerjoin(LedgerSeal, LedgerSeal.transaction_id == LedgerTransaction.id)
        .outerjoin(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .order_by(LedgerTransaction.id, LedgerEntry.id)
    )
    for (transaction, sealed), members in groupby(rows, key=lambda row: (row[0], row[1])):
        lines = [row[2] for row in members if row[2] is not None]
        yield _one(transaction, sealed, lines, recorded.get(transaction.id))


def _one(
    row: LedgerTransaction, sealed: int | None, lines: list[LedgerEntry], recorded: str | None
) -> Booked:
    entries: list[Entry] = [line.entry for line in lines]
    subject = (row.subject_kind, row.subject_id)
    facts = posted_facts(
        row.number, row.kind, row.section_id, row.day, subject, row.reverses_id, entries
    )
    return Booked(
        row.id, row.year, row.sequence, row.kind, row.section_id, row.day, subject, row.reverses_id,
        entries, frozenset(line.section_id for line in lines), sealed, recorded, canonical(facts),
    )  # fmt: skip
