"""Asking for the acceptance of a step, again after a refusal, and taking the request back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.quality import queries
from app.quality.models import AcceptanceRequest, SignOff
from app.quality.queries.processes import WorkProcesses
from app.quality.queries.requests import find_by_uuid, find_sign_off
from app.quality.rules.chain import RequestDraft, WorkState, ends_of, request_problems
from app.quality.rules.entries import AskEntry, Position
from app.quality.rules.parties import CLOCK_SKEW, OPEN_STATES, Party, RequestState
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.models import Work
from app.works.rules import WorkKind

Photos = Sequence[StoredPhoto]


def ask(
    work: Work,
    entry: AskEntry,
    *,
    by: User,
    photos: Photos = (),
    made_at: datetime | None = None,
) -> AcceptanceRequest:
    """Ask for the acceptance of a step with the own check. Raises RuleBroken.

    The same form sent twice is one request: the second time returns the first.
    """
    _lock(work)
    if known := find_by_uuid(entry.client_uuid):
        return _same_request(known, work, by)
    chosen = queries.processes_of_work(work)
    if problems := _problems(work, chosen, entry):
        raise RuleBroken(problems)
    request = _request(work, chosen, entry, by)
    try:
        with db.session.begin_nested():
            db.session.add(request)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := find_by_uuid(entry.client_uuid):
            return _same_request(known, work, by)
        raise
    _own_check(request, entry, by, photos, made_at)
    record(by, "acceptance.asked", request, _told(request))
    if request.is_concealed:
        record(by, "acceptance.station_told", request, {"process": request.process_name})
    return request


def ask_again(
    request: AcceptanceRequest,
    entry: AskEntry,
    *,
    by: User,
    photos: Photos = (),
    made_at: datetime | None = None,
) -> AcceptanceRequest:
    """Begin the next round of a refused request; everybody signs again. Raises RuleBroken."""
    request = locked(request)
    if known := find_sign_off(entry.client_uuid):
        if known.request_id != request.id or known.signed_by_id != by.id:
            raise RuleBroken([_used_uuid()])
        return request
    problems = []
    if request.state != RequestState.REFUSED:
        problems.append(say("Only a refused request can be asked for again."))
    if not entry.own_check.strip():
        problems.append(say("Write the result of the contractor's own check."))
    problems += _time_problems(entry, now())
    if any(
        one.person == by.natural_person and one.party != Party.CONTRACTOR
        for one in request.signed()
    ):
        problems.append(say("You signed this request for another party."))
    if problems:
        raise RuleBroken(problems)
    request.round += 1
    request.state = RequestState.WAITING
    request.round_at = request.waiting_since = now()
    request.wanted_at = entry.wanted_at
    request.started_at = entry.started_at or request.started_at
    request.ended_at = entry.ended_at or request.ended_at
    _own_check(request, entry, by, photos, made_at)
    record(by, "acceptance.asked_again", request, {"round": request.round})
    return request


def withdraw(request: AcceptanceRequest, *, by: User, reason: str) -> None:
    """Take back a request that has not passed. Raises RuleBroken."""
    request = locked(request)
    problems = []
    if request.state not in (*OPEN_STATES, RequestState.REFUSED):
        problems.append(say("What has passed or was withdrawn cannot be withdrawn."))
    if not reason.strip():
        problems.append(say("Say why it is withdrawn."))
    if problems:
        raise RuleBroken(problems)
    request.state, request.waiting_since = RequestState.WITHDRAWN, now()
    record(by, "acceptance.withdrawn", request, reason=reason)


def locked(request: AcceptanceRequest) -> AcceptanceRequest:
    """Read the request again under a lock, so that of two who act at once one sees the other."""
    db.session.flush()
    found = db.session.scalars(
        select(AcceptanceRequest)
        .where(AcceptanceRequest.id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(found, ["sign_offs"])
    return found


def owner_of(request: AcceptanceRequest, kind: OwnerKind, number: int, at: datetime) -> Owner:
    """Return the record that photos of the request are shown with."""
    return Owner(kind, number, day_of(at), section_id=request.section_id, work_id=request.work_id)


def placed(position: Position | None) -> dict[str, object]:
    """Return the columns of a position."""
    if position is None:
        return {}
    return {
        "longitude": position.longitude,
        "latitude": position.latitude,
        "accuracy_m": position.accuracy_m,
    }


def _used_uuid() -> Sentence:
    return say("This form was already used for something else; open a new one.")


def _same_request(known: AcceptanceRequest, work: Work, by: User) -> AcceptanceRequest:
    if known.work_id != work.id or known.asked_by_id != by.id:
        raise RuleBroken([_used_uuid()])
    return known


def _lock(work: Work) -> None:
    """Of two who ask for the same metres at once one sees the other's request."""
    db.session.execute(select(Work.id).where(Work.id == work.id).with_for_update())


