"""Certificates for pages and lists."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.accounts.models import User
from app.certificates.models import Certificate, CertificateEntry
from app.certificates.rules.figures import CertificateFigures, figures_from
from app.certificates.rules.states import CertificateState
from app.extensions import db
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Project, Section
from app.works.queries.scope import only_person, visible_to

ORDERS = {
    "day": Certificate.covers_to,
    "section": Section.name,
    "net": Certificate.net_fen,
    "payable": Certificate.payable_fen,
}


def figures_of(certificate: Certificate) -> CertificateFigures:
    """Return the figures as they are stored."""
    return figures_from(certificate.figures)


def find_certificate(section_id: int, number: int) -> Certificate | None:
    """Return a section's certificate by its number, or None."""
    return db.session.scalars(
        select(Certificate).where(
            Certificate.section_id == section_id, Certificate.number == number
        )
    ).one_or_none()


def get_certificate_for(user: User, certificate_id: int) -> Certificate:
    """Return a certificate with entries and figures. Raises NotFound, also for others' sections."""
    certificate = db.session.scalars(
        select(Certificate)
        .join(Certificate.section)
        .where(Certificate.id == certificate_id, visible_to(user))
        .options(
            undefer(Certificate.figures),
            contains_eager(Certificate.section),
            only_person(Certificate.drafted_by),
            selectinload(Certificate.entries).options(only_person(CertificateEntry.entered_by)),
        )
    ).one_or_none()
    if certificate is None:
        raise NotFound
    return certificate


def get_entry(certificate: Certificate, entry_id: int) -> CertificateEntry:
    """Return an entry of the certificate. Raises NotFound."""
    for entry in certificate.entries:
        if entry.id == entry_id:
            return entry
    raise NotFound


def list_certificates_of(section_id: int) -> Sequence[Certificate]:
    """Return the certificates of a section, the newest first."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.section_id == section_id)
        .options(only_person(Certificate.drafted_by))
        .order_by(Certificate.number.desc())
    ).all()


def certificates_statement(
    user: User, *, search: str = "", state: CertificateState | None = None
) -> Select[tuple[Certificate]]:
    """Return the certificates that the user may see, joined to their sections."""
    statement = (
        select(Certificate)
        .join(Certificate.section)
        .join(Section.project)
        .where(visible_to(user))
        .options(
            contains_eager(Certificate.section).options(
                contains_eager(Section.project), joinedload(Section.contractor)
            )
        )
    )
    if state:
        statement = statement.where(Certificate.state == state)
    if search:
        statement = statement.where(
            or_(contains(Section.name, search), contains(Project.name, search))
        )
    return statement


def certificates_page(
    statement: Select[tuple[Certificate]], request: ListRequest
) -> Page[Certificate]:
    """Return the page of the list that the address asks for."""
    return paginate(statement, ORDERS, request, tie_breaker=Certificate.id, scalars=True)


def list_certificates(statement: Select[tuple[Certificate]]) -> Sequence[Certificate]:
    """Return all certificates of a statement, by section and number."""
    return db.session.scalars(
        statement.order_by(Section.name, Section.id, Certificate.number)
    ).all()
