"""Each person's first page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Permission, requires

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def today() -> ResponseReturnValue:
    return render_template("home/today.html")
