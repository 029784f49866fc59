"""Weekly reports: the list, the page of one, and its steps."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, requires
from app.progress.actions import reports as actions
from app.progress.forms import words
from app.progress.models import WeeklyReport
from app.progress.queries.grid import grid_of
from app.progress.queries.reports import (
    SORTABLE,
    get_report_to_change,
    list_reports_due_from,
    list_reports_waiting_for,
)
from app.progress.queries.reports import list_reports as reports_page
from app.progress.queries.rollups import list_versions
from app.progress.queries.sheet import find_report
from app.progress.rules.chain import ReportState, steps_from
from app.progress.views.blueprint import blueprint, week_from
from app.shared.calendar import SHANGHAI, Week, today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.listing import ListRequest, read_list_request
from app.shared.sentences import Sentence
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_section_for, get_section_to_change

MOST_ROWS_OUT = 10_000


@blueprint.get("/reports")
@requires(Permission.SEE_PROGRESS)
def list_reports() -> ResponseReturnValue:
    asked = read_list_request(request.args, SORTABLE, "-week")
    state = next((s for s in ReportState if s.value == request.args.get("state")), None)
    week = _week_asked()
    if request.args.get("format") == "xlsx":
        return _excel(asked, state, week)
    return render_template(
        "progress/reports.html",
        page=reports_page(current_user, asked, state=state, week=week),
        states=[(one.value, one.label) for one in ReportState],
        waiting=list_reports_waiting_for(current_user),
        due=list_reports_due_from(current_user, today()),
    )


@blueprint.get("/sections/<int:section_id>/weeks/<week>")
@requires(Permission.SEE_PROGRESS)
def report(section_id: int, week: str) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    return _report_page(section, week_from(week))


@blueprint.post("/reports/<int:report_id>/check")
@requires(Permission.CHECK_PROGRESS)
@commits
def check(report_id: int) -> ResponseReturnValue:
    found = get_report_to_change(current_user, report_id)
    return _step(found, lambda: actions.check(found, current_user), _("Checked."))


@blueprint.post("/reports/<int:report_id>/confirm")
@requires(Permission.CONFIRM_PROGRESS)
@commits
def confirm(report_id: int) -> ResponseReturnValue:
    found = get_report_to_change(current_user, report_id)
    return _step(found, lambda: actions.confirm(found, current_user), _("Confirmed."))


@blueprint.post("/reports/<int:report_id>/return")
@requires(Permission.RETURN_PROGRESS)
@commits
def send_back(report_id: int) -> ResponseReturnValue:
    found = get_report_to_change(current_user, report_id)
    reason = words(request.form, "reason")
    return _step(found, lambda: actions.return_report(found, reason, current_user), _("Sent back."))


@blueprint.post("/reports/<int:report_id>/reopen")
@requires(Permission.CONFIRM_PROGRESS)
@commits
def reopen(report_id: int) -> ResponseReturnValue:
    found = get_report_to_change(current_user, report_id)
    reason = words(request.form, "reason")
    return _step(
        found,
        lambda: actions.reopen(found, reason, current_user),
        _("The week is open for correction."),
    )


@blueprint.post("/sections/<int:section_id>/weeks/<week>/open")
@requires(Permission.CONFIRM_PROGRESS)
@commits
def open_late(section_id: int, week: str) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    asked, reason = week_from(week), words(request.form, "reason")
    try:
        actions.open_late(section, asked, reason, current_user)
    except RuleBroken as broken:
        return _report_page(section, asked, broken.sentences), 422
    flash(_("The week is open for correction."), "good")
    return redirect(url_for(".report", section_id=section_id, week=week), 303)


def _step(found: WeeklyReport, step: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        step()
    except RuleBroken as broken:
        return _report_page(found.section, found.week, broken.sentences), 422
    flash(done, "good")
    return redirect(url_for(".report", section_id=found.section_id, week=str(found.week)), 303)


def _report_page(section: Section, week: Week, problems: tuple[Sentence, ...] = ()) -> str:
    found = find_report(section.id, week)
    return render_template(
        "progress/report.html",
        **panels.frame("section", section, current_user),
        report=found,
        grid=grid_of(section, week),
        steps=steps_from(found.state) if found else [],
        versions=list_versions(section.id, week),
        problems=problems,
        reason=words(request.form, "reason"),
    )


def _week_asked() -> Week | None:
    try:
        return Week.parse(request.args.get("week", ""))
    except Unreadable:
        return None


def _excel(asked: ListRequest, state: ReportState | None, week: Week | None) -> ResponseReturnValue:
    everything = ListRequest(asked.search, asked.sort, asked.descending, 1, MOST_ROWS_OUT)
    page = reports_page(_reader(), everything, state=state, week=week)
    columns = [
        *(_("Week"), _("Section"), _("Project"), _("Contractor"), _("State")),
        *(_("Submitted"), _("Checked"), _("Confirmed")),
    ]
    rows = [
        [
            str(one.week),
            one.section.name,
            one.section.project.name,
            one.section.contractor.name if one.section.contractor else None,
            str(one.state.label),
            *(_local(moment) for moment in (one.submitted_at, one.checked_at, one.confirmed_at)),
        ]
        for one in page.rows
    ]
    return xlsx_response(_("Weekly reports"), _("Weekly reports"), columns, rows)


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(SHANGHAI) if moment else None


def _reader() -> User:
    reader: User = current_user
    return reader
