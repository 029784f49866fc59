"""The policy: what counts now, what counted before, and a page that makes a new dated version."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import actions, queries
from app.ranking.forms import PolicyForm, policy_values
from app.ranking.rules.policy import Dimension, Policy, read_policy, veto_label
from app.ranking.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.transaction import commits


@blueprint.get("/ranking/policy")
@requires(Permission.SEE_RANKING)
def policy_page() -> ResponseReturnValue:
    current = queries.find_policy(queries.month_of(today()))
    policy = read_policy(current.content) if current else Policy()
    return _policy_page(policy, current)


@blueprint.get("/ranking/policy/<int:number>")
@requires(Permission.SEE_RANKING)
def policy_version(number: int) -> ResponseReturnValue:
    kept = next((p for p in queries.list_policies() if p.number == number), None)
    if kept is None:
        raise NotFound
    return _policy_page(read_policy(kept.content), kept)


def _policy_page(policy: Policy, kept: object) -> str:
    return render_template(
        "ranking/policy.html",
        policy=policy,
        kept=kept,
        policies=queries.list_policies(),
        dimensions=list(Dimension),
        veto_label=veto_label,
    )


@blueprint.get("/ranking/policy/new")
@requires(Permission.EDIT_RANKING_POLICY)
def policy_new() -> ResponseReturnValue:
    month = queries.month_of(today())
    form = PolicyForm(data={"valid_from": month, **policy_values(queries.policy_of(month))})
    return render_template("ranking/policy_form.html", form=form, problems=())


@blueprint.post("/ranking/policy/new")
@requires(Permission.EDIT_RANKING_POLICY)
@commits
def policy_save() -> ResponseReturnValue:
    form = PolicyForm()
    problems: tuple[object, ...] = ()
    if form.validate() and form.valid_from.data:
        before = queries.policy_of(form.valid_from.data)
        try:
            kept = actions.save_policy(
                form.policy(before), form.valid_from.data, form.reason.data or "", by=current_user
            )
            flash(
                _(
                    "Policy %(number)s counts from %(month)s on.",
                    number=kept.number,
                    month=kept.valid_from,
                )
            )
            return redirect(url_for(".policy_version", number=kept.number), 303)
        except RuleBroken as broken:
            problems = broken.sentences
    return render_template("ranking/policy_form.html", form=form, problems=problems), 422
