"""The list of notices, the form of a new one, its page and its paper."""

from collections.abc import Sequence
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.inspections.models import Finding
from app.inspections.rules import FindingFacts, Severity, is_overdue
from app.inspections.views.blueprint import (
    asked_day,
    asked_member,
    asked_number,
    is_asked,
    place_of,
    toggle,
)
from app.orders import actions, queries, rules
from app.orders.forms import LookBackForm, LookBackPlanForm, NoticeForm
from app.orders.models import RectificationNotice
from app.orders.queries import NoticeFilters
from app.orders.queries.notices import SORTABLE
from app.orders.rules import NoticeState
from app.orders.views.blueprint import blueprint, state_chips, usual_due_days
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer
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
    list_works,
    list_writable_sections_for,
)

MORE_ITEMS = 3


@blueprint.get("/notices")
@requires(Permission.SEE_INSPECTIONS)
@keeps_answer
def list_notices() -> ResponseReturnValue:
    filters = NoticeFilters(
        section_id=asked_number("section"),
        state=asked_member("state", NoticeState),
        first_day=asked_day("from"),
        last_day=asked_day("to"),
        overdue_on=today() if is_asked("late") else None,
    )
    asked = read_list_request(request.args, SORTABLE, "-issued")
    if request.args.get("format") == "xlsx":
        return _excel(filters, asked.search)
    counts = queries.count_notices_by_state(current_user)
    return render_template(
        "orders/notices.html",
        page=queries.list_notices(current_user, filters, asked, today()),
        section_choices=list_section_choices(current_user),
        shortcuts=[
            toggle(_("Overdue"), "late"),
            *state_chips(NoticeState, counts, filters.state),
        ],
        whole_days=rules.whole_days,
        may_issue=may(current_user, Permission.ISSUE_NOTICE),
    )


@blueprint.get("/notices/new")
@requires(Permission.ISSUE_NOTICE)
def new_notice() -> ResponseReturnValue:
    return render_template(
        "orders/choose_section.html",
        sections=list_writable_sections_for(current_user),
        title=_("New rectification notice"),
        path="notices/new",
        back=(_("Rectification notices"), url_for("orders.list_notices")),
    )


