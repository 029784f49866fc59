"""The list of stop orders, the form of a new one, its page with all that follows, and its paper."""

from collections.abc import Sequence
from typing import Any
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
from app.inspections.rules import Verdict
from app.inspections.views.blueprint import asked_day, asked_member, asked_number, labels_of
from app.orders import actions, queries
from app.orders.forms import AskingForm, ResumptionCheckForm, ResumptionForm, StopForm
from app.orders.models import StopOrder
from app.orders.queries import StopFilters
from app.orders.queries.stops import SORTABLE
from app.orders.rules import StopState
from app.orders.views.blueprint import blueprint, seen_version, state_chips
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.kept import keeps_answer
from app.shared.listing import read_list_request
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section
from app.works.queries import (
    get_section_to_change,
    is_writable,
    list_section_choices,
    list_works,
    list_writable_sections_for,
)
from app.works.rules import Cause


@blueprint.get("/stop-orders")
@requires(Permission.SEE_INSPECTIONS)
@keeps_answer
def list_stops() -> ResponseReturnValue:
    filters = StopFilters(
        section_id=asked_number("section"),
        state=asked_member("state", StopState),
        fault=asked_member("fault", Cause),
        first_day=asked_day("from"),
        last_day=asked_day("to"),
    )
    asked = read_list_request(request.args, SORTABLE, "-from")
    return render_template(
        "orders/stops.html",
        page=queries.list_stops(current_user, filters, asked),
        section_choices=list_section_choices(current_user),
        fault_choices=labels_of(Cause),
        shortcuts=state_chips(StopState, queries.count_stops_by_state(current_user), filters.state),
        may_issue=may(current_user, Permission.ISSUE_STOP_ORDER),
    )


@blueprint.get("/stop-orders/new")
@requires(Permission.ISSUE_STOP_ORDER)
def new_stop() -> ResponseReturnValue:
    return render_template(
        "orders/choose_section.html",
        sections=list_writable_sections_for(current_user),
        title=_("New stop order"),
        path="stop-orders/new",
        back=(_("Stop orders"), url_for("orders.list_stops")),
    )


