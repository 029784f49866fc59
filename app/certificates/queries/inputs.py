"""What a certificate is reckoned from: bill, measurement, entries, and the certificate before it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.certificates.models import Certificate, CertificateEntry
from app.certificates.queries.measured import find_measured, list_confirmed
from app.certificates.rules.entries import Earlier
from app.certificates.rules.figures import (
    CertificateFigures,
    CertificateInput,
    EntryFigures,
    ItemFigures,
    figures_from,
)
from app.certificates.rules.states import CertificateState
from app.contracts.queries import bill_of, list_chapters, terms_of
from app.extensions import db
from app.works.queries import contract_of

NOTHING = Decimal(0)


def earlier_of(section_id: int) -> Earlier:
    """Return what is known of the section's certificates so far."""
    rows = db.session.execute(
        select(Certificate.kind, Certificate.state, Certificate.period_number).where(
            Certificate.section_id == section_id
        )
    ).all()
    return Earlier(
        frozenset(kind for kind, *_ in rows),
        any(state is not CertificateState.APPROVED for _, state, _ in rows),
        max((period or 0 for *_, period in rows), default=0),
    )


def payable_periods(section_id: int) -> Sequence[tuple[int, date]]:
    """Return number and last day of the confirmed periods that no certificate covers yet."""
    last = db.session.scalar(
        select(func.max(Certificate.period_number)).where(Certificate.section_id == section_id)
    )
    return [one for one in list_confirmed(section_id) if one[0] > (last or 0)]


def input_of(certificate: Certificate) -> CertificateInput:
    """Return what the certificate is reckoned from, as things stand now."""
    section_id, contract = certificate.section_id, contract_of(certificate.section_id)
    previous = _previous(certificate)
    period = certificate.period_number or (previous.period if previous else 0)
    return CertificateInput(
        certificate.kind,
        terms_of([section_id])[section_id],
        contract.price_fen if contract else 0,
        _items(section_id, certificate.period_number, previous),
        _entries(certificate, period),
        period,
        previous,
    )


def _previous(certificate: Certificate) -> CertificateFigures | None:
    stored = db.session.scalar(
        select(Certificate.figures)
        .where(
            Certificate.section_id == certificate.section_id,
            Certificate.number < certificate.number,
        )
        .order_by(Certificate.number.desc())
        .limit(1)
    )
    return figures_from(stored) if stored else None


def _items(
    section_id: int, period_number: int | None, previous: CertificateFigures | None
) -> tuple[ItemFigures, ...]:
    """Return the bill as measured in the period; where there is none, as the certificate before had it."""
    before = {item.item_id: item.to_end for item in previous.items} if previous else {}
    measured = find_measured(section_id, period_number) if period_number else None
    to_end = measured.to_end if measured else before
    names = {chapter.code: chapter.name for chapter in list_chapters(section_id)}
    return tuple(
        ItemFigures(
            line.item_id,
            line.code,
            line.chapter,
            names.get(line.chapter, ""),
            line.name,
            line.unit,
            line.unit_price_fen,
            line.contract_quantity,
            line.quantity,
            to_end.get(line.item_id, NOTHING),
        )
        for line in bill_of(section_id)
    )


def _entries(certificate: Certificate, period: int) -> tuple[EntryFigures, ...]:
    """Return the entries of this certificate and of all before it, each with the period it came in."""
    rows = db.session.execute(
        select(
            CertificateEntry.kind,
            CertificateEntry.amount_fen,
            Certificate.number,
            Certificate.period_number,
        )
        .join(CertificateEntry.certificate)
        .where(
            Certificate.section_id == certificate.section_id,
            Certificate.number <= certificate.number,
        )
        .order_by(Certificate.number, CertificateEntry.id)
    )
    return tuple(
        EntryFigures(kind, amount, period if number == certificate.number else its_period or 0)
        for kind, amount, number, its_period in rows.tuples()
    )
