"""Vetoes: confirmed facts that cap a section's score, each with its evidence."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import actions, queries
from app.ranking.forms import VetoForm
from app.ranking.rules.policy import veto_label
from app.ranking.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.forms import choices
from app.shared.transaction import commits
from app.works.queries import get_section_for, list_sections_for


@blueprint.get("/ranking/vetoes")
@requires(Permission.SEE_RANKING)
def list_vetoes() -> ResponseReturnValue:
    return _vetoes_page(())


@blueprint.get("/ranking/vetoes/new")
@requires(Permission.RECORD_VETO)
def veto_new() -> ResponseReturnValue:
    form = _filled(VetoForm(data={"section_id": request.args.get("section", type=int)}))
    return render_template("ranking/veto_form.html", form=form, problems=())


@blueprint.post("/ranking/vetoes/new")
@requires(Permission.RECORD_VETO)
@commits
def veto_save() -> ResponseReturnValue:
    form = _filled(VetoForm())
    problems: tuple[object, ...] = ()
    if form.validate() and form.day.data:
        section = get_section_for(current_user, form.section_id.data)
        try:
            actions.record_veto(
                section, form.kind.data, form.day.data, form.evidence.data or "",
                by=current_user, on=today(),
            )  # fmt: skip
            flash(_("The veto is recorded; it counts when the month is drafted again."))
            return redirect(url_for(".list_vetoes"), 303)
        except RuleBroken as broken:
            problems = broken.sentences
    return render_template("ranking/veto_form.html", form=form, problems=problems), 422


@blueprint.post("/ranking/vetoes/<int:veto_id>/withdrawal")
@requires(Permission.RECORD_VETO)
@commits
def veto_withdraw(veto_id: int) -> ResponseReturnValue:
    veto = queries.get_veto_for(current_user, veto_id)
    try:
        actions.withdraw_veto(veto, request.form.get("reason", ""), by=current_user)
    except RuleBroken as broken:
        return _vetoes_page(broken.sentences), 422
    flash(_("The veto is withdrawn."))
    return redirect(url_for(".list_vetoes"), 303)


def _vetoes_page(problems: tuple[object, ...]) -> str:
    return render_template(
        "ranking/vetoes.html",
        vetoes=queries.list_vetoes(current_user),
        veto_label=veto_label,
        problems=problems,
    )


def _filled(form: VetoForm) -> VetoForm:
    """Give the form its sections and the vetoes of the policy that counts today."""
    sections = list_sections_for(current_user)
    form.section_id.choices = choices((s.id, f"{s.project.name} · {s.name}") for s in sections)
    policy = queries.policy_of(queries.month_of(today()))
    form.kind.choices = choices((code, veto_label(code)) for code in policy.vetoes)
    return form
