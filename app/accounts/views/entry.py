"""Signing in and out, one's own password, and choosing a language."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import actions, queries, sign_in
from app.accounts.forms import CodeForm, PasswordForm, SignInForm
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
        with transaction():  # the failed try is kept as well, so this is not @commits
            user = actions.check_password(
                form.username.data.strip(), form.password.data, address=request.remote_addr or ""
            )
            if user is not None and not user.totp_key:
                sign_in.start(user)
    except RuleBroken as broken:
        return render_template("accounts/sign_in.html", form=form, problems=broken.sentences), 429
    if user is None:
        problems = [_("User name or password is wrong.")]
        return render_template("accounts/sign_in.html", form=form, problems=problems), 422
    if user.totp_key:
        sign_in.remember_half(user, form.next.data)
        return redirect(url_for(".enter_code"), 303)
    return redirect(sign_in.safe_next(form.next.data), 303)


check_entry.commits = True  # type: ignore[attr-defined]


@blueprint.get("/sign-in/code")
@public
def enter_code() -> ResponseReturnValue:
    if sign_in.half_signed_in() is None:
        return redirect(url_for(".enter"))
    return render_template("accounts/code.html", form=CodeForm())


@blueprint.post("/sign-in/code")
@public
def check_code() -> ResponseReturnValue:
    form, half = CodeForm(), sign_in.half_signed_in()
    if half is None:
        return redirect(url_for(".enter"), 303)
    if not form.validate():
        return render_template("accounts/code.html", form=form), 422
    try:
        with transaction():  # a wrong code is kept too
            user = queries.get_user(half)
            is_right = actions.check_code(
                user, form.code.data.strip(), address=request.remote_addr or ""
            )
            next_address = sign_in.safe_next(session.get("next"))
            if is_right:
                sign_in.start(user)
    except RuleBroken as broken:
        return render_template("accounts/code.html", form=form, problems=broken.sentences), 429
    if not is_right:
        problems = [_("This code is wrong or was used already. Wait for the next one.")]
        return render_template("accounts/code.html", form=form, problems=problems), 422
    return redirect(next_address, 303)


check_code.commits = True  # type: ignore[attr-defined]


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
