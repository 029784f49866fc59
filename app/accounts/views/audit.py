"""The audit trail: who did what, when, and whether the chain of records is whole."""

from datetime import date

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.permissions import Permission, requires
from app.accounts.views.blueprint import blueprint
from app.shared.errors import Unreadable
from app.shared.listing import read_list_request
from app.shared.trail import HEADS, check_trail, read_heads


@blueprint.get("/audit")
@requires(Permission.SEE_AUDIT)
def audit() -> ResponseReturnValue:
    listed = read_list_request(request.args, ("at", "action", "actor"), "-at")
    page = queries.list_events(
        listed,
        action=request.args.get("action", "")[:80],
        actor=request.args.get("actor", "")[:80],
        since=_day(request.args.get("since", "")),
    )
    return render_template("accounts/audit.html", page=page)


@blueprint.get("/audit/check")
@requires(Permission.SEE_AUDIT)
def audit_check() -> ResponseReturnValue:
    heads, damage = [], None
    try:
        heads = read_heads(current_app.config["DATA_FOLDER"] / HEADS)
    except Unreadable as trouble:
        damage = trouble.sentence
    report = check_trail(heads)
    return render_template(
        "accounts/audit_check.html", report=report, heads=heads[::-1][:90], damage=damage
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
