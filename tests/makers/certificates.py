"""Makers for certificates: a section of 10 million yuan with its bill, measured periods, certificates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.certificates import actions
from app.certificates.models import Certificate
from app.certificates.queries.measured import Measured
from app.certificates.rules.states import CertificateKind, CertificateState
from app.contracts import actions as contract_actions
from app.contracts.queries import bill_of
from app.contracts.rules import RetentionMode, Terms
from app.extensions import db
from app.shared.calendar import now
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.contracts import a_bill, an_entry
from tests.makers.works import a_contract, a_section

YUAN = 100
#: Items of 2, 3 and 5 million yuan; a unit costs one yuan, so quantities are yuan.
ITEMS = (
    an_entry("203-1-a", quantity=Decimal(2_000_000), unit_price_fen=YUAN),
    an_entry(
        "304-1-a", chapter="300", chapter_name="路面", name="基层",
        quantity=Decimal(3_000_000), unit_price_fen=YUAN,
    ),
    an_entry(
        "309-1-a", chapter="300", chapter_name="路面", name="面层",
        quantity=Decimal(5_000_000), unit_price_fen=YUAN,
    ),
)  # fmt: skip
TERMS = replace(Terms(), retention_mode=RetentionMode.EACH_PERIOD)


def a_billed_section(
    contractor: Organisation | None = None, terms: Terms = TERMS, **given: object
) -> Section:
    """Return a section with a contract of 10 million yuan, its bill and its terms."""
    section = a_section(**({"contractor": contractor} if contractor else {}), **given)  # type: ignore[arg-type]
    a_contract(section, price_fen=10_000_000 * YUAN)
    a_bill(section, *ITEMS)
    contract_actions.set_terms(section, terms, by=a_user(Role.PROJECT_OFFICE))
    return section


def measured_to(section: Section, number: int, *yuan: int) -> Measured:
    """Return a confirmed period that measured the items of the bill up to these amounts."""
    items = [line.item_id for line in bill_of(section.id)]
    to_end: Mapping[int, Decimal] = dict(zip(items, [Decimal(one) for one in yuan], strict=True))
    return Measured(number, date(2026, 3 + number, 25), to_end)


def an_advance_certificate(section: Section | None = None) -> Certificate:
    """Return the drafted certificate of the mobilisation advance."""
    section = section or a_billed_section()
    return actions.draft(section, CertificateKind.ADVANCE, by=a_user(Role.PROJECT_OFFICE))


def as_approved(certificate: Certificate) -> Certificate:
    """Return the certificate as it stands after its last approval."""
    certificate.state, certificate.approved_at = CertificateState.APPROVED, now()
    db.session.flush()
    return certificate
