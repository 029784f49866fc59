"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask import Blueprint

from app.meetings import rules
from app.meetings.models import AgendaItem, Outcome
from app.meetings.rules import Attendance, DutyState, MeetingState, OutcomeKind, Source
from app.shared.calendar import today
from app.shared.sentences import Sentence

blueprint = Blueprint("meetings", __name__)
TONES: Mapping[StrEnum, str] = {
    MeetingState.PLANNED: "blue",
    MeetingState.IN_PROGRESS: "orange",
    MeetingState.CLOSED: "green",
    MeetingState.CANCELLED: "grey",
    MeetingState.MERGED: "grey",
    DutyState.MET: "green",
    DutyState.HELD_LATE: "yellow",
    DutyState.DUE: "blue",
    DutyState.MISSED: "red",
    DutyState.EXCUSED: "grey",
    Source.DECISION: "orange",
    Source.OBSTACLE: "red",
    Source.FINDING: "yellow",
    Source.SECTION: "blue",
    Source.TOPIC: "grey",
    OutcomeKind.INFORMATION: "grey",
    OutcomeKind.DECISION: "blue",
    OutcomeKind.ACTION: "orange",
    Attendance.PRESENT: "green",
    Attendance.SUBSTITUTE: "yellow",
    Attendance.LEAVE: "orange",
    Attendance.ABSENT: "red",
    Attendance.INVITED: "grey",
}
PAGES = {
    Source.OBSTACLE: "/obstacles/%s",
    Source.FINDING: "/findings/%s",
    Source.SECTION: "/sections/%s/progress",
    Source.DECISION: "/meetings/outcomes/%s",
}


@blueprint.app_template_global()
def meeting_tone(state: StrEnum) -> str:
    """Return the colour of a state, a source or a kind."""
    return TONES[state]


@blueprint.app_template_global()
def item_age(item: AgendaItem, on: date | None = None) -> int:
    """Return how many days the matter has been open."""
    return rules.age_days(item.since, on or today())


@blueprint.app_template_global()
def proposal_of(item: AgendaItem) -> Sentence | None:
    """Return the measure that the program proposes for the item."""
    return rules.proposal(item.source, item.due_on, today())


@blueprint.app_template_global()
def mark_of(*written: object) -> str:
    """Return the mark of what a form shows of an item."""
    return rules.mark_of(*written)


@blueprint.app_template_global()
def source_url(item: AgendaItem) -> str | None:
    """Return the page of what the item is about."""
    return PAGES[item.source] % item.source_id if item.source in PAGES else None


@blueprint.app_template_global()
def outcome_state(outcome: Outcome) -> tuple[Any, str]:
    """Return the word and colour of how far a decision is: done, late, under way, or taken note of."""
    state = rules.state_of_outcome(outcome.kind, outcome.due_on, outcome.finished_on, today())
    return state.label, OUTCOME_TONES[state]


OUTCOME_TONES = {
    rules.OutcomeState.NOTED: "grey",
    rules.OutcomeState.UNDER_WAY: "blue",
    rules.OutcomeState.LATE: "red",
    rules.OutcomeState.DONE: "green",
}


@blueprint.app_template_global()
def owner_words(outcome: Outcome) -> str:
    """Return who answers for a decision: the organisation and the person."""
    person = outcome.owner.name if outcome.owner else outcome.owner_name
    firm = outcome.organisation.name if outcome.organisation else ""
    return " ".join(part for part in (firm, person) if part)
