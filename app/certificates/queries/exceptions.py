"""What is found before a certificate's last signature."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import exists, func, or_, select

from app.bank_accounts.queries import securities_expired, wage_roster_missing
from app.certificates.models import Certificate
from app.certificates.queries.lists import figures_of
from app.certificates.rules.exceptions import (
    Check,
    Outcome,
    Table,
    checks_of,
    outcomes_of,
    read_table,
)
from app.certificates.rules.states import CertificateState
from app.certificates.settings import CHECKS
from app.evidence.models import PhotoFlag, PhotoUse
from app.evidence.rules import FlagKind
from app.extensions import db
from app.orders.queries.stops import list_standing_stops
from app.quality.models import SampleLot
from app.ranking.queries.rankings import band_of
from app.shared.calendar import Month, today
from app.shared.settings import value_of
from app.works.models import FundSource, Project, Section

SHOWN_BEFORE = (FlagKind.REUSED, FlagKind.ALIKE)


def table_of() -> Table:
    """Return the table in force."""
    return read_table(value_of(CHECKS))


def findings_of(certificate: Certificate) -> dict[Check, Outcome]:
    """Return what is not in order now, and what each asks for on this kind of certificate."""
    table = table_of()
    looked_at = checks_of(certificate.kind, table)
    found = {check for check in Check if check in looked_at and _CHECKS[check](certificate)}
    return outcomes_of(found, certificate.kind, table)


def _has_standing_stop(certificate: Certificate) -> bool:
    return bool(list_standing_stops(certificate.section_id))


def _misses_roster(certificate: Certificate) -> bool:
    return bool(wage_roster_missing([certificate.section_id], _month_before(certificate)))


def _has_expired_security(certificate: Certificate) -> bool:
    return bool(securities_expired([certificate.section_id], today()))


def _has_late_test(certificate: Certificate) -> bool:
    late = exists().where(
        SampleLot.section_id == certificate.section_id,
        SampleLot.judged_at.is_(None),
        SampleLot.due_on < today(),
    )
    return bool(db.session.scalar(select(late)))


def _misses_rating(certificate: Certificate) -> bool:
    return band_of(certificate.section_id, _month_before(certificate)) is None


def _is_over_measured(certificate: Certificate) -> bool:
    return any(item.to_end > item.changed_quantity for item in figures_of(certificate).items)


def _is_beyond_funds(certificate: Certificate) -> bool:
    """Whether the programme's certificates pass its funds; funds that nobody entered say nothing."""
    programme = (
        select(Project.programme_id)
        .join(Section, Section.project_id == Project.id)
        .where(Section.id == certificate.section_id)
        .scalar_subquery()
    )
    funds_fen = db.session.scalar(
        select(func.sum(FundSource.amount_fen)).where(FundSource.programme_id == programme)
    )
    certified_fen = db.session.scalar(
        select(func.sum(Certificate.payable_fen))
        .join(Certificate.section)
        .join(Section.project)
        .where(
            Project.programme_id == programme,
            or_(Certificate.state == CertificateState.APPROVED, Certificate.id == certificate.id),
        )
    )
    return funds_fen is not None and (certified_fen or 0) > funds_fen


def _has_unseen_photos(certificate: Certificate) -> bool:
    doubt = exists().where(
        PhotoFlag.use_id == PhotoUse.id,
        PhotoUse.section_id == certificate.section_id,
        PhotoFlag.kind.in_(SHOWN_BEFORE),
        PhotoFlag.looked_at.is_(None),
    )
    return bool(db.session.scalar(select(doubt)))


def _month_before(certificate: Certificate) -> Month:
    return Month.of(certificate.covers_to).previous()


_CHECKS: Final[Mapping[Check, Callable[[Certificate], bool]]] = {
    Check.STOP_ORDER: _has_standing_stop,
    Check.WAGE_ROSTER: _misses_roster,
    Check.SECURITY: _has_expired_security,
    Check.LATE_TEST: _has_late_test,
    Check.RATING: _misses_rating,
    Check.OVER_MEASURED: _is_over_measured,
    Check.FUNDS: _is_beyond_funds,
    Check.PHOTOS: _has_unseen_photos,
}
