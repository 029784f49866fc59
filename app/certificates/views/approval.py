"""Having a certificate approved: submit, sign, send back, and the steps that a contract's certificates pass."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.certificates import actions, queries
from app.certificates.forms import ChainForm, OpinionForm
from app.certificates.models import Certificate
from app.certificates.views.blueprint import blueprint
from app.certificates.views.certificate import show
from app.certificates.views.section import page_of_section
from app.shared.errors import RuleBroken
from app.shared.listing import read_number
from app.shared.transaction import commits
from app.works.queries import get_section_to_change


@blueprint.post("/certificates/<int:certificate_id>/submission")
@requires(Permission.DRAFT_CERTIFICATES)
@commits
def submitted(certificate_id: int) -> ResponseReturnValue:
    found = queries.get_certificate_for(current_user, certificate_id)
    get_section_to_change(current_user, found.section_id)
    version = read_number(request.form, "version")
    return _decided(
        found,
        lambda: actions.submit(found, by=current_user, seen_version=version),
        _("The certificate is submitted for approval."),
    )


@blueprint.post("/certificates/<int:certificate_id>/signature")
@requires(Permission.SIGN_CERTIFICATES)
@commits
def signed(certificate_id: int) -> ResponseReturnValue:
    found, form = queries.get_certificate_for(current_user, certificate_id), OpinionForm()
    if not form.validate():
        return show(found, opinion_form=form), 422
    opinion, step = form.opinion.data or "", form.step.data or ""
    if request.form.get("verdict") == "agree":
        return _decided(
            found,
            lambda: actions.sign(found, opinion, by=current_user, seen_step=step),
            _("Signed."),
            form,
        )
    return _decided(
        found,
        lambda: actions.send_back(found, opinion, by=current_user, seen_step=step),
        _("The certificate is sent back."),
        form,
    )


@blueprint.post("/sections/<int:section_id>/certificates/chain")
@requires(Permission.SET_APPROVAL_CHAIN)
@commits
def chain_set(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), ChainForm()
    if not form.validate():
        return page_of_section(section, chain_form=form), 422
    try:
        actions.set_chain(
            section,
            form.steps.data or [],
            by=current_user,
            seen_version=read_number(request.form, "version"),
        )
    except RuleBroken as broken:
        return page_of_section(section, chain_form=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("certificates.section", section_id=section_id), 303)


def _decided(
    found: Certificate, decide: Callable[[], Any], said: str, form: OpinionForm | None = None
) -> ResponseReturnValue:
    certificate_id = found.id
    try:
        decide()
    except RuleBroken as broken:
        again = queries.get_certificate_for(current_user, certificate_id)
        return show(again, problems=broken.sentences, opinion_form=form), 422
    flash(said)
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id), 303)
