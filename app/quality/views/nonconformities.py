"""Failed key items: the list, and one of them with the decision."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.quality.actions.nonconformities import rectify
from app.quality.forms.nonconformities import RectificationForm
from app.quality.models import Nonconformity
from app.quality.queries import nonconformities as queries
from app.quality.queries.lots import judgement_of, list_pending
from app.quality.queries.processes import processes_of_work
from app.quality.rules.evaluation import Lot
from app.quality.rules.explain import bad_places, explain
from app.quality.rules.nonconformities import Decision, Disposition, NonconformityState
from app.quality.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer
from app.shared.listing import read_choice, read_number
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Drawing, Panel, add_panel
from app.works.queries import is_writable

TONES = {
    NonconformityState.OPEN: "red",
    NonconformityState.RECTIFYING: "orange",
    NonconformityState.CLOSED: "green",
}


@blueprint.app_template_global()
def nonconformity_tone(state: NonconformityState) -> str:
    """Return the colour of a failed item's state."""
    return TONES[state]


@blueprint.get("/nonconformities")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def list_nonconformities() -> ResponseReturnValue:
    asked = queries.NonconformityFilter(
        read_choice(request.args, "state", NonconformityState), read_number(request.args, "section")
    )
    return render_template(
        "quality/nonconformities.html", rows=queries.list_nonconformities(current_user, asked),
        asked=asked, states=NonconformityState, today=today(),
    )  # fmt: skip


@blueprint.get("/nonconformities/<int:number>")
@requires(Permission.SEE_QUALITY)
def nonconformity_page(number: int) -> ResponseReturnValue:
    return _page(queries.get_nonconformity_for(current_user, number))


@blueprint.post("/nonconformities/<int:number>/rectification")
@requires(Permission.DECIDE_NONCONFORMITY)
@commits
def order_rectification(number: int) -> ResponseReturnValue:
    found = queries.get_nonconformity_to_decide(current_user, number)
    form = RectificationForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        decision = Decision(Disposition.RECTIFY, form.reason.data, form.due_on.data)
        try:
            rectify(found, decision, by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The place is to be rectified and tested again."))
            return redirect(url_for(".nonconformity_page", number=number), 303)
    return _page(found, form, problems), 422


def _page(
    found: Nonconformity,
    form: RectificationForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    judgement = judgement_of(found.lot)
    values = Lot(found.lot.samples, found.lot.design, judgement.tolerance) if judgement else None
    process = processes_of_work(found.work).find(found.process)
    return render_template(
        "quality/nonconformity.html", found=found, process=process.name if process else found.process,
        told=explain(values, judgement.found) if judgement and values else (),
        bad=bad_places(values, judgement.found) if judgement and values else (),
        form=form or RectificationForm(formdata=None), problems=problems, wrong=form, today=today(),
        may_decide=may(current_user, Permission.DECIDE_NONCONFORMITY)
        and is_writable(current_user, found.section_id)
        and found.state is not NonconformityState.CLOSED,
        states=NonconformityState, dispositions=Disposition,
    )  # fmt: skip


def draw_section(section: Section, reader: User) -> Drawing:
    """Draw what failed on a section and is not settled, and the results that are awaited."""
    if not may(reader, Permission.SEE_QUALITY):
        return None
    live = queries.NonconformityFilter(section_id=section.id, is_live=True)
    failed = queries.list_nonconformities(reader, live)
    pending = list_pending(reader, section_id=section.id)
    if not failed and not pending:
        return None
    return "quality/_tests_panel.html", {"failed": failed, "pending": pending, "today": today()}


add_panel(Panel("section", draw_section, order=15))
