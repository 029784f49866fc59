"""Changing an agenda: its order, its items, its topics."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.meetings import actions
from app.meetings.forms import ItemForm, TopicForm
from app.meetings.models import AgendaItem, Meeting
from app.meetings.queries import meetings as queries
from app.meetings.views.blueprint import blueprint
from app.meetings.views.meetings import act, draw
from app.shared.errors import Forbidden, NotFound, RuleBroken, StaleEdit
from app.shared.transaction import commits


@blueprint.post("/meetings/<int:meeting_id>/agenda")
@requires(Permission.HOLD_MEETINGS)
@commits
def bring_up_to_date(meeting_id: int) -> ResponseReturnValue:
    def drawing(meeting: Meeting) -> None:
        new, gone = actions.bring_up_to_date(meeting, by=current_user)
        if new or gone:
            flash(
                ngettext("%(num)s item came", "%(num)s items came", new)
                + _(", ")
                + ngettext("%(num)s is done", "%(num)s are done", gone)
                + _(".")
            )
        else:
            flash(_("The agenda was up to date."))

    return act(meeting_id, drawing, "#agenda")


@blueprint.post("/meetings/<int:meeting_id>/order")
@requires(Permission.HOLD_MEETINGS)
@commits
def put_in_order(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    wanted = [int(text) for text in request.form.getlist("item") if _is_number(text)]
    try:
        actions.put_in_order(meeting, wanted, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    if request.headers.get("X-Requested-With") == "agenda":
        return Response(status=204)
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + "#agenda", 303)


@blueprint.post("/meetings/items/<int:item_id>/place")
@requires(Permission.HOLD_MEETINGS)
@commits
def move_item(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    steps = {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    try:
        actions.move(item, steps, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    return redirect(f"{url_for('.meeting_page', meeting_id=meeting.id)}#item-{item_id}", 303)


@blueprint.post("/meetings/items/<int:item_id>")
@requires(Permission.HOLD_MEETINGS)
@commits
def change_item(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    form = ItemForm()
    if not form.validate():
        problems = [error for errors in form.errors.values() for error in errors]
        return draw(meeting, problems), 422
    try:
        actions.change_item(
            item, by=current_user, minutes=form.minutes.data, measure=form.measure.data or "",
            seen=request.form.get("version"),
        )  # fmt: skip
    except StaleEdit as stale:
        return draw(meeting, stale.sentences), 409
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    return redirect(f"{url_for('.meeting_page', meeting_id=meeting.id)}#item-{item_id}", 303)


@blueprint.post("/meetings/items/<int:item_id>/settlement")
@requires(Permission.HOLD_MEETINGS)
@commits
def settle_item(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    try:
        actions.change_item(item, by=current_user, is_settled=not item.is_settled)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    return redirect(f"{url_for('.meeting_page', meeting_id=meeting.id)}#item-{item_id}", 303)


@blueprint.post("/meetings/items/<int:item_id>/postponement")
@requires(Permission.HOLD_MEETINGS)
@commits
def postpone_item(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    try:
        actions.postpone(item, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    flash(
        _("The topic waits in the backlog of the series.") if meeting.series_id else _("Removed.")
    )
    return redirect(url_for(".meeting_page", meeting_id=meeting.id) + "#agenda", 303)


@blueprint.post("/meetings/<int:meeting_id>/topics")
@requires(Permission.HOLD_MEETINGS)
@commits
def add_topic(meeting_id: int) -> ResponseReturnValue:
    meeting, form = queries.get_meeting_to_plan(current_user, meeting_id), TopicForm()
    if not form.validate():
        return draw(meeting, topic=form), 422
    try:
        actions.add_topic(meeting, form.title.data, form.minutes.data or 0, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences, topic=form), 422
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + "#agenda", 303)


@blueprint.post("/meetings/<int:meeting_id>/backlog/<int:item_id>")
@requires(Permission.HOLD_MEETINGS)
@commits
def take_from_backlog(meeting_id: int, item_id: int) -> ResponseReturnValue:
    item = queries.get_item_for(current_user, item_id)
    return act(
        meeting_id,
        lambda meeting: actions.take_from_backlog(meeting, item, by=current_user),
        "#agenda",
    )


def item_to_change(item_id: int) -> tuple[AgendaItem, Meeting]:
    """Return an item of a meeting that the user may run. Raises NotFound or Forbidden."""
    item = queries.get_item_for(current_user, item_id)
    if item.meeting_id is None:
        raise NotFound
    meeting = queries.get_meeting_for(current_user, item.meeting_id)
    if not queries.may_run(current_user, meeting):
        raise Forbidden
    return item, meeting


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
