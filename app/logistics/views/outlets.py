"""Entering and changing the outlets of a village."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.logistics import actions, queries
from app.logistics.forms import OutletForm
from app.logistics.models import Outlet, Village
from app.logistics.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.stale_edits import fields_of, stale_answer
from app.shared.transaction import commits


@blueprint.get("/logistics/villages/<int:village_id>/outlets/new")
@requires(Permission.EDIT_LOGISTICS)
def new_outlet(village_id: int) -> ResponseReturnValue:
    return _form_page(OutletForm(opened_on=today()), queries.get_village(village_id))


@blueprint.post("/logistics/villages/<int:village_id>/outlets/new")
@requires(Permission.EDIT_LOGISTICS)
@commits
def save_new_outlet(village_id: int) -> ResponseReturnValue:
    village, form = queries.get_village(village_id), OutletForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.open_outlet(village, by=current_user, **form.fields())
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The outlet is entered."))
            return redirect(url_for(".village_page", village_id=village_id), 303)
    return _form_page(form, village, problems=problems), 422


@blueprint.get("/logistics/outlets/<int:outlet_id>/edit")
@requires(Permission.EDIT_LOGISTICS)
def edit_outlet(outlet_id: int) -> ResponseReturnValue:
    outlet = queries.get_outlet(outlet_id)
    return _form_page(OutletForm(obj=outlet), outlet.village, outlet)


@blueprint.post("/logistics/outlets/<int:outlet_id>/edit")
@requires(Permission.EDIT_LOGISTICS)
@commits
def save_outlet(outlet_id: int) -> ResponseReturnValue:
    outlet, form = queries.get_outlet(outlet_id), OutletForm()
    version = read_number(request.form, "version")
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.change_outlet(outlet, form.fields(), by=current_user, seen_version=version)
        except StaleEdit as stale:
            stored = OutletForm(formdata=None, obj=outlet)
            back = url_for(".village_page", village_id=outlet.village_id)
            return stale_answer(
                stale, fields_of(stored), version=outlet.version, back=back, name=outlet.name
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Saved."))
            return redirect(url_for(".village_page", village_id=outlet.village_id), 303)
    return _form_page(form, outlet.village, outlet, problems, version), 422


def _form_page(
    form: OutletForm,
    village: Village,
    outlet: Outlet | None = None,
    problems: Sequence[Sentence] = (),
    version: int | None = None,
) -> str:
    return render_template(
        "logistics/outlet_form.html", form=form, village=village, outlet=outlet,
        problems=problems, version=version or (outlet.version if outlet else None),
    )  # fmt: skip
