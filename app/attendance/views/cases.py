"""The list of absences, and one of them on its way to being excused or criticised."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.attendance import actions, queries, rules
from app.attendance.forms import CriticismForm, EvidenceForm, JudgementForm
from app.attendance.models import AbsenceCase
from app.attendance.queries import CaseFilters
from app.attendance.queries.cases import SORTABLE
from app.attendance.rules import CaseState
from app.attendance.views.blueprint import blueprint, seen_version
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.owners import tell_of
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.shared.calendar import today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.kept import keeps_answer
from app.shared.listing import read_choice, read_list_request, read_number
from app.shared.pages import address
from app.shared.quantities import parse_date
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.queries import get_section_to_change, is_writable, list_sections_for

tell_of(OwnerKind.ABSENCE, address=lambda number: url_for("attendance.case_page", case_id=number))


@blueprint.get("/absences")
@requires(Permission.SEE_ATTENDANCE)
@keeps_answer
def list_cases() -> ResponseReturnValue:
    proposed = request.args.get("proposed") == "1"
    filters = CaseFilters(
        section_id=read_number(request.args, "section"),
        state=read_choice(request.args, "state", CaseState),
        first_day=_day("from"),
        last_day=_day("to"),
        proposed_on=today() if proposed else None,
    )
    counts = queries.count_cases_by_state(current_user)
    shortcuts = [
        (_("Criticism proposed"), address(proposed=None if proposed else 1, page=None), proposed),
        *(
            (
                str(state.label),
                address(state=None if filters.state == state else state.value, page=None),
                filters.state == state,
                counts.get(state, 0),
            )
            for state in CaseState
        ),
    ]
    return render_template(
        "attendance/cases.html",
        page=queries.list_cases(
            current_user, filters, read_list_request(request.args, SORTABLE, "-absent")
        ),
        section_choices=[(s.id, s.name) for s in list_sections_for(current_user)],
        shortcuts=[(*one, None) if len(one) == 3 else one for one in shortcuts],
        is_proposed=is_proposed,
    )


@blueprint.get("/absences/<int:case_id>")
@requires(Permission.SEE_ATTENDANCE)
def case_page(case_id: int) -> ResponseReturnValue:
    return _page(queries.get_case_for(current_user, case_id))


@blueprint.get("/absences/<int:case_id>/paper")
@requires(Permission.SEE_ATTENDANCE)
def case_paper(case_id: int) -> ResponseReturnValue:
    case = queries.get_case_for(current_user, case_id)
    return render_template("attendance/case_paper.html", case=case)


@blueprint.post("/absences/<int:case_id>/evidence")
@requires(Permission.PROVE_ABSENCE)
@takes_photos
@commits
def case_evidence(case_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    case = queries.get_case_for(current_user, case_id)
    form = EvidenceForm()
    if not form.validate() or photos.refusals:
        return _page(case, refused=form, problems=photos.refusals, photos=photos), 422
    try:
        actions.hand_in_evidence(
            case,
            form.words.data or "",
            photos.of("photos"),
            by=current_user,
            client_uuid=form.client_uuid.data or "",
            seen_version=seen_version(),
        )
    except RuleBroken as broken:
        return _page(case, refused=form, problems=broken.sentences, photos=photos), 422
    flash(_("Handed in. The project office will judge it."))
    return _to(case)


@blueprint.post("/absences/<int:case_id>/judgement")
@requires(Permission.JUDGE_ABSENCE)
@commits
def case_judgement(case_id: int) -> ResponseReturnValue:
    case = queries.get_case_for(current_user, case_id)
    get_section_to_change(current_user, case.section_id)
    form, accepts = JudgementForm(), request.form.get("verdict") == "accept"
    judge = actions.accept_evidence if accepts else actions.refuse_evidence
    return _changed(case, form, lambda: judge(case, form.reason.data or "", **_by()))


@blueprint.post("/absences/<int:case_id>/criticism")
@requires(Permission.ISSUE_CRITICISM)
@commits
def case_criticism(case_id: int) -> ResponseReturnValue:
    case = queries.get_case_for(current_user, case_id)
    form = CriticismForm()
    return _changed(
        case,
        form,
        lambda: actions.issue_criticism(
            case, form.words.data or "", raises=bool(form.raises.data), **_by()
        ),
    )


def is_proposed(case: AbsenceCase) -> bool:
    """Return whether a criticism is proposed today."""
    return rules.may_be_criticised(case.state, case.due_on, today())


def _by() -> dict[str, Any]:
    return {"by": current_user, "seen_version": seen_version()}


def _changed(case: AbsenceCase, form: FlaskForm, change: Callable[[], None]) -> ResponseReturnValue:
    if not form.validate():
        return _page(case, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(case, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return _to(case)


def _to(case: AbsenceCase) -> ResponseReturnValue:
    return redirect(url_for("attendance.case_page", case_id=case.id), 303)


def _day(name: str) -> Any:
    try:
        return parse_date(request.args.get(name, ""))
    except Unreadable:
        return None


def _page(
    case: AbsenceCase,
    *,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    shown = photos_of(OwnerKind.ABSENCE, [case.id])
    return render_template(
        "attendance/case.html",
        case=case,
        photos=shown,
        marks=marks_of(shown),
        is_proposed=is_proposed(case),
        penalty=queries.penalty_of(case),
        before=queries.list_criticised_before(case),
        refused_form=refused,
        problems=problems,
        kept=photos.tokens() if photos else {},
        **_forms(case, refused),
    )


def _forms(case: AbsenceCase, refused: FlaskForm | None) -> dict[str, Any]:
    """Return the forms of the steps that come next and that this person may take."""
    waits = case.state in (CaseState.AWAITING, CaseState.REFUSED)
    may_judge = (
        case.state == CaseState.HANDED_IN
        and may(current_user, Permission.JUDGE_ABSENCE)
        and is_writable(current_user, case.section_id)
    )
    may_criticise = is_proposed(case) and may(current_user, Permission.ISSUE_CRITICISM)
    uuid = {"client_uuid": str(uuid4())}
    return {
        "evidence_form": _form(EvidenceForm, refused, uuid)
        if waits and may(current_user, Permission.PROVE_ABSENCE)
        else None,
        "judgement_form": _form(JudgementForm, refused, {}) if may_judge else None,
        "criticism_form": _form(CriticismForm, refused, {}) if may_criticise else None,
    }


def _form(kind: type[FlaskForm], refused: FlaskForm | None, given: dict[str, Any]) -> FlaskForm:
    return refused if isinstance(refused, kind) else kind(formdata=None, data=given)
