"""The minutes of a meeting as files."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.meetings.queries import meetings
from app.reports.exports.minutes_text import MinutesForm, title_of
from app.reports.views.blueprint import blueprint
from app.reports.views.exporting import DOCX
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.shared.spreadsheet import download


@blueprint.get("/exports/meetings/<int:meeting_id>/minutes.<kind>")
@requires(Permission.SEE_MEETINGS)
def export_minutes(meeting_id: int, kind: str) -> ResponseReturnValue:
    meeting = meetings.get_meeting_for(current_user, meeting_id)
    if kind not in ("docx", "pdf"):
        raise NotFound
    if meeting.started_at is None:
        flash(_("There are no minutes before the meeting has begun."), "warning")
        return redirect(url_for("meetings.meeting_page", meeting_id=meeting_id))
    form = MinutesForm(
        meeting,
        meetings.list_items(current_user, meeting_id),
        meetings.list_outcomes(current_user, meeting_id),
        str(value_of("bureau_name")),
    )
    return _file(form, kind)


def _file(form: MinutesForm, kind: str) -> Response:
    name = f"{title_of(form)}-{form.meeting.year}年第{form.meeting.sequence}期.{kind}"
    if kind == "docx":
        from app.reports.exports.minutes_word import minutes_document

        return download(minutes_document(form), name, DOCX)
    from app.reports.exports.minutes_pdf import minutes_pdf

    return download(minutes_pdf(form), name, "application/pdf")
