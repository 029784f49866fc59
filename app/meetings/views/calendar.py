"""The calendar of a person: its secret address, and what calendar programs read there."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, public, requires
from app.meetings import actions
from app.meetings.feed import feed_of
from app.meetings.queries import meetings as queries
from app.meetings.views.blueprint import blueprint
from app.shared.errors import NotFound
from app.shared.transaction import commits


@blueprint.get("/meetings/calendar")
@requires(Permission.SEE_MEETINGS)
def calendar() -> ResponseReturnValue:
    return render_template("meetings/calendar.html", feed=queries.find_feed(current_user.id))


@blueprint.post("/meetings/calendar")
@requires(Permission.SEE_MEETINGS)
@commits
def open_feed() -> ResponseReturnValue:
    """Show the new address, once: only its hash is kept."""
    token = actions.open_feed(current_user)
    address = url_for(".feed", token=token, _external=True)
    feed = queries.find_feed(current_user.id)
    return render_template("meetings/calendar.html", feed=feed, address=address)


@blueprint.post("/meetings/calendar/closing")
@requires(Permission.SEE_MEETINGS)
@commits
def close_feed() -> ResponseReturnValue:
    actions.close_feed(current_user)
    return render_template("meetings/calendar.html", feed=None)


@blueprint.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """Answer to whoever knows the address; a wrong one is not found, whatever is wrong with it."""
    user = queries.find_owner_of_feed(token)
    if user is None:
        raise NotFound
    answer = Response(feed_of(user, request.host), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
