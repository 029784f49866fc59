"""The page of exports, and the files that it offers."""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.obstacles.queries import ObstacleFilter, list_rows, obstacles_statement
from app.reports.queries import ledger_form
from app.reports.queries.bulletin_form import month_bulletin
from app.reports.queries.weekly_form import last_week_with_reports, weekly_form
from app.reports.views.blueprint import blueprint
from app.shared.calendar import Month, Week, today
from app.shared.errors import NotFound, Unreadable
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.shared.spreadsheet import XLSX, download
from app.works.rules import WorkKind

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/exports")
@requires(Permission.EXPORT)
def exports() -> ResponseReturnValue:
    return _page()


def _page(problems: tuple[Sentence, ...] = (), status: int = 200) -> ResponseReturnValue:
    week = last_week_with_reports(current_user) or Week.of(today()).previous()
    months = ledger_form.list_months_with_bulletin()
    page = render_template(
        "reports/exports.html",
        problems=problems,
        week=request.args.get("week", str(week))[:10],
        months=[str(month) for month in months],
        month=request.args.get("month", str(months[0] if months else Month.of(today())))[:10],
        programmes=ledger_form.list_programmes(current_user),
    )
    return page, status


@blueprint.get("/exports/weekly")
@requires(Permission.EXPORT)
def export_weekly() -> ResponseReturnValue:
    from app.reports.exports.weekly import weekly_bytes

    try:
        week = Week.parse(request.args.get("week", ""))
    except Unreadable as error:
        return _page((error.sentence,), 422)
    form = weekly_form(current_user, week)
    if not form.lines:
        return _page((say("No section has handed in a report for %(week)s.", week=str(week)),), 422)
    content = weekly_bytes(form, _bureau())
    return download(content, f"工程进度周报表-{week.year}年第{week.number}周.xlsx", XLSX)


@blueprint.get("/exports/bulletin")
@requires(Permission.EXPORT)
def export_bulletin() -> ResponseReturnValue:
    def make(month: Month) -> ResponseReturnValue:
        try:
            form = month_bulletin(month)
        except NotFound:
            sentence = say("No ranking of %(month)s is published yet.", month=str(month))
            return _page((sentence,), 422)
        return _bulletin_file(form, month)

    return _of_month(make)


def _bulletin_file(form: Any, month: Month) -> Response:
    name = f"考核排名通报-{month.year}年{month.number}月"
    if request.args.get("format") == "docx":
        from app.reports.exports.bulletin_word import bulletin_document

        return download(bulletin_document(form), f"{name}.docx", DOCX)
    if request.args.get("format") == "pdf":
        from app.reports.exports.bulletin_pdf import bulletin_pdf

        return download(bulletin_pdf(form), f"{name}.pdf", "application/pdf")
    from app.reports.exports.bulletin_sheet import bulletin_bytes

    return download(bulletin_bytes(form), f"{name}.xlsx", XLSX)


@blueprint.get("/exports/payments")
@requires(Permission.SEE_PAYMENTS)
def export_payments() -> ResponseReturnValue:
    def make(month: Month) -> ResponseReturnValue:
        from app.reports.exports.ledgers import payment_table

        rows = ledger_form.payment_lines_for(current_user, month)
        if not rows:
            sentence = say("There is no payment proposal for %(month)s.", month=str(month))
            return _page((sentence,), 422)
        content = payment_table(month, rows, _bureau())
        return download(content, f"拨付审批表-{month.year}年{month.number}月.xlsx", XLSX)

    return _of_month(make)


def _of_month(make: Callable[[Month], ResponseReturnValue]) -> ResponseReturnValue:
    try:
        month = Month.parse(request.args.get("month", ""))
    except Unreadable as error:
        return _page((error.sentence,), 422)
    return make(month)


@blueprint.get("/exports/works")
@requires(Permission.EXPORT)
def export_works() -> ResponseReturnValue:
    return _ledger(WorkKind.ROAD)


@blueprint.get("/exports/bridges")
@requires(Permission.EXPORT)
def export_bridges() -> ResponseReturnValue:
    return _ledger(WorkKind.BRIDGE)


def _ledger(kind: WorkKind) -> ResponseReturnValue:
    from app.reports.exports.ledgers import bridge_ledger, project_ledger
    from app.reports.exports.words import titled

    number = request.args.get("programme", type=int)
    programme = ledger_form.find_programme_for(current_user, number)
    works = ledger_form.list_works_for_ledger(current_user, kind, number)
    if not works:
        return _page((say("There is nothing to list in this ledger."),), 422)
    title = titled(programme.year, programme.name) if programme else ""
    if kind is WorkKind.BRIDGE:
        return download(bridge_ledger(works, title, _bureau()), f"{title}危桥改造台账.xlsx", XLSX)
    return download(project_ledger(works, title, _bureau()), f"{title}项目台账.xlsx", XLSX)


@blueprint.get("/exports/obstacles")
@requires(Permission.SEE_OBSTACLES)
def export_obstacles() -> ResponseReturnValue:
    from app.reports.exports.ledgers import obstacle_ledger

    rows = list_rows(obstacles_statement(current_user, ObstacleFilter(), today()))
    return download(obstacle_ledger(rows, _bureau()), "障碍物清单.xlsx", XLSX)


def _bureau() -> str:
    return str(value_of("bureau_name"))
