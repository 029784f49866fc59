"""Giving a task, also one that an organ above ordered."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import Organisation, User
from app.accounts.permissions import Permission, requires
from app.accounts.queries import get_organisation, get_user, list_organisations
from app.shared.errors import NotFound, RuleBroken
from app.shared.listing import read_choice, read_number
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.tasks import actions
from app.tasks.forms import OwnerForm, TaskForm
from app.tasks.queries import list_owner_people
from app.tasks.rules import TaskSource
from app.tasks.sources import address_of
from app.tasks.views.blueprint import blueprint
from app.works.queries import (
    get_project_for,
    get_section_for,
    list_projects_for,
    list_section_choices,
)


@blueprint.get("/tasks/new")
@requires(Permission.GIVE_TASKS)
def new_task() -> ResponseReturnValue:
    source = read_choice(request.args, "source", TaskSource) or TaskSource.OTHER
    given: dict[str, Any] = {
        "client_uuid": str(uuid4()),
        "source": source.value,
        "source_id": read_number(request.args, "id"),
        "section_id": read_number(request.args, "section"),
        "project_id": read_number(request.args, "project"),
    }
    return _page(TaskForm(formdata=None, data=given))


@blueprint.post("/tasks")
@requires(Permission.GIVE_TASKS)
@commits
def give() -> ResponseReturnValue:
    form = TaskForm()
    offer(form)
    if not form.validate():
        return _page(form), 422
    try:
        task = actions.give_task(
            form.text.data or "",
            *owner_of(form),
            form.due_on.data,
            by=current_user,
            source=form.source_given(),
            section=_found(get_section_for, form.section_id.data),
            project=_found(get_project_for, form.project_id.data),
            needs_photos=form.needs_photos.data,
            client_uuid=form.client_uuid.data or "",
            with_whom=form.with_whom.data or "",
            **_order(form),
        )
    except RuleBroken as broken:
        return _page(form, broken.sentences), 422
    flash(_("Given."))
    return redirect(url_for("tasks.task_page", task_id=task.id), 303)


def offer(form: OwnerForm) -> None:
    """Let the form offer everybody and every organisation that can be given a task."""
    form.offer_owners(list_owner_people(), [(one.id, one.name) for one in list_organisations()])
    if isinstance(form, TaskForm):
        projects = [(one.id, one.name) for one in list_projects_for(current_user)]
        form.offer_places(list_section_choices(current_user), projects)


def owner_of(form: OwnerForm) -> tuple[User | None, Organisation | None]:
    """Return the person and the organisation that the form names. Raises RuleBroken."""
    try:
        return (
            get_user(form.owner.data) if form.owner.data else None,
            get_organisation(form.organisation.data) if form.organisation.data else None,
        )
    except NotFound:
        raise RuleBroken([say("Name a person or an organisation that is to do it.")]) from None


def _found(find: Any, number: int | None) -> Any:
    return find(current_user, number) if number else None


def _order(form: TaskForm) -> dict[str, Any]:
    if form.source_given()[0] != TaskSource.ORDER:
        return {}
    return {
        "organ": form.organ.data or "",
        "document_no": form.document_no.data or "",
        "document_on": form.document_on.data,
    }


def _page(form: TaskForm, problems: Sequence[Sentence] = ()) -> str:
    offer(form)
    source, number = form.source_given()
    return render_template(
        "tasks/form.html", form=form, problems=problems, source=source,
        source_address=address_of(source, number), is_order=source == TaskSource.ORDER,
    )  # fmt: skip
