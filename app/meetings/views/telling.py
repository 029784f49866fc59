"""What would be sent about a meeting, shown before it leaves."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.meetings.actions.telling import letter_for, send_letter
from app.meetings.models import Meeting
from app.meetings.queries import meetings as queries
from app.meetings.views.blueprint import blueprint
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.get("/meetings/<int:meeting_id>/letter")
@requires(Permission.HOLD_MEETINGS)
def preview_letter(meeting_id: int) -> ResponseReturnValue:
    return _page(queries.get_meeting_to_plan(current_user, meeting_id))


@blueprint.post("/meetings/<int:meeting_id>/letter")
@requires(Permission.HOLD_MEETINGS)
@commits
def send(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    try:
        send_letter(meeting, by=current_user)
    except RuleBroken as broken:
        return _page(meeting, broken.sentences), 422
    flash(_("Sent."))
    return redirect(url_for(".meeting_page", meeting_id=meeting_id), 303)


def _page(meeting: Meeting, problems: Sequence[Sentence] = ()) -> str:
    return render_template(
        "meetings/letter.html", meeting=meeting, letter=letter_for(meeting), problems=problems
    )
