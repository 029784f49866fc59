"""The measurement of a section: its periods, and one period with what is proven and what is measured."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.contracts.queries import bill_of
from app.measurement import actions, queries
from app.measurement.forms import CorrectionForm, PaperForm, PeriodForm, ReturnForm
from app.measurement.models import MeasuredLine, MeasurementPeriod
from app.measurement.rules import PeriodState
from app.measurement.sheets import list_sheet
from app.orders.queries.blocks import why_blocked
from app.orders.rules import BlockKind
from app.orders.views.blueprint import paper_url
from app.shared.calendar import ONE_DAY
from app.shared.errors import NotFound, RuleBroken
from app.shared.forms import choices
from app.shared.listing import read_choice, read_list_request, read_number
from app.shared.pages import labelled
from app.shared.sentences import Sentence, say
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Tab, add_tab, frame
from app.works.queries import get_section_for, get_section_to_change, is_writable

blueprint = Blueprint("measurement", __name__)
TONES = {"drafted": "yellow", "submitted": "accent", "checked": "accent", "confirmed": "green"}

add_tab(Tab("section", say("Measurement"), "measurement.section", order=58))


@blueprint.get("/measurements")
@requires(Permission.SEE_MEASUREMENT)
def all_sections() -> ResponseReturnValue:
    asked = read_list_request(request.args, queries.ORDERS, "-day")
    state = read_choice(request.args, "state", PeriodState)
    statement = queries.periods_statement(current_user, search=asked.search, state=state)
    if request.args.get("format") == "xlsx":
        title = _("Measurement")
        return xlsx_response(title, title, *list_sheet(queries.list_all_periods(statement)))
    return render_template(
        "measurement/list.html",
        page=queries.periods_page(statement, asked),
        states=labelled(PeriodState),
        tones=TONES,
    )


@blueprint.get("/sections/<int:section_id>/measurements")
@requires(Permission.SEE_MEASUREMENT)
def section(section_id: int) -> ResponseReturnValue:
    return _section_page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/measurements")
@requires(Permission.MEASURE)
@commits
def drafted(section_id: int) -> ResponseReturnValue:
    found, form = get_section_to_change(current_user, section_id), PeriodForm()
    if not form.validate():
        return _section_page(found, form), 422
    try:
        period = actions.draft(found, form.last_day.data + ONE_DAY, by=current_user)
    except RuleBroken as broken:
        return _section_page(found, form, broken.sentences), 422
    flash(_("The period is filled with what acceptances prove."))
    return redirect(url_for("measurement.period", period_id=period.id), 303)


@blueprint.get("/measurements/<int:period_id>")
@requires(Permission.SEE_MEASUREMENT)
def period(period_id: int) -> ResponseReturnValue:
    return _period_page(queries.get_period_for(current_user, period_id))


@blueprint.post("/measurements/<int:period_id>/corrections")
@requires(Permission.MEASURE)
@commits
def corrected(period_id: int) -> ResponseReturnValue:
    found, form = _to_change(period_id), CorrectionForm()
    form.line.choices = _line_choices(found)
    return _changed(
        found,
        form,
        lambda: actions.correct(
            _line(found, form.line.data),
            form.quantity.data or Decimal(0),
            form.why.data or "",
            by=current_user,
            seen_version=_version(),
        ),
    )


@blueprint.post("/measurements/<int:period_id>/papers")
@requires(Permission.MEASURE)
@commits
def entered(period_id: int) -> ResponseReturnValue:
    found = _to_change(period_id)
    form = PaperForm().offer(bill_of(found.section_id))
    return _changed(
        found,
        form,
        lambda: actions.enter(
            found,
            form.item.data,
            form.paper_quantity.data or Decimal(0),
            form.paper.data or "",
            form.paper_why.data or "",
            by=current_user,
            seen_version=_version(),
        ),
    )


@blueprint.post("/measurements/<int:period_id>/refill")
@requires(Permission.MEASURE)
@commits
def refilled(period_id: int) -> ResponseReturnValue:
    found = _to_change(period_id)
    return _changed(
        found, None, lambda: actions.refill(found, by=current_user, seen_version=_version())
    )


@blueprint.post("/measurements/<int:period_id>/discard")
@requires(Permission.MEASURE)
@commits
def discarded(period_id: int) -> ResponseReturnValue:
    found = _to_change(period_id)
    section_id = found.section_id
    try:
        actions.discard(found, by=current_user, seen_version=_version())
    except RuleBroken as broken:
        again = queries.get_period_for(current_user, period_id)
        return _period_page(again, problems=broken.sentences), 422
    flash(_("The draft is thrown away."))
    return redirect(url_for("measurement.section", section_id=section_id), 303)


@blueprint.post("/measurements/<int:period_id>/submission")
@requires(Permission.MEASURE)
@commits
def submitted(period_id: int) -> ResponseReturnValue:
    found = _to_change(period_id)
    return _step(found)


@blueprint.post("/measurements/<int:period_id>/step")
@requires(Permission.CONFIRM_MEASUREMENT)
@commits
def stepped(period_id: int) -> ResponseReturnValue:
    return _step(_to_change(period_id))


@blueprint.post("/measurements/<int:period_id>/return")
@requires(Permission.CONFIRM_MEASUREMENT)
@commits
def returned(period_id: int) -> ResponseReturnValue:
    found, form = _to_change(period_id), ReturnForm()
    return _changed(
        found,
        form,
        lambda: actions.send_back(
            found, form.reason.data or "", by=current_user, seen_version=_version()
        ),
    )


def _step(found: MeasurementPeriod) -> ResponseReturnValue:
    return _changed(
        found, None, lambda: actions.advance(found, by=current_user, seen_version=_version())
    )


def _to_change(period_id: int) -> MeasurementPeriod:
    found = queries.get_period_for(current_user, period_id)
    get_section_to_change(current_user, found.section_id)
    return found


def _line(found: MeasurementPeriod, line_id: int) -> MeasuredLine:
    for line in found.lines:
        if line.id == line_id:
            return line
    raise NotFound


def _version() -> int | None:
    return read_number(request.form, "version")


def _changed(
    found: MeasurementPeriod, form: FlaskForm | None, change: Callable[[], Any]
) -> ResponseReturnValue:
    period_id = found.id
    if form is not None and not form.validate():
        return _period_page(found, form), 422
    try:
        change()
    except RuleBroken as broken:
        again = queries.get_period_for(current_user, period_id)
        return _period_page(again, form, broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("measurement.period", period_id=period_id), 303)


def _section_page(
    found: Section, refused: PeriodForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    periods = queries.list_periods(found.id)
    drafts = may(current_user, Permission.MEASURE) and is_writable(current_user, found.id)
    is_open = bool(periods) and periods[0].state is not PeriodState.CONFIRMED
    return render_template(
        "measurement/section.html",
        **frame("section", found, current_user),
        periods=[(one, one.end_on - timedelta(days=1)) for one in periods],
        tones=TONES,
        period_form=(refused or PeriodForm(formdata=None)) if drafts and not is_open else None,
        problems=problems,
    )


def _period_page(
    found: MeasurementPeriod, refused: FlaskForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    writes = is_writable(current_user, found.section_id)
    measures = (
        writes and found.state is PeriodState.DRAFTED and may(current_user, Permission.MEASURE)
    )
    decides = (
        writes
        and found.state in (PeriodState.SUBMITTED, PeriodState.CHECKED)
        and may(current_user, Permission.CONFIRM_MEASUREMENT)
    )
    figures = queries.measured_of(found.section_id, found.number)
    return render_template(
        "measurement/period.html",
        period=found,
        section=found.section,
        last_day=found.end_on - timedelta(days=1),
        figures=figures,
        evidence=queries.evidence_of(found),
        blocks={line.id: _blocks(line) for line in found.lines if line.withheld_by},
        this_fen=sum(one.this_period_fen for one in figures.lines),
        to_end_fen=sum(one.to_end_fen for one in figures.lines),
        tones=TONES,
        measures=measures,
        decides=decides,
        refused_form=refused,
        problems=problems,
        **_forms(found, refused, measures=measures, decides=decides),
    )


def _blocks(line: MeasuredLine) -> list[tuple[Sentence, str]]:
    """Return for each paper that blocked the line why it is not measured, and the paper's page."""
    kinds = {kind.value: kind for kind in BlockKind}
    return [
        (
            why_blocked(kinds[one["kind"]], one["paper"]),
            paper_url(kinds[one["kind"]], one["paper_id"]),
        )
        for one in line.withheld_by
    ]


def _forms(
    found: MeasurementPeriod, refused: FlaskForm | None, *, measures: bool, decides: bool
) -> dict[str, FlaskForm | None]:
    correction = paper = None
    if measures:
        correction = _form(CorrectionForm, refused)
        correction.line.choices = _line_choices(found)
        paper = _form(PaperForm, refused).offer(bill_of(found.section_id))
    return {
        "correction_form": correction if correction and correction.line.choices else None,
        "paper_form": paper if paper and paper.item.choices else None,
        "return_form": _form(ReturnForm, refused) if decides else None,
    }


def _line_choices(found: MeasurementPeriod) -> Any:
    return choices(
        (one.id, f"{one.item.code} {one.item.name} {one.work.name if one.work else ''}".strip())
        for one in found.lines
        if one.evidence_quantity is not None
    )


def _form(kind: type[Any], refused: FlaskForm | None) -> Any:
    return refused if isinstance(refused, kind) else kind(formdata=None)
