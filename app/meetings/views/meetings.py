"""One meeting: its page, its plan, who comes, how it begins and ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.meetings import actions, rules
from app.meetings.forms import (
    AddendumForm,
    InvitationForm,
    MeetingForm,
    OutcomeForm,
    ReasonForm,
    TopicForm,
    data_of_meeting,
)
from app.meetings.models import AgendaItem, Meeting, Outcome
from app.meetings.queries import agenda as issues_of
from app.meetings.queries import meetings as queries
from app.meetings.rules import Attendance, Key, MeetingState, Source
from app.meetings.views.blueprint import blueprint
from app.meetings.views.series import invited_by, missing_categories
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.fields import without_controls
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.stale_edits import fields_of, stale_answer
from app.shared.transaction import commits


@blueprint.get("/meetings/<int:meeting_id>")
@requires(Permission.SEE_MEETINGS)
def meeting_page(meeting_id: int) -> ResponseReturnValue:
    return draw(queries.get_meeting_for(current_user, meeting_id))


def draw(
    meeting: Meeting,
    problems: Sequence[Sentence] = (),
    *,
    topic: TopicForm | None = None,
    invitation: InvitationForm | None = None,
    reason: ReasonForm | None = None,
    addendum: AddendumForm | None = None,
    outcome: OutcomeForm | None = None,
    outcome_item: int | None = None,
) -> str:
    """Return the meeting's page, with the form that was refused as it was filled in."""
    may_run = queries.may_run(current_user, meeting)
    items = queries.list_items(current_user, meeting.id)
    keys = {Key(item.source, item.source_id) for item in items if item.source_id is not None}
    standing = issues_of.standing_decisions(keys)
    is_running = meeting.state is MeetingState.IN_PROGRESS
    usual = {"minutes": value_of("meeting_item_minutes")}
    previous = queries.find_previous(meeting)
    return render_template(
        "meetings/meeting.html", meeting=meeting, items=items, may_run=may_run,
        problems=problems, wrong=topic or invitation or reason or addendum or outcome,
        earlier={item.id: _before(meeting, standing, item) for item in items},
        outcomes=queries.list_outcomes(current_user, meeting.id), today=today(),
        missing=missing_categories(meeting.attendees), parts=rules.parts_of(meeting.kind),
        texts={text.part: text for text in meeting.texts}, attendances=Attendance,
        states=MeetingState, sources=Source, is_running=is_running,
        may_change=may_run and meeting.state in queries.TO_COME,
        backlog=queries.list_backlog(meeting.series_id) if meeting.series_id else (),
        mergeable=queries.list_mergeable(meeting) if may_run else (),
        topic=topic or TopicForm(formdata=None, data=usual),
        invitation=invitation or (InvitationForm(formdata=None) if may_run else None),
        reason=reason or ReasonForm(formdata=None), outcome_item=outcome_item,
        addendum=addendum or AddendumForm(formdata=None),
        outcome=outcome or (OutcomeForm(formdata=None) if may_run and is_running else None),
        previous=previous, opening=opening_of(meeting, previous),
    )  # fmt: skip


def _before(
    meeting: Meeting, standing: Mapping[Key, Sequence[Outcome]], item: AgendaItem
) -> list[Outcome]:
    """Return the decisions of earlier meetings that were still followed when this one was held."""
    found = standing.get(Key(item.source, item.source_id or 0), ())
    held_on = meeting.held_on or today()
    return [
        one
        for one in found
        if one.meeting_id != meeting.id and (one.meeting.held_on or held_on) <= held_on
    ]


def opening_of(meeting: Meeting, previous: Meeting | None) -> tuple[int, int]:
    """Return how many decisions of the last meeting are done and of how many: as it began, or now."""
    if meeting.started_at is not None:
        return meeting.opened_done, meeting.opened_of
    return issues_of.count_done(previous.id) if previous else (0, 0)


