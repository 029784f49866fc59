"""Projects at a glance: progress by contract amount and by kilometres."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.queries.overview import programmes_on
from app.progress.views.blueprint import blueprint
from app.shared.calendar import today


@blueprint.get("/progress")
@requires(Permission.SEE_PROGRESS)
def overview() -> ResponseReturnValue:
    programmes = programmes_on(current_user, today())
    return render_template("progress/overview.html", programmes=programmes, day=today())
