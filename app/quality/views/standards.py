"""The standard that tests are judged by: its lines, its versions, and the form of a line."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.quality.actions.standards import change_factor, change_line
from app.quality.forms.standards import FactorForm, LineForm
from app.quality.queries.standards import as_standard, find_version, list_versions, standard_on
from app.quality.rules.standard import Layer, Standard, StrengthFactor, Tolerance
from app.quality.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.kept import keeps_answer
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.get("/standard")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def standard_page() -> ResponseReturnValue:
    versions = list_versions()
    asked = read_number(request.args, "version")
    chosen = next((one for one in versions if one.number == asked), find_version(today()))
    standard = as_standard(chosen)
    return render_template(
        "quality/standard.html", standard=standard, versions=versions, chosen=chosen,
        layers=[(layer, lines) for layer in Layer if (lines := _lines_of(standard, layer))],
        unchecked=sum(not line.is_checked for line in standard.tolerances),
        may_edit=may(current_user, Permission.EDIT_TOLERANCES),
    )  # fmt: skip


@blueprint.get("/standard/<key>")
@requires(Permission.EDIT_TOLERANCES)
def edit_line(key: str) -> ResponseReturnValue:
    line = _line(_newest(), key)
    form = LineForm(formdata=None, obj=line, data={"valid_from": today()})
    form.valid_from.data = today()
    return _form_page(form, line)


@blueprint.post("/standard/<key>")
@requires(Permission.EDIT_TOLERANCES)
@commits
def save_line(key: str) -> ResponseReturnValue:
    line, form = _line(_newest(), key), LineForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            change_line(form.changed(line), form.valid_from.data, form.reason.data, by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(
                _("A new version of the standard is kept. What was judged before stays as it was.")
            )
            return redirect(url_for(".standard_page"), 303)
    return _form_page(form, line, problems), 422


@blueprint.get("/standard/factors/<int:place>")
@requires(Permission.EDIT_TOLERANCES)
def edit_factor(place: int) -> ResponseReturnValue:
    factor = _factor(_newest(), place)
    form = FactorForm(formdata=None, obj=factor)
    form.valid_from.data = today()
    return render_template("quality/standard_factor.html", form=form, factor=factor, problems=())


@blueprint.post("/standard/factors/<int:place>")
@requires(Permission.EDIT_TOLERANCES)
@commits
def save_factor(place: int) -> ResponseReturnValue:
    factor, form = _factor(_newest(), place), FactorForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        changed, day, reason = form.changed(factor), form.valid_from.data, form.reason.data
        try:
            change_factor(place, changed, day, reason, by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(
                _("A new version of the standard is kept. What was judged before stays as it was.")
            )
            return redirect(url_for(".standard_page"), 303)
    page = render_template(
        "quality/standard_factor.html", form=form, factor=factor, problems=problems
    )
    return page, 422


def _factor(standard: Standard, place: int) -> StrengthFactor:
    if place >= len(standard.factors):
        raise NotFound
    return standard.factors[place]


def _lines_of(standard: Standard, layer: Layer) -> list[Tolerance]:
    """Return the lines of a layer, those of one kind of test together."""
    kinds = standard.kinds_of(layer)
    own = [line for line in standard.tolerances if line.layer is layer]
    return sorted(own, key=lambda line: kinds.index(line.kind))


def _newest() -> Standard:
    versions = list_versions()
    return as_standard(versions[0]) if versions else standard_on(today())


def _line(standard: Standard, key: str) -> Tolerance:
    for line in standard.tolerances:
        if line.key == key:
            return line
    raise NotFound


def _form_page(form: LineForm, line: Tolerance, problems: Sequence[Sentence] = ()) -> str:
    return render_template("quality/standard_line.html", form=form, line=line, problems=problems)
