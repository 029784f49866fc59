"""One request: asked for, looked at, signed, asked for again."""

from collections.abc import Sequence
from uuid import uuid4

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.quality import actions, queries
from app.quality.forms.acceptance import AgainForm, AskForm, ReasonForm, SignForm
from app.quality.models import AcceptanceRequest
from app.quality.queries.chain import next_step_of
from app.quality.queries.gates import clearance_of, process_of, side_station_gaps, test_verdicts
from app.quality.queries.requests import (
    get_signature_for,
    may_ask,
    may_hold_for_village,
    parties_of,
)
from app.quality.queries.reversals import reversals_of
from app.quality.queries.strips import strips_of
from app.quality.rules.concealed import come_by, what_follows
from app.quality.rules.gates import TestVerdict
from app.quality.rules.parties import OPEN_STATES, Party, RequestState, holder_signs, waiting_for
from app.quality.views.blueprint import blueprint, shown_phone
from app.shared import formats
from app.shared.calendar import now
from app.shared.errors import Forbidden, RuleBroken
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.works.models import Work
from app.works.queries import get_work_for, list_works, list_writable_sections_for
from app.works.rules import WorkKind

VERDICT_TONES = {
    TestVerdict.MISSING: "grey",
    TestVerdict.TOO_FEW: "orange",
    TestVerdict.FAILED: "red",
    TestVerdict.AWAITED: "blue",
    TestVerdict.PASSED: "green",
}


@blueprint.get("/requests/new")
@requires(Permission.REQUEST_ACCEPTANCE)
def choose_for_request() -> ResponseReturnValue:
    sections = list_writable_sections_for(current_user)
    return render_template(
        "quality/choose_request.html",
        title=_("Ask for acceptance"),
        works=[(section, list_works(section.id)) for section in sections],
        endpoint="quality.new_request",
    )


@blueprint.get("/works/<int:work_id>/requests/new")
@requires(Permission.REQUEST_ACCEPTANCE)
def new_request(work_id: int) -> ResponseReturnValue:
    work = _work_to_ask_for(work_id)
    form = AskForm(
        formdata=None, client_uuid=str(uuid4()), process_code=request.args.get("process")
    )
    if work.kind == WorkKind.ROAD:
        form.start_m.data, form.end_m.data = work.start_m, work.end_m
    if not form.process_code.data and (known := next_step_of(work)):
        form.process_code.data, stretch = known
        if stretch:
            form.start_m.data, form.end_m.data = stretch.start_m, stretch.end_m
    return _ask_page(form, work)


