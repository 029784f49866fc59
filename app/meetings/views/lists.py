"""The list of meetings, and planning one outside any series."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.accounts.rules import Role
from app.meetings import actions
from app.meetings.forms import MeetingForm, new_meeting_data
from app.meetings.models import Meeting
from app.meetings.queries import meetings as queries
from app.meetings.queries.counts import standing_on
from app.meetings.queries.meetings import SORTABLE, MeetingFilter
from app.meetings.rules import MeetingKind, MeetingState
from app.meetings.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.listing import paginate, read_choice, read_list_request, read_number, search_words
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works.queries import get_section_for, list_projects_for


@blueprint.get("/meetings")
@requires(Permission.SEE_MEETINGS)
def list_meetings() -> ResponseReturnValue:
    asked = MeetingFilter(
        search=search_words(request.args),
        kind=read_choice(request.args, "kind", MeetingKind),
        state=read_choice(request.args, "state", MeetingState),
        project_id=read_number(request.args, "project"),
        series_id=read_number(request.args, "series"),
    )
    page = paginate(
        queries.meetings_statement(current_user, asked), SORTABLE,
        read_list_request(request.args, SORTABLE, "-planned"), tie_breaker=Meeting.id,
    )  # fmt: skip
    return render_template(
        "meetings/list.html", page=page, kinds=MeetingKind, states=MeetingState,
        to_come=queries.list_to_come(current_user), today=today(),
        standing=None if current_user.is_outsider else standing_on(today()),
        projects=[(project.id, project.name) for project in list_projects_for(current_user)],
    )  # fmt: skip


@blueprint.get("/meetings/new")
@requires(Permission.HOLD_MEETINGS)
def new_meeting() -> ResponseReturnValue:
    kind = read_choice(request.args, "kind", MeetingKind) or MeetingKind.AD_HOC
    form = MeetingForm(user=current_user, formdata=None, data=new_meeting_data(kind, today()))
    return _form_page(form)


@blueprint.post("/meetings/new")
@requires(Permission.HOLD_MEETINGS)
@commits
def save_new_meeting() -> ResponseReturnValue:
    form = MeetingForm(user=current_user)
    problems: Sequence[Sentence] = ()
    if form.validate():
        details = form.details()
        try:
            check_kind(form.kind.data)
            meeting = actions.plan_meeting(
                form.kind.data, details.pop("name"), details.pop("planned_at"), by=current_user,
                places=form.places(project_of), **details,
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The meeting is planned. Its agenda holds what is open."))
            return redirect(url_for(".meeting_page", meeting_id=meeting.id), 303)
    return _form_page(form, problems), 422


def check_kind(kind: MeetingKind) -> None:
    """Refuse a meeting that is not the user's to hold: supervisors hold supervision meetings."""
    if current_user.has_role(Role.SUPERVISOR) and kind is not MeetingKind.SUPERVISION:
        raise RuleBroken([say("Supervisors hold supervision meetings.")])


def project_of(section_id: int) -> int:
    """Return the project of a section that the user sees. Raises NotFound."""
    return get_section_for(current_user, section_id).project_id


def _form_page(form: MeetingForm, problems: Sequence[Sentence] = ()) -> str:
    return render_template("meetings/form.html", form=form, problems=problems, meeting=None)
