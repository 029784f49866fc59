"""The chain of a section, and the signatures of a certificate."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import User
from app.certificates.models import ApprovalChain, ApprovalStep, Certificate, CertificateEntry
from app.certificates.rules.approval import (
    WHOLE_CHAIN,
    Authors,
    ChainStep,
    Signer,
    decision_problems,
    next_step,
    signature_problems,
)
from app.certificates.rules.states import CertificateState
from app.extensions import db
from app.works.models import Section
from app.works.queries.scope import only_person, roles_at, visible_to


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


def signer_of(certificate: Certificate, by: User) -> Signer:
    """Return the person with the roles that count for this contract."""
    return Signer(by.natural_person, roles_at(certificate.section, by))


def authors_of(certificate: Certificate) -> Authors:
    """Return who made the certificate and what stands on it."""
    return Authors(
        certificate.drafted_by.natural_person,
        frozenset(entry.entered_by.natural_person for entry in certificate.entries),
    )


def list_waiting_for(user: User) -> list[tuple[Certificate, ChainStep]]:
    """Return the certificates that wait for this person's signature, each with its step, the oldest first."""
    waiting = db.session.scalars(
        select(Certificate)
        .join(Certificate.section)
        .join(Section.project)
        .where(Certificate.state == CertificateState.IN_APPROVAL, visible_to(user))
        .options(
            contains_eager(Certificate.section).contains_eager(Section.project),
            only_person(Certificate.drafted_by),
            selectinload(Certificate.entries).options(only_person(CertificateEntry.entered_by)),
        )
        .order_by(Certificate.covers_to, Certificate.id)
    ).all()
    chains = _chains_of({one.section_id for one in waiting})
    signed = _signed({one.id for one in waiting})
    return [
        (one, step)
        for one in waiting
        if (step := _due(one, chains.get(one.section_id, WHOLE_CHAIN), signed[one.id], user))
    ]


def list_returned_to(user: User) -> Sequence[Certificate]:
    """Return the certificates that this person drafted and that were sent back."""
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.section)
        .join(Section.project)
        .where(
            Certificate.state == CertificateState.RETURNED,
            Certificate.drafted_by_id == user.id,
            visible_to(user),
        )
        .options(contains_eager(Certificate.section).contains_eager(Section.project))
        .order_by(Certificate.covers_to, Certificate.id)
    ).all()


def _due(
    certificate: Certificate,
    chain: Sequence[ChainStep],
    signed: Mapping[ChainStep, str],
    user: User,
) -> ChainStep | None:
    """Return the step that waits, if this person may sign it."""
    step = next_step(chain, signed)
    signer = signer_of(certificate, user)
    if step is None or decision_problems(certificate.state, step, step.value, signer):
        return None
    persons = set(signed.values())
    return None if signature_problems(step, authors_of(certificate), persons, signer) else step


def _chains_of(section_ids: Collection[int]) -> dict[int, list[ChainStep]]:
    rows = db.session.execute(
        select(ApprovalChain.section_id, ApprovalChain.steps).where(
            ApprovalChain.section_id.in_(section_ids)
        )
    )
    return {number: [step for step in ChainStep if step.value in steps] for number, steps in rows}


def _signed(certificate_ids: Collection[int]) -> Mapping[int, Mapping[ChainStep, str]]:
    """Return who signed which step of each certificate, as natural persons."""
    found: dict[int, dict[ChainStep, str]] = {number: {} for number in certificate_ids}
    signatures = db.session.scalars(
        select(ApprovalStep)
        .where(ApprovalStep.certificate_id.in_(certificate_ids), ApprovalStep.voided_at.is_(None))
        .options(only_person(ApprovalStep.decided_by))
    )
    for one in signatures:
        found[one.certificate_id][one.step] = one.decided_by.natural_person
    return found


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
