"""One step of a section's start: its evidence, its report, its confirmation, and the crews."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.owners import tell_of
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.startup import actions, queries
from app.startup.forms import CrewForm, DecisionForm, StepForm
from app.startup.models import StartStep
from app.startup.rules import AT_A_BANK, StepKind, StepState
from app.startup.views.blueprint import blueprint
from app.works.queries import get_section_to_change, is_writable

tell_of(OwnerKind.START_STEP, address=lambda number: url_for("startup.step_page", step_id=number))


@blueprint.get("/start-steps/<int:step_id>")
@requires(Permission.SEE_START_UP)
def step_page(step_id: int) -> ResponseReturnValue:
    return _page(queries.get_step_for(current_user, step_id))


@blueprint.post("/start-steps/<int:step_id>/report")
@requires(Permission.REPORT_START_UP)
@takes_photos
@commits
def step_reported(step_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    step, form = _step_to_change(step_id), StepForm()
    if not form.validate() or photos.refusals:
        return _page(step, refused=form, problems=photos.refusals, photos=photos), 422
    try:
        actions.report_step(
            step, form.report(), photos.of("photos"), by=current_user, seen_version=_version()
        )
    except RuleBroken as broken:
        return _page(step, refused=form, problems=broken.sentences, photos=photos), 422
    flash(_("Reported. The project office will confirm it."))
    return _to(step)


@blueprint.post("/start-steps/<int:step_id>/decision")
@requires(Permission.FOLLOW_START_UP)
@commits
def step_decided(step_id: int) -> ResponseReturnValue:
    step, form = _step_to_change(step_id), DecisionForm()
    confirms = request.form.get("verdict") == "confirm"

    def decide() -> None:
        actions.decide_step(
            step,
            form.reason.data or "",
            confirms=confirms,
            by=current_user,
            seen_version=_version(),
        )

    return _changed(step, form, decide)


@blueprint.post("/start-steps/<int:step_id>/crews")
@requires(Permission.REPORT_START_UP)
@commits
def crew_entered(step_id: int) -> ResponseReturnValue:
    step, form = _step_to_change(step_id), CrewForm()

    def enter() -> None:
        actions.add_crew(
            step.checklist,
            form.name.data or "",
            form.leader.data or "",
            form.people.data,
            form.entered_on.data,
            by=current_user,
        )

    return _changed(step, form, enter)


@blueprint.post("/crews/<int:crew_id>/deletion")
@requires(Permission.REPORT_START_UP)
@commits
def crew_removed(crew_id: int) -> ResponseReturnValue:
    crew = queries.get_crew_for(current_user, crew_id)
    get_section_to_change(current_user, crew.checklist.section_id)
    step = queries.step_of(crew.checklist, StepKind.CREWS)
    return _changed(step, FlaskForm(), lambda: actions.remove_crew(crew, by=current_user))


def _step_to_change(step_id: int) -> StartStep:
    step = queries.get_step_for(current_user, step_id)
    get_section_to_change(current_user, step.checklist.section_id)
    return step


def _version() -> int | None:
    return read_number(request.form, "version")


def _changed(step: StartStep, form: FlaskForm, change: Callable[[], Any]) -> ResponseReturnValue:
    if not form.validate():
        return _page(step, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(step, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return _to(step)


def _to(step: StartStep) -> ResponseReturnValue:
    return redirect(url_for("startup.step_page", step_id=step.id), 303)


def _page(
    step: StartStep,
    *,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    section, shown = step.checklist.section, photos_of(OwnerKind.START_STEP, [step.id])
    return render_template(
        "startup/step.html",
        step=step,
        section=section,
        standing=queries.shown_steps(step.checklist, today())[step.kind],
        crews=step.checklist.crews if step.kind is StepKind.CREWS else [],
        least_crews=value_of("least_crews"),
        located=queries.count_located(section.id) if step.kind is StepKind.LOCATION else None,
        at_a_bank=step.kind in AT_A_BANK,
        photos=shown,
        marks=marks_of(shown),
        refused_form=refused,
        problems=problems,
        kept=photos.tokens() if photos else {},
        **_forms(step, refused),
    )


def _forms(step: StartStep, refused: FlaskForm | None) -> dict[str, Any]:
    """Return the forms of what this person may do next."""
    writes = is_writable(current_user, step.checklist.section_id)
    reports = writes and may(current_user, Permission.REPORT_START_UP)
    waits = step.state in (StepState.OPEN, StepState.RETURNED)
    decides = writes and may(current_user, Permission.FOLLOW_START_UP)
    return {
        "step_form": _form(StepForm, refused, step)
        if reports and waits and step.kind is not StepKind.CONTRACT
        else None,
        "decision_form": _form(DecisionForm, refused, None)
        if decides and step.state is StepState.REPORTED
        else None,
        "crew_form": _form(CrewForm, refused, None)
        if reports and waits and step.kind is StepKind.CREWS
        else None,
    }


def _form(kind: type[FlaskForm], refused: FlaskForm | None, step: StartStep | None) -> FlaskForm:
    if isinstance(refused, kind):
        return refused
    return kind(formdata=None, obj=step if step and step.state is StepState.RETURNED else None)
