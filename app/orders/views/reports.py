"""Reporting a problem, the list of reports, and judging one."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.inspections.rules import Severity
from app.inspections.views.blueprint import asked_day, asked_member, asked_number
from app.orders import actions, queries, rules
from app.orders.forms import MergeForm, ReportForm, TakeUpForm, UntrueForm
from app.orders.models import ProblemReport
from app.orders.queries import ReportFilters
from app.orders.queries.reports import SORTABLE
from app.orders.rules import ReportState
from app.orders.views.blueprint import blueprint, state_chips, usual_due_days
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer
from app.shared.listing import read_list_request
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section
from app.works.queries import (
    get_section_for,
    get_section_to_change,
    is_writable,
    list_section_choices,
    list_sections_for,
    list_works,
)


@blueprint.get("/problems")
@requires(Permission.SEE_INSPECTIONS)
@keeps_answer
def list_reports() -> ResponseReturnValue:
    filters = ReportFilters(
        section_id=asked_number("section"),
        state=asked_member("state", ReportState),
        first_day=asked_day("from"),
    )
    asked = read_list_request(request.args, SORTABLE, "-reported")
    counts = queries.count_reports_by_state(current_user)
    return render_template(
        "orders/reports.html",
        page=queries.list_reports(current_user, filters, asked),
        section_choices=list_section_choices(current_user),
        shortcuts=state_chips(ReportState, counts, filters.state),
        whole_days=rules.whole_days,
        may_report=may(current_user, Permission.REPORT_PROBLEM),
    )


@blueprint.get("/problems/new")
@requires(Permission.REPORT_PROBLEM)
def new_report() -> ResponseReturnValue:
    return render_template(
        "orders/choose_section.html",
        sections=list_sections_for(current_user),
        title=_("Report a problem"),
        path="problems/new",
        back=(_("Reported problems"), url_for("orders.list_reports")),
    )


@blueprint.get("/sections/<int:section_id>/problems/new")
@requires(Permission.REPORT_PROBLEM)
def new_report_of(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    return _form_page(section, ReportForm(formdata=None, data={"client_uuid": str(uuid4())}))


@blueprint.post("/sections/<int:section_id>/problems/new")
@requires(Permission.REPORT_PROBLEM)
@takes_photos
@commits
def report_problem(section_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    form = ReportForm()
    form.offer_works(list_works(section.id))
    if not form.validate() or photos.refusals:
        return _form_page(section, form, photos=photos, problems=photos.refusals), 422
    try:
        report = actions.report_problem(
            section, form.entry(), by=current_user, photos=photos.of("photos")
        )
    except RuleBroken as broken:
        return _form_page(section, form, photos=photos, problems=broken.sentences), 422
    flash(_("Reported. You will see here what becomes of it."))
    return _to(report)


@blueprint.get("/problems/<int:report_id>")
@requires(Permission.SEE_INSPECTIONS)
def report_page(report_id: int) -> ResponseReturnValue:
    return _page(queries.get_report_for(current_user, report_id))


@blueprint.post("/problems/<int:report_id>/finding")
@requires(Permission.JUDGE_PROBLEM)
@commits
def report_taken_up(report_id: int) -> ResponseReturnValue:
    report = _report_to_judge(report_id)
    form = TakeUpForm()
    return _judged(
        report, form, lambda: actions.take_up(report, form.entry(report), by=current_user)
    )


@blueprint.post("/problems/<int:report_id>/untrue")
@requires(Permission.JUDGE_PROBLEM)
@commits
def report_untrue(report_id: int) -> ResponseReturnValue:
    report = _report_to_judge(report_id)
    form = UntrueForm()
    return _judged(
        report,
        form,
        lambda: actions.close_as_untrue(report, form.reason.data or "", by=current_user),
    )


@blueprint.post("/problems/<int:report_id>/merge")
@requires(Permission.JUDGE_PROBLEM)
@commits
def report_merged(report_id: int) -> ResponseReturnValue:
    report = _report_to_judge(report_id)
    form = MergeForm()
    form.offer(queries.list_other_reports(report))
    return _judged(
        report,
        form,
        lambda: actions.merge(
            report, queries.get_report_for(current_user, form.into.data), by=current_user
        ),
    )


def _report_to_judge(report_id: int) -> ProblemReport:
    report = queries.get_report_for(current_user, report_id)
    get_section_to_change(current_user, report.section_id)
    return report


def _judged(
    report: ProblemReport, form: FlaskForm, judge: Callable[[], None]
) -> ResponseReturnValue:
    if not form.validate():
        return _page(report, refused=form), 422
    try:
        judge()
    except RuleBroken as broken:
        return _page(report, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return _to(report)


def _to(report: ProblemReport) -> ResponseReturnValue:
    return redirect(url_for("orders.report_page", report_id=report.id), 303)


def _form_page(
    section: Section,
    form: ReportForm,
    *,
    photos: ReceivedPhotos | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    form.offer_works(list_works(section.id))
    return render_template(
        "orders/report_form.html",
        section=section,
        form=form,
        problems=problems,
        kept=photos.tokens() if photos else {},
    )


def _page(
    report: ProblemReport,
    *,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    shown = photos_of(OwnerKind.PROBLEM, [report.id])
    may_judge = (
        report.state == ReportState.REPORTED
        and may(current_user, Permission.JUDGE_PROBLEM)
        and is_writable(current_user, report.section_id)
    )
    return render_template(
        "orders/report.html",
        report=report,
        photos=shown,
        marks=marks_of(shown),
        repetitions=queries.list_repetitions(report.id),
        whole_days=rules.whole_days,
        problems=problems,
        refused_form=refused,
        **(_forms(report, refused) if may_judge else {}),
    )


def _forms(report: ProblemReport, refused: FlaskForm | None) -> dict[str, FlaskForm]:
    usual = {"due_on": usual_due_days()[Severity.GENERAL]}
    merge = refused if isinstance(refused, MergeForm) else MergeForm(formdata=None)
    merge.offer(queries.list_other_reports(report))
    return {
        "take_up_form": refused
        if isinstance(refused, TakeUpForm)
        else TakeUpForm(formdata=None, data=usual),
        "untrue_form": refused if isinstance(refused, UntrueForm) else UntrueForm(formdata=None),
        "merge_form": merge,
    }
