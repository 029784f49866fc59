"""What is looked at before the last signature, and what each finding asks for: a dated setting."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.certificates.forms import cell, checks_form, table_from
from app.certificates.queries.exceptions import table_of
from app.certificates.rules.exceptions import Check, Outcome, write_table
from app.certificates.rules.states import CertificateKind
from app.certificates.settings import CHECKS
from app.certificates.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.settings import change_setting
from app.shared.transaction import commits


@blueprint.get("/certificates/checks")
@requires(Permission.SEE_SETTINGS)
def checks() -> ResponseReturnValue:
    return _page(checks_form(table_of()))


@blueprint.post("/certificates/checks")
@requires(Permission.EDIT_SETTINGS)
@commits
def checks_set() -> ResponseReturnValue:
    form = checks_form(table_of())
    if not form.validate():
        return _page(form), 422
    change_setting(CHECKS, write_table(table_from(form)), valid_from=today(), by=current_user)
    flash(_("Saved."))
    return redirect(url_for("certificates.checks"), 303)


def _page(form: FlaskForm) -> str:
    return render_template(
        "certificates/checks.html",
        form=form,
        table=table_of(),
        checks=list(Check),
        kinds=list(CertificateKind),
        outcomes=list(Outcome),
        cell=cell,
        may_change=may(current_user, Permission.EDIT_SETTINGS),
    )