@blueprint.post("/works/<int:work_id>/requests/new")
@requires(Permission.REQUEST_ACCEPTANCE)
@takes_photos
@commits
def ask(work_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    work = _work_to_ask_for(work_id)
    form, problems = AskForm(), photos.refusals
    form.offer(queries.processes_of_work(work))
    if form.validate() and not problems:
        try:
            made = actions.ask(work, form.entry(), by=current_user, photos=photos.of("photos"))
        except RuleBroken as broken:
            problems = list(broken.sentences)
        else:
            flash(_("Asked for. Supervisor, village and bureau engineer can sign now."))
            return redirect(url_for(".request_page", request_id=made.id), 303)
    return _ask_page(form, work, problems, photos), 422


@blueprint.get("/requests/<int:request_id>")
@requires(Permission.SEE_QUALITY)
def request_page(request_id: int) -> ResponseReturnValue:
    return _page(queries.get_request_for(current_user, request_id))


@blueprint.post("/requests/<int:request_id>/sign-offs")
@requires(Permission.SIGNED_IN)
@takes_photos
@commits
def sign(request_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    asked = queries.get_request_for(current_user, request_id)
    parties = parties_of(current_user, asked.section_id)
    if not parties:
        raise Forbidden
    form, problems = SignForm(), photos.refusals
    form.offer(parties)
    if form.validate() and not problems:
        try:
            actions.sign(asked, form.entry(), by=current_user, photos=photos.of("photos"))
        except RuleBroken as broken:
            problems = list(broken.sentences)
        else:
            flash(_("Signed."))
            return redirect(url_for(".request_page", request_id=request_id), 303)
    return _page(asked, sign_form=form, problems=problems, photos=photos), 422


@blueprint.post("/requests/<int:request_id>/rounds")
@requires(Permission.REQUEST_ACCEPTANCE)
@takes_photos
@commits
def ask_again(request_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    asked = _request_to_ask_for(request_id)
    form, problems = AgainForm(), photos.refusals
    if form.validate() and not problems:
        try:
            actions.ask_again(asked, form.entry(), by=current_user, photos=photos.of("photos"))
        except RuleBroken as broken:
            problems = list(broken.sentences)
        else:
            flash(_("A new round has begun; everybody signs again."))
            return redirect(url_for(".request_page", request_id=request_id), 303)
    return _page(asked, again_form=form, problems=problems, photos=photos), 422


@blueprint.post("/requests/<int:request_id>/withdrawal")
@requires(Permission.REQUEST_ACCEPTANCE)
@commits
def withdraw(request_id: int) -> ResponseReturnValue:
    asked, form = _request_to_ask_for(request_id), ReasonForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.withdraw(asked, by=current_user, reason=form.reason.data)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The request is withdrawn."))
            return redirect(url_for(".request_page", request_id=request_id), 303)
    return _page(asked, withdraw_form=form, problems=problems), 422


@blueprint.post("/requests/<int:request_id>/strength")
@requires(Permission.SIGN_AS_STATION)
@commits
def settle_strength(request_id: int) -> ResponseReturnValue:
    asked = queries.get_request_for(current_user, request_id)
    if Party.STATION not in parties_of(current_user, asked.section_id):
        raise Forbidden
    try:
        actions.settle_strength(asked, by=current_user)
    except RuleBroken as broken:
        return _page(asked, problems=broken.sentences), 422
    flash(_("The strength is good: the step has passed without condition."))
    return redirect(url_for(".request_page", request_id=request_id), 303)


@blueprint.get("/sign-offs/<int:sign_off_id>/signature.png")
@requires(Permission.SEE_QUALITY)
def signature(sign_off_id: int) -> ResponseReturnValue:
    answer = make_response(get_signature_for(current_user, sign_off_id))
    answer.content_type = "image/png"
    return answer


@blueprint.get("/requests/<int:request_id>/paper")
@requires(Permission.SEE_QUALITY)
def paper(request_id: int) -> ResponseReturnValue:
    asked = queries.get_request_for(current_user, request_id)
    signed = {one.party: one for one in asked.sign_offs if one.round == asked.round}
    return render_template(
        "quality/paper.html", asked=asked, signed=signed, parties=Party,
        process=process_of(asked), verdicts=test_verdicts(asked) or {},
        sees_village=may(current_user, Permission.SEE_VILLAGE_SIGNATURES),
    )  # fmt: skip


def _work_to_ask_for(work_id: int) -> Work:
    work = get_work_for(current_user, work_id)
    if not may_ask(current_user, work.section_id):
        raise Forbidden
    return work


def _request_to_ask_for(request_id: int) -> AcceptanceRequest:
    asked = queries.get_request_for(current_user, request_id)
    if not may_ask(current_user, asked.section_id):
        raise Forbidden
    return asked


def _ask_page(
    form: AskForm,
    work: Work,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    known = queries.processes_of_work(work)
    form.offer(known)
    return render_template(
        "quality/ask.html", form=form, work=work, known=known, problems=problems,
        kept=photos.tokens() if photos else {}, strips=strips_of([work]),
        has_chainage=work.kind == WorkKind.ROAD and work.start_m is not None,
    )  # fmt: skip


def _page(
    asked: AcceptanceRequest,
    *,
    sign_form: SignForm | None = None,
    again_form: AgainForm | None = None,
    withdraw_form: ReasonForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    refused = sign_form or again_form or withdraw_form
    numbers = [one.id for one in asked.sign_offs]
    uses = [
        *photos_of(OwnerKind.ACCEPTANCE, numbers), *photos_of(OwnerKind.SIGNATURE, numbers),
    ]  # fmt: skip
    sees_village = may(current_user, Permission.SEE_VILLAGE_SIGNATURES)
    if not sees_village:
        village = {one.id for one in asked.sign_offs if one.party == Party.VILLAGE}
        uses = [one for one in uses if one.owner_id not in village]
    gate = clearance_of(asked)
    return render_template(
        "quality/request.html", asked=asked, refused_form=refused, problems=problems,
        waiting=waiting_for(asked.signed(asked.round)), process=process_of(asked),
        sign_form=sign_form or _sign_form(asked), again_form=again_form or _again_form(asked),
        withdraw_form=withdraw_form or _withdraw_form(asked), may_hold=_may_hold(asked),
        may_settle=asked.state == RequestState.CONDITIONAL and _is_station(asked),
        sees_village=sees_village, photos=uses, marks=marks_of(uses), gate=gate, verdicts=test_verdicts(asked),
        verdict_tones=VERDICT_TONES, gaps=side_station_gaps(asked), kept=photos.tokens() if photos else {},
        watches=queries.watches_at(asked.work_id, asked.process, asked.place),
        strips=strips_of([asked.work]), reversals=reversals_of(asked),
        concealed=_concealed(asked),
        phone_of=lambda phone: shown_phone(phone, current_user),
        held_by_signer={
            one.id for one in asked.sign_offs
            if one.holder and holder_signs(one.holder.natural_person, asked.signed())
        },
    )  # fmt: skip


def _concealed(asked: AcceptanceRequest) -> Sentence | None:
    """Return until when people come to concealed works, and what follows when they do not."""
    if not asked.is_concealed or asked.state not in OPEN_STATES:
        return None
    until = come_by(asked.round_at, asked.wanted_at, value_of("concealed_hours"))
    return what_follows(until, now(), formats.moment(until))


def _sign_form(asked: AcceptanceRequest) -> SignForm | None:
    """Return an empty form for the parties for which the reader may sign now; None for none."""
    open_to = waiting_for(asked.signed(asked.round))
    parties = tuple(one for one in parties_of(current_user, asked.section_id) if one in open_to)
    if not parties or asked.state not in (RequestState.WAITING, RequestState.AT_STATION):
        return None
    form = SignForm(
        formdata=None, client_uuid=str(uuid4()), round=str(asked.round), party=parties[0]
    )
    form.offer(parties)
    return form


def _again_form(asked: AcceptanceRequest) -> AgainForm | None:
    if asked.state != RequestState.REFUSED or not may_ask(current_user, asked.section_id):
        return None
    return AgainForm(formdata=None, client_uuid=str(uuid4()))


def _withdraw_form(asked: AcceptanceRequest) -> ReasonForm | None:
    is_live = asked.state in (
        RequestState.WAITING, RequestState.AT_STATION, RequestState.REFUSED,
    )  # fmt: skip
    if not is_live or not may_ask(current_user, asked.section_id):
        return None
    return ReasonForm(formdata=None)


def _may_hold(asked: AcceptanceRequest) -> bool:
    waits = Party.VILLAGE in waiting_for(asked.signed(asked.round))
    is_open = asked.state == RequestState.WAITING
    return waits and is_open and may_hold_for_village(current_user, asked.section_id)


def _is_station(asked: AcceptanceRequest) -> bool:
    return Party.STATION in parties_of(current_user, asked.section_id)
