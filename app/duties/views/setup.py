"""The duties themselves: set up, changed from a day on, ended."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.accounts.queries import list_organisations
from app.duties import actions, queries
from app.duties.forms import DutyForm, EndForm, VersionForm, fields_of_version
from app.duties.models import Duty
from app.duties.rules import Cadence
from app.duties.views.blueprint import blueprint, seen_version
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.queries import (
    get_project_for,
    get_section_for,
    list_projects_for,
    list_section_choices,
)


@blueprint.get("/duties/setup")
@requires(Permission.SEE_DUTIES)
def setup() -> ResponseReturnValue:
    duties = queries.list_duties()
    if current_user.is_outsider:
        duties = [one for one in duties if one.project_id is None and one.section_id is None]
    return render_template("duties/setup.html", duties=duties, on=today())


@blueprint.post("/duties/usual")
@requires(Permission.EDIT_DUTIES)
@commits
def set_up_usual() -> ResponseReturnValue:
    made = actions.set_up_usual(today(), by=current_user)
    flash(_("%(number)s duties were set up.", number=len(made)))
    return redirect(url_for("duties.setup"), 303)


@blueprint.get("/duties/new")
@requires(Permission.EDIT_DUTIES)
def new_duty() -> ResponseReturnValue:
    first = {"starts_on": today(), "first_cadence": Cadence.WEEK.value, "first_least": 1}
    return _form_page(DutyForm(formdata=None, data=first | {"excused_by": ["on_hold"]}))


@blueprint.post("/duties/new")
@requires(Permission.EDIT_DUTIES)
@commits
def create_duty() -> ResponseReturnValue:
    form = DutyForm()
    _offer(form)

    def create() -> None:
        project, section = form.project_id.data, form.section_id.data
        actions.create_duty(
            form.kind_given(), form.name.data or "", form.asked(),
            starts_on=form.starts_on.data, by=current_user,
            project=get_project_for(current_user, project) if project else None,
            section=get_section_for(current_user, section) if section else None,
        )  # fmt: skip

    return _saved(form, create)


@blueprint.get("/duties/<int:duty_id>/edit")
@requires(Permission.EDIT_DUTIES)
def edit_duty(duty_id: int) -> ResponseReturnValue:
    duty = queries.get_duty(duty_id)
    shown = fields_of_version(duty.version_on(today())) | {"valid_from": today()}
    return _form_page(VersionForm(formdata=None, data=shown), duty)


@blueprint.post("/duties/<int:duty_id>/edit")
@requires(Permission.EDIT_DUTIES)
@commits
def change_duty(duty_id: int) -> ResponseReturnValue:
    duty, form = queries.get_duty(duty_id), VersionForm()
    _offer(form)
    return _saved(
        form,
        lambda: actions.change_duty(
            duty, form.asked(), valid_from=form.valid_from.data, by=current_user,
            seen_version=seen_version(),
        ),
        duty,
    )  # fmt: skip


@blueprint.post("/duties/<int:duty_id>/end")
@requires(Permission.EDIT_DUTIES)
@commits
def end_duty(duty_id: int) -> ResponseReturnValue:
    duty, form = queries.get_duty(duty_id), EndForm()
    if not form.validate():
        return _edit_again(duty, form), 422
    try:
        actions.end_duty(duty, form.ends_on.data, by=current_user, seen_version=seen_version())
    except RuleBroken as broken:
        return _edit_again(duty, form, broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("duties.setup"), 303)


def _saved(
    form: VersionForm, change: Callable[[], Any], duty: Duty | None = None
) -> ResponseReturnValue:
    if not form.validate():
        return _form_page(form, duty), 422
    try:
        change()
    except RuleBroken as broken:
        return _form_page(form, duty, broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("duties.setup"), 303)


def _offer(form: VersionForm) -> None:
    form.offer(queries.list_people(), [(one.id, one.name) for one in list_organisations()])
    if isinstance(form, DutyForm):
        projects = [(one.id, one.name) for one in list_projects_for(current_user)]
        form.offer_objects(queries.KINDS, projects, list_section_choices(current_user))


def _edit_again(duty: Duty, ending: EndForm, problems: Sequence[Sentence] = ()) -> str:
    shown = fields_of_version(duty.version_on(today())) | {"valid_from": today()}
    return _form_page(VersionForm(formdata=None, data=shown), duty, problems, ending)


def _form_page(
    form: VersionForm,
    duty: Duty | None = None,
    problems: Sequence[Sentence] = (),
    ending: EndForm | None = None,
) -> str:
    _offer(form)
    return render_template(
        "duties/form.html", form=form, duty=duty, problems=problems, wrong=ending or form,
        ending=ending or EndForm(formdata=None),
    )  # fmt: skip
