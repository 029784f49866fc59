"""What another sum of money would pay: a page to try, on which nothing is saved."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.payments import queries
from app.payments.actions.what_if import WhatIf, what_if
from app.payments.forms import ProposeForm
from app.payments.models import ReleaseProposal
from app.payments.rules.decide import State
from app.payments.views.blueprint import blueprint, month_from
from app.shared.calendar import Month
from app.shared.errors import Forbidden

TRIED = ("funds", "central", "provincial", "district", "self_raised", "other")


@blueprint.get("/<month>/what-if")
@requires(Permission.SEE_PAYMENTS)
def try_funds(month: str) -> ResponseReturnValue:
    if not _may_try():
        raise Forbidden
    wanted, form = month_from(month), ProposeForm(request.args, meta={"csrf": False})
    proposal = _newest(wanted)
    if not any(name in request.args for name in TRIED):
        return _page(wanted, proposal, form)
    if not form.validate():
        return _page(wanted, proposal, form), 422
    return _page(wanted, proposal, form, what_if(wanted, proposal, form.funds_fen, form.bound_fen))


def _may_try() -> bool:
    return may(current_user, Permission.PROPOSE_PAYMENTS) or may(
        current_user, Permission.APPROVE_PAYMENTS
    )


def _newest(month: Month) -> ReleaseProposal | None:
    proposals = queries.list_proposals(month)
    return next((one for one in proposals if one.state is not State.WITHDRAWN), None)


def _page(
    month: Month, proposal: ReleaseProposal | None, form: ProposeForm, tried: WhatIf | None = None
) -> str:
    shown: dict[str, Any] = {"month": month, "proposal": proposal, "form": form, "tried": tried}
    return render_template("payments/what_if.html", **shown)
