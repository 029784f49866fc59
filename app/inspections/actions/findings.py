"""A finding put right: handed in by one person, checked by another."""

from collections.abc import Sequence

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections import queries, rules
from app.inspections.models import Finding, Proof
from app.inspections.rules import FindingState, Verdict
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say


def hand_in_proof(
    finding: Finding,
    words: str,
    photos: Sequence[StoredPhoto],
    *,
    by: User,
    client_uuid: str | None = None,
    seen_version: int | None = None,
) -> Proof:
    """Say and show that the finding is put right; the same proof sent twice is one.

    Raises RuleBroken, StaleEdit.
    """
    if client_uuid and (known := queries.find_proof_by_uuid(client_uuid)):
        return _same_proof(known, finding, by)
    _check_version(finding, seen_version)
    problems = rules.proof_problems(finding.state, finding.severity, words, len(photos))
    if problems:
        raise RuleBroken(problems)
    proof = Proof(
        client_uuid=client_uuid,
        finding=finding,
        round=len(finding.proofs) + 1,
        words=words.strip(),
        handed_in_by=by,
    )
    db.session.add(proof)
    finding.state, finding.proved_on = FindingState.PROVED, today()
    db.session.flush()
    owner = Owner(
        OwnerKind.PROOF, proof.id, today(), section_id=finding.section_id, work_id=finding.work_id
    )
    attach(photos, owner, by=by)
    record(by, "finding.proved", finding, {"round": proof.round, "photos": len(photos)})
    return proof


def close_finding(
    finding: Finding, *, by: User, words: str = "", seen_version: int | None = None
) -> None:
    """Accept the proof and close the finding. Raises RuleBroken for who handed the proof in."""
    _check_version(finding, seen_version)
    proof = _waiting_proof(finding)
    problems = rules.closing_problems(finding.state, _prover(proof), by.natural_person)
    if problems := problems or _side_problems(finding, by):
        raise RuleBroken(problems)
    _check_off(proof, Verdict.ACCEPTED, words, by)
    finding.state, finding.closed_on, finding.closed_by = FindingState.CLOSED, today(), by
    record(by, "finding.closed", finding, reason=words)
    db.session.flush()


def send_back(finding: Finding, reason: str, *, by: User, seen_version: int | None = None) -> None:
    """Refuse the proof with a reason; the finding waits for the contractor again."""
    _check_version(finding, seen_version)
    proof = _waiting_proof(finding)
    problems = rules.returning_problems(finding.state, _prover(proof), by.natural_person, reason)
    if problems := problems or _side_problems(finding, by):
        raise RuleBroken(problems)
    _check_off(proof, Verdict.RETURNED, reason, by)
    finding.state, finding.proved_on = FindingState.RETURNED, None
    record(by, "finding.sent_back", finding, reason=reason)
    db.session.flush()


def _same_proof(known: Proof, finding: Finding, by: User) -> Proof:
    if known.finding_id != finding.id or known.handed_in_by_id != by.id:
        raise RuleBroken([say("This form was already used for another proof; open a new one.")])
    return known


def _side_problems(finding: Finding, by: User) -> list[Sentence]:
    return rules.side_problems(
        by_bureau_only=finding.closed_by_bureau_only, is_outsider=by.is_outsider
    )


def _check_version(finding: Finding, seen_version: int | None) -> None:
    if seen_version is not None and finding.version != seen_version:
        raise StaleEdit(
            [
                say(
                    "Meanwhile this finding became: %(state)s. Open it again to see what happened.",
                    state=finding.state.label,
                )
            ]
        )


def _waiting_proof(finding: Finding) -> Proof | None:
    return next((proof for proof in finding.proofs if proof.verdict is None), None)


def _prover(proof: Proof | None) -> str | None:
    return proof.handed_in_by.natural_person if proof else None


def _check_off(proof: Proof | None, verdict: Verdict, words: str, by: User) -> None:
    if proof:
        proof.verdict, proof.verdict_reason = verdict, words.strip()
        proof.checked_at, proof.checked_by = now(), by
