"""Entering a visit to a section."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.attendance.actions import open_case
from app.attendance.queries import approved_leave
from app.attendance.rules import CaseKind
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections import queries, rules
from app.inspections.actions.raising import finding_draft, new_finding, stretch_along
from app.inspections.models import EquipmentCheck, Finding, Inspection, KeyPostCheck, OpenWork
from app.inspections.rules import (
    Attendance,
    InspectionDraft,
    InspectionEntry,
    Topic,
)
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of, working_calendar
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import WorkKind

Photos = Sequence[StoredPhoto]
CASE_OF = {Attendance.ABSENT: CaseKind.ABSENT, Attendance.REPLACED: CaseKind.STAND_IN}


def log_inspection(
    section: Section,
    entry: InspectionEntry,
    *,
    by: User,
    photos: Photos = (),
    finding_photos: Mapping[int, Photos] | None = None,
    made_at: datetime | None = None,
) -> Inspection:
    """Enter a visit with all its lists; `finding_photos` by the place of the finding, from 0.

    `made_at` is when it was entered on a phone without network: that moment, not the arrival, says
    whether it is late. The same form sent twice is one visit: the second time returns the first.
    Raises RuleBroken.
    """
    if known := queries.find_by_uuid(entry.client_uuid):
        return _same_visit(known, section, by)
    works = {work.id: work for work in list_works(section.id)}
    entry, received_at = _with_leave(section, entry), now()
    entered_at = min(made_at or received_at, received_at)
    if problems := _problems(entry, works, entered_at):
        raise RuleBroken(problems)
    inspection = _visit(section, entry, works, entered_at, by)
    inspection.received_at = received_at
    try:
        with db.session.begin_nested():
            db.session.add(inspection)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_by_uuid(entry.client_uuid):
            return _same_visit(known, section, by)
        raise
    _open_cases(inspection, by)
    attach(photos, _owner(OwnerKind.INSPECTION, inspection, inspection), by=by)
    for place, finding in enumerate(inspection.findings):
        shown = (finding_photos or {}).get(place, ())
        attach(shown, _owner(OwnerKind.FINDING, finding, inspection), by=by)
    record(by, "inspection.logged", inspection, _told(inspection))
    return inspection


def _owner(kind: OwnerKind, of: Inspection | Finding, visit: Inspection) -> Owner:
    day, section_id = visit.inspected_on, visit.section_id
    return Owner(kind, of.id, day, section_id=section_id, work_id=of.work_id)


def _with_leave(section: Section, entry: InspectionEntry) -> InspectionEntry:
    """Return the visit with everybody on approved leave counted as such."""
    if all(line.attendance != Attendance.ABSENT for line in entry.posts):
        return entry
    on_leave = approved_leave(section.id, day_of(entry.inspected_at))
    why = str(say("Approved leave"))
    return replace(entry, posts=rules.with_leave(entry.posts, on_leave, why))


def _open_cases(inspection: Inspection, by: User) -> None:
    """Let every absence and every stand-in open its case (R33)."""
    day, calendar = inspection.inspected_on, working_calendar()
    due_on = calendar.add_working_days(day, value_of("absence_evidence_days", day))
    for check in inspection.posts:
        if kind := CASE_OF.get(check.attendance):
            check.absence_case = open_case(
                inspection.section,
                check.post,
                check.person_name,
                kind,
                absent_on=day,
                due_on=due_on,
                by=by,
            )
    db.session.flush()


def _same_visit(known: Inspection, section: Section, by: User) -> Inspection:
    if known.section_id != section.id or known.inspector_id != by.id:
        raise RuleBroken([say("This form was already used for another visit; open a new one.")])
    return known


def _problems(
    entry: InspectionEntry, works: Mapping[int, Work], entered_at: datetime
) -> list[Sentence]:
    """Return everything that is wrong, all at once."""
    strangers = {entry.work_id, *entry.open_work_ids, *(f.work_id for f in entry.findings)}
    if strangers - works.keys() - {None}:
        return [say("A road that was named does not belong to this section.")]
    day = day_of(entry.inspected_at)
    draft = InspectionDraft(
        inspected_at=entry.inspected_at,
        received_at=entered_at,
        inspected_on=day,
        received_on=day_of(entered_at),
        topics=entry.topics,
        handling=entry.handling,
        late_reason=entry.late_reason,
        stretch=stretch_along(entry.start_m, entry.end_m, works.get(entry.work_id or 0)),
        findings=len(entry.findings),
        findings_solved=sum(finding.solved_on_spot for finding in entry.findings),
        posts=len(entry.posts),
        notes=tuple(entry.notes.values()),
    )
    problems = rules.inspection_problems(draft, value_of("late_entry_days"))
    problems += rules.post_problems(entry.posts)
    problems += rules.equipment_problems(entry.equipment)
    for number, finding in enumerate(entry.findings, start=1):
        problems += rules.finding_problems(finding_draft(finding, works), number, day)
    return problems


def _visit(
    section: Section,
    entry: InspectionEntry,
    works: Mapping[int, Work],
    entered_at: datetime,
    by: User,
) -> Inspection:
    day = day_of(entry.inspected_at)
    posts = rules.presence(entry.posts)
    equipment = rules.equipment_presence(entry.equipment)
    inspection = Inspection(
        client_uuid=entry.client_uuid,
        section=section,
        work_id=entry.work_id,
        start_m=entry.start_m,
        end_m=entry.end_m,
        kind=entry.kind,
        inspected_at=entry.inspected_at,
        inspected_on=day,
        inspector=by,
        companions=entry.companions,
        signed_by=entry.signed_by,
        weather=entry.weather,
        site_environment=entry.site_environment,
        diligence=entry.diligence,
        handling=entry.handling,
        is_late=rules.is_late(day, day_of(entered_at)),
        late_reason=entry.late_reason,
        posts_required=posts.required,
        posts_present=posts.present,
        equipment_required=equipment.required,
        equipment_present=equipment.present,
        roads_required=_roads_required(section, day),
        roads_open=sum(works[number].kind == WorkKind.ROAD for number in entry.open_work_ids),
        is_demonstration=section.is_demonstration,
    )
    _note_topics(inspection, entry)
    inspection.open_works = [OpenWork(work_id=number) for number in sorted(entry.open_work_ids)]
    inspection.posts = _posts(entry, day)
    inspection.equipment = [
        EquipmentCheck(name=line.name, required=line.required, present=line.present)
        for line in entry.equipment
    ]
    inspection.findings = [new_finding(section, finding, day, by) for finding in entry.findings]
    return inspection


def _note_topics(inspection: Inspection, entry: InspectionEntry) -> None:
    for topic in Topic:
        setattr(inspection, f"looked_at_{topic.value}", topic in entry.topics)
        setattr(inspection, f"{topic.value}_note", entry.notes.get(topic, ""))


def _roads_required(section: Section, day: date) -> int | None:
    if not queries.is_open_roads_section(section, day):
        return None
    return rules.open_roads_required(
        queries.road_states(section, day), least=value_of("open_roads", day)
    )


def _posts(entry: InspectionEntry, day: date) -> list[KeyPostCheck]:
    days, calendar = value_of("absence_evidence_days", day), working_calendar()
    return [
        KeyPostCheck(
            post=line.post,
            person_name=line.person_name,
            attendance=line.attendance,
            reason=line.reason,
            evidence_due_on=rules.evidence_due_on(line.attendance, day, days, calendar),
        )
        for line in entry.posts
    ]


def _told(inspection: Inspection) -> dict[str, object]:
    return {
        "section": inspection.section.name,
        "day": inspection.inspected_on,
        "findings": len(inspection.findings),
        "posts": [inspection.posts_present, inspection.posts_required],
        "is_late": inspection.is_late,
    }
