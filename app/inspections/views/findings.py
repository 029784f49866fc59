"""The list of findings, the page of one, and its way to being closed."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.inspections import actions, queries, rules
from app.inspections.forms import CheckForm, ProofForm
from app.inspections.models import Finding
from app.inspections.queries import FindingFilters
from app.inspections.queries.findings import SORTABLE, WAITING_FOR_CONTRACTOR
from app.inspections.rules import FindingFacts, FindingState, Severity, Topic
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
from app.shared.calendar import ONE_DAY, today
from app.shared.errors import RuleBroken
from app.shared.listing import read_list_request
from app.shared.pages import address
from app.shared.sentences import Sentence
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works import panels
from app.works.queries import get_section_to_change, is_writable, list_section_choices


@blueprint.get("/findings")
@requires(Permission.SEE_INSPECTIONS)
def list_findings() -> ResponseReturnValue:
    last_day = asked_day("late_on")
    late_on = last_day + ONE_DAY if last_day else today() if is_asked("late") else None
    filters = FindingFilters(
        section_id=asked_number("section"),
        project_id=asked_number("project"),
        state=asked_member("state", FindingState),
        topic=asked_member("topic", Topic),
        severity=asked_member("severity", Severity),
        first_day=asked_day("from"),
        last_day=asked_day("to"),
        only_open=is_asked("open"),
        overdue_on=late_on,
    )
    asked = read_list_request(request.args, SORTABLE, "-found")
    if request.args.get("format") == "xlsx":
        return _excel(filters, asked.search)
    return render_template(
        "inspections/findings.html",
        page=queries.list_findings(current_user, filters, asked),
        section_choices=list_section_choices(current_user),
        topic_choices=labels_of(Topic),
        severity_choices=labels_of(Severity),
        shortcuts=_shortcuts(filters),
        is_late=is_late,
        may_log=may(current_user, Permission.LOG_INSPECTION),
    )


@blueprint.get("/findings/<int:finding_id>")
@requires(Permission.SEE_INSPECTIONS)
def finding_page(finding_id: int) -> ResponseReturnValue:
    return _page(queries.get_finding_for(current_user, finding_id))


@blueprint.post("/findings/<int:finding_id>/proof")
@requires(Permission.PROVE_RECTIFICATION)
@takes_photos
@commits
def finding_proof(finding_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    finding = queries.get_finding_for(current_user, finding_id)
    form = ProofForm()
    if not form.validate() or photos.refusals:
        return _page(finding, proof_form=form, problems=photos.refusals, photos=photos), 422
    try:
        actions.hand_in_proof(
            finding,
            form.words.data or "",
            photos.of("photos"),
            by=current_user,
            seen_version=_version(form.version.data),
        )
    except RuleBroken as broken:
        return _page(finding, proof_form=form, problems=broken.sentences, photos=photos), 422
    flash(_("Handed in. The inspector will check it."))
    return redirect(url_for("inspections.finding_page", finding_id=finding.id), 303)


@blueprint.post("/findings/<int:finding_id>/check")
@requires(Permission.CLOSE_FINDING)
@commits
def finding_check(finding_id: int) -> ResponseReturnValue:
    finding = queries.get_finding_for(current_user, finding_id)
    get_section_to_change(current_user, finding.section_id)
    form = CheckForm()
    if not form.validate():
        return _page(finding, check_form=form), 422
    words, seen = form.words.data or "", _version(form.version.data)
    try:
        if request.form.get("verdict") == "accept":
            actions.close_finding(finding, words=words, by=current_user, seen_version=seen)
            flash(_("The finding is closed."))
        else:
            actions.send_back(finding, words, by=current_user, seen_version=seen)
            flash(_("The proof was sent back."))
    except RuleBroken as broken:
        return _page(finding, check_form=form, problems=broken.sentences), 422
    return redirect(url_for("inspections.finding_page", finding_id=finding.id), 303)


def is_late(finding: Finding | queries.FindingRow) -> bool:
    """Return whether the finding is overdue today."""
    return rules.is_overdue(
        FindingFacts(finding.due_on, finding.proved_on, finding.closed_on), today()
    )


def _shortcuts(filters: FindingFilters) -> list[tuple[str, str, bool, int | None]]:
    counts = queries.count_findings_by_state(current_user)
    states = [
        (
            str(state.label),
            address(state=None if filters.state == state else state.value, page=None),
            filters.state == state,
            counts.get(state, 0),
        )
        for state in FindingState
    ]
    return [toggle(_("Not closed"), "open"), toggle(_("Overdue"), "late"), *states]


def _page(
    finding: Finding,
    *,
    proof_form: ProofForm | None = None,
    check_form: CheckForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    shown = photos_of(OwnerKind.FINDING, [finding.id])
    proved = photos_of(OwnerKind.PROOF, [proof.id for proof in finding.proofs])
    may_prove = (
        may(current_user, Permission.PROVE_RECTIFICATION)
        and finding.state in WAITING_FOR_CONTRACTOR
    )
    may_check = (
        may(current_user, Permission.CLOSE_FINDING)
        and finding.state == FindingState.PROVED
        and is_writable(current_user, finding.section_id)
        and not (finding.closed_by_bureau_only and current_user.is_outsider)
    )
    return render_template(
        "inspections/finding.html",
        finding=finding,
        photos=shown,
        proof_photos=proved,
        marks=marks_of([*shown, *proved]),
        is_late=is_late(finding),
        place=place_of(finding),
        proof_form=(proof_form or ProofForm(formdata=None)) if may_prove else None,
        check_form=(check_form or CheckForm(formdata=None)) if may_check else None,
        problems=problems,
        refused_form=proof_form or check_form,
        kept=photos.tokens() if photos else {},
        side=panels.drawn("finding", "side", finding.id, current_user, lambda: finding),
    )


def _version(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _excel(filters: FindingFilters, search: str) -> ResponseReturnValue:
    columns = [
        _("No."), _("Found on"), _("Project"), _("Section"), _("Road or bridge"), _("Topic"),
        _("Severity"), _("What is wrong"), _("To be put right by"), _("State"), _("Overdue"),
        _("Closed on"),
    ]  # fmt: skip
    rows = (
        (
            row.id, row.found_on, row.project, row.section, row.work or "", row.topic.label,
            row.severity.label, row.description, row.due_on, row.state.label, is_late(row),
            row.closed_on,
        )
        for row in queries.all_finding_rows(current_user, filters, search)
    )  # fmt: skip
    title = _("Findings")
    return xlsx_response(f"{title}-{today()}", title, columns, rows)
