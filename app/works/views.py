"""Programmes, projects, sections and works: lists and the page of each."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.shared.sentences import say
from app.works import panels, queries
from app.works.panels import Tab, add_tab
from app.works.rules import Status, WorkStatus

blueprint = Blueprint("works", __name__)

TONES = {
    Status.PRELIMINARY: "grey",
    Status.ON_HOLD: "orange",
    Status.UNDER_CONSTRUCTION: "blue",
    Status.HANDED_OVER: "green",
    Status.FINISHED: "green",
    WorkStatus.NOT_STARTED: "grey",
    WorkStatus.IN_PROGRESS: "blue",
    WorkStatus.FINISHED: "green",
}

add_tab(Tab("project", say("Overview"), "works.project_page", order=0))
add_tab(Tab("section", say("Overview"), "works.section_page", order=0))
add_tab(Tab("work", say("Overview"), "works.work_page", order=0))


@blueprint.app_template_global()
def status_tone(status: Status | WorkStatus) -> str:
    """Return the colour of a state."""
    return TONES[status]


@blueprint.get("/programmes")
@requires(Permission.SEE_WORKS)
def list_programmes() -> ResponseReturnValue:
    return render_template("works/programmes.html")


@blueprint.get("/projects")
@requires(Permission.SEE_WORKS)
def list_projects() -> ResponseReturnValue:
    return render_template("works/projects.html")


@blueprint.get("/sections")
@requires(Permission.SEE_WORKS)
def list_sections() -> ResponseReturnValue:
    return render_template("works/sections.html")


@blueprint.get("/works")
@requires(Permission.SEE_WORKS)
def list_works() -> ResponseReturnValue:
    return render_template("works/works.html")


@blueprint.get("/programmes/<int:programme_id>")
@requires(Permission.SEE_WORKS)
def programme_page(programme_id: int) -> ResponseReturnValue:
    programme = queries.get_programme_for(current_user, programme_id)
    return render_template("works/programme.html", programme=programme)


@blueprint.get("/projects/<int:project_id>")
@requires(Permission.SEE_WORKS)
def project_page(project_id: int) -> ResponseReturnValue:
    project = queries.get_project_for(current_user, project_id)
    return render_template(
        "works/project.html", **panels.frame("project", project, current_user),
        side=panels.drawn("project", "side", project, current_user),
        main=panels.drawn("project", "main", project, current_user),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>")
@requires(Permission.SEE_WORKS)
def section_page(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_for(current_user, section_id)
    return render_template(
        "works/section.html", **panels.frame("section", section, current_user),
        side=panels.drawn("section", "side", section, current_user),
        main=panels.drawn("section", "main", section, current_user),
    )  # fmt: skip


@blueprint.get("/works/<int:work_id>")
@requires(Permission.SEE_WORKS)
def work_page(work_id: int) -> ResponseReturnValue:
    work = queries.get_work_for(current_user, work_id)
    return render_template(
        "works/work.html", **panels.frame("work", work, current_user),
        side=panels.drawn("work", "side", work, current_user),
        main=panels.drawn("work", "main", work, current_user),
    )  # fmt: skip
