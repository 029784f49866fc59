"""The list of visits, the page of one, and the form of a new one."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import GRANTS, Permission, may, requires
from app.accounts.queries import list_choices_of_people
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.inspections import actions, prefill, queries, rules
from app.inspections.forms import InspectionForm
from app.inspections.models import Inspection
from app.inspections.queries import InspectionFilters
from app.inspections.queries.inspections import SORTABLE
from app.inspections.rules import InspectionKind, Severity
from app.inspections.views.blueprint import (
    asked_day,
    asked_member,
    asked_number,
    blueprint,
    is_asked,
    labels_of,
    place_of,
    toggle,
)
from app.shared.calendar import SHANGHAI, now, today
from app.shared.drawn import drawn_rows
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer, kept_around, mark
from app.shared.listing import read_list_request
from app.shared.sentences import Sentence
from app.shared.settings import value_of, working_calendar
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Section
from app.works.queries import (
    get_section_to_change,
    is_writable,
    list_section_choices,
    list_writable_sections_for,
)
from app.works.rules import Status

MORE_FINDINGS = 2
#: Sections that have a site to visit; others are reached by their own page.
WITH_SITE = (Status.UNDER_CONSTRUCTION, Status.ON_HOLD)


@blueprint.get("/inspections")
@requires(Permission.SEE_INSPECTIONS)
@keeps_answer
def list_inspections() -> ResponseReturnValue:
    filters = InspectionFilters(
        section_id=asked_number("section"),
        project_id=asked_number("project"),
        first_day=asked_day("from"),
        last_day=asked_day("to"),
        inspector_id=asked_number("inspector"),
        kind=asked_member("kind", InspectionKind),
        with_open_findings=is_asked("open"),
        short_of_roads=is_asked("roads"),
        short_of_posts=is_asked("posts"),
        only_late=is_asked("late"),
    )
    asked = read_list_request(request.args, SORTABLE, "-day")
    if request.args.get("format") == "xlsx":
        return _excel(filters, asked.search)

    def fill() -> list[str]:
        page = queries.list_inspections(current_user, filters, asked)
        rows = drawn_rows("inspections/rows.html", "inspection_row", ((row,) for row in page.rows))
        return [render_template("inspections/_list.html", page=page, rows=rows)]

    return kept_around(_around_list, {"list": fill})


def _around_list() -> str:
    return render_template(
        "inspections/inspections.html",
        inspections=mark("list"),
        section_choices=list_section_choices(current_user),
        inspector_choices=list_choices_of_people(*GRANTS[Permission.LOG_INSPECTION]),
        kind_choices=labels_of(InspectionKind),
        shortcuts=[
            toggle(_("With open findings"), "open"),
            toggle(_("Somebody missing"), "posts"),
            toggle(_("Too few open roads"), "roads"),
            toggle(_("Entered late"), "late"),
        ],
        may_log=may(current_user, Permission.LOG_INSPECTION),
    )


@blueprint.get("/inspections/<int:inspection_id>")
@requires(Permission.SEE_INSPECTIONS)
def inspection_page(inspection_id: int) -> ResponseReturnValue:
    inspection = queries.get_inspection_for(current_user, inspection_id)
    photos = [
        *photos_of(OwnerKind.INSPECTION, [inspection.id]),
        *photos_of(OwnerKind.FINDING, [finding.id for finding in inspection.findings]),
    ]
    return render_template(
        "inspections/inspection.html",
        inspection=inspection,
        photos=photos,
        marks=marks_of(photos),
        topics=rules.Topic,
        place=place_of(inspection),
        may_log=may(current_user, Permission.LOG_INSPECTION)
        and is_writable(current_user, inspection.section_id),
    )


@blueprint.get("/inspections/new")
@requires(Permission.LOG_INSPECTION)
def new_inspection() -> ResponseReturnValue:
    chosen = asked_number("section")
    if chosen is not None:
        return redirect(url_for("inspections.new_inspection_of", section_id=chosen))
    sections = [s for s in list_writable_sections_for(current_user) if s.status in WITH_SITE]
    latest = queries.latest_inspections([section.id for section in sections])
    return render_template(
        "inspections/choose_section.html",
        sections=sorted(
            sections, key=lambda s: str(latest[s.id].inspected_at if s.id in latest else "")
        ),
        latest=latest,
    )


@blueprint.get("/sections/<int:section_id>/inspections/new")
@requires(Permission.LOG_INSPECTION)
def new_inspection_of(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    last = queries.find_last_of_section(section.id)
    form = InspectionForm(formdata=None, data=prefill.values(section, last, now(), str(uuid4())))
    form.add_blank_findings(1, _general_due_on(today()))
    return _form_page(section, form, last=last)


@blueprint.post("/sections/<int:section_id>/inspections/new")
@requires(Permission.LOG_INSPECTION)
@takes_photos
@commits
def log_inspection(section_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = InspectionForm()
    if "more" in request.form:
        form.add_blank_findings(MORE_FINDINGS, _general_due_on(today()))
        return _form_page(section, form, photos=photos), 422
    form.offer_works(*prefill.works(section))
    if not form.validate() or photos.refusals:
        problems: list[Sentence | str] = [*photos.refusals, *form.problems_of_lines()]
        return _form_page(section, form, photos=photos, problems=problems), 422
    try:
        inspection = _log(section, form, photos)
    except RuleBroken as broken:
        return _form_page(section, form, photos=photos, problems=broken.sentences), 422
    flash(_told(inspection))
    return redirect(url_for("inspections.inspection_page", inspection_id=inspection.id), 303)


def _log(section: Section, form: InspectionForm, photos: ReceivedPhotos) -> Inspection:
    filled = form.filled_findings(photos.by_field)
    posts = prefill.posts_by_key(section, form.day.data or today())
    return actions.log_inspection(
        section,
        form.entry(posts, [finding for _name, finding in filled]),
        by=current_user,
        photos=photos.of("photos"),
        finding_photos={place: photos.of(name) for place, (name, _form) in enumerate(filled)},
    )


def _form_page(
    section: Section,
    form: InspectionForm,
    *,
    photos: ReceivedPhotos | None = None,
    problems: Sequence[Sentence | str] = (),
    last: Inspection | None = None,
) -> str:
    works, open_works = prefill.works(section)
    form.offer_works(works, open_works)
    day = form.day.data or today()
    return render_template(
        "inspections/inspection_form.html",
        section=section,
        form=form,
        problems=problems,
        post_names=prefill.posts_by_key(section, day),
        kept=photos.tokens() if photos else {},
        last=last,
        late_entry_days=value_of("late_entry_days"),
        due_on={severity: _due_on(severity, day) for severity in Severity},
        required=prefill.roads_required(section, day),
    )


def _general_due_on(day: date) -> date:
    return _due_on(Severity.GENERAL, day)


def _due_on(severity: Severity, day: date) -> date:
    days = {one: value_of(f"finding_days_{one.value}") for one in Severity}
    return rules.default_due_on(severity, day, days, working_calendar())


def _told(inspection: Inspection) -> str:
    if inspection.is_short_of_roads:
        told = _(
            "Saved. Only %(seen)s of %(required)s roads are under construction.",
            seen=inspection.roads_open,
            required=inspection.roads_required,
        )
    else:
        told = _("Saved.")
    return str(told)


def _excel(filters: InspectionFilters, search: str) -> ResponseReturnValue:
    columns = [
        _("No."), _("Day and time"), _("Kind of visit"), _("Project"), _("Section"),
        _("Road or bridge"), _("Inspector"), _("Posts due"), _("Posts present"),
        _("Roads required"), _("Roads open"), _("Findings"), _("Of them open"),
        _("Handled on the spot"), _("Late entry"),
    ]  # fmt: skip
    rows = (
        (
            row.id, row.inspected_at.astimezone(SHANGHAI), row.kind.label, row.project,
            row.section, row.work or "", row.inspector, row.posts_required, row.posts_present,
            row.roads_required, row.roads_open, row.findings, row.open_findings,
            row.handling.label, row.is_late,
        )
        for row in queries.all_inspection_rows(current_user, filters, search)
    )  # fmt: skip
    title = _("Inspections")
    return xlsx_response(f"{title}-{today()}", title, columns, rows)