@blueprint.get("/sections/<int:section_id>/stop-orders/new")
@requires(Permission.ISSUE_STOP_ORDER)
def new_stop_of(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    given = {"client_uuid": str(uuid4()), "stopped_from": today()}
    return _form_page(section, StopForm(formdata=None, data=given))


@blueprint.post("/sections/<int:section_id>/stop-orders/new")
@requires(Permission.ISSUE_STOP_ORDER)
@takes_photos
@commits
def issue_stop(section_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = StopForm()
    form.offer_works(list_works(section.id))
    if not form.validate() or photos.refusals:
        return _form_page(section, form, photos=photos, problems=photos.refusals), 422
    try:
        order = actions.issue_stop_order(
            section, form.entry(), by=current_user, photos=photos.of("photos")
        )
    except RuleBroken as broken:
        return _form_page(section, form, photos=photos, problems=broken.sentences), 422
    flash(_("%(number)s is issued.", number=order.number))
    return _to(order)


@blueprint.get("/stop-orders/<int:order_id>")
@requires(Permission.SEE_INSPECTIONS)
def stop_page(order_id: int) -> ResponseReturnValue:
    return _page(queries.get_stop_for(current_user, order_id))


@blueprint.get("/stop-orders/<int:order_id>/paper")
@requires(Permission.SEE_INSPECTIONS)
def stop_paper(order_id: int) -> ResponseReturnValue:
    order = queries.get_stop_for(current_user, order_id)
    return render_template("orders/stop_paper.html", order=order)


@blueprint.post("/stop-orders/<int:order_id>/receipt")
@requires(Permission.PROVE_RECTIFICATION)
@commits
def stop_receipt(order_id: int) -> ResponseReturnValue:
    order = queries.get_stop_for(current_user, order_id)
    actions.take_note_of_stop(order, by=current_user)
    flash(_("You have signed for it."))
    return _to(order)


@blueprint.post("/stop-orders/<int:order_id>/asking")
@requires(Permission.PROVE_RECTIFICATION)
@takes_photos
@commits
def stop_asking(order_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    order = queries.get_stop_for(current_user, order_id)
    form = AskingForm()
    if not form.validate() or photos.refusals:
        return _page(order, refused=form, problems=photos.refusals, photos=photos), 422
    try:
        actions.ask_for_resumption(
            order,
            form.words.data or "",
            by=current_user,
            photos=photos.of("photos"),
            seen_version=seen_version(),
        )
    except RuleBroken as broken:
        return _page(order, refused=form, problems=broken.sentences, photos=photos), 422
    flash(_("Handed in. Somebody will check whether the works may resume."))
    return _to(order)


@blueprint.post("/stop-orders/<int:order_id>/check")
@requires(Permission.CHECK_RESUMPTION)
@takes_photos
@commits
def stop_check(order_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    order = queries.get_stop_for(current_user, order_id)
    get_section_to_change(current_user, order.section_id)
    form = ResumptionCheckForm()
    if not form.validate() or photos.refusals:
        return _page(order, refused=form, problems=photos.refusals, photos=photos), 422
    try:
        actions.check_resumption(
            order,
            form.verdict.data,
            form.words.data or "",
            by=current_user,
            photos=photos.of("photos"),
            seen_version=seen_version(),
        )
    except RuleBroken as broken:
        return _page(order, refused=form, problems=broken.sentences, photos=photos), 422
    flash(_("The check is entered."))
    return _to(order)


@blueprint.post("/stop-orders/<int:order_id>/resumption")
@requires(Permission.LIFT_STOP_ORDER)
@commits
def stop_resumption(order_id: int) -> ResponseReturnValue:
    order = queries.get_stop_for(current_user, order_id)
    form = ResumptionForm()
    if not form.validate():
        return _page(order, refused=form), 422
    try:
        resumption = actions.order_resumption(
            order, form.resumed_on.data, by=current_user, seen_version=seen_version()
        )
    except RuleBroken as broken:
        return _page(order, refused=form, problems=broken.sentences), 422
    flash(_("%(number)s is issued.", number=resumption.number))
    return _to(order)


def _to(order: StopOrder) -> ResponseReturnValue:
    return redirect(url_for("orders.stop_page", order_id=order.id), 303)


def _form_page(
    section: Section,
    form: StopForm,
    *,
    photos: ReceivedPhotos | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    form.offer_works(list_works(section.id))
    return render_template(
        "orders/stop_form.html",
        section=section,
        form=form,
        problems=problems,
        kept=photos.tokens() if photos else {},
    )


def _page(
    order: StopOrder,
    *,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    shown = photos_of(OwnerKind.ORDER, [order.id])
    return render_template(
        "orders/stop.html",
        order=order,
        photos=shown,
        marks=marks_of(shown),
        may_sign=order.received_at is None and may(current_user, Permission.PROVE_RECTIFICATION),
        refused_form=refused,
        problems=problems,
        kept=photos.tokens() if photos else {},
        accepted=Verdict.ACCEPTED,
        **_forms(order, refused),
    )


def _forms(order: StopOrder, refused: FlaskForm | None) -> dict[str, Any]:
    """Return the forms of the steps that come next and that this person may take."""
    can_ask = order.state == StopState.STANDING
    can_check = order.state in (StopState.STANDING, StopState.ASKED)
    can_lift = order.state == StopState.CHECKED
    return {
        "asking_form": _form(AskingForm, refused)
        if can_ask and may(current_user, Permission.PROVE_RECTIFICATION)
        else None,
        "check_form": _form(ResumptionCheckForm, refused)
        if can_check
        and may(current_user, Permission.CHECK_RESUMPTION)
        and is_writable(current_user, order.section_id)
        else None,
        "resumption_form": _form(ResumptionForm, refused, resumed_on=today())
        if can_lift and may(current_user, Permission.LIFT_STOP_ORDER)
        else None,
    }


def _form(kind: type[FlaskForm], refused: FlaskForm | None, **given: Any) -> FlaskForm:
    return refused if isinstance(refused, kind) else kind(formdata=None, data=given)
