"""Orders of the leader to go on without acceptance: giving one, and the list that stays for ever."""

from collections.abc import Sequence
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.quality import actions, queries
from app.quality.forms.acceptance import OverrideForm
from app.quality.models import AcceptanceOverride
from app.quality.queries.strips import strips_of
from app.quality.rules.chain import Standing
from app.quality.views.blueprint import blueprint
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Work
from app.works.queries import get_work_to_change
from app.works.rules import WorkKind


@blueprint.get("/overrides")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def list_overrides() -> ResponseReturnValue:
    orders = queries.list_overrides(current_user)
    return render_template(
        "quality/overrides.html", orders=orders, made_good=accepted_later(orders)
    )


def accepted_later(orders: Sequence[AcceptanceOverride]) -> set[int]:
    """Return the orders whose process has passed there meanwhile."""
    passed = queries.passed_of({order.work_id for order in orders})
    return {
        order.id
        for order in orders
        if passed.get(order.work_id, {}).get(order.process, Standing()).holds(order.place)
    }


@blueprint.get("/works/<int:work_id>/override")
@requires(Permission.OVERRIDE_ACCEPTANCE)
def new_override(work_id: int) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    form = OverrideForm(
        queries.processes_of_work(work), formdata=None, client_uuid=str(uuid4()),
        process_code=request.args.get("process"),
    )  # fmt: skip
    return _page(work, form)


@blueprint.post("/works/<int:work_id>/override")
@requires(Permission.OVERRIDE_ACCEPTANCE)
@commits
def override(work_id: int) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    form = OverrideForm(queries.processes_of_work(work))
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.override(
                work, form.process_code.data, form.place(), reason=form.reason.data, by=current_user,
                client_uuid=form.uuid,
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The next process may go on there. The order is on the list of overrides."))
            return redirect(url_for(".list_overrides"), 303)
    return _page(work, form, problems), 422


def _page(work: Work, form: OverrideForm, problems: Sequence[Sentence] = ()) -> str:
    return render_template(
        "quality/override.html", work=work, form=form, problems=problems, strips=strips_of([work]),
        has_chainage=work.kind == WorkKind.ROAD and work.start_m is not None,
    )  # fmt: skip
