"""The chain of a section, and the signatures of a certificate."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.certificates.models import ApprovalChain, ApprovalStep, Certificate
from app.certificates.rules.approval import WHOLE_CHAIN, ChainStep
from app.certificates.rules.states import CertificateState
from app.extensions import db
from app.works.queries import only_person


def find_chain(section_id: int) -> ApprovalChain | None:
    """Return the section's own chain, if it has one."""
    return db.session.scalars(
        select(ApprovalChain).where(ApprovalChain.section_id == section_id)
    ).one_or_none()


def chain_of(section_id: int) -> Sequence[ChainStep]:
    """Return the steps that the section's certificates pass."""
    chain = find_chain(section_id)
    if chain is None:
        return WHOLE_CHAIN
    return [step for step in ChainStep if step.value in chain.steps]


def is_in_approval(section_id: int) -> bool:
    """Return whether a certificate of the section waits for signatures."""
    waits = exists().where(
        Certificate.section_id == section_id, Certificate.state == CertificateState.IN_APPROVAL
    )
    return bool(db.session.scalar(select(waits)))


def list_decisions(certificate: Certificate) -> Sequence[ApprovalStep]:
    """Return every signature and return of the certificate, also void ones, in their order."""
    return db.session.scalars(
        select(ApprovalStep)
        .where(ApprovalStep.certificate_id == certificate.id)
        .options(only_person(ApprovalStep.decided_by))
        .order_by(ApprovalStep.id)
    ).all()


def list_signatures(certificate: Certificate) -> Sequence[ApprovalStep]:
    """Return the signatures that stand, in their order."""
    return [one for one in list_decisions(certificate) if one.voided_at is None]
