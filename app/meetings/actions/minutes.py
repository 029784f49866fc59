"""Minutes typed while the meeting is held, what came out of it, and what is done of that."""

from datetime import date
from typing import Any

from app.extensions import db
from app.meetings import rules
from app.meetings.actions.agenda import refuse
from app.meetings.models import AgendaItem, Meeting, MinutesText, Outcome
from app.meetings.rules import MeetingState, OutcomeDraft, OutcomeKind, Part, Source
from app.shared.audit import Actor, record
from app.shared.calendar import now, today
from app.shared.errors import NotFound, StaleEdit
from app.shared.sentences import Sentence, say


def save_text(
    meeting: Meeting, part: Part, text: str, *, by: Actor, seen_version: int
) -> MinutesText:
    """Save a part of the minutes. Raises StaleEdit when somebody else has saved it since."""
    refuse(_running_problems(meeting) + _length_problems(text))
    found = next((one for one in meeting.texts if one.part is part), None)
    if found is None:
        raise NotFound
    _check(found.version, seen_version)
    if found.text != text:
        found.text, found.saved_at, found.saved_by_id = text, now(), by.id
        db.session.flush()
    return found


def save_notes(item: AgendaItem, text: str, *, by: Actor, seen: str) -> AgendaItem:
    """Save what was said about an item. Raises StaleEdit when somebody else has changed it since."""
    if item.meeting is None:
        raise NotFound
    refuse(_running_problems(item.meeting) + _length_problems(text))
    _check(rules.mark_of(item.notes), seen)
    if item.notes != text:
        item.notes = text
        db.session.flush()
    return item


def add_outcome(
    meeting: Meeting,
    kind: OutcomeKind,
    text: str,
    *,
    by: Actor,
    item: AgendaItem | None = None,
    replaces: Outcome | None = None,
    due_on: date | None = None,
    **details: Any,
) -> Outcome:
    """Write down what came out of an item, or of the meeting. Raises RuleBroken."""
    held_on = meeting.held_on or today()
    outcome = Outcome(kind=kind, text=text.strip(), due_on=due_on, first_on=held_on, **details)
    draft = OutcomeDraft(kind, outcome.text, outcome.has_owner, due_on)
    problems = _running_problems(meeting) + rules.outcome_problems(draft, held_on)
    if item is not None and item.meeting_id != meeting.id:
        problems.append(say("This item is not on the agenda of this meeting."))
    refuse(problems)
    replaces = replaces or _replaced_by_kind(item, kind)
    if replaces is not None:
        outcome.replaces_id, outcome.first_on = replaces.id, replaces.first_on
    meeting.outcomes.append(outcome)
    outcome.item = item
    record(
        by, "meeting.outcome", meeting,
        {"kind": kind, "text": outcome.text, "due_on": due_on, "item": item.title if item else None},
    )  # fmt: skip
    return outcome


def remove_outcome(outcome: Outcome, *, by: Actor) -> None:
    """Take back an outcome while the meeting is still held. Raises RuleBroken."""
    meeting = outcome.meeting
    refuse(_running_problems(meeting))
    record(by, "meeting.outcome_removed", meeting, {"text": outcome.text})
    db.session.delete(outcome)
    db.session.flush()
    db.session.expire(meeting, ["outcomes"])


def report_done(outcome: Outcome, words: str, *, by: Actor, on: date) -> None:
    """Say that a decision is done, and how. Raises RuleBroken."""
    problems = []
    if outcome.kind is OutcomeKind.INFORMATION:
        problems.append(say("There is nothing to do about an information."))
    if outcome.task_id is not None:
        problems.append(say("This is a task: report it done there."))
    if outcome.finished_on is not None:
        problems.append(say("This is reported as done already."))
    if outcome.meeting.state is not MeetingState.CLOSED:
        problems.append(say("Close the meeting first."))
    if not words.strip():
        problems.append(say("Say what was done."))
    if on > today() or on < outcome.first_on:
        problems.append(say("It cannot have been done before it was decided or on a day to come."))
    refuse(problems)
    outcome.done_on, outcome.done_words = on, words.strip()
    record(by, "meeting.outcome_done", outcome, {"done_on": on}, reason=words)


def _replaced_by_kind(item: AgendaItem | None, kind: OutcomeKind) -> Outcome | None:
    """A new decision about an old one takes its place."""
    if item is None or item.source is not Source.DECISION or kind is OutcomeKind.INFORMATION:
        return None
    if any(one.replaces_id == item.source_id for one in item.outcomes):
        return None
    return db.session.get(Outcome, item.source_id)


def _running_problems(meeting: Meeting) -> list[Sentence]:
    if meeting.state is MeetingState.IN_PROGRESS:
        return []
    if meeting.state is MeetingState.CLOSED:
        return [say("This meeting is closed. Write corrections as an addendum.")]
    return [say("Minutes are written while the meeting is in progress.")]


def _length_problems(text: str) -> list[Sentence]:
    if len(text) <= rules.LONGEST_PART:
        return []
    return [say("Write at most %(most)s characters.", most=rules.LONGEST_PART)]


def _check(stored: object, seen: object) -> None:
    if stored != seen:
        raise StaleEdit([say("Somebody else has written here meanwhile. Nothing was overwritten.")])
