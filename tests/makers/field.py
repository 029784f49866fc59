"""Makers of what phones send: only what the test is about is said."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.field import rules
from app.shared.calendar import SHANGHAI, now
from app.works.models import Project, Section


def a_message(
    kind: str, subject: int, *, at: datetime | None = None, **changes: Any
) -> dict[str, Any]:
    """Return a message as a phone sends it now, its record saved a minute ago."""
    moment = (at or now()).astimezone(SHANGHAI)
    made_at = (moment - timedelta(minutes=1)).isoformat(timespec="seconds")
    message: dict[str, Any] = {
        "uuid": str(uuid4()),
        "kind": kind,
        "subject": subject,
        "fields": {},
        "photos": [],
        "begun_at": made_at,
        "made_at": made_at,
        "sent_at": moment.isoformat(timespec="seconds"),
        "by_clock": True,
    }
    return message | changes


def a_visit(
    section: Section, *, fields: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """Return the message of a visit that looked at quality and found nothing."""
    asked = {"kind": "scheduled", "topics": ["quality"], "handling": "nothing_needed"}
    return a_message("inspection", section.id, fields=asked | (fields or {}), **changes)


def a_log(
    project: Project, *, fields: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """Return the message of a site log."""
    asked = {"content": "巡查", "location": "K1+000"}
    return a_message("site_log", project.id, fields=asked | (fields or {}), **changes)


def fingerprint_of(message: dict[str, Any]) -> str:
    """Return what the phone would find."""
    return rules.read_submission(message).fingerprint
