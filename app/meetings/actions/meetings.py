"""One meeting: plan, change, cancel, merge, begin, close; who came; what was added afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.extensions import db
from app.meetings import rules
from app.meetings.actions import agenda
from app.meetings.actions.agenda import bring_up_to_date, key_of, refuse
from app.meetings.actions.follow import give_tasks
from app.meetings.actions.series import Invited, Place, plan_next
from app.meetings.models import (
    Addendum,
    AgendaItem,
    Attendee,
    Meeting,
    MeetingScope,
    MinutesText,
    Outcome,
)
from app.meetings.queries import agenda as issues_of
from app.meetings.queries import meetings as queries
from app.meetings.rules import (
    Attendance,
    ItemAtClose,
    MeetingKind,
    MeetingState,
    OutcomeDraft,
    Source,
)
from app.shared.audit import Actor, changed_fields, record
from app.shared.calendar import day_of, now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.actions import check_version, give

LONGEST_ADDENDUM = 4000


def plan_meeting(
    kind: MeetingKind,
    name: str,
    planned_at: datetime,
    *,
    by: Actor,
    places: Sequence[Place] = (),
    invited: Sequence[Invited] = (),
    **details: Any,
) -> Meeting:
    """Plan a meeting outside any series, with the agenda of what is open. Raises RuleBroken."""
    refuse(_plan_problems(name, planned_at))
    given = {"chair_level": rules.USUAL_CHAIR[kind], "made_by_id": by.id} | details
    meeting = Meeting(
        kind=kind, name=name, planned_at=planned_at, state=MeetingState.PLANNED, **given
    )
    meeting.scopes = [
        MeetingScope(project_id=place.project_id, section_id=place.section_id) for place in places
    ]
    meeting.attendees = [Attendee(**vars(one)) for one in invited]
    db.session.add(meeting)
    record(by, "meeting.planned", meeting, {"planned_at": planned_at, "kind": kind})
    bring_up_to_date(meeting, by=by)
    return meeting


def change_meeting(
    meeting: Meeting, fields: dict[str, Any], *, by: Actor, seen_version: int | None = None
) -> None:
    """Give a planned meeting these values. Raises StaleEdit or RuleBroken."""
    check_version(meeting, seen_version)
    problems = _is_planned(meeting)
    planned_at = fields.get("planned_at", meeting.planned_at)
    if planned_at != meeting.planned_at or not fields.get("name", meeting.name).strip():
        problems += _plan_problems(fields.get("name", meeting.name), planned_at)
    refuse(problems)
    before = {name: getattr(meeting, name) for name in fields}
    give(meeting, fields)
    if changes := changed_fields(before, fields):
        record(by, "meeting.changed", meeting, changes)


def cancel(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """Say that the planned meeting will not be held; its topics go back to the backlog."""
    problems = _is_planned(meeting)
    if not reason.strip():
        problems.append(say("Say why it is not held."))
    refuse(problems)
    _give_topics_back(meeting)
    meeting.state, meeting.state_reason = MeetingState.CANCELLED, reason
    record(by, "meeting.cancelled", meeting, reason=reason)


def merge(meeting: Meeting, into: Meeting, *, by: Actor) -> None:
    """Hold the planned meeting together with another one, which takes over its scope, topics and people."""
    problems = _is_planned(meeting)
    if into.id == meeting.id:
        problems.append(say("A meeting cannot be merged into itself."))
    elif into.state not in queries.TO_COME:
        problems.append(say("The other meeting is over or will not be held."))
    refuse(problems)
    _widen(into, meeting)
    for item in [one for one in meeting.items if one.source is Source.TOPIC]:
        meeting.items.remove(item)
        into.items.append(item)
    meeting.state, meeting.merged_into = MeetingState.MERGED, into
    record(by, "meeting.merged", meeting, {"into": into.name})
    bring_up_to_date(into, by=by)


def start(meeting: Meeting, *, by: Actor) -> None:
    """Begin the meeting: number it, bring its agenda up to date, note what became of the last decisions."""
    refuse(
        rules.starting_problems(
            meeting.state,
            meeting.planned_on,
            today(),
            meeting.chair_id is not None,
            queries.chairs_another(meeting.chair_id, meeting.id),
        )
    )
    bring_up_to_date(meeting, by=by)
    previous = queries.find_previous(meeting)
    if previous is not None:
        meeting.opened_done, meeting.opened_of = issues_of.count_done(previous.id)
    meeting.state, meeting.started_at, meeting.held_on = MeetingState.IN_PROGRESS, now(), today()
    meeting.year = today().year
    meeting.sequence = queries.last_sequence(meeting.kind, meeting.year) + 1
    meeting.texts = [
        MinutesText(part=part, saved_at=now()) for part in rules.parts_of(meeting.kind)
    ]
    record(by, "meeting.started", meeting, {"number": meeting.sequence})


def close(meeting: Meeting, *, by: Actor) -> Meeting | None:
    """Close the meeting and plan the next one of its series, which is returned.

    Raises RuleBroken with everything that is missing: an owner and a day for every open item.
    """
    if meeting.state is not MeetingState.IN_PROGRESS:
        raise RuleBroken([say("Only a meeting in progress can be closed.")])
    texts = {text.part: text.text for text in meeting.texts}
    refuse(rules.closing_problems(meeting.kind, _items_at_close(meeting), texts))
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now()
    give_tasks(meeting)
    record(
        by, "meeting.closed", meeting,
        {"items": len(meeting.items), "outcomes": len(meeting.outcomes)},
    )  # fmt: skip
    if meeting.series is None:
        return None
    following = plan_next(meeting.series, by=by) if meeting.series.is_active else None
    _carry_topics(meeting, following)
    return following


def add_addendum(meeting: Meeting, text: str, *, by: Actor) -> Addendum:
    """Add a correction to the minutes of a closed meeting. Raises RuleBroken."""
    problems = []
    if meeting.state is not MeetingState.CLOSED:
        problems.append(say("Addenda are for closed meetings; change the minutes themselves."))
    if not text.strip():
        problems.append(say("Write what is corrected."))
    if len(text) > LONGEST_ADDENDUM:
        problems.append(say("Write at most %(most)s characters.", most=LONGEST_ADDENDUM))
    refuse(problems)
    addendum = Addendum(text=text, written_at=now(), written_by_id=by.id)
    meeting.addenda.append(addendum)
    record(by, "meeting.addendum", meeting, {"text": text})
    return addendum


def invite(meeting: Meeting, invited: Invited, *, by: Actor) -> Attendee:
    """Put somebody on the attendance sheet. Raises RuleBroken."""
    problems = agenda.changing_problems(meeting)
    problems += rules.attendance_problems(
        Attendance.INVITED, invited.name, invited.organisation, ""
    )
    if any(_same(one, invited) for one in meeting.attendees):
        problems.append(say("They are invited already."))
    refuse(problems)
    attendee = Attendee(**vars(invited))
    meeting.attendees.append(attendee)
    record(by, "meeting.invited", meeting, {"name": invited.name or invited.organisation})
    return attendee


def note_attendance(
    meeting: Meeting, told: dict[int, tuple[Attendance, str]], *, by: Actor
) -> None:
    """Write down who came: for each attendee's number the attendance and the substitute's name.

    Raises RuleBroken, naming the person.
    """
    problems = agenda.changing_problems(meeting)
    for one in meeting.attendees:
        if one.id in told:
            problems += [
                say("%(who)s: %(problem)s", who=one.name or one.organisation, problem=problem)
                for problem in rules.attendance_problems(
                    told[one.id][0], one.name, one.organisation, told[one.id][1]
                )
            ]
    refuse(problems)
    changed = 0
    for one in meeting.attendees:
        new = told.get(one.id)
        if new is not None and new != (one.attendance, one.substitute):
            one.attendance, one.substitute = new
            changed += 1
    if changed:
        record(by, "meeting.attendance", meeting, {"changed": changed})


def uninvite(meeting: Meeting, attendee_id: int, *, by: Actor) -> None:
    """Take somebody off the sheet; a number that is not there is left alone. Raises RuleBroken."""
    refuse(agenda.changing_problems(meeting))
    for one in meeting.attendees:
        if one.id == attendee_id:
            meeting.attendees.remove(one)
            record(by, "meeting.uninvited", meeting, {"name": one.name or one.organisation})
            return


def _items_at_close(meeting: Meeting) -> list[ItemAtClose]:
    keys = {key_of(item) for item in meeting.items if item.source_id is not None}
    is_open, standing = issues_of.still_open(keys), issues_of.standing_decisions(keys)
    held_on = meeting.held_on or today()
    found = []
    for number, item in enumerate(meeting.items, start=1):
        key = key_of(item)
        valid = [
            one for one in standing.get(key, ()) if one.due_on is not None and one.due_on >= held_on
        ]
        measure = item.measure or str(rules.proposal(item.source, item.due_on, held_on) or "")
        found.append(
            ItemAtClose(
                number, item.title, item.source, item.is_settled,
                item.source_id is None or key in is_open, measure,
                [_draft(one) for one in [*item.outcomes, *valid]],
            )
        )  # fmt: skip
    return found


def _draft(outcome: Outcome) -> OutcomeDraft:
    return OutcomeDraft(outcome.kind, outcome.text, outcome.has_owner, outcome.due_on)


def _carry_topics(meeting: Meeting, following: Meeting | None) -> None:
    """Put topics that were neither settled nor decided on the next agenda, or into the backlog."""
    for item in meeting.items:
        if item.source is not Source.TOPIC or item.is_settled or item.outcomes:
            continue
        copy = AgendaItem(
            source=Source.TOPIC, title=item.title, minutes=item.minutes, measure=item.measure,
            since=item.since, rounds=item.rounds + 1, series_id=meeting.series_id,
        )  # fmt: skip
        if following is None:
            db.session.add(copy)
        else:
            copy.position = len(following.items) + 1
            following.items.append(copy)
    db.session.flush()


def _give_topics_back(meeting: Meeting) -> None:
    for item in [one for one in meeting.items if one.source is Source.TOPIC]:
        if meeting.series_id is not None:
            meeting.items.remove(item)
            item.series_id = meeting.series_id


def _widen(into: Meeting, by: Meeting) -> None:
    """Let the meeting also be about what the other one was about; a meeting about everything stays so."""
    if into.scopes:
        known = {(scope.project_id, scope.section_id) for scope in into.scopes}
        more = [(scope.project_id, scope.section_id) for scope in by.scopes]
        into.scopes = (
            [
                *into.scopes,
                *(MeetingScope(project_id=p, section_id=s) for p, s in more if (p, s) not in known),
            ]
            if more
            else []
        )
    for one in by.attendees:
        invited = Invited(one.category, one.name, one.organisation, one.user_id)
        if not any(_same(known_one, invited) for known_one in into.attendees):
            into.attendees.append(Attendee(**vars(invited)))


def _same(attendee: Attendee, invited: Invited) -> bool:
    if invited.user_id is not None or attendee.user_id is not None:
        return attendee.user_id == invited.user_id
    return (attendee.name, attendee.organisation) == (invited.name, invited.organisation)


def _is_planned(meeting: Meeting) -> list[Sentence]:
    if meeting.state is MeetingState.PLANNED:
        return []
    return [say("This meeting has begun already, or will not be held.")]


def _plan_problems(name: str, planned_at: datetime) -> list[Sentence]:
    problems = []
    if not name.strip():
        problems.append(say("Give the meeting a name."))
    if day_of(planned_at) < today():
        problems.append(say("A meeting cannot be planned for a day that is over."))
    return problems
