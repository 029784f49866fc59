"""One village: its form, its answers and its outlets."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.logistics import actions, queries
from app.logistics.forms import AnswerForm, VillageForm
from app.logistics.models import Village
from app.logistics.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.stale_edits import fields_of, stale_answer
from app.shared.transaction import commits


@blueprint.get("/logistics/villages/<int:village_id>")
@requires(Permission.SEE_LOGISTICS)
def village_page(village_id: int) -> ResponseReturnValue:
    return _page(queries.get_village(village_id))


@blueprint.post("/logistics/villages/<int:village_id>/answers")
@requires(Permission.EDIT_LOGISTICS)
@commits
def confirm_service(village_id: int) -> ResponseReturnValue:
    village, form = queries.get_village(village_id), AnswerForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.confirm_service(village, form.draft(), by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Kept."))
            return redirect(url_for(".village_page", village_id=village_id), 303)
    return _page(village, form, problems), 422


def _page(
    village: Village, refused: AnswerForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    day = today()
    reached = queries.reached_on(day)
    form = refused
    if form is None and may(current_user, Permission.EDIT_LOGISTICS):
        form = AnswerForm(formdata=None, client_uuid=str(uuid4()), confirmed_on=day)
    return render_template(
        "logistics/village.html", village=village, standing=reached.standings.get(village.id),
        answers=queries.answers_of(village.id), outlets=queries.outlets_of(village.id),
        served=queries.served_through(village.id, day), form=form, refused=refused,
        problems=problems, today=day,
    )  # fmt: skip


@blueprint.get("/logistics/villages/new")
@requires(Permission.EDIT_LOGISTICS)
def new_village() -> ResponseReturnValue:
    return _form_page(VillageForm())


@blueprint.post("/logistics/villages/new")
@requires(Permission.EDIT_LOGISTICS)
@commits
def save_new_village() -> ResponseReturnValue:
    form = VillageForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            village = actions.register_village(by=current_user, **_fields(form))
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The village is registered."))
            return redirect(url_for(".village_page", village_id=village.id), 303)
    return _form_page(form, problems=problems), 422


@blueprint.get("/logistics/villages/<int:village_id>/edit")
@requires(Permission.EDIT_LOGISTICS)
def edit_village(village_id: int) -> ResponseReturnValue:
    village = queries.get_village(village_id)
    return _form_page(VillageForm(obj=village), village)


@blueprint.post("/logistics/villages/<int:village_id>/edit")
@requires(Permission.EDIT_LOGISTICS)
@commits
def save_village(village_id: int) -> ResponseReturnValue:
    village, form = queries.get_village(village_id), VillageForm()
    version = read_number(request.form, "version")
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.change_village(village, _fields(form), by=current_user, seen_version=version)
        except StaleEdit as stale:
            stored = VillageForm(formdata=None, obj=village)
            back = url_for(".village_page", village_id=village_id)
            return stale_answer(
                stale, fields_of(stored), version=village.version, back=back, name=village.name
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Saved."))
            return redirect(url_for(".village_page", village_id=village_id), 303)
    return _form_page(form, village, problems, version), 422


def _fields(form: VillageForm) -> dict[str, Any]:
    """Return the fields with the township itself, so that the rules can compare its code."""
    fields = form.fields()
    return {"township": queries.get_township(fields.pop("township_id"))} | fields


def _form_page(
    form: VillageForm,
    village: Village | None = None,
    problems: Sequence[Sentence] = (),
    version: int | None = None,
) -> str:
    return render_template(
        "logistics/village_form.html", form=form, village=village, problems=problems,
        version=version or (village.version if village else None),
    )  # fmt: skip