@blueprint.get("/meetings/<int:meeting_id>/edit")
@requires(Permission.HOLD_MEETINGS)
def edit_meeting(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    return _form_page(_stored_form(meeting), meeting)


@blueprint.post("/meetings/<int:meeting_id>/edit")
@requires(Permission.HOLD_MEETINGS)
@commits
def save_meeting(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    form, version = MeetingForm(user=current_user), read_number(request.form, "version")
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.change_meeting(meeting, form.details(), by=current_user, seen_version=version)
        except StaleEdit as stale:
            return stale_answer(
                stale, fields_of(_stored_form(meeting)), version=meeting.version,
                back=url_for(".meeting_page", meeting_id=meeting_id), name=meeting.name,
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Saved."))
            return redirect(url_for(".meeting_page", meeting_id=meeting_id), 303)
    return _form_page(form, meeting, problems, version), 422


@blueprint.post("/meetings/<int:meeting_id>/start")
@requires(Permission.HOLD_MEETINGS)
@commits
def start(meeting_id: int) -> ResponseReturnValue:
    return act(meeting_id, lambda meeting: actions.start(meeting, by=current_user))


@blueprint.post("/meetings/<int:meeting_id>/close")
@requires(Permission.HOLD_MEETINGS)
@commits
def close(meeting_id: int) -> ResponseReturnValue:
    def closing(meeting: Meeting) -> None:
        following = actions.close(meeting, by=current_user)
        if following is not None:
            flash(_("What is not done is on the agenda of the next meeting."))

    return act(meeting_id, closing)


@blueprint.post("/meetings/<int:meeting_id>/cancellation")
@requires(Permission.HOLD_MEETINGS)
@commits
def cancel(meeting_id: int) -> ResponseReturnValue:
    meeting, form = queries.get_meeting_to_plan(current_user, meeting_id), ReasonForm()
    if not form.validate():
        return draw(meeting, reason=form), 422
    return act(meeting_id, lambda found: actions.cancel(found, form.reason.data, by=current_user))


@blueprint.post("/meetings/<int:meeting_id>/merging")
@requires(Permission.HOLD_MEETINGS)
@commits
def merge(meeting_id: int) -> ResponseReturnValue:
    into = queries.get_meeting_to_plan(current_user, read_number(request.form, "into") or 0)
    return act(meeting_id, lambda meeting: actions.merge(meeting, into, by=current_user))


@blueprint.post("/meetings/<int:meeting_id>/attendees")
@requires(Permission.HOLD_MEETINGS)
@commits
def invite(meeting_id: int) -> ResponseReturnValue:
    meeting, form = queries.get_meeting_to_plan(current_user, meeting_id), InvitationForm()
    if not form.validate():
        return draw(meeting, invitation=form), 422
    try:
        actions.invite(meeting, invited_by(form), by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences, invitation=form), 422
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + "#people", 303)


@blueprint.post("/meetings/<int:meeting_id>/attendance")
@requires(Permission.HOLD_MEETINGS)
@commits
def note_attendance(meeting_id: int) -> ResponseReturnValue:
    def noting(meeting: Meeting) -> None:
        told = {
            one.id: _told(one.id) for one in meeting.attendees if f"came-{one.id}" in request.form
        }
        actions.note_attendance(meeting, told, by=current_user)

    return act(meeting_id, noting, "#people")


@blueprint.post("/meetings/<int:meeting_id>/attendees/<int:attendee_id>/removal")
@requires(Permission.HOLD_MEETINGS)
@commits
def uninvite(meeting_id: int, attendee_id: int) -> ResponseReturnValue:
    return act(
        meeting_id,
        lambda meeting: actions.uninvite(meeting, attendee_id, by=current_user),
        "#people",
    )


@blueprint.post("/meetings/<int:meeting_id>/addenda")
@requires(Permission.HOLD_MEETINGS)
@commits
def add_addendum(meeting_id: int) -> ResponseReturnValue:
    meeting, form = queries.get_meeting_to_plan(current_user, meeting_id), AddendumForm()
    if not form.validate():
        return draw(meeting, addendum=form), 422
    try:
        actions.add_addendum(meeting, form.text.data, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences, addendum=form), 422
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + "#addenda", 303)


def act(meeting_id: int, what: Callable[[Meeting], Any], anchor: str = "") -> ResponseReturnValue:
    """Do something with a meeting that the user may run; a refusal shows its page with the sentences."""
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    try:
        what(meeting)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + anchor, 303)


def _told(attendee_id: int) -> tuple[Attendance, str]:
    came = Attendance.with_value(request.form.get(f"came-{attendee_id}")) or Attendance.INVITED
    return came, without_controls(request.form.get(f"substitute-{attendee_id}"))[:100]


def _stored_form(meeting: Meeting) -> MeetingForm:
    return MeetingForm(user=current_user, formdata=None, obj=meeting, data=data_of_meeting(meeting))


def _form_page(
    form: MeetingForm,
    meeting: Meeting,
    problems: Sequence[Sentence] = (),
    version: int | None = None,
) -> str:
    return render_template(
        "meetings/form.html", form=form, meeting=meeting, problems=problems,
        version=version or meeting.version,
    )  # fmt: skip
