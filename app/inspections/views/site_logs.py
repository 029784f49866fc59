"""The project office's site logs: the list, one of them, and the form."""

from collections.abc import Sequence
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import GRANTS, Permission, may, requires
from app.accounts.queries import list_users_with_role
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.inspections import actions, queries
from app.inspections.forms import SiteLogForm
from app.inspections.queries import SiteLogFilters
from app.inspections.queries.site_logs import SORTABLE
from app.inspections.views.blueprint import asked_day, asked_number, blueprint, is_asked, toggle
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.forms import choices
from app.shared.listing import read_list_request
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Project, Section
from app.works.queries import get_project_for, list_sections_for


@blueprint.get("/site-logs")
@requires(Permission.SEE_INSPECTIONS)
def list_site_logs() -> ResponseReturnValue:
    filters = SiteLogFilters(
        project_id=asked_number("project"),
        section_id=asked_number("section"),
        author_id=asked_number("author"),
        first_day=asked_day("from"),
        last_day=asked_day("to"),
        only_late=is_asked("late"),
    )
    asked = read_list_request(request.args, SORTABLE, "-day")
    if request.args.get("format") == "xlsx":
        return _excel(filters, asked.search)
    return render_template(
        "inspections/site_logs.html",
        page=queries.list_site_logs(current_user, filters, asked),
        project_choices=[(p.id, p.name) for p in queries.list_projects_for_log(current_user)],
        author_choices=[
            (user.id, user.name)
            for user in list_users_with_role(*GRANTS[Permission.WRITE_SITE_LOG])
        ],
        shortcuts=[toggle(_("Entered late"), "late")],
        may_write=may(current_user, Permission.WRITE_SITE_LOG),
    )


@blueprint.get("/site-logs/<int:site_log_id>")
@requires(Permission.SEE_INSPECTIONS)
def site_log_page(site_log_id: int) -> ResponseReturnValue:
    log = queries.get_site_log_for(current_user, site_log_id)
    photos = photos_of(OwnerKind.SITE_LOG, [log.id])
    return render_template(
        "inspections/site_log.html",
        log=log,
        photos=photos,
        marks=marks_of(photos),
    )


@blueprint.get("/site-logs/new")
@requires(Permission.WRITE_SITE_LOG)
def site_log_new() -> ResponseReturnValue:
    chosen = asked_number("project")
    if chosen is not None:
        return redirect(url_for("inspections.site_log_new_of", project_id=chosen))
    return render_template(
        "inspections/choose_project.html", projects=queries.list_projects_for_log(current_user)
    )


@blueprint.get("/projects/<int:project_id>/site-logs/new")
@requires(Permission.WRITE_SITE_LOG)
def site_log_new_of(project_id: int) -> ResponseReturnValue:
    project = get_project_for(current_user, project_id)
    form = SiteLogForm(formdata=None, data={"client_uuid": str(uuid4()), "log_on": today()})
    return _form_page(project, form)


@blueprint.post("/projects/<int:project_id>/site-logs/new")
@requires(Permission.WRITE_SITE_LOG)
@takes_photos
@commits
def site_log_write(project_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    project = get_project_for(current_user, project_id)
    form = SiteLogForm()
    sections = _offer_sections(project, form)
    if not form.validate() or photos.refusals:
        return _form_page(project, form, photos=photos, problems=photos.refusals), 422
    told_of = [section for section in sections if section.id in (form.sections.data or ())]
    try:
        log = actions.write_site_log(
            project, told_of, form.entry(), by=current_user, photos=photos.of("photos")
        )
    except RuleBroken as broken:
        return _form_page(project, form, photos=photos, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("inspections.site_log_page", site_log_id=log.id), 303)


def _form_page(
    project: Project,
    form: SiteLogForm,
    *,
    photos: ReceivedPhotos | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    _offer_sections(project, form)
    return render_template(
        "inspections/site_log_form.html",
        project=project,
        form=form,
        problems=problems,
        kept=photos.tokens() if photos else {},
        late_entry_days=value_of("late_entry_days"),
    )


def _offer_sections(project: Project, form: SiteLogForm) -> list[Section]:
    sections = [
        section for section in list_sections_for(current_user) if section.project_id == project.id
    ]
    form.sections.choices = choices((section.id, section.name) for section in sections)
    return sections


def _excel(filters: SiteLogFilters, search: str) -> ResponseReturnValue:
    columns = [
        _("Day"), _("Weather"), _("People on the site"), _("Project"),
        _("What was seen and done"), _("Problems found"), _("How they were handled"),
        _("What was asked for"), _("Until"), _("Stopped, why"), _("Written by"), _("Late entry"),
    ]  # fmt: skip
    rows = (
        (
            row.log_on, row.weather, row.people_present, row.project, row.content, row.problems,
            row.advice, row.requirements, row.due_on, row.stop_reason, row.author, row.is_late,
        )
        for row in queries.all_site_log_rows(current_user, filters, search)
    )  # fmt: skip
    title = _("Site logs")
    return xlsx_response(f"{title}-{today()}", title, columns, rows)
