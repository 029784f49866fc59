"""Payments in the books: an approval reserves, a payment carries out, a reversal takes back."""

from datetime import date

from app.extensions import db
from app.ledger import actions as books
from app.ledger.models import LedgerTransaction
from app.ledger.queries import balances_of, find_by_key
from app.ledger.rules.builders import (
    advance_payment_entries,
    certified_payment_entries,
    payment_entries,
    payment_on_account_entries,
    release_entries,
    release_on_account_entries,
)
from app.ledger.rules.entries import Entry, LedgerAccount, TransactionKind
from app.payments import queries
from app.payments.models import PaymentRecord, ReleaseLine
from app.payments.rules.ledger import PaymentKind
from app.payments.rules.posting import book_sources, split_at
from app.shared.audit import Actor
from app.shared.calendar import day_of


def post_release(line: ReleaseLine, *, by: Actor, reason: str = "") -> LedgerTransaction | None:
    """Reserve what an approved line lets be paid, once; None when it pays nothing.

    What certificates made payable is reserved from that; the rest is paid on physical progress.
    """
    approved_at = line.proposal.approved_at
    if not line.decided_fen or approved_at is None:
        return None
    if known := find_by_key(_release_key(line)):
        return known
    payable_fen = _payable_fen(line.section_id)
    certified, on_account = split_at(book_sources(line.drawn, line.decided_fen), payable_fen)
    entries = [*release_entries(certified), *release_on_account_entries(on_account)]
    return _post(
        TransactionKind.RELEASE, line, day_of(approved_at), entries, _release_key(line), by, reason
    )


def post_payment(payment: PaymentRecord, *, by: Actor, reason: str = "") -> LedgerTransaction:
    """Book a payment or a reversal, once. Raises RuleBroken when more would leave than was approved."""
    db.session.flush()
    if known := find_by_key(_payment_key(payment)):
        return known
    if payment.reverses_id is not None:
        wrong = db.session.get_one(PaymentRecord, payment.reverses_id)
        return books.reverse(
            post_payment(wrong, by=by, reason=reason),
            payment.reason,
            day=payment.paid_on,
            subject=payment,
            key=_payment_key(payment),
            by=by,
        )
    entries = _payment_entries(payment, by, reason)
    key = _payment_key(payment)
    return _post(TransactionKind.PAYMENT, payment, payment.paid_on, entries, key, by, reason)


def post_opening(*, by: Actor) -> tuple[int, int]:
    """Book what was approved and paid before there were books; return (approvals, payments).

    Every approval and payment is posted for its own day and says that it was posted afterwards. Doing it
    again posts nothing.
    """
    reason = "Posted afterwards, when the books were opened."
    lines = queries.list_unposted_lines()
    payments = queries.list_unposted_payments()
    for line in lines:
        post_release(line, by=by, reason=reason)
    for payment in payments:
        post_payment(payment, by=by, reason=reason)
    return len(lines), len(payments)


def _payment_entries(payment: PaymentRecord, by: Actor, reason: str) -> list[Entry]:
    amount_fen = payment.amount_fen
    if payment.kind is PaymentKind.ADVANCE:
        return _advance_entries(payment)
    # ASSUMPTION: labour cost is paid into the wage account and nowhere else.
    into = LedgerAccount.WAGE_BANK if payment.kind is PaymentKind.WAGES else None
    if payment.line_id is None:
        return payment_on_account_entries({"": amount_fen}, into)
    line = db.session.get_one(ReleaseLine, payment.line_id)
    post_release(line, by=by, reason=reason)
    left, _rest = split_at(queries.unpaid_by_source(line.id), amount_fen)
    return payment_entries(left, into)


def _advance_entries(payment: PaymentRecord) -> list[Entry]:
    """Return the entries of an advance: out of what its certificate made payable, as far as it goes."""
    unpaid_fen = queries.unpaid_certified_advance(payment)
    certified, rest = split_at(
        {"": payment.amount_fen}, min(unpaid_fen, _payable_fen(payment.section_id))
    )
    return [*certified_payment_entries(certified), *advance_payment_entries(rest)]


def _payable_fen(section_id: int) -> int:
    return -balances_of([section_id])[section_id].get(LedgerAccount.PAYABLE, 0)


def _post(
    kind: TransactionKind,
    subject: ReleaseLine | PaymentRecord,
    day: date,
    entries: list[Entry],
    key: str,
    by: Actor,
    reason: str,
) -> LedgerTransaction:
    return books.post(kind, subject.section_id, day, entries, subject, key, by, reason=reason)


def _release_key(line: ReleaseLine) -> str:
    return f"release_line:{line.id}"


def _payment_key(payment: PaymentRecord) -> str:
    return f"payment_record:{payment.id}"
