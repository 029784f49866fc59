"""Lots of test values: the list, the form with its grid, one lot explained, its result, its correction."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import uuid4

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.evidence.actions import attach
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import Owner, OwnerKind
from app.quality.actions import lots as actions
from app.quality.forms.lots import (
    CorrectionForm,
    LotForm,
    ResultForm,
    rows_of,
    rows_to_show,
    typed_rows,
)
from app.quality.models import SampleLot
from app.quality.queries import lots as queries
from app.quality.queries.nonconformities import find_nonconformity_of_lot
from app.quality.queries.processes import WorkProcesses, processes_of_work, processes_of_works
from app.quality.rules.evaluation import Lot, Verdict
from app.quality.rules.explain import allowed_text, bad_places, explain, places_of
from app.quality.rules.lots import TypedSample, read_samples, usual_layer
from app.quality.rules.processes import TestKind
from app.quality.rules.standard import Layer, Measure
from app.quality.views.blueprint import blueprint
from app.quality.views.report_sheet import ReportLine, report_as_excel
from app.shared.calendar import today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.kept import keeps_answer
from app.shared.listing import paginate, read_choice, read_list_request, read_number, search_words
from app.shared.quantities import Chainage
from app.shared.sentences import Sentence
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Work
from app.works.queries import (
    get_work_for,
    get_work_to_change,
    is_writable,
    list_works,
    list_writable_sections_for,
)

TONES = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.TOO_FEW: "yellow"}


@blueprint.app_template_global()
def verdict_tone(verdict: Verdict | None) -> str:
    """Return the colour of a verdict; blue while the result is awaited."""
    return TONES[verdict] if verdict else "blue"


@blueprint.get("/lots")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def list_lots() -> ResponseReturnValue:
    asked = queries.LotFilter(
        search=search_words(request.args),
        verdict=read_choice(request.args, "verdict", Verdict),
        measure=read_choice(request.args, "measure", Measure),
        layer=read_choice(request.args, "layer", Layer),
        section_id=read_number(request.args, "section"),
        work_id=read_number(request.args, "work"),
        is_pending=request.args.get("pending") == "1",
    )
    statement = queries.lots_statement(current_user, asked)
    if request.args.get("format") == "xlsx":
        return _as_excel(statement)
    page = paginate(
        statement, queries.SORTABLE,
        read_list_request(request.args, queries.SORTABLE, "-sampled"), tie_breaker=SampleLot.id,
        scalars=True,
    )  # fmt: skip
    return render_template(
        "quality/lots.html", page=page, names=_names(page.rows), today=today(), verdicts=Verdict,
        measures=Measure, layers=Layer, is_pending=asked.is_pending,
    )  # fmt: skip


@blueprint.get("/lots/new")
@requires(Permission.ENTER_TESTS)
def choose_work() -> ResponseReturnValue:
    section_id = read_number(request.args, "section")
    sections = list_writable_sections_for(current_user)
    chosen = next((one for one in sections if one.id == section_id), None)
    return render_template(
        "quality/choose_work.html", sections=sections, chosen=chosen,
        works=list_works(chosen.id) if chosen else (),
    )  # fmt: skip


@blueprint.get("/works/<int:work_id>/lots/new")
@requires(Permission.ENTER_TESTS)
def new_lot(work_id: int) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    processes = processes_of_work(work)
    form = LotForm(formdata=None, data=_first_values(work, processes))
    return lot_form_page(work, form, [], processes)


@blueprint.post("/works/<int:work_id>/lots/new")
@requires(Permission.ENTER_TESTS)
@takes_photos
@commits
def save_lot(work_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    processes, form = processes_of_work(work), LotForm()
    form.offer(processes, current_user)
    rows, problems = typed_rows(request.form), [*photos.refusals]
    samples, unread = read_samples(rows)
    problems += unread
    if form.validate() and not problems:
        try:
            lot = actions.record_lot(work, form.entry(work, samples), by=current_user)
        except RuleBroken as broken:
            problems += broken.sentences
        else:
            attach(photos.of("photos"), _owner(lot), by=current_user)
            flash(_("The test is recorded."))
            return redirect(url_for(".lot_page", lot_id=lot.id), 303)
    return lot_form_page(work, form, rows, processes, problems, photos), 422


@blueprint.get("/lots/<int:lot_id>")
@requires(Permission.SEE_QUALITY)
def lot_page(lot_id: int) -> ResponseReturnValue:
    return _page(queries.get_lot_for(current_user, lot_id))


@blueprint.post("/lots/<int:lot_id>/result")
@requires(Permission.ENTER_TESTS)
@commits
def save_result(lot_id: int) -> ResponseReturnValue:
    lot = queries.get_lot_for(current_user, lot_id)
    get_work_to_change(current_user, lot.work_id)
    form, rows = ResultForm(), typed_rows(request.form)
    samples, problems = read_samples(rows)
    if form.validate() and not problems:
        try:
            actions.enter_result(lot, samples, by=current_user)
        except RuleBroken as broken:
            problems += broken.sentences
        else:
            flash(_("The result is recorded."))
            return redirect(url_for(".lot_page", lot_id=lot.id), 303)
    return _page(lot, rows, problems), 422


@blueprint.get("/lots/<int:lot_id>/correction")
@requires(Permission.ENTER_TESTS)
def correct_lot(lot_id: int) -> ResponseReturnValue:
    lot = queries.get_lot_for(current_user, lot_id)
    work = get_work_to_change(current_user, lot.work_id)
    form = CorrectionForm(formdata=None, obj=lot)
    form.client_uuid.data, form.process_code.data = str(uuid4()), lot.process
    form.reason.data, form.is_pending.data = "", False
    return lot_form_page(work, form, rows_of(lot.samples), processes_of_work(work), corrected=lot)


@blueprint.post("/lots/<int:lot_id>/correction")
@requires(Permission.ENTER_TESTS)
@takes_photos
@commits
def save_correction(lot_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    lot = queries.get_lot_for(current_user, lot_id)
    work = get_work_to_change(current_user, lot.work_id)
    processes, form = processes_of_work(work), CorrectionForm()
    form.offer(processes, current_user)
    rows, problems = typed_rows(request.form), [*photos.refusals]
    samples, unread = read_samples(rows)
    problems += unread
    if form.validate() and not problems:
        entry = form.entry(work, samples)
        try:
            newer = actions.correct_lot(lot, entry, form.reason.data, by=current_user)
        except RuleBroken as broken:
            problems += broken.sentences
        else:
            attach(photos.of("photos"), _owner(newer), by=current_user)
            flash(_("The correction is recorded; the first values stay beside it."))
            return redirect(url_for(".lot_page", lot_id=newer.id), 303)
    return lot_form_page(work, form, rows, processes, problems, photos, corrected=lot), 422


def _page(
    lot: SampleLot, rows: Sequence[TypedSample] = (), problems: Sequence[Sentence] = ()
) -> str:
    judgement = queries.judgement_of(lot)
    values = Lot(lot.samples, lot.design, judgement.tolerance) if judgement else None
    photos = photos_of(OwnerKind.TEST, [lot.id])
    return render_template(
        "quality/lot.html", lot=lot, process=_names([lot])[lot.id], judgement=judgement,
        told=explain(values, judgement.found) if judgement and values else (),
        bad=bad_places(values, judgement.found) if judgement and values else (),
        bad_numbers={one.place for one in judgement.found.bad} if judgement else set(),
        places=places_of(values) if values else 1, newer=queries.find_correction(lot.id),
        nonconformity=find_nonconformity_of_lot(lot.id), photos=photos, marks=marks_of(photos),
        rows=rows_to_show(rows), problems=problems, today=today(), form=ResultForm(formdata=None),
        may_enter=may(current_user, Permission.ENTER_TESTS)
        and is_writable(current_user, lot.section_id),
    )  # fmt: skip


def lot_form_page(
    work: Work,
    form: LotForm,
    rows: Sequence[TypedSample],
    processes: WorkProcesses,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
    corrected: SampleLot | None = None,
    file_name: str = "",
) -> str:
    """Return the form with these rows in its grid; `file_name` says where they were read from."""
    form.offer(processes, current_user)
    return render_template(
        "quality/lot_form.html", work=work, form=form, rows=rows_to_show(rows), problems=problems,
        kept=photos.tokens() if photos else {}, corrected=corrected, file_name=file_name,
        number=len([row for row in rows if not row.is_empty]),
        processes=processes.processes,
        has_chainages=work.start_m is not None and work.end_m is not None,
    )  # fmt: skip


def _first_values(work: Work, processes: WorkProcesses) -> dict[str, Any]:
    """Return what a new form begins with: what the address asks for, else the whole work."""
    thick = (one.code for one in processes.processes if TestKind.THICKNESS in one.tests)
    process = request.args.get("process", "")
    if processes.find(process) is None:
        process = next(thick, processes.processes[0].code)
    found = processes.find(process)
    needed = found.tests if found else frozenset()
    measure = read_choice(request.args, "measure", Measure) or _usual_measure(needed)
    return {
        "client_uuid": str(uuid4()), "process_code": process, "measure": measure,
        "layer": usual_layer(processes.structure, process), "part": request.args.get("part", ""),
        "start_m": _asked_place("from") or work.start_m,
        "end_m": _asked_place("to") or work.end_m, "sampled_on": today(),
        "design": {Measure.THICKNESS: work.thickness_mm, Measure.WIDTH: work.pavement_width_m}.get(
            measure
        ),
    }  # fmt: skip


def _usual_measure(needed: Collection[TestKind]) -> Measure:
    """Return what a process is tested for first, of the tests that it must pass."""
    for kind, measure in (
        (TestKind.THICKNESS, Measure.THICKNESS),
        (TestKind.COMPACTION, Measure.COMPACTION),
    ):
        if kind in needed:
            return measure
    return Measure.COMPRESSIVE_STRENGTH if TestKind.STRENGTH in needed else Measure.WIDTH


def _asked_place(name: str) -> Any:
    try:
        return Chainage.parse(request.args.get(name, "")).metres
    except Unreadable:
        return None


def _owner(lot: SampleLot) -> Owner:
    return Owner(OwnerKind.TEST, lot.id, lot.sampled_on, lot.section_id, work_id=lot.work_id)


def _names(lots: Sequence[SampleLot]) -> dict[int, str]:
    """Return the name of each lot's process, or its code where the list lost it."""
    lists = processes_of_works({lot.work_id for lot in lots})
    found = {lot.id: lists[lot.work_id].find(lot.process) for lot in lots}
    return {lot.id: one.name if (one := found[lot.id]) else lot.process for lot in lots}


