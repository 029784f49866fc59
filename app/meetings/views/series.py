"""Series of meetings: the list, one of them with its people and its backlog."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.accounts.queries import get_user
from app.meetings import actions, rules
from app.meetings.actions import Invited
from app.meetings.forms import InvitationForm, SeriesForm, TopicForm, data_of_places
from app.meetings.models import MeetingSeries
from app.meetings.queries import meetings as queries
from app.meetings.rules import MeetingKind
from app.meetings.views.blueprint import blueprint
from app.meetings.views.lists import project_of
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.listing import read_choice, read_number
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of, working_calendar
from app.shared.stale_edits import fields_of, stale_answer
from app.shared.transaction import commits


@blueprint.get("/meetings/series")
@requires(Permission.SEE_MEETINGS)
def list_series() -> ResponseReturnValue:
    rows = queries.list_series()
    calendar = working_calendar()
    days = {
        one.id: rules.next_day(
            one.kind, today(), calendar, weekday=one.weekday, day_of_month=one.day_of_month
        )
        for one in rows
    }
    return render_template("meetings/series_list.html", rows=rows, days=days)


@blueprint.get("/meetings/series/new")
@requires(Permission.PLAN_MEETINGS)
def new_series() -> ResponseReturnValue:
    kind = read_choice(request.args, "kind", MeetingKind) or MeetingKind.WEEKLY
    data = {
        "kind": kind, "chair_level": rules.USUAL_CHAIR[kind], "at_time": "09:00",
        "planned_minutes": 90, "day_of_month": 25, "weekday": 0,
    }  # fmt: skip
    return _form_page(SeriesForm(user=current_user, formdata=None, data=data))


@blueprint.post("/meetings/series/new")
@requires(Permission.PLAN_MEETINGS)
@commits
def save_new_series() -> ResponseReturnValue:
    form = SeriesForm(user=current_user)
    problems: Sequence[Sentence] = ()
    if form.validate():
        details = form.details()
        try:
            series = actions.create_series(
                details.pop("kind"), details.pop("name"), by=current_user,
                places=form.places(project_of), **details,
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The series is entered. Invite its people, then plan the first meeting."))
            return redirect(url_for(".series_page", series_id=series.id), 303)
    return _form_page(form, problems=problems), 422


@blueprint.get("/meetings/series/<int:series_id>")
@requires(Permission.SEE_MEETINGS)
def series_page(series_id: int) -> ResponseReturnValue:
    return _page(queries.get_series(series_id))


@blueprint.get("/meetings/series/<int:series_id>/edit")
@requires(Permission.PLAN_MEETINGS)
def edit_series(series_id: int) -> ResponseReturnValue:
    series = queries.get_series(series_id)
    return _form_page(_stored_form(series), series)


@blueprint.post("/meetings/series/<int:series_id>/edit")
@requires(Permission.PLAN_MEETINGS)
@commits
def save_series(series_id: int) -> ResponseReturnValue:
    series = queries.get_series(series_id)
    form, problems = SeriesForm(user=current_user), ()
    version = read_number(request.form, "version")
    if form.validate():
        try:
            actions.change_series(
                series, form.details(), form.places(project_of), by=current_user,
                seen_version=version,
            )  # fmt: skip
        except StaleEdit as stale:
            return stale_answer(
                stale, fields_of(_stored_form(series)), version=series.version,
                back=url_for(".series_page", series_id=series_id), name=series.name,
            )  # fmt: skip
        except RuleBroken as broken:
            return _form_page(form, series, broken.sentences, version), 422
        flash(_("Saved."))
        return redirect(url_for(".series_page", series_id=series_id), 303)
    return _form_page(form, series, problems, version), 422


@blueprint.post("/meetings/series/<int:series_id>/next")
@requires(Permission.PLAN_MEETINGS)
@commits
def plan_next(series_id: int) -> ResponseReturnValue:
    series = queries.get_series(series_id)
    meeting = actions.plan_next(series, by=current_user)
    if meeting is None:
        problem = say("This series has no cadence. Plan its meetings one by one.")
        return _page(series, problems=[problem]), 422
    flash(_("The next meeting is planned with its agenda."))
    return redirect(url_for(".meeting_page", meeting_id=meeting.id), 303)


@blueprint.post("/meetings/series/<int:series_id>/rest")
@requires(Permission.PLAN_MEETINGS)
@commits
def toggle_series(series_id: int) -> ResponseReturnValue:
    series = queries.get_series(series_id)
    places = [actions.Place(scope.project_id, scope.section_id) for scope in series.scopes]
    actions.change_series(series, {"is_active": not series.is_active}, places, by=current_user)
    return redirect(url_for(".series_page", series_id=series_id), 303)


@blueprint.post("/meetings/series/<int:series_id>/members")
@requires(Permission.PLAN_MEETINGS)
@commits
def invite_always(series_id: int) -> ResponseReturnValue:
    series, form = queries.get_series(series_id), InvitationForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.invite_always(series, invited_by(form), by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            return redirect(url_for(".series_page", series_id=series_id) + "#people", 303)
    return _page(series, invitation=form, problems=problems), 422


@blueprint.post("/meetings/series/<int:series_id>/members/<int:member_id>/removal")
@requires(Permission.PLAN_MEETINGS)
@commits
def no_longer_invite(series_id: int, member_id: int) -> ResponseReturnValue:
    actions.no_longer_invite(queries.get_series(series_id), member_id, by=current_user)
    return redirect(url_for(".series_page", series_id=series_id) + "#people", 303)


@blueprint.post("/meetings/series/<int:series_id>/topics")
@requires(Permission.PLAN_MEETINGS)
@commits
def keep_topic(series_id: int) -> ResponseReturnValue:
    series, form = queries.get_series(series_id), TopicForm()
    if form.validate():
        actions.add_to_backlog(series, form.title.data, form.minutes.data or 0, by=current_user)
        return redirect(url_for(".series_page", series_id=series_id) + "#backlog", 303)
    return _page(series, topic=form), 422


def invited_by(form: InvitationForm) -> Invited:
    """Return who is invited by the form: an account, or a name and an organisation."""
    if form.user_id.data:
        return Invited.person(form.category.data, get_user(form.user_id.data))
    return Invited(form.category.data, form.name.data, form.organisation.data)


def _page(
    series: MeetingSeries,
    invitation: InvitationForm | None = None,
    topic: TopicForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    may_plan = may(current_user, Permission.PLAN_MEETINGS)
    usual = {"minutes": value_of("meeting_item_minutes")}
    planned = queries.find_planned(series.id)
    asked = queries.MeetingFilter(series_id=series.id)
    return render_template(
        "meetings/series.html", series=series, may_plan=may_plan, problems=problems,
        wrong=invitation or topic, invitation=invitation or (InvitationForm() if may_plan else None),
        topic=topic or TopicForm(formdata=None, data=usual), planned=planned,
        backlog=queries.list_backlog(series.id), missing=missing_categories(series.members),
        meetings=queries.list_rows(current_user, asked, 20),
    )  # fmt: skip


def missing_categories(people: Sequence[Any]) -> list[rules.Category]:
    """Return the groups of which nobody is invited: they are shown, not demanded (R03)."""
    found = {one.category for one in people}
    return [category for category in rules.REQUIRED_CATEGORIES if category not in found]


def _stored_form(series: MeetingSeries) -> SeriesForm:
    return SeriesForm(user=current_user, formdata=None, obj=series, data=data_of_places(series))


def _form_page(
    form: SeriesForm,
    series: MeetingSeries | None = None,
    problems: Sequence[Sentence] = (),
    version: int | None = None,
) -> str:
    return render_template(
        "meetings/series_form.html", form=form, series=series, problems=problems,
        version=version or (series.version if series else None),
    )  # fmt: skip
