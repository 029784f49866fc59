"""Orders that break into the chain: the leader's override, and taking back what had passed (R26, R31)."""

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.quality import queries
from app.quality.models import AcceptanceOverride, AcceptanceRequest, AcceptanceReversal
from app.quality.queries.chain import UNSETTLED
from app.quality.queries.requests import find_override
from app.quality.rules.chain import Place, Standing, ends_of, meet, place_problems
from app.quality.rules.parties import RequestState
from app.quality.rules.stretches import Stretch
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.models import Work
from app.works.rules import WorkKind


def override(
    work: Work, process: str, place: Place, *, reason: str, by: User, client_uuid: str
) -> AcceptanceOverride:
    """Let the next process go on though this one has not passed here. Raises RuleBroken."""
    if known := find_override(client_uuid):
        return known
    chosen = queries.processes_of_work(work).find(process)
    problems = place_problems(place, _ends(work))
    if chosen is None:
        problems.append(say("This process is not in the list of this kind of work."))
    if not reason.strip():
        problems.append(say("Say what emergency makes it necessary."))
    passed = queries.passed_of([work.id]).get(work.id, {}).get(process, Standing())
    if not problems and passed.holds(place, queries.parts_of(work.id)):
        problems.append(say("This process has passed here already."))
    if problems or chosen is None:
        raise RuleBroken(problems)
    order = AcceptanceOverride(
        client_uuid=client_uuid, section_id=work.section_id, work_id=work.id, process=process,
        process_name=chosen.name, reason=reason.strip(), ordered_by=by, ordered_at=now(),
        **_columns(place),
    )  # fmt: skip
    db.session.add(order)
    told = {"work": work.name, "process": chosen.name} | _columns(place)
    record(by, "acceptance.overridden", order, told, reason=reason)
    return order


def take_back(
    work: Work, process: str, place: Place, *, reason: str, by: Actor, client_uuid: str
) -> list[AcceptanceReversal]:
    """Let this process and all later ones stand no more at the place: its chain starts anew (R31).

    Requests that are open there are withdrawn. Called by the room that decides on demolition.
    Sent twice it happens once. Raises RuleBroken.
    """
    if known := _known_reversals(client_uuid):
        return known
    problems = _reversal_problems(work, process, place, reason)
    if problems:
        raise RuleBroken(problems)
    processes = queries.processes_of_work(work).processes
    codes = [one.code for one in processes]
    made = [
        AcceptanceReversal(
            client_uuid=client_uuid, section_id=work.section_id, work_id=work.id, process=code,
            reason=reason.strip(), reversed_by_id=by.id, reversed_at=now(), **_columns(place),
        )
        for code in codes[codes.index(process) :]
    ]  # fmt: skip
    db.session.add_all(made)
    _withdraw_open(work, {one.process for one in made}, place, reason, by)
    told = {"work": work.name, "processes": [one.process for one in made]} | _columns(place)
    record(by, "acceptance.taken_back", made[0], told, reason=reason)
    return made


def _known_reversals(client_uuid: str) -> list[AcceptanceReversal]:
    return list(
        db.session.scalars(
            select(AcceptanceReversal)
            .where(AcceptanceReversal.client_uuid == client_uuid)
            .order_by(AcceptanceReversal.id)
        )
    )


def _reversal_problems(work: Work, process: str, place: Place, reason: str) -> list[Sentence]:
    problems = place_problems(place, _ends(work))
    if queries.processes_of_work(work).find(process) is None:
        problems.append(say("This process is not in the list of this kind of work."))
    if not reason.strip():
        problems.append(say("Say why the acceptance is taken back."))
    return problems


def _withdraw_open(work: Work, codes: set[str], place: Place, reason: str, by: Actor) -> None:
    """Requests that reach into the place and are still open have lost what they asked for."""
    live = db.session.scalars(
        select(AcceptanceRequest).where(
            AcceptanceRequest.work_id == work.id,
            AcceptanceRequest.process.in_(codes),
            AcceptanceRequest.state.in_(UNSETTLED),
        )
    )
    for request in live:
        if meet(request.place, place):
            request.state, request.waiting_since = RequestState.WITHDRAWN, now()
            record(by, "acceptance.withdrawn", request, reason=reason)


def _ends(work: Work) -> Stretch | None:
    return ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD)


def _columns(place: Place) -> dict[str, object]:
    stretch = place.stretch
    return {
        "start_m": stretch.start_m if stretch else None,
        "end_m": stretch.end_m if stretch else None,
        "part": "" if stretch else place.part.strip(),
    }
