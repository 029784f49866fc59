"""The map: its page, its script, its features by area, the card of a work, and the place of a work."""

from collections.abc import Sequence

from flask import (
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, requires
from app.inspections.queries import latest_for_work
from app.obstacles.queries import open_of_work
from app.shared.errors import RuleBroken, Unreadable
from app.shared.kept import keeps_answer
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Work
from app.works.queries import find_location, get_project_for, get_section_to_change, get_work_for
from app.works.rules import WorkKind
from app.works_map import actions, base_maps, queries
from app.works_map.choice import read_asked
from app.works_map.features import features
from app.works_map.forms import PlaceForm
from app.works_map.frame import SCRIPTS, STYLES, kept_frame
from app.works_map.projects import extent_of_projects
from app.works_map.rules.looks import LEGENDS, Colouring
from app.works_map.rules.view import Box, around, parse_zoom
from app.works_map.views.blueprint import blueprint


@blueprint.app_template_global()
def point_picker_assets() -> dict[str, object]:
    """Return what templates/macros/maps.html needs; pages may then show the chosen base maps."""
    return base_maps.picker_assets()


@blueprint.get("/map")
@requires(Permission.SEE_MAP)
@keeps_answer
def map_page() -> ResponseReturnValue:
    sources = base_maps.chosen_sources()
    base_maps.allow_images(sources)
    # Whoever sees the whole district begins with it, the others with their own works.
    own = queries.extent_of(current_user) if current_user.is_outsider else None
    return render_template(
        "works_map/map.html",
        asked=read_asked(request.args),
        kinds=list(WorkKind),
        colourings=list(Colouring),
        legends=LEGENDS,
        programmes=queries.list_programmes(current_user),
        unplaced=queries.count_unplaced(current_user),
        box=own.grown(0.1) if own else base_maps.district_outline_box(),
        has_works=queries.has_works(current_user),
        note=value_of("map_note"),
        scripts=SCRIPTS,
        styles=STYLES,
    )


@blueprint.get("/map/unplaced")
@requires(Permission.SEE_MAP)
def list_unplaced() -> ResponseReturnValue:
    sections = queries.list_unplaced_by_section(current_user)
    return render_template("works_map/unplaced.html", sections=sections)


@blueprint.get("/map/frame.js")
@requires(Permission.SEE_MAP)
def frame_script() -> ResponseReturnValue:
    script = kept_frame(
        current_app.config["DATA_FOLDER"] / "cache",
        base_maps.chosen_sources(),
        base_maps.district_box(),
        base_maps.words(),
    )
    return Response(script, mimetype="text/javascript")


@blueprint.get("/map/works.json")
@requires(Permission.SEE_MAP)
@keeps_answer
def works_in_area() -> ResponseReturnValue:
    box, zoom = _area()
    return jsonify(features(current_user, read_asked(request.args), box, zoom))


@blueprint.get("/map/extent.json")
@requires(Permission.SEE_MAP)
def extent_of_found() -> ResponseReturnValue:
    choice = read_asked(request.args).choice
    extents = (queries.extent_of(current_user, choice), extent_of_projects(current_user, choice))
    extent = around([box for box in extents if box])
    found = [extent.west, extent.south, extent.east, extent.north] if extent else None
    return jsonify(extent=found)


@blueprint.get("/map/works/<int:work_id>")
@requires(Permission.SEE_MAP)
def work_card(work_id: int) -> ResponseReturnValue:
    work = get_work_for(current_user, work_id)
    return render_template(
        "works_map/card.html",
        work=work,
        progress=_progress_of(work),
        location=find_location(work_id=work.id),
        latest=latest_for_work(work.id),
        obstacles=open_of_work(work),
    )


def _area() -> tuple[Box, int]:
    try:
        return Box.parse(request.args.get("box", "")), parse_zoom(request.args.get("zoom", ""))
    except Unreadable as error:
        raise RuleBroken([error.sentence]) from error


def _progress_of(work: Work) -> panels.Progress | None:
    own = panels.progress_of("work", [work.id]).get(work.id)
    return own or panels.progress_of("section", [work.section_id]).get(work.section_id)


@blueprint.get("/map/projects/<int:project_id>")
@requires(Permission.SEE_MAP)
def project_card(project_id: int) -> ResponseReturnValue:
    project = get_project_for(current_user, project_id)
    location = find_location(project_id=project.id)
    return render_template("works_map/project_card.html", project=project, location=location)


@blueprint.get("/works/<int:work_id>/place")
@requires(Permission.EDIT_ALIGNMENTS)
def place_form(work_id: int) -> ResponseReturnValue:
    work = _work_to_place(work_id)
    known = find_location(work_id=work.id)
    return _place_page(work, PlaceForm(obj=known))


@blueprint.post("/works/<int:work_id>/place")
@requires(Permission.EDIT_ALIGNMENTS)
@commits
def place_work(work_id: int) -> ResponseReturnValue:
    work, form = _work_to_place(work_id), PlaceForm()
    if not form.validate_on_submit():
        return _place_page(work, form), 422
    try:
        actions.place_point(
            work, *form.position, by=current_user, district=base_maps.district_box(),
            is_approximate=form.is_approximate.data,
        )  # fmt: skip
    except RuleBroken as broken:
        return _place_page(work, form, broken.sentences), 422
    flash(_("The work has its place now."))
    return redirect(url_for("works.work_page", work_id=work.id), 303)


def _work_to_place(work_id: int) -> Work:
    work = get_work_for(current_user, work_id)
    get_section_to_change(current_user, work.section_id)
    return work


def _place_page(work: Work, form: PlaceForm, problems: Sequence[Sentence] = ()) -> str:
    location = find_location(work_id=work.id)
    return render_template(
        "works_map/place.html",
        **panels.frame("work", work, current_user),
        form=form,
        problems=problems,
        has_line=location is not None and bool(location.line),
    )


def _draw_place(work: Work, _user: User) -> panels.Drawing:
    location = find_location(work_id=work.id)
    return "works_map/_place.html", {"work": work, "location": location}


panels.add_panel(panels.Panel("work", _draw_place, order=80))
