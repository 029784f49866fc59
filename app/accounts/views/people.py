"""People and organisations: accounts are opened by the system administrator, roles given by the security one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import actions, queries
from app.accounts.forms import OrganisationForm, RolesForm, UserForm
from app.accounts.models import User
from app.accounts.permissions import GRANTS, Permission, requires
from app.accounts.rules import Role
from app.accounts.views.blueprint import blueprint
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.forms import choices
from app.shared.listing import read_list_request
from app.shared.stale_edits import fields_of, opened_values, stale_answer
from app.shared.transaction import commits


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def list_people() -> ResponseReturnValue:
    listed = read_list_request(request.args, ("name", "username", "organisation"), "name")
    role = Role.with_value(request.args.get("role", ""))
    state = {"open": True, "closed": False}.get(request.args.get("state", ""))
    page = queries.list_people(listed, role=role, active=state)
    choices = [(role.value, role.label) for role in Role]
    return render_template("accounts/people.html", page=page, role_choices=choices)


@blueprint.get("/people/roles")
@requires(Permission.SEE_PEOPLE)
def people_roles() -> ResponseReturnValue:
    return render_template("accounts/roles.html", grants=GRANTS, roles=list(Role))


@blueprint.get("/people/new")
@requires(Permission.MANAGE_ACCOUNTS)
def people_new() -> ResponseReturnValue:
    return render_template("accounts/person_new.html", form=_user_form())


@blueprint.post("/people/new")
@requires(Permission.MANAGE_ACCOUNTS)
@commits
def people_create() -> ResponseReturnValue:
    form = _user_form()
    if not form.validate():
        return render_template("accounts/person_new.html", form=form), 422
    try:
        user, password = actions.open_account(
            form.username.data, form.name.data, queries.get_organisation(form.organisation.data),
            by=current_user, phone=form.phone.data or "",
        )  # fmt: skip
    except RuleBroken as broken:
        return render_template(
            "accounts/person_new.html", form=form, problems=broken.sentences
        ), 422
    return render_template("accounts/first_password.html", user=user, password=password)


@blueprint.get("/people/<int:user_id>")
@requires(Permission.SEE_PEOPLE)
def people_page(user_id: int) -> ResponseReturnValue:
    user = queries.get_user(user_id)
    return render_template("accounts/person.html", user=user, form=_roles_form(user))


@blueprint.post("/people/<int:user_id>/roles")
@requires(Permission.GRANT_ROLES)
@commits
def people_save_roles(user_id: int) -> ResponseReturnValue:
    user, form = queries.get_user(user_id), RolesForm()
    if not form.validate():
        return render_template("accounts/person.html", user=user, form=form), 422
    try:
        actions.change_roles(user, form.roles.data or [], by=current_user, seen=_seen_roles())
    except StaleEdit as stale:
        back = url_for(".people_page", user_id=user.id)
        fields = fields_of(_roles_form(user))
        return stale_answer(stale, fields, version="", back=back, name=user.name)
    except RuleBroken as broken:
        return render_template(
            "accounts/person.html", user=user, form=form, problems=broken.sentences
        ), 422
    flash(_("The roles of %(name)s count from now on.", name=user.name))
    return redirect(url_for(".people_page", user_id=user.id), 303)


@blueprint.post("/people/<int:user_id>/close")
@requires(Permission.MANAGE_ACCOUNTS)
@commits
def people_close(user_id: int) -> ResponseReturnValue:
    user = queries.get_user(user_id)
    actions.close_account(user, by=current_user)
    flash(_("The account of %(name)s is closed.", name=user.name))
    return redirect(url_for(".people_page", user_id=user.id), 303)


@blueprint.post("/people/<int:user_id>/reopen")
@requires(Permission.MANAGE_ACCOUNTS)
@commits
def people_reopen(user_id: int) -> ResponseReturnValue:
    user = queries.get_user(user_id)
    actions.reopen_account(user, by=current_user)
    flash(_("The account of %(name)s is open again.", name=user.name))
    return redirect(url_for(".people_page", user_id=user.id), 303)


@blueprint.post("/people/<int:user_id>/first-password")
@requires(Permission.MANAGE_ACCOUNTS)
@commits
def people_first_password(user_id: int) -> ResponseReturnValue:
    user = queries.get_user(user_id)
    password = actions.give_first_password(user, by=current_user)
    return render_template("accounts/first_password.html", user=user, password=password)


@blueprint.get("/people/organisations")
@requires(Permission.SEE_PEOPLE)
def people_organisations() -> ResponseReturnValue:
    return render_template(
        "accounts/organisations.html",
        organisations=queries.list_organisations(),
        form=OrganisationForm(),
    )


@blueprint.post("/people/organisations")
@requires(Permission.MANAGE_ACCOUNTS)
@commits
def people_create_organisation() -> ResponseReturnValue:
    form = OrganisationForm()
    problems = []
    if form.validate():
        try:
            actions.create_organisation(
                form.name.data, form.kind.data, by=current_user, short_name=form.short_name.data or "",
                credit_code=form.credit_code.data or "", phone=form.phone.data or "",
            )  # fmt: skip
        except RuleBroken as broken:
            problems = list(broken.sentences)
        else:
            flash(_("%(name)s is registered.", name=form.name.data))
            return redirect(url_for(".people_organisations"), 303)
    return render_template(
        "accounts/organisations.html",
        organisations=queries.list_organisations(), form=form, problems=problems,
    ), 422  # fmt: skip


def _roles_form(user: User) -> RolesForm:
    """Return the form with the roles that are stored."""
    return RolesForm(formdata=None, data={"roles": sorted(user.roles)})


def _seen_roles() -> set[Role] | None:
    """Return the roles that the page showed when it was opened, or None when it does not say."""
    text = opened_values().get("roles")
    if text is None:
        return None
    return {role for part in text.split(",") if (role := Role.with_value(part))}


def _user_form() -> UserForm:
    form = UserForm()
    form.organisation.choices = choices((o.id, o.name) for o in queries.list_organisations())
    return form