@blueprint.get("/sections/<int:section_id>/notices/new")
@requires(Permission.ISSUE_NOTICE)
def new_notice_of(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = NoticeForm(
        formdata=None,
        data={
            "client_uuid": str(uuid4()),
            "inspected_on": today(),
            "gathered": [asked_number("finding")],
            "demand": _("Put it right by the dates given, and answer with photos."),
        },
    )
    form.add_blank_findings(1, usual_due_days()[Severity.GENERAL])
    return _form_page(section, form)


@blueprint.post("/sections/<int:section_id>/notices/new")
@requires(Permission.ISSUE_NOTICE)
@takes_photos
@commits
def issue_notice(section_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = NoticeForm()
    if "more" in request.form:
        form.add_blank_findings(MORE_ITEMS, usual_due_days()[Severity.GENERAL])
        return _form_page(section, form, photos=photos), 422
    _offer(section, form)
    if not form.validate() or photos.refusals:
        problems: list[Sentence | str] = [*photos.refusals, *form.problems_of_lines()]
        return _form_page(section, form, photos=photos, problems=problems), 422
    filled = form.filled_findings(photos.by_field)
    try:
        notice = actions.issue_notice(
            section,
            form.entry([finding for _name, finding in filled]),
            by=current_user,
            item_photos={place: photos.of(name) for place, (name, _form) in enumerate(filled)},
            follows=_followed(section),
        )
    except RuleBroken as broken:
        return _form_page(section, form, photos=photos, problems=broken.sentences), 422
    flash(_("%(number)s is issued.", number=notice.number))
    return redirect(url_for("orders.notice_page", notice_id=notice.id), 303)


@blueprint.get("/notices/<int:notice_id>")
@requires(Permission.SEE_INSPECTIONS)
def notice_page(notice_id: int) -> ResponseReturnValue:
    return _page(queries.get_notice_for(current_user, notice_id))


@blueprint.get("/notices/<int:notice_id>/paper")
@requires(Permission.SEE_INSPECTIONS)
def notice_paper(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_for(current_user, notice_id)
    return render_template(
        "orders/notice_paper.html", notice=notice, **_photos(notice), **_places()
    )


@blueprint.post("/notices/<int:notice_id>/receipt")
@requires(Permission.PROVE_RECTIFICATION)
@commits
def notice_receipt(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_for(current_user, notice_id)
    actions.take_note(notice, by=current_user)
    flash(_("You have signed for it."))
    return redirect(url_for("orders.notice_page", notice_id=notice.id), 303)


@blueprint.post("/notices/<int:notice_id>/look-back-plan")
@requires(Permission.ISSUE_NOTICE)
@commits
def notice_look_back_plan(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_for(current_user, notice_id)
    get_section_to_change(current_user, notice.section_id)
    form = LookBackPlanForm()
    if not form.validate():
        return _page(notice, refused=form), 422
    try:
        actions.plan_look_back(notice, form.planned_on.data, by=current_user)
    except RuleBroken as broken:
        return _page(notice, refused=form, problems=broken.sentences), 422
    return redirect(url_for("orders.notice_page", notice_id=notice.id), 303)


@blueprint.post("/notices/<int:notice_id>/look-back")
@requires(Permission.ISSUE_NOTICE)
@commits
def notice_look_back(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_for(current_user, notice_id)
    get_section_to_change(current_user, notice.section_id)
    form = LookBackForm()
    if not form.validate():
        return _page(notice, refused=form), 422
    try:
        actions.look_back(notice, form.outcome.data, form.words.data or "", by=current_user)
    except RuleBroken as broken:
        return _page(notice, refused=form, problems=broken.sentences), 422
    flash(_("The look-back is entered."))
    return redirect(url_for("orders.notice_page", notice_id=notice.id), 303)


def _followed(section: Section) -> RectificationNotice | None:
    number = asked_number("follows")
    if number is None:
        return None
    notice = queries.get_notice_for(current_user, number)
    return notice if notice.section_id == section.id else None


def _offer(section: Section, form: NoticeForm) -> None:
    findings = [finding for finding, _in in queries.list_findings_to_gather(section.id)]
    form.offer(findings, list_works(section.id))


def _form_page(
    section: Section,
    form: NoticeForm,
    *,
    photos: ReceivedPhotos | None = None,
    problems: Sequence[Sentence | str] = (),
) -> str:
    _offer(section, form)
    return render_template(
        "orders/notice_form.html",
        section=section,
        form=form,
        problems=problems,
        kept=photos.tokens() if photos else {},
        due_on=usual_due_days(),
        follows=asked_number("follows"),
    )


def _page(
    notice: RectificationNotice,
    *,
    refused: LookBackForm | LookBackPlanForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    state = rules.notice_state([item.finding.state for item in notice.items])
    closed_on = None
    if state == NoticeState.CLOSED:
        closed_on = max(item.finding.closed_on for item in notice.items if item.finding.closed_on)
    waits = state == NoticeState.CLOSED and notice.looked_back_on is None
    may_look = (
        waits
        and may(current_user, Permission.ISSUE_NOTICE)
        and is_writable(current_user, notice.section_id)
    )
    due_on = rules.look_back_due_on(
        closed_on, notice.look_back_planned_on, value_of("look_back_days"), working_calendar()
    )
    plan, look = LookBackPlanForm(formdata=None, planned_on=due_on), LookBackForm(formdata=None)
    return render_template(
        "orders/notice.html",
        notice=notice,
        state=state,
        closed_on=closed_on,
        look_back_due_on=due_on,
        first_answer_at=min(
            (proof.handed_in_at for item in notice.items for proof in item.finding.proofs),
            default=None,
        ),
        whole_days=rules.whole_days,
        is_late=_is_late,
        may_sign=notice.received_at is None and may(current_user, Permission.PROVE_RECTIFICATION),
        may_prove=may(current_user, Permission.PROVE_RECTIFICATION),
        plan_form=(refused if isinstance(refused, LookBackPlanForm) else plan)
        if may_look
        else None,
        look_form=(refused if isinstance(refused, LookBackForm) else look) if may_look else None,
        refused_form=refused,
        problems=problems,
        **_photos(notice),
        **_places(),
    )


def _photos(notice: RectificationNotice) -> dict[str, object]:
    """Return the photos before and after, by finding and by proof, and what is known of them."""
    findings = [item.finding for item in notice.items]
    before = photos_of(OwnerKind.FINDING, [finding.id for finding in findings])
    proofs = [proof.id for finding in findings for proof in finding.proofs]
    after = photos_of(OwnerKind.PROOF, proofs)
    return {"before": before, "after": after, "marks": marks_of([*before, *after])}


def _places() -> dict[str, object]:
    return {"place_of": place_of}


def _is_late(finding: Finding) -> bool:
    facts = FindingFacts(finding.due_on, finding.proved_on, finding.closed_on)
    return is_overdue(facts, today())


def _excel(filters: NoticeFilters, search: str) -> ResponseReturnValue:
    columns = [
        _("Paper no."), _("Issued on"), _("Project"), _("Section"), _("Items"), _("Of them closed"),
        _("To be put right by"), _("State"), _("Overdue"), _("Days to the first answer"),
        _("Closed on"), _("Look-back"),
    ]  # fmt: skip
    rows = (
        (
            row.number, row.issued_on, row.project, row.section, row.items, row.closed_items,
            row.due_on, row.state.label, row.is_overdue,
            rules.whole_days(row.issued_at, row.first_answer_at), row.closed_on,
            row.look_back_outcome.label if row.look_back_outcome else "",
        )
        for row in queries.all_notice_rows(current_user, filters, search, today())
    )  # fmt: skip
    title = _("Rectification notices")
    return xlsx_response(f"{title}-{today()}", title, columns, rows)
