"""Changing villages and outlets, and keeping what was confirmed of how a village is reached."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.logistics import queries
from app.logistics.models import Outlet, Village, VillageService
from app.logistics.rules.coverage import Neighbours, ServiceMode, answer_problems
from app.logistics.rules.registers import code_problems, span_problems
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.actions import check_version, give
from app.works.models import Township
from app.works.rules import differences

VILLAGE, OUTLET = say("The village"), say("The outlet")
SAME_VILLAGE = say("A village of this name or division code is registered already.")
SAME_OUTLET = say("This village has an outlet of this name already.")


@dataclass(frozen=True)
class AnswerDraft:
    """What somebody confirms of a village."""

    client_uuid: str
    mode: ServiceMode
    center_id: int | None
    confirmed_on: date
    confirmed_by: str
    words: str = ""


def register_village(*, by: Actor, **fields: Any) -> Village:
    """Register a village. Raises RuleBroken."""
    village = Village(**fields)
    with db.session.no_autoflush:
        _refuse(_village_problems(village))
    _add(village, SAME_VILLAGE)
    record(by, "village.registered", village, fields | {"township": village.township.name})
    return village


def change_village(
    village: Village, fields: dict[str, Any], *, by: Actor, seen_version: int | None = None
) -> None:
    """Give the village these values. Raises StaleEdit, RuleBroken."""
    _change(village, fields, _village_problems, SAME_VILLAGE, "village.changed", by, seen_version)


def _village_problems(village: Village) -> list[Sentence]:
    code = village.township.division_code
    spans = span_problems(village.formed_on, village.merged_on, today(), what=VILLAGE)
    return code_problems(village.division_code, code) + spans


def open_outlet(village: Village, *, by: Actor, **fields: Any) -> Outlet:
    """Enter an outlet of the village. Raises RuleBroken."""
    outlet = Outlet(village=village, **fields)
    with db.session.no_autoflush:
        _refuse(_outlet_problems(outlet))
    _add(outlet, SAME_OUTLET)
    record(by, "outlet.opened", outlet, fields | {"village": village.name})
    return outlet


def change_outlet(
    outlet: Outlet, fields: dict[str, Any], *, by: Actor, seen_version: int | None = None
) -> None:
    """Give the outlet these values; a closed one no longer covers villages. Raises StaleEdit, RuleBroken."""
    _change(outlet, fields, _outlet_problems, SAME_OUTLET, "outlet.changed", by, seen_version)


def _outlet_problems(outlet: Outlet) -> list[Sentence]:
    problems = span_problems(outlet.opened_on, outlet.closed_on, today(), what=OUTLET)
    if outlet.opened_on > today():
        problems.append(say("An outlet is entered once it is open."))
    return problems


def confirm_service(village: Village, draft: AnswerDraft, *, by: Actor) -> VillageService:
    """Keep what was confirmed of the village. The same answer sent twice is kept once. Raises RuleBroken."""
    if known := queries.find_answer(draft.client_uuid):
        return known
    _refuse(
        answer_problems(draft.mode, _around(village, draft), draft.confirmed_on, today())
        + ([] if draft.confirmed_by.strip() else [say("Say who confirmed it.")])
    )
    answer = VillageService(
        client_uuid=draft.client_uuid, village=village, mode=draft.mode,
        center_id=draft.center_id, confirmed_on=draft.confirmed_on,
        confirmed_by=draft.confirmed_by, words=draft.words, entered_by_id=by.id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(answer)
            db.session.flush()
    except IntegrityError:
        if known := queries.find_answer(draft.client_uuid):
            return known
        raise
    record(
        by, "village.service_confirmed", village,
        {"mode": draft.mode, "center_id": draft.center_id, "confirmed_on": draft.confirmed_on},
    )  # fmt: skip
    return answer


def _around(village: Village, draft: AnswerDraft) -> Neighbours:
    """Return what the answer must fit to, on the day it was confirmed."""
    day = draft.confirmed_on
    answers = queries.answers_on(day)
    center = db.session.get(Village, draft.center_id) if draft.center_id is not None else None
    if draft.center_id is not None and center is None:
        raise RuleBroken([say("This central village does not exist.")])
    of_center = answers.get(center.id) if center else None
    return Neighbours(
        village=village.name,
        center=center.name if center else None,
        is_itself=center is village,
        is_center_direct=of_center is not None and of_center.mode is ServiceMode.DIRECT,
        has_center_outlet=center is not None and center.id in queries.villages_with_outlet(day),
        served_from_here=tuple(queries.served_through(village.id, max(day, today()))),
    )


def _change(
    subject: Any,
    fields: dict[str, Any],
    problems_of: Any,
    twice: Sentence,
    action: str,
    by: Actor,
    seen_version: int | None,
) -> None:
    check_version(subject, seen_version)
    before = {name: getattr(subject, name) for name in fields}
    with db.session.no_autoflush:
        give(subject, fields)
        if problems := problems_of(subject):
            give(subject, before)
            raise RuleBroken(problems)
    _add(subject, twice)
    if changes := differences(before, fields):
        told = {name: [_told(value) for value in pair] for name, pair in changes.items()}
        record(by, action, subject, told)


def _told(value: Any) -> Any:
    """Return what the audit trail says of a value: of a township its name."""
    return value.name if isinstance(value, Township) else value


def _add(subject: Any, twice: Sentence) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(subject)
            db.session.flush()
    except IntegrityError as known:
        raise RuleBroken([twice]) from known


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)