def _as_excel(statement: Any) -> Response:
    lots = queries.list_all(statement)
    names = _names(lots)
    columns = [
        _("Section"), _("Road or bridge"), _("Process"), _("From"), _("To"), _("What was measured"),
        _("Sampled on"), _("Tested by"), _("Design value"), _("Key item"), _("Pass rate"),
        _("Verdict"), _("Number of the report"),
    ]  # fmt: skip
    rows = (
        (
            lot.section.name, lot.work.name, names[lot.id],
            str(Chainage(lot.start_m)) if lot.start_m is not None else lot.part,
            str(Chainage(lot.end_m)) if lot.end_m is not None else "",
            f"{lot.layer.label} {lot.measure.label}", lot.sampled_on, str(lot.tester.label),
            lot.design or None, lot.is_key,
            f"{lot.pass_share:.1%}" if lot.pass_share is not None else None,
            str(lot.verdict.label) if lot.verdict else _("Result awaited"), lot.report_no,
        )
        for lot in lots
    )  # fmt: skip
    return xlsx_response(_("Tests"), _("Tests"), columns, rows)


@blueprint.get("/works/<int:work_id>/report/<process>")
@requires(Permission.SEE_QUALITY)
def test_report(work_id: int, process: str) -> ResponseReturnValue:
    """The native report 现场质量检验报告单 of a process of a work (domain.md 3.8)."""
    work = get_work_for(current_user, work_id)
    lots = [lot for lot in queries.list_lots_of_work(work_id) if lot.process == process]
    judged = [one for lot in lots if (one := queries.judgement_of(lot))]
    name = processes_of_work(work).find(process)
    lines = [_report_line(one) for one in judged]
    if request.args.get("format") == "xlsx":
        return report_as_excel(work, name.name if name else process, lines)
    return render_template(
        "quality/test_report.html", work=work, process=name.name if name else process,
        lines=lines, today=today(), code=process,
        pending=[lot for lot in lots if lot.judged_at is None],
    )  # fmt: skip


def _report_line(one: queries.Judgement) -> ReportLine:
    return ReportLine(one, places_of(Lot(one.lot.samples, one.lot.design, one.tolerance)))


blueprint.add_app_template_filter(allowed_text, "allowed")
