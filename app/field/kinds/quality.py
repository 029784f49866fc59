"""Step acceptance and side stations from phones, read by the same forms as those of the desk."""

from app.field.kinds.arrival import UNPROTECTED, Arrival, check
from app.quality import actions, queries
from app.quality.forms.acceptance import AgainForm, AskForm, SignForm, VillageForm
from app.quality.forms.side_stations import WatchForm
from app.quality.models import AcceptanceRequest, SideStation, SignOff
from app.quality.queries.requests import may_ask, may_hold_for_village, parties_of
from app.shared.errors import Forbidden
from app.works.queries import get_work_for, get_work_to_change


def take_request(arrival: Arrival) -> AcceptanceRequest:
    """Ask for the acceptance of a step on the work that the record is about."""
    work = get_work_for(arrival.by, arrival.submission.subject)
    if not may_ask(arrival.by, work.section_id):
        raise Forbidden
    form = AskForm(arrival.formdata, meta=UNPROTECTED)
    form.offer(queries.processes_of_work(work))
    check(form)
    return actions.ask(
        work, form.entry(), by=arrival.by, photos=arrival.shown, made_at=arrival.made_at
    )


def take_round(arrival: Arrival) -> AcceptanceRequest:
    """Begin the next round of a request that was refused."""
    asked = queries.get_request_for(arrival.by, arrival.submission.subject)
    if not may_ask(arrival.by, asked.section_id):
        raise Forbidden
    form = AgainForm(arrival.formdata, meta=UNPROTECTED)
    check(form)
    return actions.ask_again(
        asked, form.entry(), by=arrival.by, photos=arrival.shown, made_at=arrival.made_at
    )


def take_sign_off(arrival: Arrival) -> SignOff:
    """Sign the request for a party."""
    asked = queries.get_request_for(arrival.by, arrival.submission.subject)
    parties = parties_of(arrival.by, asked.section_id)
    if not parties:
        raise Forbidden
    form = SignForm(arrival.formdata, meta=UNPROTECTED)
    form.offer(parties)
    check(form)
    return actions.sign(
        asked, form.entry(), by=arrival.by, photos=arrival.shown, made_at=arrival.made_at
    )


def take_village_signature(arrival: Arrival) -> SignOff:
    """Let the village representative who signed on this phone have signed the request."""
    asked = queries.get_request_for(arrival.by, arrival.submission.subject)
    if not may_hold_for_village(arrival.by, asked.section_id):
        raise Forbidden
    form = VillageForm(arrival.formdata, meta=UNPROTECTED)
    check(form)
    return actions.sign_for_village(
        asked, form.entry(), by=arrival.by, photos=arrival.shown, made_at=arrival.made_at
    )


def take_side_station(arrival: Arrival) -> SideStation:
    """Enter that the sender stood by a process on the work that the record is about."""
    work = get_work_to_change(arrival.by, arrival.submission.subject)
    form = WatchForm(arrival.formdata, meta=UNPROTECTED)
    form.offer(queries.processes_of_work(work))
    check(form)
    return actions.record_watch(work, form.entry(), by=arrival.by, photos=arrival.shown)
