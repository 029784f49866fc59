"""The blueprint, and what its pages have in common."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request

from app.inspections.models import Finding, Inspection
from app.inspections.rules import (
    Attendance,
    Condition,
    FindingState,
    Handling,
    Severity,
)
from app.shared import formats
from app.shared.errors import Unreadable
from app.shared.pages import address
from app.shared.quantities import parse_date
from app.shared.sentences import LabelledEnum, Sentence

blueprint = Blueprint("inspections", __name__)
E = TypeVar("E", bound=StrEnum)

TONES = {
    FindingState.OPEN: "orange",
    FindingState.PROVED: "blue",
    FindingState.RETURNED: "red",
    FindingState.CLOSED: "green",
}
SEVERITY_TONES = {
    Severity.GENERAL: "yellow",
    Severity.SERIOUS: "orange",
    Severity.CRITICAL: "red",
}
HANDLING_TONES = {
    Handling.NOTHING_NEEDED: "green",
    Handling.SOLVED: "green",
    Handling.RECTIFICATION: "orange",
    Handling.STOP: "red",
}
ATTENDANCE_TONES = {
    Attendance.PRESENT: "green",
    Attendance.ABSENT: "red",
    Attendance.ON_LEAVE: "grey",
    Attendance.REPLACED: "orange",
}


@blueprint.app_template_global()
def finding_tone(state: FindingState) -> str:
    """Return the colour of a finding's state."""
    return TONES[state]


@blueprint.app_template_global()
def severity_tone(severity: Severity) -> str:
    """Return the colour of a severity."""
    return SEVERITY_TONES[severity]


@blueprint.app_template_global()
def handling_tone(handling: Handling) -> str:
    """Return the colour of what was done on the spot."""
    return HANDLING_TONES[handling]


@blueprint.app_template_global()
def attendance_tone(attendance: Attendance) -> str:
    """Return the colour of an attendance."""
    return ATTENDANCE_TONES[attendance]


@blueprint.app_template_global()
def condition_tone(condition: Condition) -> str:
    """Return the colour of a judgement: good, acceptable or poor."""
    return {"good": "green", "fair": "yellow", "poor": "red"}[condition.value]


def asked_number(name: str) -> int | None:
    """Return the number that the address gives, or None."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def asked_day(name: str) -> date | None:
    """Return the day that the address gives, or None."""
    try:
        return parse_date(request.args.get(name, ""))
    except Unreadable:
        return None


def asked_member(name: str, members: type[E]) -> E | None:
    """Return the member of a closed list that the address gives, or None."""
    try:
        return members(request.args.get(name, ""))
    except ValueError:
        return None


def is_asked(name: str) -> bool:
    """Return whether the address asks for it with `name=1`."""
    return request.args.get(name) == "1"


def toggle(label: str, name: str) -> tuple[str, str, bool, None]:
    """Return a ready-made filter that the address switches on with `name=1`."""
    is_on = is_asked(name)
    return label, address(**{name: None if is_on else 1, "page": None}), is_on, None


def place_of(record: Inspection | Finding) -> str | None:
    """Return where along its road a record is, as it is written."""
    if record.start_m is None:
        return None
    if record.end_m is None:
        return formats.chainage(record.start_m)
    return formats.chainage_range(record.start_m, record.end_m)


def labels_of(members: type[LabelledEnum]) -> list[tuple[str, Sentence]]:
    """Return (value, label) of a closed list, for the filter of a list."""
    return [(member.value, member.label) for member in members]
