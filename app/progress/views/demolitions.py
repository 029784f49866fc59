"""Demolish and rebuild: what would be taken back, and the decision."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.progress.actions.demolitions import demolish
from app.progress.queries.demolitions import list_measurement_reversals, plan_demolition
from app.progress.rules.weekly import plain, read_number
from app.progress.views.blueprint import blueprint
from app.quality.models import Nonconformity
from app.quality.queries.nonconformities import get_nonconformity_to_decide
from app.quality.queries.processes import processes_of_work
from app.shared.errors import RuleBroken
from app.shared.fields import long_text
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Drawing, Panel, add_panel


class DemolitionForm(FlaskForm):
    """Why the place is demolished; the quantities are rows of their own."""

    reason = long_text(_l("Reason"), needed=_l("Give the reason, so that it can be read later."))


@blueprint.get("/demolitions/<int:number>")
@requires(Permission.DECIDE_NONCONFORMITY)
def demolition_form(number: int) -> ResponseReturnValue:
    return _page(get_nonconformity_to_decide(current_user, number))


@blueprint.post("/demolitions/<int:number>")
@requires(Permission.DECIDE_NONCONFORMITY)
@commits
def order_demolition(number: int) -> ResponseReturnValue:
    found = get_nonconformity_to_decide(current_user, number)
    form, typed = DemolitionForm(), request.form
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            demolish(found, form.reason.data, _quantities(found, typed), by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The place is to be demolished and rebuilt; its progress is taken back."))
            return redirect(url_for("quality.nonconformity_page", number=number), 303)
    return _page(found, form, typed, problems), 422


def draw_reversals(section: Section, reader: User) -> Drawing:
    """Draw what demolitions took back, and measurement has to take back."""
    if not may(reader, Permission.SEE_PROGRESS):
        return None
    rows = list_measurement_reversals(section.id)
    return ("progress/_reversals_panel.html", {"rows": rows}) if rows else None


def _quantities(found: Nonconformity, typed: Mapping[str, str]) -> dict[str, Decimal | None]:
    codes = [item.code for item in plan_demolition(found).items]
    return {code: read_number(typed.get(f"q:{code}", "")) for code in codes}


def _page(
    found: Nonconformity,
    form: DemolitionForm | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    plan = plan_demolition(found)
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "done": plain(item.done),
            "typed": (typed or {}).get(f"q:{item.code}", plain(plan.proposed[item.code])),
        }
        for item in plan.items
    ]
    process = processes_of_work(found.work).find(found.process)
    return render_template(
        "progress/demolition.html",
        found=found,
        process=process.name if process else found.process,
        rows=rows,
        form=form or DemolitionForm(formdata=None),
        problems=problems,
    )


add_panel(Panel("section", draw_reversals, order=25))
