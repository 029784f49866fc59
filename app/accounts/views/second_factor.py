"""The second factor: a code from the telephone at each sign-in."""

import pyotp
import segno
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import actions, queries, sign_in
from app.accounts.forms import CodeForm
from app.accounts.permissions import Permission, requires
from app.accounts.views.blueprint import blueprint
from app.shared.errors import RuleBroken
from app.shared.transaction import commits


@blueprint.get("/me/second-factor")
@requires(Permission.SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    if not current_user.totp_key:
        session["new_totp_key"] = pyotp.random_base32()
    return _page(CodeForm())


@blueprint.post("/me/second-factor")
@requires(Permission.SIGNED_IN)
@commits
def turn_on_second_factor() -> ResponseReturnValue:
    form, key = CodeForm(), session.get("new_totp_key")
    if not key or current_user.totp_key:
        return redirect(url_for(".second_factor"), 303)
    if not form.validate():
        return _page(form), 422
    try:
        codes = actions.turn_on_second_factor(current_user, key, form.code.data)
    except RuleBroken as broken:
        return _page(form, broken.sentences), 422
    session.pop("new_totp_key")
    return render_template("accounts/backup_codes.html", codes=codes)


@blueprint.post("/me/second-factor/off")
@requires(Permission.SIGNED_IN)
@commits
def turn_off_second_factor() -> ResponseReturnValue:
    user, form = current_user._get_current_object(), CodeForm()
    if not form.validate() or not actions.check_code(user, form.code.data.strip(), address=""):
        return _page(
            form, [_("This code is wrong or was used already. Wait for the next one.")]
        ), 422
    actions.turn_off_second_factor(user, by=user)
    sign_in.start(user)
    flash(_("You sign in with your password alone from now on."))
    return redirect(url_for(".me"), 303)


@blueprint.post("/people/<int:user_id>/second-factor/off")
@requires(Permission.GRANT_ROLES)
@commits
def people_second_factor_off(user_id: int) -> ResponseReturnValue:
    user = queries.get_user(user_id)
    actions.turn_off_second_factor(user, by=current_user)
    flash(_("The second factor of %(name)s is off.", name=user.name))
    return redirect(url_for(".people_page", user_id=user.id), 303)


def _page(form: CodeForm, problems: object = ()) -> str:
    key = session.get("new_totp_key", "")
    address = (
        pyotp.TOTP(key).provisioning_uri(name=current_user.username, issuer_name="Zhulu")
        if key
        else ""
    )
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2) if key else ""
    return render_template(
        "accounts/second_factor.html", form=form, key=key, picture=picture, problems=problems
    )
