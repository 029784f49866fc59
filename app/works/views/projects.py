"""Forms of projects: the project itself, its state, its milestones."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works import actions, queries
from app.works.actions import posts
from app.works.forms import MilestoneForm, ProjectForm, StatusForm
from app.works.models import Milestone, Project
from app.works.queries.choices import list_choices
from app.works.rules import LocationSource
from app.works.views.blueprint import blueprint
from app.works.views.saving import Stored, form_page, save, seen_version, status_form_of


@blueprint.get("/projects/new")
@requires(Permission.PLAN_WORKS)
def new_project() -> ResponseReturnValue:
    programmes = _programmes()
    if not programmes:
        flash(_("A project belongs to a programme: register the programme first."))
        return redirect(url_for(".new_programme"), 303)
    asked = read_number(request.args, "programme")
    return _page(ProjectForm(programmes=programmes, programme_id=asked), None)


@blueprint.post("/projects/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_project() -> ResponseReturnValue:
    form = ProjectForm(programmes=_programmes())

    def act() -> Project:
        fields = form.details()
        programme = queries.get_programme_for(current_user, fields.pop("programme_id"))
        project = actions.create_project(
            programme, by=current_user, attributes=form.attributes({}), **fields
        )
        _place(project, form)
        return project

    return save(
        form, act, _address, _("The project is registered."),
        lambda refused: _page(form, None, refused),
    )  # fmt: skip


@blueprint.get("/projects/<int:project_id>/edit")
@requires(Permission.PLAN_WORKS)
def edit_project(project_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    return _page(_form_of(project), project)


@blueprint.post("/projects/<int:project_id>/edit")
@requires(Permission.PLAN_WORKS)
@commits
def change_project(project_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    form = ProjectForm(programmes=_programmes())

    def act() -> Project:
        fields = form.details() | {"attributes": form.attributes(project.attributes)}
        actions.change(project, fields, by=current_user, seen_version=seen_version())
        _place(project, form)
        return project

    return save(
        form, act, _address, _("Saved."), lambda refused: _page(form, project, refused),
        stored=Stored(lambda: _form_of(project), project, _address(project), project.name),
    )  # fmt: skip


@blueprint.get("/projects/<int:project_id>/status")
@requires(Permission.PLAN_WORKS)
def project_status(project_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    return _page(status_form_of(project), project, title=_("Change the state"))


@blueprint.post("/projects/<int:project_id>/status")
@requires(Permission.PLAN_WORKS)
@commits
def change_project_status(project_id: int) -> ResponseReturnValue:
    project, form = queries.get_project_for(current_user, project_id), StatusForm()

    def act() -> Project:
        actions.set_status(project, by=current_user, seen_version=seen_version(), **form.details())
        return project

    return save(
        form, act, _address, _("The state is changed."),
        lambda refused: _page(form, project, refused, _("Change the state")),
        stored=Stored(lambda: status_form_of(project), project, _address(project), project.name),
    )  # fmt: skip


@blueprint.get("/projects/<int:project_id>/milestones/new")
@requires(Permission.PLAN_WORKS)
def new_milestone(project_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    return _page(MilestoneForm(), project, title=_("New milestone"))


@blueprint.post("/projects/<int:project_id>/milestones/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_milestone(project_id: int) -> ResponseReturnValue:
    return _save_milestone(project_id, None)


@blueprint.get("/projects/<int:project_id>/milestones/<int:milestone_id>")
@requires(Permission.PLAN_WORKS)
def edit_milestone(project_id: int, milestone_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    form = MilestoneForm(obj=queries.get_milestone(project_id, milestone_id))
    return _page(form, project, title=_("Change the milestone"))


@blueprint.post("/projects/<int:project_id>/milestones/<int:milestone_id>")
@requires(Permission.PLAN_WORKS)
@commits
def change_milestone(project_id: int, milestone_id: int) -> ResponseReturnValue:
    return _save_milestone(project_id, queries.get_milestone(project_id, milestone_id))


def _save_milestone(project_id: int, milestone: Milestone | None) -> ResponseReturnValue:
    project, form = queries.get_project_for(current_user, project_id), MilestoneForm()
    title = _("Change the milestone") if milestone else _("New milestone")
    return save(
        form,
        lambda: posts.set_milestone(
            project, by=current_user, milestone=milestone, **form.details()
        ),
        lambda _milestone: _address(project), _("Saved."),
        lambda refused: _page(form, project, refused, title),
    )  # fmt: skip


def _programmes() -> list[tuple[int, str]]:
    return list(list_choices(current_user, "programmes")["programmes"])


def _form_of(project: Project) -> ProjectForm:
    """Return the form with what is stored."""
    location = queries.find_location(project_id=project.id)
    return ProjectForm(
        formdata=None, programmes=_programmes(), obj=project, **ProjectForm.data_of(project),
        **ProjectForm.data_of_attributes(project.attributes),
        longitude=location.longitude if location else None,
        latitude=location.latitude if location else None,
    )  # fmt: skip


def _place(project: Project, form: ProjectForm) -> None:
    place = form.place()
    known = queries.find_location(project_id=project.id)
    if place and (known is None or place != (known.longitude, known.latitude)):
        actions.place(project, *place, by=current_user, source=LocationSource.MAP)


def _address(project: Project) -> str:
    return url_for(".project_page", project_id=project.id)


def _page(
    form: Any, project: Project | None, problems: Sequence[Sentence] = (), title: str = ""
) -> str:
    steps: list[tuple[str, Any]] = [(_("Projects"), url_for(".list_projects"))]
    back = url_for(".list_projects")
    if project is not None:
        back = _address(project)
        steps.append((project.name, back))
    title = title or (_("Change the project") if project else _("New project"))
    return form_page(form, title, back, steps=steps, subject=project, problems=problems)
