"""Writing the project office's site log."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections import queries, rules
from app.inspections.models import SiteLog
from app.inspections.rules import SiteLogDraft, SiteLogEntry
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.works.models import Project, Section


def write_site_log(
    project: Project,
    sections: Sequence[Section],
    entry: SiteLogEntry,
    *,
    by: User,
    photos: Sequence[StoredPhoto] = (),
    made_at: datetime | None = None,
) -> SiteLog:
    """Write the log of one day; the same form sent twice is one log. Raises RuleBroken.

    `made_at` is when it was written on a phone without network: it says whether the log is late.
    """
    if known := queries.find_site_log_by_uuid(entry.client_uuid):
        return _same_log(known, project, by)
    received_at = now()
    written_on = day_of(min(made_at or received_at, received_at))
    if problems := _problems(project, sections, entry, written_on, len(photos)):
        raise RuleBroken(problems)
    log = _log(project, sections, entry, by)
    log.received_at, log.is_late = received_at, rules.is_late(entry.log_on, written_on)
    try:
        with db.session.begin_nested():
            db.session.add(log)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_site_log_by_uuid(entry.client_uuid):
            return _same_log(known, project, by)
        raise
    owner = Owner(OwnerKind.SITE_LOG, log.id, log.log_on, _only(sections), project.id)
    attach(photos, owner, by=by)
    record(by, "site_log.written", log, {"project": project.name, "day": log.log_on})
    return log


def _only(sections: Sequence[Section]) -> int | None:
    """Return the section that the log is about when it is about one."""
    return sections[0].id if len(sections) == 1 else None


def _same_log(known: SiteLog, project: Project, by: User) -> SiteLog:
    if known.project_id != project.id or known.author_id != by.id:
        raise RuleBroken([say("This form was already used for another log; open a new one.")])
    return known


def _problems(
    project: Project,
    sections: Sequence[Section],
    entry: SiteLogEntry,
    written_on: date,
    photos: int,
) -> list[Sentence]:
    draft = SiteLogDraft(
        log_on=entry.log_on,
        received_on=written_on,
        content=entry.content,
        photos=photos,
        location=entry.location,
        late_reason=entry.late_reason,
        is_stopped=entry.is_stopped,
        stop_reason=entry.stop_reason,
        texts=(entry.people_present, entry.problems, entry.advice, entry.requirements),
    )
    problems = rules.site_log_problems(draft, value_of("late_entry_days"))
    if any(section.project_id != project.id for section in sections):
        problems.append(say("A section that was named does not belong to this project."))
    if entry.due_on and entry.due_on < entry.log_on:
        problems.append(say("The due date lies before the day of the log."))
    return problems


def _log(project: Project, sections: Sequence[Section], entry: SiteLogEntry, by: User) -> SiteLog:
    return SiteLog(
        client_uuid=entry.client_uuid,
        project=project,
        author=by,
        sections=list(sections),
        log_on=entry.log_on,
        weather=entry.weather,
        location=entry.location,
        people_present=entry.people_present,
        content=entry.content,
        problems=entry.problems,
        advice=entry.advice,
        requirements=entry.requirements,
        due_on=entry.due_on,
        is_stopped=entry.is_stopped,
        stop_reason=entry.stop_reason if entry.is_stopped else "",
        late_reason=entry.late_reason,
        is_demonstration=project.is_demonstration,
    )
