"""Issuing a rectification notice, taking note of it, and coming back to look."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections.actions import raise_finding
from app.inspections.models import Finding
from app.orders import queries, rules
from app.orders.actions.numbers import add_numbered
from app.orders.models import NoticeItem, RectificationNotice
from app.orders.rules import Gathered, LookBackOutcome, NoticeEntry
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section


def issue_notice(
    section: Section,
    entry: NoticeEntry,
    *,
    by: User,
    item_photos: Mapping[int, Sequence[StoredPhoto]] | None = None,
    follows: RectificationNotice | None = None,
) -> RectificationNotice:
    """Issue a notice on findings and on items of its own; `item_photos` by their place, from 0.

    The same form sent twice is one notice. Raises RuleBroken.
    """
    if known := queries.find_notice_by_uuid(entry.client_uuid):
        return _same_notice(known, section, by)
    gathered = queries.list_findings_to_gather(section.id, entry.finding_ids)
    problems = rules.notice_problems(entry, [_judged(finding) for finding in gathered], today())
    if problems:
        raise RuleBroken(problems)
    notice = _notice(section, entry, by, follows)
    try:
        add_numbered(notice, "notice_number_pattern", notice.issued_on)
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_notice_by_uuid(entry.client_uuid):
            return _same_notice(known, section, by)
        raise
    findings = [finding for finding, _ in gathered]
    for place, item in enumerate(entry.items):
        photos = (item_photos or {}).get(place, ())
        findings.append(raise_finding(section, item, number=place + 1, by=by, photos=photos))
    _gather(notice, findings, by)
    record(
        by, "notice.issued", notice, {"section": section.name, "findings": [f.id for f in findings]}
    )
    db.session.flush()
    return notice


def take_note(notice: RectificationNotice, *, by: User) -> None:
    """Let the contractor sign for the notice; a second tap changes nothing."""
    if notice.received_at is None:
        notice.received_at, notice.received_by = now(), by
        record(by, "notice.received", notice)
        db.session.flush()


def plan_look_back(notice: RectificationNotice, planned_on: date, *, by: User) -> None:
    """Say when somebody comes back to look. Raises RuleBroken."""
    state = rules.notice_state([item.finding.state for item in notice.items])
    if problems := rules.planning_problems(state, planned_on, today()):
        raise RuleBroken(problems)
    notice.look_back_planned_on = planned_on
    record(by, "notice.look_back_planned", notice, {"planned_on": planned_on})
    db.session.flush()


def look_back(
    notice: RectificationNotice, outcome: LookBackOutcome, words: str, *, by: User
) -> None:
    """Enter what was found when somebody came back. Raises RuleBroken."""
    provers = {
        proof.handed_in_by.natural_person for item in notice.items for proof in item.finding.proofs
    }
    problems = rules.look_back_problems(
        rules.notice_state([item.finding.state for item in notice.items]),
        outcome,
        words,
        is_done=notice.looked_back_on is not None,
        provers=provers,
        by=by.natural_person,
    )
    if problems:
        raise RuleBroken(problems)
    notice.looked_back_on, notice.looked_back_by = today(), by
    notice.look_back_outcome, notice.look_back_words = outcome, words.strip()
    record(by, "notice.looked_back", notice, {"outcome": outcome}, reason=words)
    db.session.flush()


def _same_notice(known: RectificationNotice, section: Section, by: User) -> RectificationNotice:
    if known.section_id != section.id or known.issuer_id != by.id:
        raise RuleBroken([say("This form was already used for another paper; open a new one.")])
    return known


def _judged(gathered: tuple[Finding, bool]) -> Gathered:
    finding, in_notice = gathered
    return Gathered(finding.id, finding.state, in_notice)


def _notice(
    section: Section, entry: NoticeEntry, by: User, follows: RectificationNotice | None
) -> RectificationNotice:
    return RectificationNotice(
        client_uuid=entry.client_uuid,
        section=section,
        follows=follows,
        issued_at=now(),
        issued_on=today(),
        issuer=by,
        inspected_on=entry.inspected_on,
        content=entry.content.strip(),
        basis=entry.basis.strip(),
        demand=entry.demand.strip(),
        copy_to=entry.copy_to.strip(),
        is_demonstration=section.is_demonstration,
    )


def _gather(notice: RectificationNotice, findings: Sequence[Finding], by: User) -> None:
    for number, finding in enumerate(findings, start=1):
        notice.items.append(NoticeItem(number=number, finding=finding))
        # The issuer's side checks: what the bureau ordered, no firm declares to be in order.
        finding.closed_by_bureau_only = not by.is_outsider
