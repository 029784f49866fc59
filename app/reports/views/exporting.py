"""The page of exports, and the files that it offers."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Permission, requires
from app.reports.views.blueprint import blueprint


@blueprint.get("/exports")
@requires(Permission.EXPORT)
def exports() -> ResponseReturnValue:
    return render_template("reports/exports.html")
