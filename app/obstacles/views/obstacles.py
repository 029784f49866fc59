"""The list, one obstacle, its forms, and what sections and projects show of them."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.obstacles import actions, forms, queries, rules
from app.obstacles.models import Obstacle
from app.obstacles.queries import SORTABLE, ObstacleFilter
from app.obstacles.rules import AgeBand, ObstacleKind, ObstacleState
from app.obstacles.views.blueprint import blueprint
from app.obstacles.views.page import draw_page
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.fields import without_controls
from app.shared.listing import (
    paginate,
    read_choice,
    read_list_request,
    read_number,
    search_words,
)
from app.shared.sentences import Sentence
from app.shared.spreadsheet import xlsx_response
from app.shared.stale_edits import EditedField, fields_of, stale_answer
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Project, Section
from app.works.queries import get_project_for, get_section_for, list_writable_sections_for


@blueprint.get("/obstacles")
@requires(Permission.SEE_OBSTACLES)
def list_obstacles() -> ResponseReturnValue:
    asked = ObstacleFilter(
        search=search_words(request.args),
        kind=read_choice(request.args, "kind", ObstacleKind),
        state=read_choice(request.args, "state", ObstacleState),
        rights_owner=without_controls(request.args.get("owner")),
        section_id=read_number(request.args, "section"),
        project_id=read_number(request.args, "project"),
        age=read_choice(request.args, "age", AgeBand),
        is_late=request.args.get("late") == "1",
    )
    statement = queries.obstacles_statement(current_user, asked, today())
    if request.args.get("format") == "xlsx":
        return _as_excel(statement)
    page = paginate(
        statement, SORTABLE, read_list_request(request.args, SORTABLE, "since"),
        tie_breaker=Obstacle.id,
    )  # fmt: skip
    return render_template(
        "obstacles/list.html", page=page, today=today(),
        works=queries.names_of_works([row.id for row in page.rows]),
        total_cost=queries.total_cost(statement),
        owners=[(name, name) for name in queries.list_rights_owners(current_user)],
        sections=queries.list_sections_with_obstacles(current_user),
        ages=queries.count_open_by_age(current_user, today()), kinds=ObstacleKind,
        states=ObstacleState, bands=AgeBand, chosen_age=asked.age,
    )  # fmt: skip


def _as_excel(statement: Any) -> Response:
    """Return the whole filtered list as the native form 障碍物清单 (domain.md 3.12)."""
    rows = queries.list_rows(statement)
    works = queries.names_of_works([row.id for row in rows])
    columns = [
        _("No."), _("Project"), _("Section"), _("Kind"), _("What stands in the way"),
        _("Roads and bridges"), _("Where"), _("Rights owner"), _("What it hinders"),
        _("Responsible office"), _("Responsible person"), _("Blocked since"), _("Planned clearing"),
        _("Cleared on"), _("Cost (10,000 yuan)"), _("State"),
    ]  # fmt: skip
    lines = (
        (
            number, row.project, row.section, _kind_words(row), row.name,
            "、".join(works.get(row.id, ())), row.place, row.rights_owner, row.description,
            row.responsible_office, row.responsible, row.since, row.planned_clear_on,
            row.cleared_on, queries.in_wan(row.cost_fen), str(row.state.label),
        )
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    return xlsx_response(_("Obstacles"), _("Obstacles"), columns, lines)


def _kind_words(row: Any) -> str:
    kind = str(row.kind.label)
    return f"{kind}（{row.sub_kind}）" if row.sub_kind else kind


@blueprint.get("/sections/<int:section_id>/obstacles")
@requires(Permission.SEE_OBSTACLES)
def of_section(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    asked = ObstacleFilter(section_id=section_id)
    return _tab("section", section, asked, queries.may_write(current_user, section_id))


@blueprint.get("/projects/<int:project_id>/obstacles")
@requires(Permission.SEE_OBSTACLES)
def of_project(project_id: int) -> ResponseReturnValue:
    project = get_project_for(current_user, project_id)
    asked = ObstacleFilter(project_id=project_id)
    return _tab("project", project, asked, queries.may_write(current_user, None))


def _tab(kind: panels.Kind, subject: Any, asked: ObstacleFilter, may_add: bool) -> str:
    rows = queries.list_rows(queries.obstacles_statement(current_user, asked, today()))
    return render_template(
        f"obstacles/of_{kind}.html", **panels.frame(kind, subject, current_user), rows=rows,
        works=queries.names_of_works([row.id for row in rows]), may_add=may_add, today=today(),
    )  # fmt: skip


@blueprint.get("/obstacles/new")
@requires(Permission.EDIT_OBSTACLES)
def new_obstacle() -> ResponseReturnValue:
    project, section = _place_asked()
    if project is None:
        sections = list_writable_sections_for(current_user)
        return render_template(
            "obstacles/choose.html", sections=sections, may_project=queries.may_write(current_user, None)
        )  # fmt: skip
    form = forms.ObstacleForm(since=today(), blocks_everything=section is None)
    rows = forms.rows_of_works(_extents(project, section).values())
    return _form_page(form, rows, project, section)


@blueprint.post("/obstacles/new")
@requires(Permission.EDIT_OBSTACLES)
@commits
def save_new_obstacle() -> ResponseReturnValue:
    project, section = _place_asked()
    if project is None:
        return redirect(url_for(".new_obstacle"), 303)
    form, rows, problems = _read_form(_extents(project, section))
    if form.validate() and not problems:
        try:
            obstacle = actions.raise_obstacle(
                project=project, section=section, scopes=_scopes(form, rows),
                blocks_everything=form.blocks_everything.data, by=current_user, **form.details(),
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The obstacle is entered."))
            return redirect(url_for(".obstacle_page", obstacle_id=obstacle.id), 303)
    return _form_page(form, rows, project, section, problems=problems), 422


@blueprint.get("/obstacles/<int:obstacle_id>")
@requires(Permission.SEE_OBSTACLES)
def obstacle_page(obstacle_id: int) -> ResponseReturnValue:
    return _page(queries.get_obstacle_for(current_user, obstacle_id))


def _page(
    obstacle: Obstacle,
    clearing: forms.ClearingForm | None = None,
    reopening: forms.ReopeningForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    return draw_page(obstacle, problems, clearing=clearing, reopening=reopening)


@blueprint.get("/obstacles/<int:obstacle_id>/edit")
@requires(Permission.EDIT_OBSTACLES)
def edit_obstacle(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form, rows = _stored_form(obstacle)
    return _form_page(form, rows, obstacle.project, obstacle.section, obstacle)


@blueprint.post("/obstacles/<int:obstacle_id>/edit")
@requires(Permission.EDIT_OBSTACLES)
@commits
def save_obstacle(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form, rows, problems = _read_form(_extents(obstacle.project, obstacle.section))
    version = read_number(request.form, "version")
    if form.validate() and not problems:
        try:
            actions.change_obstacle(
                obstacle, form.details(), None if _keeps_scopes(obstacle) else _scopes(form, rows),
                blocks_everything=form.blocks_everything.data, by=current_user, seen_version=version,
            )  # fmt: skip
        except StaleEdit as stale:
            return _stale_page(obstacle, stale)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Saved."))
            return redirect(url_for(".obstacle_page", obstacle_id=obstacle_id), 303)
    page = _form_page(form, rows, obstacle.project, obstacle.section, obstacle, problems, version)
    return page, 422


@blueprint.post("/obstacles/<int:obstacle_id>/clearing")
@requires(Permission.EDIT_OBSTACLES)
@commits
def clear_obstacle(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form = forms.ClearingForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.clear(
                obstacle, by=current_user, on=form.cleared_on.data, resolution=form.resolution.data
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The obstacle is cleared."))
            return redirect(url_for(".obstacle_page", obstacle_id=obstacle_id), 303)
    return _page(obstacle, clearing=form, problems=problems), 422


@blueprint.post("/obstacles/<int:obstacle_id>/reopening")
@requires(Permission.EDIT_OBSTACLES)
@commits
def reopen_obstacle(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form = forms.ReopeningForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.reopen(
                obstacle, by=current_user, since=form.since.data, reason=form.reason.data
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The obstacle is open again."))
            return redirect(url_for(".obstacle_page", obstacle_id=obstacle_id), 303)
    return _page(obstacle, reopening=form, problems=problems), 422


@blueprint.get("/obstacles/<int:obstacle_id>/parts")
@requires(Permission.EDIT_OBSTACLES)
def parts(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form = forms.PartForm(cleared_on=today())
    return render_template(
        "obstacles/parts.html", obstacle=obstacle, form=form, rows=_part_rows(obstacle), problems=()
    )


@blueprint.post("/obstacles/<int:obstacle_id>/parts")
@requires(Permission.EDIT_OBSTACLES)
@commits
def clear_parts(obstacle_id: int) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form, rows = forms.PartForm(), _part_rows(obstacle)
    for row in rows:
        row.read(request.form)
    problems = forms.problems_of(rows)
    if form.validate() and not problems:
        chosen = [(row.number, row.start_m, row.end_m) for row in rows if row.is_chosen]
        try:
            actions.clear_part(obstacle, chosen, by=current_user, on=form.cleared_on.data)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The cleared part is entered."))
            return redirect(url_for(".obstacle_page", obstacle_id=obstacle_id), 303)
    page = render_template(
        "obstacles/parts.html", obstacle=obstacle, form=form, rows=rows, problems=problems
    )
    return page, 422


def _place_asked() -> tuple[Project | None, Section | None]:
    """Return the project and section that the address names, if the user may write for them."""
    section_id = read_number(request.args, "section")
    if section_id is not None:
        queries.check_may_write(current_user, section_id)
        section = get_section_for(current_user, section_id)
        return section.project, section
    project_id = read_number(request.args, "project")
    if project_id is None:
        return None, None
    queries.check_may_write(current_user, None)
    return get_project_for(current_user, project_id), None


def _extents(project: Project, section: Section | None) -> dict[int, rules.WorkExtent]:
    return queries.extents_of(project.id, section.id if section else None)


def _keeps_scopes(obstacle: Obstacle) -> bool:
    """Once a part is cleared, what is blocked changes only by clearing parts and reopening."""
    return any(scope.cleared_on for scope in obstacle.scopes)


def _read_form(
    extents: dict[int, rules.WorkExtent],
) -> tuple[forms.ObstacleForm, list[forms.StretchRow], Sequence[Sentence]]:
    form, rows = forms.ObstacleForm(), forms.rows_of_works(extents.values())
    for row in rows:
        row.read(request.form)
    return form, rows, forms.problems_of(rows)


def _scopes(form: forms.ObstacleForm, rows: list[forms.StretchRow]) -> list[rules.ScopeDraft]:
    return [] if form.blocks_everything.data else forms.chosen_scopes(rows)


def _stored_form(obstacle: Obstacle) -> tuple[forms.ObstacleForm, list[forms.StretchRow]]:
    """Return the form and its rows with what is stored."""
    scopes = [scope.as_blockage() for scope in obstacle.scopes]
    form = forms.ObstacleForm(
        formdata=None, obj=obstacle, cost=obstacle.cost_fen,
        blocks_everything=any(scope.work_id is None for scope in scopes if scope.until is None),
    )  # fmt: skip
    extents = _extents(obstacle.project, obstacle.section).values()
    return form, forms.rows_of_works(extents, scopes)


def _stored_fields(obstacle: Obstacle) -> list[EditedField]:
    form, rows = _stored_form(obstacle)
    return fields_of(form) + ([] if _keeps_scopes(obstacle) else forms.stretch_fields(rows))


def _stale_page(obstacle: Obstacle, stale: StaleEdit) -> ResponseReturnValue:
    back = url_for(".obstacle_page", obstacle_id=obstacle.id)
    fields = _stored_fields(obstacle)
    return stale_answer(stale, fields, version=obstacle.version, back=back, name=obstacle.name)


def _form_page(
    form: forms.ObstacleForm,
    rows: list[forms.StretchRow],
    project: Project,
    section: Section | None,
    obstacle: Obstacle | None = None,
    problems: Sequence[Sentence] = (),
    version: int | None = None,
) -> str:
    return render_template(
        "obstacles/form.html", form=form, rows=rows, project=project, section=section,
        obstacle=obstacle, problems=problems,
        version=version or (obstacle.version if obstacle else None),
        keeps_scopes=obstacle is not None and _keeps_scopes(obstacle),
        further=forms.stretch_fields(rows),
    )  # fmt: skip


def _part_rows(obstacle: Obstacle) -> list[forms.StretchRow]:
    """Return a row for each scope that still blocks."""
    return [
        forms.StretchRow(
            scope.id, scope.work.name if scope.work else _("Everything"), queries.ends_of(scope)
        )
        for scope in obstacle.scopes
        if scope.cleared_on is None
    ]
