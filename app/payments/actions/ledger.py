"""Booking money that was paid, and taking back a wrong entry."""

from datetime import date

from sqlalchemy import select

from app.extensions import db
from app.payments import queries
from app.payments.actions.posting import post_payment
from app.payments.models import PaymentRecord, ReleaseLine
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaidSums, PaymentKind, payment_problems, release_problems
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.models import Section
from app.works.queries import contract_of


def record_payment(
    section: Section,
    kind: PaymentKind,
    amount_fen: int,
    *,
    paid_on: date,
    reference: str,
    by: Actor,
    line: ReleaseLine | None = None,
    is_imported: bool = False,
) -> PaymentRecord:
    """Book money that left for a section. Raises RuleBroken with every reason why it cannot be.

    Without a line it carries out the section's oldest approved line that still leaves the amount.
    """
    if line is None and kind is not PaymentKind.ADVANCE and not is_imported:
        line = queries.find_open_line(section.id, amount_fen)
    problems = _problems(section, kind, amount_fen, paid_on, reference.strip())
    if line is not None:
        problems += _line_problems(line, amount_fen)
    if problems:
        raise RuleBroken(problems)
    payment = PaymentRecord(
        section_id=section.id,
        kind=kind,
        amount_fen=amount_fen,
        paid_on=paid_on,
        reference=reference.strip(),
        line_id=line.id if line else None,
        is_imported=is_imported,
        recorded_by_id=by.id,
    )
    db.session.add(payment)
    facts = {"section": section.name, "kind": kind, "amount_fen": amount_fen, "paid_on": paid_on}
    record(by, "payment.recorded", payment, facts | {"reference": payment.reference})
    post_payment(payment, by=by)
    return payment


def reverse_payment(payment: PaymentRecord, reason: str, *, by: Actor) -> PaymentRecord:
    """Take back a wrong entry by its opposite. Raises RuleBroken when it was taken back before."""
    problems = []
    if not reason.strip():
        problems.append(say("Give the reason for the reversal."))
    if payment.reverses_id is not None:
        problems.append(say("A reversal cannot be reversed; enter the payment again."))
    if db.session.scalar(select(PaymentRecord.id).where(PaymentRecord.reverses_id == payment.id)):
        problems.append(say("This payment has been reversed already."))
    if problems:
        raise RuleBroken(problems)
    reversal = PaymentRecord(
        section_id=payment.section_id,
        kind=payment.kind,
        amount_fen=-payment.amount_fen,
        paid_on=payment.paid_on,
        reference=payment.reference,
        line_id=payment.line_id,
        reverses_id=payment.id,
        reason=reason.strip(),
        recorded_by_id=by.id,
    )
    db.session.add(reversal)
    facts = {"reverses": payment.id, "amount_fen": reversal.amount_fen}
    record(by, "payment.reversed", reversal, facts, reason=reason.strip())
    post_payment(reversal, by=by)
    return reversal


def _problems(
    section: Section, kind: PaymentKind, amount_fen: int, paid_on: date, reference: str
) -> list[Sentence]:
    contract = contract_of(section.id)
    if contract is None:
        return [say("The section has no contract; enter that first.")]
    before = queries.paid_by_section().get(section.id, PaidSums()).all_fen
    problems = payment_problems(amount_fen, paid_on, today(), contract.price_fen, before)
    if not reference:
        problems.append(say("Give the number of the voucher or bank order."))
    if _is_known(section.id, kind, amount_fen, paid_on, reference):
        problems.append(
            say("This payment is in the ledger already: same section, kind, day, number, amount.")
        )
    return problems


def _is_known(
    section_id: int, kind: PaymentKind, amount_fen: int, paid_on: date, reference: str
) -> bool:
    same = select(PaymentRecord.id).where(
        PaymentRecord.section_id == section_id,
        PaymentRecord.kind == kind,
        PaymentRecord.amount_fen == amount_fen,
        PaymentRecord.paid_on == paid_on,
        PaymentRecord.reference == reference,
    )
    return db.session.scalar(same) is not None


def _line_problems(line: ReleaseLine, amount_fen: int) -> list[Sentence]:
    if line.proposal.state is not State.APPROVED:
        return [say("The proposal is not approved, so nothing can be paid on it.")]
    return release_problems(amount_fen, line.decided_fen, queries.released_fen(line.id))
