"""Signing a step: parties with an account, the village on somebody's phone, and the station's pass."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.accounts.rules import Role
from app.evidence.actions import attach
from app.evidence.rules import OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.quality.actions.requests import locked, owner_of, placed
from app.quality.models import AcceptanceRequest, DrawnSignature, SignOff
from app.quality.queries.gates import clearance_of
from app.quality.queries.requests import (
    ROLES_OF_PARTIES,
    digits_of,
    find_sign_off,
    telephones_of_signers,
)
from app.quality.rules.entries import SignEntry, VillageEntry
from app.quality.rules.parties import (
    Party,
    RequestState,
    SignOffDraft,
    VillageDraft,
    holder_problems,
    signing_problems,
    state_of,
    village_problems,
)  # fmt: skip
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of

Photos = Sequence[StoredPhoto]


def sign(
    request: AcceptanceRequest,
    entry: SignEntry,
    *,
    by: User,
    photos: Photos = (),
    made_at: datetime | None = None,
) -> SignOff:
    """Sign the present round for a party. Raises RuleBroken.

    The same form sent twice is one signature: the second time returns the first.
    """
    if known := find_sign_off(entry.client_uuid):
        return _same_signature(known, request, entry.party, by.natural_person)
    request = locked(request)
    draft = SignOffDraft(
        entry.party, entry.agrees, by.natural_person, made_at or now(), entry.opinion, entry.reason
    )
    problems = _round_problems(request, entry.round)
    if not by.has_role(*ROLES_OF_PARTIES.get(entry.party, ())) or entry.party == Party.CONTRACTOR:
        problems.append(say("Your role does not sign as “%(party)s”.", party=entry.party.label))
    problems += _signing_problems(request, draft)
    may_hold = bool(value_of("village_holder_may_sign"))
    problems += holder_problems(request.signed(), draft, holder_may_sign=may_hold)
    if entry.party == Party.STATION and entry.agrees and not problems:
        problems += clearance_of(request).problems
    if problems:
        raise RuleBroken(problems)
    made = _signature(request, draft, entry, signed_by=by, person=by.natural_person, name=by.name)
    return _store(request, made, by, photos)


def sign_for_village(
    request: AcceptanceRequest,
    entry: VillageEntry,
    *,
    by: User,
    photos: Photos = (),
    made_at: datetime | None = None,
) -> SignOff:
    """Let a village representative sign on the phone of `by`, who signs nothing. Raises RuleBroken."""
    person = f"tel:{digits_of(entry.phone)}"
    if known := find_sign_off(entry.client_uuid):
        return _same_signature(known, request, Party.VILLAGE, person)
    request = locked(request)
    draft = SignOffDraft(
        Party.VILLAGE, entry.agrees, person, made_at or now(), entry.opinion, entry.reason
    )
    village = VillageDraft(
        entry.name, entry.phone, entry.village, bool(photos), entry.signature is not None,
        by.natural_person, by.has_role(Role.CONTRACTOR), entry.substitute_for,
    )  # fmt: skip
    problems = _round_problems(request, entry.round) + _signing_problems(request, draft)
    problems += village_problems(
        village,
        request.signed(),
        holder_may_sign=bool(value_of("village_holder_may_sign")),
        is_telephone_of_signer=digits_of(entry.phone) in telephones_of_signers(request),
    )
    if problems:
        raise RuleBroken(problems)
    made = _signature(
        request, draft, entry, person=person, name=entry.name.strip(), phone=entry.phone.strip(),
        village=entry.village.strip(), substitute_for=entry.substitute_for.strip(), holder=by,
    )  # fmt: skip
    return _store(request, made, by, photos, _drawing(entry.signature))


def settle_strength(request: AcceptanceRequest, *, by: User) -> None:
    """The strength is known and good: the conditional pass becomes a pass. Raises RuleBroken."""
    request = locked(request)
    problems = []
    if request.state != RequestState.CONDITIONAL:
        problems.append(say("This step did not pass on condition of its strength."))
    elif (due := clearance_of(request)).problems or due.is_conditional:
        problems += due.problems or [say("The strength is not known yet: enter its test first.")]
    if problems:
        raise RuleBroken(problems)
    request.state, request.due_on = RequestState.PASSED, None
    record(by, "acceptance.strength_known", request)


def settle_known_strengths(work_id: int, process: str, *, by: Actor) -> None:
    """Let conditional passes of a process become passes where the tests now allow it."""
    db.session.flush()
    conditional = db.session.scalars(
        select(AcceptanceRequest).where(
            AcceptanceRequest.work_id == work_id,
            AcceptanceRequest.process == process,
            AcceptanceRequest.state == RequestState.CONDITIONAL,
        )
    )
    for request in conditional.all():
        known = clearance_of(request)
        if not known.problems and not known.is_conditional:
            request.state, request.due_on = RequestState.PASSED, None
            record(by, "acceptance.strength_known", request)


def _round_problems(request: AcceptanceRequest, seen_round: int | None) -> list[Sentence]:
    if seen_round is None or seen_round == request.round:
        return []
    return [say("A new round has begun since you opened the form; look at it again.")]


def _signing_problems(request: AcceptanceRequest, draft: SignOffDraft) -> list[Sentence]:
    return signing_problems(
        request.state, request.signed(request.round), request.signed(), draft, now()
    )


def _same_signature(
    known: SignOff, request: AcceptanceRequest, party: Party, person: str
) -> SignOff:
    if (known.request_id, known.party, known.person) != (request.id, party, person):
        raise RuleBroken([say("This form was already used for something else; open a new one.")])
    return known


def _signature(
    request: AcceptanceRequest,
    draft: SignOffDraft,
    entry: SignEntry | VillageEntry,
    **who: Any,
) -> SignOff:
    return SignOff(
        client_uuid=entry.client_uuid, request_id=request.id, round=request.round, party=draft.party,
        agrees=draft.agrees, opinion=draft.opinion.strip(), reason=draft.reason.strip(),
        signed_at=draft.signed_at, received_at=now(), **who, **placed(entry.position),
    )  # fmt: skip


def _drawing(png: bytes | None) -> Callable[[SignOff], None]:
    def keep(sign_off: SignOff) -> None:
        db.session.add(DrawnSignature(sign_off_id=sign_off.id, png=png))

    return keep


def _store(
    request: AcceptanceRequest,
    made: SignOff,
    by: User,
    photos: Photos,
    keep: Callable[[SignOff], None] | None = None,
) -> SignOff:
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:  # the same party signed at the same moment
        taken = say("%(party)s has signed this round already.", party=made.party.label)
        raise RuleBroken([taken]) from None
    if keep:
        keep(made)
    attach(photos, owner_of(request, OwnerKind.SIGNATURE, made.id, made.signed_at), by=by)
    _move_on(request, made)
    told = {"party": made.party, "round": made.round, "agrees": made.agrees, "name": made.name}
    record(by, "acceptance.signed", request, told, reason=made.reason)
    return made


def _move_on(request: AcceptanceRequest, made: SignOff) -> None:
    """Let the request's state say what its signatures say."""
    db.session.refresh(request, ["sign_offs"])
    state = state_of(request.signed(request.round))
    since = made.received_at if state != request.state else request.waiting_since
    if state == RequestState.PASSED:
        due_on = clearance_of(request).due_on
        state = RequestState.CONDITIONAL if due_on else state
        request.passed_at, request.due_on = made.received_at, due_on
    request.state, request.waiting_since = state, since
    db.session.flush()
