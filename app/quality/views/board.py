"""The board of acceptance requests: who has to sign, since when."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Permission, requires
from app.quality.views.blueprint import blueprint


@blueprint.get("")
@requires(Permission.SEE_QUALITY)
def board() -> ResponseReturnValue:
    return render_template("quality/board.html")
