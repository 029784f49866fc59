"""Side-station records: the list, one with its form to print, and a new one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Row, Select

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.quality import actions, queries
from app.quality.forms.side_stations import WatchForm
from app.quality.models import SideStation
from app.quality.queries.side_stations import (
    SORTABLE,
    WatchFilter,
    all_rows,
    elsewhere_at_once,
    list_supervisors,
    list_watches_by_ids,
    watches_statement,
)
from app.quality.rules.chain import Place
from app.quality.rules.stretches import Stretch
from app.quality.views.blueprint import blueprint, place_words
from app.shared.calendar import now
from app.shared.errors import RuleBroken, Unreadable
from app.shared.kept import keeps_answer
from app.shared.listing import paginate, read_list_request, read_number, search_words
from app.shared.quantities import parse_date
from app.shared.sentences import Sentence
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Work
from app.works.queries import (
    get_work_to_change,
    list_sections_for,
    list_works,
    list_writable_sections_for,
)
from app.works.rules import WorkKind

USUAL_WATCH = timedelta(hours=4)


@blueprint.get("/side-stations")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def list_watches() -> ResponseReturnValue:
    asked = WatchFilter(
        search=search_words(request.args),
        section_id=read_number(request.args, "section"),
        supervisor_id=read_number(request.args, "supervisor"),
        first=_asked_day("from"),
        last=_asked_day("to"),
    )
    statement = watches_statement(current_user, asked)
    wanted = read_list_request(request.args, SORTABLE, "-started")
    if request.args.get("format") == "xlsx":
        return _as_excel(statement)
    page = paginate(statement, SORTABLE, wanted, tie_breaker=SideStation.id)
    records = list_watches_by_ids([row.id for row in page.rows])
    return render_template(
        "quality/side_stations.html", page=page, twice=elsewhere_at_once(records),
        places={row.id: _place_of(row) for row in page.rows},
        sections=[
            (one.id, f"{one.project.name} {one.name}") for one in list_sections_for(current_user)
        ],
        supervisors=[(row.id, row.name) for row in list_supervisors(current_user)],
        may_write=may(current_user, Permission.WRITE_SIDE_STATION),
    )  # fmt: skip


def _as_excel(statement: Select[Any]) -> ResponseReturnValue:
    columns = [
        _("Section"), _("Work"), _("Stretch or part"), _("Process"), _("Side station from"),
        _("To"), _("Weather"), _("Supervisor"), _("Problems and what was done about them"),
    ]  # fmt: skip
    lines = (
        (
            f"{row.project} {row.section}", row.work, _place_of(row), row.process_name,
            row.started_at, row.ended_at, row.weather, row.supervisor, row.problems,
        )
        for row in all_rows(statement)
    )  # fmt: skip
    return xlsx_response(_("Side stations"), _("Side stations"), columns, lines)


@blueprint.get("/side-stations/new")
@requires(Permission.WRITE_SIDE_STATION)
def choose_for_watch() -> ResponseReturnValue:
    sections = list_writable_sections_for(current_user)
    return render_template(
        "quality/choose_request.html",
        title=_("New side-station record"),
        works=[(section, list_works(section.id)) for section in sections],
        endpoint="quality.new_watch",
    )


@blueprint.get("/works/<int:work_id>/side-stations/new")
@requires(Permission.WRITE_SIDE_STATION)
def new_watch(work_id: int) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    form = WatchForm(
        formdata=None, client_uuid=str(uuid4()), started_at=now() - USUAL_WATCH, ended_at=now(),
        process_code=request.args.get("process"),
    )  # fmt: skip
    if work.kind == WorkKind.ROAD:
        form.start_m.data, form.end_m.data = work.start_m, work.end_m
    return _form_page(work, form)


@blueprint.post("/works/<int:work_id>/side-stations/new")
@requires(Permission.WRITE_SIDE_STATION)
@takes_photos
@commits
def enter_watch(work_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    form, problems = WatchForm(), photos.refusals
    form.offer(queries.processes_of_work(work))
    if form.validate() and not problems:
        try:
            made = actions.record_watch(
                work, form.entry(), by=current_user, photos=photos.of("photos")
            )
        except RuleBroken as broken:
            problems = list(broken.sentences)
        else:
            flash(_("The side station is recorded."))
            return redirect(url_for(".watch_page", watch_id=made.id), 303)
    return _form_page(work, form, problems, photos), 422


@blueprint.get("/side-stations/<int:watch_id>")
@requires(Permission.SEE_QUALITY)
def watch_page(watch_id: int) -> ResponseReturnValue:
    watch = queries.get_watch_for(current_user, watch_id)
    uses = photos_of(OwnerKind.SIDE_STATION, [watch.id])
    return render_template(
        "quality/side_station.html", watch=watch, photos=uses, marks=marks_of(uses),
        elsewhere=elsewhere_at_once([watch]).get(watch.id, ()),
    )  # fmt: skip


def _form_page(
    work: Work,
    form: WatchForm,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    form.offer(queries.processes_of_work(work))
    return render_template(
        "quality/side_station_form.html", work=work, form=form, problems=problems,
        kept=photos.tokens() if photos else {},
        has_chainage=work.kind == WorkKind.ROAD and work.start_m is not None,
    )  # fmt: skip


def _asked_day(name: str) -> date | None:
    try:
        return parse_date(request.args.get(name, ""))
    except Unreadable:
        return None


def _place_of(row: Row[Any]) -> str:
    if row.start_m is None or row.end_m is None:
        return place_words(Place(part=row.part))
    return place_words(Place(Stretch(row.start_m, row.end_m)))
