"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Blueprint, request

from app.attendance.rules import CaseKind, CaseState, RequestState

blueprint = Blueprint("attendance", __name__)
CASE_TONES: Mapping[StrEnum, str] = {
    CaseState.AWAITING: "orange",
    CaseState.HANDED_IN: "blue",
    CaseState.REFUSED: "red",
    CaseState.EXCUSED: "green",
    CaseState.CRITICISED: "red",
}
REQUEST_TONES: Mapping[StrEnum, str] = {
    RequestState.ASKED: "orange",
    RequestState.APPROVED: "green",
    RequestState.REFUSED: "red",
}


@blueprint.app_template_global()
def case_tone(state: CaseState) -> str:
    """Return the colour of an absence's state."""
    return CASE_TONES[state]


@blueprint.app_template_global()
def request_tone(state: RequestState) -> str:
    """Return the colour of a request's state."""
    return REQUEST_TONES[state]


@blueprint.app_template_global()
def case_kind_tone(kind: CaseKind) -> str:
    """Return the colour of what was found."""
    return "red" if kind == CaseKind.ABSENT else "orange"


def seen_version() -> int | None:
    """Return the version of the record that the form showed."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
