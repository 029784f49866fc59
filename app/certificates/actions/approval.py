"""Have a certificate approved: submit it, sign the step that waits, or send it back."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.certificates.actions.drafting import refresh, seal_of
from app.certificates.actions.signatures import void
from app.certificates.models import ApprovalChain, ApprovalStep, Certificate
from app.certificates.queries.approval import (
    authors_of,
    chain_of,
    find_chain,
    is_in_approval,
    list_signatures,
    signer_of,
)
from app.certificates.queries.exceptions import findings_of
from app.certificates.queries.inputs import input_of
from app.certificates.queries.lists import figures_of
from app.certificates.rules import approval as rules
from app.certificates.rules.approval import ChainStep
from app.certificates.rules.certify import certify
from app.certificates.rules.exceptions import exception_problems
from app.certificates.rules.figures import plain
from app.certificates.rules.posting import amounts_of
from app.certificates.rules.states import CertificateState
from app.extensions import db
from app.ledger.actions import post_certificate
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.locking import locked
from app.shared.sentences import Sentence, say
from app.works.actions import check_version
from app.works.models import Section


def set_chain(
    section: Section, steps: Sequence[ChainStep], *, by: User, seen_version: int | None = None
) -> ApprovalChain:
    """Let the section's certificates pass these steps. Raises RuleBroken, StaleEdit."""
    chain = find_chain(section.id)
    if chain:
        check_version(chain, seen_version)
    problems = rules.chain_problems(steps) or rules.chain_change_problems(
        is_in_approval=is_in_approval(section.id)
    )
    if problems:
        raise RuleBroken(problems)
    before = list(chain.steps) if chain else [step.value for step in rules.WHOLE_CHAIN]
    chain = chain or ApprovalChain(section=section)
    chain.steps = [step.value for step in steps]
    db.session.add(chain)
    db.session.flush()
    record(by, "certificate.chain_set", chain, {"steps": [before, chain.steps]})
    return chain


def submit(certificate: Certificate, *, by: User, seen_version: int | None = None) -> None:
    """Submit a drafted or returned certificate with the figures of now. Raises RuleBroken, StaleEdit."""
    check_version(certificate, seen_version)
    locked(certificate)
    if problems := rules.submit_problems(certificate.state):
        raise RuleBroken(problems)
    refresh(certificate)
    certificate.state = CertificateState.IN_APPROVAL
    db.session.flush()
    record(by, "certificate.submitted", certificate, {"figures_sha256": certificate.figures_sha256})


def sign(certificate: Certificate, opinion: str, *, by: User, seen_step: str) -> ApprovalStep:
    """Agree to the certificate at the step that waits; the last signature freezes and posts it.

    Raises RuleBroken when it is not this person's step, or when the figures are no longer those of now.
    """
    waiting = _waiting(certificate, seen_step, by)
    signatures = list_signatures(certificate)
    problems = rules.signature_problems(
        waiting,
        authors_of(certificate),
        {one.decided_by.natural_person for one in signatures},
        signer_of(certificate, by),
    )
    problems += rules.opinion_problems(opinion, is_needed=False) + _figures_problems(certificate)
    signed = {one.step for one in signatures} | {waiting}
    is_last = rules.next_step(chain_of(certificate.section_id), signed) is None
    findings = findings_of(certificate) if is_last else {}
    problems += exception_problems(findings, by.roles, opinion)
    if problems:
        raise RuleBroken(problems)
    step = _decided(certificate, waiting, opinion, by, agrees=True)
    step.exceptions = {check.value: outcome.value for check, outcome in findings.items()}
    db.session.flush()  # before the approval makes signatures final
    told = {
        "step": waiting,
        "figures_sha256": certificate.figures_sha256,
        "exceptions": step.exceptions,
    }
    record(by, "certificate.signed", certificate, told, reason=opinion.strip())
    if is_last:
        _approve(certificate, by)
    return step


def send_back(certificate: Certificate, reason: str, *, by: User, seen_step: str) -> ApprovalStep:
    """Return the certificate for correction; signatures so far no longer stand. Raises RuleBroken."""
    waiting = _waiting(certificate, seen_step, by)
    if problems := rules.opinion_problems(reason, is_needed=True):
        raise RuleBroken(problems)
    void(certificate)
    step = _decided(certificate, waiting, reason, by, agrees=False)
    certificate.state = CertificateState.RETURNED
    db.session.flush()
    record(by, "certificate.returned", certificate, {"step": waiting}, reason=reason.strip())
    return step


def _waiting(certificate: Certificate, seen_step: str, by: User) -> ChainStep:
    locked(certificate)
    chain = chain_of(certificate.section_id)
    waiting = rules.next_step(chain, {one.step for one in list_signatures(certificate)})
    signer = signer_of(certificate, by)
    problems = rules.decision_problems(certificate.state, waiting, seen_step, signer)
    if problems or waiting is None:
        raise RuleBroken(problems)
    return waiting


def _figures_problems(certificate: Certificate) -> list[Sentence]:
    if seal_of(plain(certify(input_of(certificate)))) == certificate.figures_sha256:
        return []
    return [
        say("Bill, terms or measurement have changed since: send it back to be reckoned again.")
    ]


def _decided(
    certificate: Certificate, step: ChainStep, opinion: str, by: User, *, agrees: bool
) -> ApprovalStep:
    decision = ApprovalStep(
        certificate=certificate,
        step=step,
        agrees=agrees,
        opinion=opinion.strip(),
        figures_sha256=certificate.figures_sha256,
        decided_by=by,
        voided_at=None if agrees else now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(decision)
            db.session.flush()
    except IntegrityError as twice:  # somebody signed this step in the same moment
        raise RuleBroken(
            [say("Somebody signed just now; look at the certificate again.")]
        ) from twice
    return decision


def _approve(certificate: Certificate, by: User) -> None:
    figures, moment = figures_of(certificate), now()
    certificate.state, certificate.approved_at = CertificateState.APPROVED, moment
    db.session.flush()
    key = f"certificate:{certificate.id}"
    post_certificate(
        certificate.section_id, day_of(moment), amounts_of(figures), certificate, key, by
    )
    told = {
        "net_fen": certificate.net_fen,
        "payable_fen": certificate.payable_fen,
        "figures_sha256": certificate.figures_sha256,
    }
    record(by, "certificate.approved", certificate, told)
