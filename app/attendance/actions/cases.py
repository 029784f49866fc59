"""Opening absence cases, handing in and judging evidence, and issuing a notice of criticism."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.attendance import queries, rules
from app.attendance.models import AbsenceCase, AbsenceEvidence
from app.attendance.rules import CaseKind, CaseState
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.locking import locked
from app.shared.numbering import next_sequence, paper_number
from app.shared.sentences import say
from app.shared.settings import value_of
from app.works.models import Section


def open_case(
    section: Section,
    post: str,
    person_name: str,
    kind: CaseKind,
    *,
    absent_on: date,
    due_on: date,
    by: User,
) -> AbsenceCase:
    """Return the case of this absence, opened unless another visit of the day opened it."""
    if known := queries.find_case(section.id, absent_on, post, person_name):
        return known
    case = AbsenceCase(
        section=section,
        post=post,
        person_name=person_name,
        kind=kind,
        absent_on=absent_on,
        due_on=due_on,
        state=CaseState.AWAITING,
        found_at=now(),
        found_by=by,
        is_demonstration=section.is_demonstration,
    )
    try:
        with db.session.begin_nested():
            db.session.add(case)
            db.session.flush()
    except IntegrityError:  # another visit of the same moment
        if known := queries.find_case(section.id, absent_on, post, person_name):
            return known
        raise
    record(by, "absence.found", case, {"section": section.name, "kind": kind, "due_on": due_on})
    return case


def hand_in_evidence(
    case: AbsenceCase,
    words: str,
    photos: Sequence[StoredPhoto],
    *,
    by: User,
    client_uuid: str,
    seen_version: int | None = None,
) -> AbsenceEvidence:
    """Hand in written evidence; the same form sent twice is one. Raises RuleBroken, StaleEdit."""
    if known := queries.find_evidence_by_uuid(client_uuid):
        if known.case_id != case.id or known.handed_in_by_id != by.id:
            raise RuleBroken([say("This form was already used for another absence.")])
        return known
    _lock(case, seen_version)
    if problems := rules.evidence_problems(case.state, words, len(photos)):
        raise RuleBroken(problems)
    evidence = AbsenceEvidence(
        client_uuid=client_uuid,
        case=case,
        round=len(case.evidence) + 1,
        words=words.strip(),
        handed_in_at=now(),
        handed_in_by=by,
        is_late=rules.is_late(case.due_on, today()),
    )
    case.state = CaseState.HANDED_IN
    db.session.add(evidence)
    db.session.flush()
    owner = Owner(OwnerKind.ABSENCE, case.id, today(), section_id=case.section_id)
    attach(photos, owner, by=by)
    told = {"round": evidence.round, "photos": len(photos), "is_late": evidence.is_late}
    record(by, "absence.evidence", case, told)
    return evidence


def accept_evidence(
    case: AbsenceCase, reason: str, *, by: User, seen_version: int | None = None
) -> None:
    """Excuse the absence. Raises RuleBroken for who handed the evidence in, StaleEdit."""
    _judge(case, reason, by, seen_version, is_accepted=True)
    case.state = CaseState.EXCUSED
    record(by, "absence.excused", case, reason=reason)
    db.session.flush()


def refuse_evidence(
    case: AbsenceCase, reason: str, *, by: User, seen_version: int | None = None
) -> None:
    """Refuse the evidence; a criticism is proposed from then on. Raises RuleBroken, StaleEdit."""
    _judge(case, reason, by, seen_version, is_accepted=False)
    case.state = CaseState.REFUSED
    record(by, "absence.evidence_refused", case, reason=reason)
    db.session.flush()


def issue_criticism(
    case: AbsenceCase,
    words: str,
    *,
    by: User,
    seen_version: int | None = None,
    raises: bool = False,
) -> None:
    """Criticise the firm, with the penalty that its contract names, if it names one. Raises RuleBroken.

    `raises` asks for the contract's rise for repetition as well, where the case is one.
    """
    _lock(case, seen_version)
    if problems := rules.criticism_problems(case.state, case.due_on, today(), words):
        raise RuleBroken(problems)
    # All is read before anything is written: a half-issued paper would not be stored.
    penalty, year = queries.penalty_of(case), today().year
    is_raised = raises and penalty.is_raised
    sequence, pattern = next_sequence(AbsenceCase, year), value_of("criticism_number_pattern")
    case.amount_fen = penalty.raised_fen if is_raised else penalty.rate_fen
    case.raised_for = penalty.repetition if is_raised else None
    case.year, case.sequence = year, sequence
    case.number = paper_number(pattern, year, sequence)
    case.criticised_at, case.criticised_by, case.criticism = now(), by, words.strip()
    case.state = CaseState.CRITICISED
    told = {"number": case.number, "amount_fen": case.amount_fen, "raised_for": case.raised_for}
    record(by, "absence.criticised", case, told, reason=words)
    db.session.flush()


def _judge(
    case: AbsenceCase, reason: str, by: User, seen_version: int | None, *, is_accepted: bool
) -> None:
    _lock(case, seen_version)
    evidence = case.evidence[-1] if case.state == CaseState.HANDED_IN else None
    handed_in_by = evidence.handed_in_by.natural_person if evidence else None
    problems = rules.judging_problems(case.state, handed_in_by, by.natural_person, reason)
    if problems or evidence is None:
        raise RuleBroken(problems)
    evidence.is_accepted, evidence.judgement = is_accepted, reason.strip()
    evidence.judged_at, evidence.judged_by = now(), by


def _lock(case: AbsenceCase, seen_version: int | None) -> None:
    """Let nobody else act on it meanwhile. Raises StaleEdit when it changed since it was seen."""
    locked(case, "evidence")
    if seen_version is not None and case.version != seen_version:
        raise StaleEdit(
            [
                say(
                    "Meanwhile this absence became: %(state)s. Open it again to see what happened.",
                    state=case.state.label,
                )
            ]
        )
