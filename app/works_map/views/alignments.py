"""Lines of a section's works: a file is uploaded, looked at on a map, and only then taken."""

import json
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.shared.coordinates import CoordinateSystem
from app.shared.listing import read_number
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_section_for, get_section_to_change
from app.works.queries import list_works as list_works_of_section
from app.works_map import actions, base_maps, queries, waiting
from app.works_map.alignments import Drawing, read_alignments
from app.works_map.forms import AlignmentForm
from app.works_map.rules.lines import thinned
from app.works_map.rules.matching import Fit, KnownWork, choice_problems, fits
from app.works_map.views.blueprint import blueprint
from app.works_map.waiting import WaitingFile

#: Lines are drawn to look at, so that five metres or so are near enough.
STEP_DEGREES = 0.00005

panels.add_tab(panels.Tab("section", say("Alignments"), "works_map.alignments", order=90))


@blueprint.get("/sections/<int:section_id>/alignments")
@requires(Permission.SEE_MAP)
def alignments(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    return _upload_page(section, AlignmentForm())


@blueprint.post("/sections/<int:section_id>/alignments")
@requires(Permission.EDIT_ALIGNMENTS)
@commits
def upload_alignments(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = AlignmentForm()
    form.offer((work.id, work.name) for work in list_works_of_section(section.id))
    if not form.validate_on_submit():
        return _upload_page(section, form), 422
    file = form.read_file()
    if file is None:
        return _upload_page(section, form, [say("The file is larger than 10 MB.")]), 422
    drawings, problems = read_alignments(*file, form.chosen_system)
    if not drawings:
        return _upload_page(section, form, problems), 422
    token = waiting.keep(
        WaitingFile(
            file[0][:200],
            section.id,
            current_user.id,
            form.chosen_system.value,
            form.chosen_work_id,
        ),
        file[1],
    )
    return redirect(url_for(".look_at_alignments", section_id=section.id, token=token), 303)


@blueprint.get("/sections/<int:section_id>/alignments/<token>")
@requires(Permission.EDIT_ALIGNMENTS)
def look_at_alignments(section_id: int, token: str) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    return _preview_page(section, token)


@blueprint.post("/sections/<int:section_id>/alignments/<token>")
@requires(Permission.EDIT_ALIGNMENTS)
@commits
def take_alignments(section_id: int, token: str) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    file, system, found, _unread = _read(section, token)
    works = {work.id: work for work in list_works_of_section(section.id)}
    chosen = [
        (fit.drawing, works[number])
        for fit in found
        if fit.may_be_chosen and (number := read_number(request.form, _field(fit))) in works
    ]
    if problems := choice_problems([work.name for _drawing, work in chosen]):
        return _preview_page(section, token, problems), 422
    actions.place_drawings(chosen, system, by=current_user, file_name=file.file_name)
    waiting.forget(token)
    count = len(chosen)
    flash(ngettext("%(num)s work has its place now.", "%(num)s works have their place now.", count))
    return redirect(url_for(".alignments", section_id=section.id), 303)


def _read(
    section: Section, token: str
) -> tuple[WaitingFile, CoordinateSystem, list[Fit[Drawing]], Sequence[Sentence]]:
    """Return the file, its system, its drawings with the works they mean, and what could not be read.

    Raises NotFound.
    """
    file, content = waiting.get(token, section.id, current_user.id)
    system = CoordinateSystem.with_value(file.system) or CoordinateSystem.WGS84
    drawings, problems = read_alignments(file.file_name, content, system)
    works = [
        KnownWork(work.id, work.name, work.route_code, work.bridge_code, work.length_m)
        for work in list_works_of_section(section.id)
    ]
    chosen = next((work for work in works if work.id == file.work_id), None)
    return file, system, fits(drawings, works, base_maps.district_box().holds, chosen), problems


def _field(fit: Fit[Drawing]) -> str:
    return f"work-{fit.number}"


def _preview_page(section: Section, token: str, problems: Sequence[Sentence] = ()) -> str:
    file, system, found, unread = _read(section, token)
    refused = request.method == "POST"
    chosen = {
        fit.number: read_number(request.form, _field(fit)) if refused
        else (fit.work.id if fit.work else None)
        for fit in found
    }  # fmt: skip
    return render_template(
        "works_map/alignment_preview.html",
        **panels.frame("section", section, current_user),
        file=file,
        token=token,
        system=system,
        fits=found,
        chosen=chosen,
        unread=unread,
        works=list_works_of_section(section.id),
        locations=queries.locations_of(section.id),
        drawn=json.dumps([_drawn(fit) for fit in found]),
        problems=problems,
    )


def _drawn(fit: Fit[Drawing]) -> dict[str, Any]:
    """Return what the small map draws of one drawing; latitude first, as the map wants it."""
    places = thinned(fit.drawing.places, STEP_DEGREES)
    return {
        "number": fit.number,
        "name": fit.drawing.name,
        "at": [[round(y, 5), round(x, 5)] for x, y in places],
        "state": "matched" if fit.work else ("open" if fit.may_be_chosen else "outside"),
    }


def _upload_page(section: Section, form: AlignmentForm, problems: Sequence[Sentence] = ()) -> str:
    works = list_works_of_section(section.id)
    form.offer((work.id, work.name) for work in works)
    return render_template(
        "works_map/alignments.html",
        **panels.frame("section", section, current_user),
        form=form,
        problems=problems,
        works=works,
        locations=queries.locations_of(section.id),
    )
