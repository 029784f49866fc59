"""What a phone carries along into the field: sections, works, posts, and the values of last time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from app.accounts.models import User
from app.field import queries
from app.field.kinds import KINDS
from app.inspections import prefill, rules
from app.inspections.models import Inspection, SiteLog
from app.inspections.rules import Severity
from app.orders.queries import list_notes_from
from app.quality.queries.processes import processes_of_works
from app.quality.queries.requests import ROLES_OF_PARTIES, Waiting, list_waiting
from app.quality.rules.parties import Party
from app.quality.views.blueprint import place_words
from app.shared.calendar import SHANGHAI, today
from app.shared.settings import value_of, working_calendar
from app.works.models import KeyPost, Section, Work
from app.works.queries import list_projects_for, list_writable_sections_for
from app.works.rules import Status, WorkStatus

#: Sections that have a site to visit.
WITH_SITE = (Status.UNDER_CONSTRUCTION, Status.ON_HOLD)
MOST_ANSWERS = 50
T = TypeVar("T")


def bundle_for(user: User) -> dict[str, Any]:
    """Return everything that the person's phone needs without network; the same facts, the same bundle."""
    day = today()
    kinds = [name for name, kind in KINDS.items() if kind.is_open_to(user)]
    sections = [s for s in list_writable_sections_for(user) if s.status in WITH_SITE]
    return {
        "person": {"id": user.id, "name": user.name, "kinds": kinds},
        "day": day.isoformat(),
        "late_entry_days": value_of("late_entry_days"),
        "due_on": {severity.value: _due_on(severity, day) for severity in Severity},
        "sections": _sections(sections, day),
        **_steps(user, kinds, sections),
        "projects": _projects(user, sections) if "site_log" in kinds else [],
        "findings": _findings(sections) if "proof" in kinds else [],
        "answers": _answers(user),
    }


def _steps(user: User, kinds: Sequence[str], sections: Sequence[Section]) -> dict[str, Any]:
    """Return the processes of the works, and the requests that wait for this person or the village."""
    wanted: dict[str, Any] = {"processes": {}, "lists_of_works": {}, "requests": []}
    if {"acceptance", "side_station"} & set(kinds):
        works = queries.works_of([section.id for section in sections])
        wanted |= _processes([work.id for work in works])
    if {"round", "sign_off", "village"} & set(kinds):
        wanted["requests"] = _requests(user, kinds, {section.id for section in sections})
    return wanted


def _processes(work_ids: Sequence[int]) -> dict[str, Any]:
    lists, of_works = {}, {}
    for work_id, known in processes_of_works(work_ids).items():
        key = f"{known.structure.value}-{known.list_id or 0}"
        of_works[str(work_id)] = key
        lists[key] = [
            {"code": one.code, "name": one.name, "is_side_station": one.is_side_station}
            for one in known.processes
        ]
    return {"processes": lists, "lists_of_works": of_works}


def _requests(user: User, kinds: Sequence[str], section_ids: set[int]) -> list[dict[str, Any]]:
    mine = {party for party, roles in ROLES_OF_PARTIES.items() if user.has_role(*roles)}
    if "village" in kinds:
        mine.add(Party.VILLAGE)
    found = []
    for one in list_waiting(user):
        parties = [party.value for party in one.parties if party in mine]
        if parties and one.section_id in section_ids:
            found.append(_request(one, parties))
    return found


def _request(one: Waiting, parties: list[str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "section": one.section_id,
        "name": f"{one.section} {one.work} {one.process} {place_words(one.place)}".strip(),
        "state": one.state.value,
        "round": one.round,
        "parties": parties,
        "since": one.since.astimezone(SHANGHAI).isoformat(timespec="minutes"),
        "due_on": one.due_on.isoformat(),
        "is_concealed": one.is_concealed,
    }


def _due_on(severity: Severity, day: date) -> str:
    days = {one: value_of(f"finding_days_{one.value}") for one in Severity}
    return rules.default_due_on(severity, day, days, working_calendar()).isoformat()


def _sections(sections: Sequence[Section], day: date) -> list[dict[str, Any]]:
    numbers = [section.id for section in sections]
    works = _by_section(queries.works_of(numbers))
    posts = _by_section(queries.key_posts_of(numbers))
    contractors = queries.contractors_of(numbers)
    last = {visit.section_id: visit for visit in queries.last_visits(numbers)}
    return [
        {
            "id": section.id,
            "name": section.name,
            "project": section.project.name,
            "contractor": contractors.get(section.id, ""),
            "works": [_work(work) for work in works[section.id]],
            "posts": _posts(posts[section.id], last.get(section.id), day),
            "last": _last(last.get(section.id)),
        }
        for section in sections
    ]


def _by_section(rows: Iterable[T]) -> Mapping[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        grouped[row.section_id].append(row)  # type: ignore[attr-defined]
    return grouped


def _work(work: Work) -> dict[str, Any]:
    return {
        "id": work.id,
        "name": work.name,
        "kind": work.kind.value,
        "start_m": None if work.start_m is None else f"{work.start_m:f}",
        "end_m": None if work.end_m is None else f"{work.end_m:f}",
        "is_finished": work.status == WorkStatus.FINISHED,
    }


def _posts(posts: Sequence[KeyPost], last: Inspection | None, day: date) -> list[dict[str, Any]]:
    named = prefill.held_posts(posts, day)
    return [
        {
            "key": line["key"],
            "post": named[line["key"]][0],
            "person": named[line["key"]][1],
            "attendance": line["attendance"] or "",
        }
        for line in prefill.first_attendance(named, last)
    ]


def _last(visit: Inspection | None) -> dict[str, Any] | None:
    """Return what the next visit begins with."""
    if visit is None:
        return None
    return {
        "at": visit.inspected_at.astimezone(SHANGHAI).isoformat(timespec="minutes"),
        "inspector": visit.inspector.name,
        "kind": visit.kind.value,
        "topics": [topic.value for topic in visit.topics],
        "companions": visit.companions,
        "work": visit.work_id,
        "open_works": [seen.work_id for seen in visit.open_works],
        "equipment": [{"name": line.name, "required": line.required} for line in visit.equipment],
    }


def _projects(user: User, sections: Sequence[Section]) -> list[dict[str, Any]]:
    projects = list_projects_for(user)
    logs = {log.project_id: log for log in queries.last_logs_of(user)}
    return [
        {
            "id": project.id,
            "name": project.name,
            "sections": [section.id for section in sections if section.project_id == project.id],
            "last": _last_log(logs.get(project.id)),
        }
        for project in projects
    ]


def _last_log(log: SiteLog | None) -> dict[str, str] | None:
    if log is None:
        return None
    return {"location": log.location, "people_present": log.people_present}


def _answers(user: User) -> list[dict[str, str]]:
    """Return what became of the records that the person handed to the office."""
    return [
        {"note": note.client_uuid, "state": str(note.state.value), "answer": note.answer}
        for note in list_notes_from(user, MOST_ANSWERS)
        if note.answered_at
    ]


def _findings(sections: Sequence[Section]) -> list[dict[str, Any]]:
    return [
        {
            "id": finding.id,
            "version": finding.version,
            "section": finding.section_id,
            "description": finding.description,
            "severity": finding.severity.value,
            "state": finding.state.value,
            "work": finding.work_id,
            "found_on": finding.found_on.isoformat(),
            "due_on": finding.due_on.isoformat() if finding.due_on else "",
        }
        for finding in queries.findings_to_prove([section.id for section in sections])
    ]