def _problems(work: Work, chosen: WorkProcesses, entry: AskEntry) -> list[Sentence]:
    passed, let_through = queries.passed_of([work.id]), queries.overridden_of([work.id])
    state = WorkState(
        ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD),
        chosen.processes,
        passed.get(work.id, {}),
        let_through.get(work.id, {}),
        queries.unsettled_places(work.id, entry.process),
        queries.parts_of(work.id),
    )
    asked_at = now()
    draft = RequestDraft(entry.process, entry.place, entry.own_check, asked_at)
    return request_problems(draft, state) + _time_problems(entry, asked_at)


def _time_problems(entry: AskEntry, asked_at: datetime) -> list[Sentence]:
    problems = []
    if entry.started_at and entry.ended_at and entry.ended_at < entry.started_at:
        problems.append(say("The work ended before it began."))
    if any(at and at > asked_at + CLOCK_SKEW for at in (entry.started_at, entry.ended_at)):
        problems.append(say("The work cannot have been done in the future."))
    return problems


def _request(work: Work, chosen: WorkProcesses, entry: AskEntry, by: User) -> AcceptanceRequest:
    process, asked_at = chosen.find(entry.process), now()
    assert process is not None  # noqa: S101 - the rules have refused what is not in the list
    stretch = entry.place.stretch
    return AcceptanceRequest(
        client_uuid=entry.client_uuid,
        section_id=work.section_id,
        work_id=work.id,
        work=work,
        start_m=stretch.start_m if stretch else None,
        end_m=stretch.end_m if stretch else None,
        part="" if stretch else entry.place.part.strip(),
        structure=chosen.structure,
        process_list_id=chosen.list_id,
        process=process.code,
        process_name=process.name,
        is_concealed=process.is_concealed,
        state=RequestState.WAITING,
        asked_by=by,
        asked_at=asked_at,
        round_at=asked_at,
        waiting_since=asked_at,
        wanted_at=entry.wanted_at,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        is_demonstration=work.is_demonstration,
    )


def _own_check(
    request: AcceptanceRequest,
    entry: AskEntry,
    by: User,
    photos: Photos,
    made_at: datetime | None,
) -> None:
    """The contractor's own check is the first signature of every round."""
    received_at = now()
    check = SignOff(
        client_uuid=entry.client_uuid,
        request_id=request.id,
        round=request.round,
        party=Party.CONTRACTOR,
        agrees=True,
        opinion=entry.own_check.strip(),
        signed_by=by,
        person=by.natural_person,
        name=by.name,
        signed_at=made_at or received_at,
        received_at=received_at,
        **placed(entry.position),
    )
    db.session.add(check)
    db.session.flush()
    attach(photos, owner_of(request, OwnerKind.ACCEPTANCE, check.id, check.signed_at), by=by)


def _told(request: AcceptanceRequest) -> dict[str, object]:
    return {
        "work": request.work.name,
        "process": request.process_name,
        "start_m": request.start_m,
        "end_m": request.end_m,
        "part": request.part,
    }
