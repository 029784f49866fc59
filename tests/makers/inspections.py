"""Makers of inspections, findings and site logs: only what the test is about is said."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.evidence.store import StoredPhoto
from app.inspections import actions
from app.inspections.models import Finding, Inspection, SiteLog
from app.inspections.rules import (
    Attendance,
    FindingEntry,
    Handling,
    InspectionEntry,
    InspectionKind,
    PostLine,
    Severity,
    SiteLogEntry,
    Topic,
)
from app.shared.calendar import SHANGHAI, clock_at, now, today
from app.works.models import Project, Section
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.works import a_project, a_section


def at_noon(day: date) -> datetime:
    """Return the middle of the day in Shanghai."""
    return datetime.combine(day, time(12), SHANGHAI)


def an_entry(**changes: Any) -> InspectionEntry:
    """Return a visit of this moment that looked at quality and found nothing."""
    entry: dict[str, Any] = {
        "client_uuid": str(uuid4()),
        "inspected_at": now(),
        "kind": InspectionKind.SCHEDULED,
        "topics": frozenset({Topic.QUALITY}),
        "handling": Handling.NOTHING_NEEDED,
    }
    if changes.get("findings"):
        entry["handling"] = Handling.RECTIFICATION
    return InspectionEntry(**(entry | changes))


def a_finding_entry(**changes: Any) -> FindingEntry:
    """Return a general safety finding that is due in a week."""
    entry: dict[str, Any] = {
        "topic": Topic.SAFETY,
        "severity": Severity.GENERAL,
        "description": "未设置围挡",
        "due_on": today() + timedelta(days=7),
    }
    return FindingEntry(**(entry | changes))


def post_lines(*attendances: str) -> tuple[PostLine, ...]:
    """Return key posts met like this: "present", "absent", "on_leave", "replaced"."""
    return tuple(
        PostLine(f"岗位{n}", f"人员{n}", Attendance(attendance), "说明")
        for n, attendance in enumerate(attendances)
    )


def an_inspection(
    section: Section | None = None,
    *,
    by: User | None = None,
    on: date | None = None,
    photos: Sequence[StoredPhoto] = (),
    **changes: Any,
) -> Inspection:
    """Return a stored visit, entered on its own day."""
    day = on or today()
    with clock_at(at_noon(day)):
        return actions.log_inspection(
            section or a_section(),
            an_entry(**changes),
            by=by or a_user(Role.AREA_ENGINEER),
            photos=photos,
        )


def a_finding(
    section: Section | None = None,
    *,
    by: User | None = None,
    on: date | None = None,
    **changes: Any,
) -> Finding:
    """Return a stored open finding, due in a week."""
    day = on or today()
    with clock_at(at_noon(day)):
        entry = a_finding_entry(**changes)
    handling = Handling.SOLVED if entry.solved_on_spot else Handling.RECTIFICATION
    return an_inspection(section, by=by, on=day, findings=(entry,), handling=handling).findings[0]


def a_proved_finding(
    section: Section, *, contractor: User, on: date | None = None, **changes: Any
) -> Finding:
    """Return a finding whose proof waits for the check."""
    finding = a_finding(section, on=on, **changes)
    with clock_at(at_noon(on or today())):
        actions.hand_in_proof(finding, "已整改", [a_stored_photo("b")], by=contractor)
    return finding


def a_site_log(
    project: Project | None = None,
    *sections: Section,
    by: User | None = None,
    on: date | None = None,
    **changes: Any,
) -> SiteLog:
    """Return a stored site log, written on its own day."""
    day = on or today()
    entry = {"client_uuid": str(uuid4()), "log_on": day, "content": "巡查", "location": "K1+000"}
    with clock_at(at_noon(day)):
        return actions.write_site_log(
            project or (sections[0].project if sections else a_project()),
            sections,
            SiteLogEntry(**(entry | changes)),
            by=by or a_user(Role.PROJECT_OFFICE),
        )
