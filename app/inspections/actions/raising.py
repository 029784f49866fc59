"""Making a finding, of a visit or outside one."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections import rules
from app.inspections.models import Finding
from app.inspections.rules import FindingDraft, FindingEntry, FindingState, Stretch
from app.shared.audit import record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import WorkKind


def raise_finding(
    section: Section,
    entry: FindingEntry,
    *,
    by: User,
    number: int = 1,
    photos: Sequence[StoredPhoto] = (),
) -> Finding:
    """Raise a finding outside a visit; `number` is its place on its paper. Raises RuleBroken."""
    works = {work.id: work for work in list_works(section.id)}
    if entry.work_id is not None and entry.work_id not in works:
        raise RuleBroken([say("A road that was named does not belong to this section.")])
    if problems := rules.finding_problems(finding_draft(entry, works), number, today()):
        raise RuleBroken(problems)
    finding = new_finding(section, entry, today(), by)
    finding.found_by = by
    db.session.add(finding)
    db.session.flush()
    owner = Owner(
        OwnerKind.FINDING, finding.id, today(), section_id=section.id, work_id=finding.work_id
    )
    attach(photos, owner, by=by)
    record(by, "finding.raised", finding, {"section": section.name, "photos": len(photos)})
    return finding


def new_finding(section: Section, entry: FindingEntry, day: date, by: User) -> Finding:
    """Return the row of the finding; what was solved on the spot is closed at once."""
    finding = Finding(
        section_id=section.id,
        found_on=day,
        topic=entry.topic,
        severity=entry.severity,
        description=entry.description.strip(),
        work_id=entry.work_id,
        start_m=entry.start_m,
        end_m=entry.end_m,
        due_on=None if entry.solved_on_spot else entry.due_on,
        state=FindingState.OPEN,
        solved_on_spot=entry.solved_on_spot,
        closed_by_bureau_only=False,
        is_demonstration=section.is_demonstration,
    )
    if entry.solved_on_spot:
        finding.state, finding.closed_on, finding.closed_by = FindingState.CLOSED, day, by
    return finding


def finding_draft(entry: FindingEntry, works: Mapping[int, Work]) -> FindingDraft:
    """Return the finding as the rules judge it."""
    return FindingDraft(
        topic=entry.topic,
        severity=entry.severity,
        description=entry.description,
        due_on=entry.due_on,
        work_id=entry.work_id,
        stretch=stretch_along(entry.start_m, entry.end_m, works.get(entry.work_id or 0)),
        solved_on_spot=entry.solved_on_spot,
    )


def stretch_along(
    start_m: Decimal | None, end_m: Decimal | None, work: Work | None
) -> Stretch | None:
    """Return the stretch as the rules judge it; only a road has an end to lie within."""
    if start_m is None:
        return None
    is_stretch = work is not None and work.kind == WorkKind.ROAD
    return Stretch(
        start_m,
        end_m,
        work.start_m if work and is_stretch else None,
        work.end_m if work and is_stretch else None,
    )
