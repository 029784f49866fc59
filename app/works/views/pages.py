"""The overview page of each programme, project, section and work."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.shared.drawn import drawn_rows
from app.shared.kept import keeps_answer, kept_around, mark
from app.works import panels, queries
from app.works.fields import LABELS
from app.works.models import Project, Section, Work
from app.works.queries import lists
from app.works.queries.funds import FUNDS, funds_of
from app.works.queries.lists import WorksFilter
from app.works.views.blueprint import blueprint

Shown = dict[str, Any]


@blueprint.get("/programmes/<int:programme_id>")
@requires(Permission.SEE_WORKS)
@keeps_answer
def programme_page(programme_id: int) -> ResponseReturnValue:
    programme = queries.get_programme_for(current_user, programme_id)
    statement = lists.list_projects(current_user, WorksFilter(programme_id=programme_id))
    rows = lists.rows_of(statement, Project.name, descending=False, number=Project.id)
    return render_template(
        "works/programme.html", programme=programme, projects=rows,
        totals=lists.totals_of(statement), progress=_progress("project", rows),
    )  # fmt: skip


@blueprint.get("/projects/<int:project_id>")
@requires(Permission.SEE_WORKS)
@keeps_answer
def project_page(project_id: int) -> ResponseReturnValue:
    return _overview("project", project_id, queries.get_project_for, _shown_of_project)


@blueprint.get("/sections/<int:section_id>")
@requires(Permission.SEE_WORKS)
@keeps_answer
def section_page(section_id: int) -> ResponseReturnValue:
    return _overview("section", section_id, queries.get_section_for, _shown_of_section)


@blueprint.get("/works/<int:work_id>")
@requires(Permission.SEE_WORKS)
@keeps_answer
def work_page(work_id: int) -> ResponseReturnValue:
    return _overview("work", work_id, queries.get_work_for, _shown_of_work)


def _shown_of_project(project: Project) -> Shown:
    statement = lists.list_sections(current_user, WorksFilter(project_id=project.id))
    rows = lists.rows_of(statement, Section.position, descending=False, number=Section.id)
    return {
        "sections": rows,
        "totals": lists.totals_of(statement),
        "section_progress": _progress("section", rows),
        "attribute_facts": _attribute_facts,
    }


def _shown_of_section(section: Section) -> Shown:
    statement = lists.list_works(current_user, WorksFilter(section_id=section.id))
    rows = lists.rows_of(statement, Work.position, descending=False, number=Work.id)
    is_writable = queries.is_writable(current_user, section.id)
    progress = _progress("work", rows)
    shown = ((row, (progress or {}).get(row.id), progress is not None, False) for row in rows)
    return {
        "works": rows,
        "work_rows": drawn_rows("works/rows.html", "work_row", shown),
        "totals": lists.totals_of(statement),
        "funds": [(LABELS[name], fen) for name, fen in funds_of(section.id).items()],
        "work_progress": progress,
        "may_change": is_writable and may(current_user, Permission.EDIT_WORKS),
        "may_contract": is_writable and may(current_user, Permission.EDIT_CONTRACTS),
    }


def _shown_of_work(work: Work) -> Shown:
    is_writable = queries.is_writable(current_user, work.section_id)
    return {
        "may_change": is_writable and may(current_user, Permission.EDIT_WORKS),
        "funds": [
            (LABELS[name], fen) for name in FUNDS if (fen := getattr(work, name)) is not None
        ],
    }


def _overview(
    kind: panels.Kind,
    number: int,
    get_for: Callable[[User, int], Any],
    shown_of: Callable[[Any], Shown],
) -> str:
    """Return the page; its panels and what stands around them are kept apart, while nothing of each changes."""

    @cache
    def get() -> Any:
        return get_for(current_user, number)

    def draw() -> str:
        subject = get()
        frame = panels.frame(kind, subject, current_user)
        return render_template(
            f"works/{kind}.html", **frame, **shown_of(subject), side=[mark("side")],
            main=[mark("main")],
        )  # fmt: skip

    def fill(place: panels.Place) -> Sequence[str]:
        return panels.drawn(kind, place, number, current_user, get)

    return kept_around(draw, {"main": partial(fill, "main"), "side": partial(fill, "side")})


def _progress(kind: panels.Kind, rows: Sequence[Any]) -> Mapping[int, panels.Progress] | None:
    """Return how far the rows are, or None where no room knows or the reader may not."""
    if not panels.shows_progress(kind, current_user):
        return None
    return panels.progress_of(kind, [row.id for row in rows])


def _attribute_facts(attributes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the attributes that only some kinds of projects have, in words."""
    words = {
        "shoreline_m": _("Shoreline (m)"),
        "berths": _("Berths"),
        "berth_tonnage": _("Tonnage of a berth"),
        "yard_area_m2": _("Yard area (m²)"),
    }
    return [(words.get(name, name), value) for name, value in attributes.items()]
