"""Reading the whole ledger to check it."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.ledger.models import LedgerEntry, LedgerSeal, LedgerTransaction
from app.ledger.rules.checks import Booked, ledger_problems, posted_facts
from app.ledger.rules.entries import Entry
from app.shared.audit import canonical
from app.shared.models import AuditEvent
from app.shared.sentences import Sentence, say
from app.shared.trail import tolerant_text

POSTED = "ledger.posted"
#: What the driver and the column types raise at a value that nobody writes through the program.
UNREADABLE = (LookupError, ValueError, TypeError, ArithmeticError)


def check_ledger() -> tuple[int, list[Sentence]]:
    """Return how many transactions there are and what does not hold among them."""
    with tolerant_text(db.session.connection()):
        recorded = _recorded()
        booked, unreadable = _read(recorded)
    if unreadable:  # numbers and balances of the others rest on these
        return len(booked) + len(unreadable), [
            say(
                "Transaction %(id)s cannot be read: a value is none that is ever written. The others are"
                " judged once it can.",
                id=number,
            )
            for number in unreadable
        ]
    problems = ledger_problems(booked)
    there = {one.id for one in booked}
    for transaction_id in recorded:
        if transaction_id not in there:
            problems.append(
                say("Transaction %(id)s of the audit trail is gone.", id=transaction_id)
            )
    return len(booked), problems


def _read(recorded: dict[int, str]) -> tuple[list[Booked], list[int]]:
    """Return all transactions, and the numbers of those that cannot be read."""
    try:
        return list(_booked(recorded)), []
    except UNREADABLE:
        booked: list[Booked] = []
        unreadable: list[int] = []
        numbers = db.session.scalars(select(LedgerTransaction.id).order_by(LedgerTransaction.id))
        for number in numbers.all():
            try:
                booked += _booked(recorded, LedgerTransaction.id == number)
            except UNREADABLE:
                unreadable.append(number)
        return booked, unreadable


def _recorded() -> dict[int, str]:
    rows = db.session.execute(
        select(AuditEvent.subject_id, AuditEvent.changes)
        .where(AuditEvent.action == POSTED, AuditEvent.subject_id.is_not(None))
        .order_by(AuditEvent.id)
    )
    return {int(number): changes for number, changes in rows if number is not None}


def _booked(recorded: dict[int, str], *which: ColumnElement[bool]) -> Iterator[Booked]:
    rows = db.session.execute(
        select(LedgerTransaction, LedgerSeal.entries, LedgerEntry)
        .outerjoin(LedgerSeal, LedgerSeal.transaction_id == LedgerTransaction.id)
        .outerjoin(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(*which)
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
