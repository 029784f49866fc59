"""Signing in and out, one's own password, and choosing a language."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import actions, queries, sign_in
from app.accounts.forms import PasswordForm, SignInForm
from app.accounts.permissions import Permission, public, requires
from app.accounts.views.blueprint import blueprint
from app.shared.errors import RuleBroken
from app.shared.languages import LANGUAGES
from app.shared.transaction import commits, transaction


@blueprint.get("/sign-in")
@public
def enter() -> ResponseReturnValue:
    if not sign_in.is_set_up():
        return redirect(url_for("accounts.set_up"))
    return render_template(
        "accounts/sign_in.html", form=SignInForm(data={"next": request.args.get("next", "")})
    )


@blueprint.post("/sign-in")
@public
def check_entry() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    try:
        with transaction():  # the failed attempt is kept as well, so this is not @commits
            opened = actions.sign_in(
                form.username.data.strip(), form.password.data,
                address=request.remote_addr or "", browser=request.user_agent.string,
            )  # fmt: skip
    except RuleBroken as broken:
        return render_template("accounts/sign_in.html", form=form, problems=broken.sentences), 429
    if opened is None:
        problems = [_("User name or password is wrong.")]
        return render_template("accounts/sign_in.html", form=form, problems=problems), 422
    sign_in.remember(opened[1])
    return redirect(sign_in.safe_next(form.next.data), 303)


check_entry.commits = True  # type: ignore[attr-defined]


@blueprint.post("/sign-out")
@requires(Permission.SIGNED_IN)
@commits
def sign_out() -> ResponseReturnValue:
    actions.sign_out(sign_in.current_session())
    session.clear()
    return redirect(url_for("accounts.enter"), 303)


@blueprint.get("/password")
@requires(Permission.SIGNED_IN)
def password() -> ResponseReturnValue:
    return render_template("accounts/password.html", form=PasswordForm())


@blueprint.post("/password")
@requires(Permission.SIGNED_IN)
@commits
def save_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate():
        return render_template("accounts/password.html", form=form), 422
    user = current_user._get_current_object()
    if not actions.is_password(user, form.current.data):
        problems = [_("The present password is wrong.")]
        return render_template("accounts/password.html", form=form, problems=problems), 422
    try:
        actions.set_password(user, form.password.data, by=user)
    except RuleBroken as broken:
        return render_template("accounts/password.html", form=form, problems=broken.sentences), 422
    actions.end_sessions_of(user)
    sign_in.start(user)
    flash(_("Your new password counts from now on; other browsers were signed out."))
    return redirect(sign_in.safe_next(None), 303)


@blueprint.get("/me")
@requires(Permission.SIGNED_IN)
def me() -> ResponseReturnValue:
    return render_template("accounts/me.html", sessions=queries.list_open_sessions(current_user.id))


@blueprint.post("/language")
@public
@commits
def choose_language() -> ResponseReturnValue:
    locale = request.form.get("language", "")
    if locale in LANGUAGES:
        session["locale"] = locale
        if current_user.is_authenticated:
            current_user.locale = locale
    return redirect(sign_in.safe_next(request.form.get("next")), 303)
