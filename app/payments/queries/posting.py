"""Reading what is not in the books yet, and what the books leave of an approved line."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.ledger.models import LedgerEntry, LedgerTransaction
from app.ledger.rules.entries import LedgerAccount, TransactionKind
from app.payments.models import PaymentRecord, ReleaseLine, ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaymentKind

LINE, PAYMENT = ReleaseLine.__tablename__, PaymentRecord.__tablename__


def list_unposted_lines() -> Sequence[ReleaseLine]:
    """Return the approved lines that pay something and are not in the books, oldest first."""
    return db.session.scalars(
        select(ReleaseLine)
        .join(ReleaseLine.proposal)
        .where(ReleaseProposal.state == State.APPROVED, ReleaseLine.decided_fen > 0)
        .where(~exists().where(_is_of(LINE, ReleaseLine.id)))
        .options(joinedload(ReleaseLine.proposal))
        .order_by(ReleaseProposal.approved_at, ReleaseLine.id)
    ).all()


def list_unposted_payments() -> Sequence[PaymentRecord]:
    """Return the payments and reversals that are not in the books, in the order they were recorded."""
    return db.session.scalars(
        select(PaymentRecord)
        .where(~exists().where(_is_of(PAYMENT, PaymentRecord.id)))
        .order_by(PaymentRecord.id)
    ).all()


def unpaid_by_source(line_id: int) -> dict[str, int]:
    """Return what the books still let be paid on an approved line, bound money first."""
    payments = select(PaymentRecord.id).where(PaymentRecord.line_id == line_id)
    rows = db.session.execute(
        select(LedgerEntry.source, func.sum(LedgerEntry.amount_fen))
        .join(LedgerEntry.transaction)
        .where(LedgerEntry.account == LedgerAccount.RELEASED)
        .where(
            or_(
                _is_of(LINE, line_id),
                and_(
                    LedgerTransaction.subject_kind == PAYMENT,
                    LedgerTransaction.subject_id.in_(payments),
                ),
            )
        )
        .group_by(LedgerEntry.source)
        .order_by(LedgerEntry.source.is_(None), LedgerEntry.source)
    )
    return {source or "": -int(fen) for source, fen in rows if fen}


def _is_of(kind: str, subject_id: Any) -> ColumnElement[bool]:
    return and_(LedgerTransaction.subject_kind == kind, LedgerTransaction.subject_id == subject_id)


def unpaid_certified_advance(payment: PaymentRecord) -> int:
    """Return how much of the advances that certificates booked was not paid before this payment."""
    certified = db.session.scalar(
        select(func.sum(LedgerEntry.amount_fen))
        .join(LedgerTransaction, LedgerTransaction.id == LedgerEntry.transaction_id)
        .where(
            LedgerEntry.section_id == payment.section_id,
            LedgerEntry.account == LedgerAccount.ADVANCE,
            LedgerEntry.amount_fen > 0,
            LedgerTransaction.kind == TransactionKind.CERTIFICATE,
        )
    )
    paid = db.session.scalar(
        select(func.sum(PaymentRecord.amount_fen)).where(
            PaymentRecord.section_id == payment.section_id,
            PaymentRecord.kind == PaymentKind.ADVANCE,
            PaymentRecord.id < payment.id,
        )
    )
    return max(0, (certified or 0) - (paid or 0))
