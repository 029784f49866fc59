"""Saving and deleting one's own views of lists; they are shown above the lists themselves."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import saved_views
from app.accounts.permissions import Permission, requires
from app.accounts.views.blueprint import blueprint
from app.shared.transaction import commits


@blueprint.post("/views")
@requires(Permission.SIGNED_IN)
@commits
def save_view() -> ResponseReturnValue:
    form = request.form
    view = saved_views.save_view(
        current_user, form.get("page", ""), form.get("name", ""), form.get("query", "")
    )
    flash(_("The view “%(name)s” is saved.", name=view.name))
    return redirect(saved_views.address_of(view), 303)


@blueprint.post("/views/<int:view_id>/deletion")
@requires(Permission.SIGNED_IN)
@commits
def delete_view(view_id: int) -> ResponseReturnValue:
    view = saved_views.get_view(current_user, view_id)
    page, name = view.page, view.name
    saved_views.delete_view(view)
    flash(_("The view “%(name)s” is deleted.", name=name))
    return redirect(url_for(page), 303)
