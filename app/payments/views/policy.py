"""The release policy: what it says, what it said before, and how to change it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.payments import actions, queries
from app.payments.forms import PolicyForm
from app.payments.rules import law
from app.payments.rules.policy import policy_from
from app.payments.views.blueprint import blueprint, shown_all
from app.ranking.rules.policy import Band
from app.shared import formats
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken
from app.shared.transaction import commits
from app.works.rules import FundKind


@blueprint.get("/policy")
@requires(Permission.SEE_PAYMENTS)
def policy() -> ResponseReturnValue:
    return _policy_page(_filled_form())


@blueprint.post("/policy")
@requires(Permission.EDIT_RELEASE_POLICY)
@commits
def save_policy() -> ResponseReturnValue:
    form = PolicyForm()
    if not form.validate_on_submit():
        return _policy_page(form), 422
    try:
        actions.save_policy(form.policy(), form.month, form.reason.data, by=current_user)
    except RuleBroken as broken:
        return _policy_page(form, shown_all(broken.sentences)), 422
    flash(_("The policy counts from %(month)s on.", month=formats.month(form.month)))
    return redirect(url_for(".policy"), 303)


def _filled_form() -> PolicyForm:
    month = Month.of(today())
    now = queries.current_policy(month)
    return PolicyForm(
        formdata=None,
        data={
            "front": now.shares[Band.FRONT],
            "middle": now.shares[Band.MIDDLE],
            "rear": now.shares[Band.REAR],
            "unranked_as": now.unranked_as,
            "standard_days": now.standard_days,
            "source_order": "、".join(str(kind.label) for kind in now.source_order),
            "effective_from": str(month),
        },
    )


def _policy_page(form: PolicyForm, problems: Any = ()) -> str:
    return render_template(
        "payments/policy.html",
        policy=queries.current_policy(Month.of(today())),
        versions=[(row, policy_from(row.content)) for row in queries.list_policies()],
        bands=list(Band),
        law=law,
        unrestricted=FundKind.UNRESTRICTED,
        form=form,
        problems=problems,
        may_edit=may(current_user, Permission.EDIT_RELEASE_POLICY),
    )
