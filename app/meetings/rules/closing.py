"""What a meeting needs to begin and to close, and what an outcome must say. Sources: domain.md R04, R34, 3.10."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.meetings.rules.kinds import (
    FOLLOWING,
    Attendance,
    MeetingKind,
    MeetingState,
    OutcomeKind,
    OutcomeState,
    Part,
    Source,
    parts_of,
)
from app.shared.sentences import Sentence, say

LONGEST_OUTCOME = 1000
LONGEST_PART = 20_000


@dataclass(frozen=True)
class OutcomeDraft:
    """What somebody says came out of an item."""

    kind: OutcomeKind
    text: str
    has_owner: bool = False
    due_on: date | None = None


@dataclass(frozen=True)
class ItemAtClose:
    """An item as the closing of its meeting sees it."""

    number: int
    title: str
    source: Source
    is_settled: bool
    #: Whether what it is about is still open: an obstacle may have been cleared since.
    is_open: bool
    measure: str
    outcomes: Sequence[OutcomeDraft]


def outcome_problems(draft: OutcomeDraft, held_on: date) -> list[Sentence]:
    """Return why an outcome cannot be written down so."""
    problems = []
    if not draft.text.strip():
        problems.append(say("Write down what came out."))
    if len(draft.text) > LONGEST_OUTCOME:
        problems.append(say("Write at most %(most)s characters.", most=LONGEST_OUTCOME))
    if draft.kind is OutcomeKind.ACTION and not draft.has_owner:
        problems.append(say("An action needs somebody who does it."))
    if draft.kind is OutcomeKind.ACTION and draft.due_on is None:
        problems.append(say("An action needs a day by which it is done."))
    if draft.kind is OutcomeKind.INFORMATION and (draft.has_owner or draft.due_on):
        problems.append(say("An information has no owner and no day. Make it a decision."))
    if draft.due_on and draft.due_on < held_on:
        problems.append(say("The day by which it is done is before the meeting."))
    return problems


def closing_problems(
    kind: MeetingKind, items: Collection[ItemAtClose], texts: Mapping[Part, str]
) -> list[Sentence]:
    """Return everything that keeps the meeting from being closed, item by item."""
    problems: list[Sentence] = []
    if kind is MeetingKind.DAILY_PUSH:
        problems += [
            say("The minutes need the part “%(part)s”.", part=part.label)
            for part in parts_of(kind)
            if not texts.get(part, "").strip()
        ]
    if kind in FOLLOWING:
        for item in items:
            problems += _item_problems(item)
    return problems


def _item_problems(item: ItemAtClose) -> list[Sentence]:
    if item.is_settled or not item.is_open:
        return []
    problems = []
    binding = [one for one in item.outcomes if one.kind is not OutcomeKind.INFORMATION]
    about = {"number": item.number, "title": item.title}
    if not binding and not item.measure.strip():
        problems.append(say("Item %(number)s “%(title)s” has no proposed measure.", **about))
    if not any(one.has_owner for one in binding):
        problems.append(say("Item %(number)s “%(title)s” has no owner.", **about))
    if not any(one.due_on for one in binding):
        problems.append(say("Item %(number)s “%(title)s” has no day.", **about))
    return problems


def starting_problems(
    state: MeetingState, planned_on: date, today: date, has_chair: bool, chairs_another: bool
) -> list[Sentence]:
    """Return why the meeting cannot begin now."""
    if state is not MeetingState.PLANNED:
        return [say("This meeting has begun already, or will not be held.")]
    problems = []
    if today < planned_on:
        problems.append(say("This meeting is planned for a later day. Change its day first."))
    if not has_chair:
        problems.append(say("Say who chairs the meeting."))
    if chairs_another:
        problems.append(say("The chair is in another meeting that has not been closed."))
    return problems


def attendance_problems(
    attendance: Attendance, name: str, organisation: str, substitute: str
) -> list[Sentence]:
    """Return why somebody cannot stand in the attendance sheet so."""
    problems = []
    if not name.strip() and not organisation.strip():
        problems.append(say("Name the person or at least the organisation."))
    if attendance is Attendance.SUBSTITUTE and not substitute.strip():
        problems.append(say("Name the substitute who came instead."))
    if attendance is not Attendance.SUBSTITUTE and substitute.strip():
        problems.append(say("There is a substitute, but the attendance says otherwise."))
    return problems


def state_of_outcome(
    kind: OutcomeKind, due_on: date | None, done_on: date | None, today: date
) -> OutcomeState:
    """Return how far a decision is on the day; it is late from the day after the one it was due."""
    if kind is OutcomeKind.INFORMATION:
        return OutcomeState.NOTED
    if done_on is not None:
        return OutcomeState.DONE
    is_late = due_on is not None and due_on < today
    return OutcomeState.LATE if is_late else OutcomeState.UNDER_WAY


def may_settle(source: Source, is_open: bool) -> bool:
    """Return whether the meeting may say that nothing more is to be done: never while the thing is open."""
    return source is Source.TOPIC or not is_open
