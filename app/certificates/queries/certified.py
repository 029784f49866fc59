"""What is certified of sections: the seam for payments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.certificates.models import Certificate
from app.certificates.rules.states import CertificateState
from app.extensions import db
from app.shared.calendar import day_of


@dataclass(frozen=True)
class Certified:
    """One approved certificate as payments need it; amounts are cumulative."""

    #: Of measurement; None for an advance and for what measures nothing.
    period: int | None
    approved_on: date
    gross_to_end_fen: int
    payable_to_end_fen: int
    #: Recovered advances, penalties and retention.
    deducted_to_end_fen: int
    certificate_id: int


def certified_of(section_ids: Collection[int]) -> dict[int, tuple[Certified, ...]]:
    """Return the approved certificates of each section in their order; sections without are left out."""
    found: dict[int, list[Certified]] = {}
    rows = db.session.execute(
        select(
            Certificate.section_id,
            Certificate.period_number,
            Certificate.approved_at,
            Certificate.gross_to_end_fen,
            Certificate.payable_to_end_fen,
            Certificate.deducted_to_end_fen,
            Certificate.id,
        )
        .where(
            Certificate.section_id.in_(section_ids),
            Certificate.state == CertificateState.APPROVED,
        )
        .order_by(Certificate.section_id, Certificate.number)
    )
    for section_id, period, approved_at, *rest in rows:
        found.setdefault(section_id, []).append(Certified(period, day_of(approved_at), *rest))
    return {section_id: tuple(certified) for section_id, certified in found.items()}
