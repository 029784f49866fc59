"""The first minutes of a new installation: the bureau's name and the three administrators."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries, sign_in
from app.accounts.forms import SetUpForm
from app.accounts.permissions import public
from app.accounts.rules import Role
from app.accounts.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.settings import change_setting
from app.shared.transaction import commits


@blueprint.get("/set-up")
@public
def set_up() -> ResponseReturnValue:
    if queries.has_users():
        return redirect(url_for(".enter"))
    return render_template("accounts/set_up.html", form=SetUpForm())


@blueprint.post("/set-up")
@public
@commits
def set_up_save() -> ResponseReturnValue:
    form = SetUpForm()
    if not form.validate():
        return render_template("accounts/set_up.html", form=form), 422
    administrators = [
        (form.username.data, form.name.data, Role.SYSTEM_ADMIN),
        (form.security_username.data, form.security_name.data, Role.SECURITY_ADMIN),
        (form.audit_username.data, form.audit_name.data, Role.AUDIT_ADMIN),
    ]
    try:
        people, passwords = actions.set_up(
            form.bureau.data.strip(), administrators, password=form.password.data
        )
        people[0].must_change_password = False
        for name, value in (
            ("bureau_name", form.bureau.data.strip()),
            ("division_code", form.code.data),
        ):
            change_setting(name, value, valid_from=today(), by=people[0])
    except RuleBroken as broken:
        return render_template("accounts/set_up.html", form=form, problems=broken.sentences), 422
    sign_in.start(people[0])
    return render_template("accounts/set_up_done.html", people=people, passwords=passwords)
