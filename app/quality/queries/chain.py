"""Where each process stands accepted, for the chain of R26 and for the rooms above."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, select, true, union_all

from app.extensions import db
from app.quality.models import AcceptanceOverride, AcceptanceRequest, AcceptanceReversal
from app.quality.models.acceptance import place_from
from app.quality.queries.processes import processes_of_work
from app.quality.rules.chain import (
    Place,
    Standing,
    Turn,
    WorkState,
    ends_of,
    next_step,
    standings,
)
from app.quality.rules.parties import PASSED_STATES, RequestState
from app.quality.rules.stretches import Stretch
from app.shared.settings import value_of
from app.works.models import Work
from app.works.rules import WorkKind

Standings = Mapping[int, Mapping[str, Standing]]
UNSETTLED = (RequestState.WAITING, RequestState.AT_STATION, RequestState.REFUSED)


def passed_stretches(
    work_ids: Collection[int], before: datetime | None = None
) -> dict[int, dict[str, tuple[Stretch, ...]]]:
    """Return for each work and process where it stands accepted along the road; one statement.

    What was taken back for demolition is left out. Works and processes without any are left out.
    `before` leaves out what passed at that moment or later.
    """
    return {
        work_id: {code: one.stretches for code, one in found.items() if one.stretches}
        for work_id, found in passed_of(work_ids, before).items()
    }


def passed_parts(
    work_ids: Collection[int], before: datetime | None = None
) -> dict[int, dict[str, frozenset[str]]]:
    """Return for each bridge or yard and process which parts stand accepted; "" is the whole."""
    return {
        work_id: {code: one.parts for code, one in found.items() if one.parts}
        for work_id, found in passed_of(work_ids, before).items()
    }


def passed_of(work_ids: Collection[int], before: datetime | None = None) -> Standings:
    """Return where each process of each work stands accepted; one statement."""
    request = AcceptanceRequest
    passes = _turns(request, request.passed_at, stands=True).where(
        request.work_id.in_(work_ids), request.state.in_(PASSED_STATES)
    )
    if before:
        passes = passes.where(request.passed_at < before)
    return _standings(passes, work_ids)


def overridden_of(work_ids: Collection[int]) -> Standings:
    """Return where the leader let the next process go on without this one's acceptance."""
    override = AcceptanceOverride
    orders = _turns(override, override.ordered_at, stands=True).where(
        override.work_id.in_(work_ids)
    )
    return _standings(orders, work_ids)


def unsettled_places(work_id: int, process: str, besides: int | None = None) -> list[Place]:
    """Return where this process is asked for and has neither passed nor been withdrawn."""
    request = AcceptanceRequest
    rows = db.session.execute(
        select(request.start_m, request.end_m, request.part).where(
            request.work_id == work_id, request.process == process,
            request.state.in_(UNSETTLED), request.id != (besides or 0),
        )
    )  # fmt: skip
    return [place_from(*row) for row in rows]


def unsettled_stretches(work_id: int) -> dict[str, list[Stretch]]:
    """Return where each process of a road is asked for and has neither passed nor been withdrawn."""
    request = AcceptanceRequest
    rows = db.session.execute(
        select(request.process, request.start_m, request.end_m).where(
            request.work_id == work_id, request.state.in_(UNSETTLED), request.start_m.is_not(None)
        )
    )
    found: dict[str, list[Stretch]] = defaultdict(list)
    for process, start_m, end_m in rows:
        found[process].append(Stretch(start_m, end_m))
    return found


def next_step_of(work: Work) -> tuple[str, Stretch | None] | None:
    """Return what can be asked for next on a work, and where, to begin a form with; None for nothing."""
    state = WorkState(
        ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD),
        processes_of_work(work).processes,
        passed_of([work.id]).get(work.id, {}),
        overridden_of([work.id]).get(work.id, {}),
    )
    return next_step(state, unsettled_stretches(work.id))


def parts_to_offer(work: Work) -> list[str]:
    """Return the parts to choose from for a bridge or yard: the bureau's list, then those named before."""
    names = {WorkKind.BRIDGE: "bridge_parts", WorkKind.YARD: "yard_parts"}
    if work.kind not in names:
        return []
    return list(dict.fromkeys([*value_of(names[work.kind]), *sorted(parts_of(work.id))]))


def parts_of(work_id: int) -> frozenset[str]:
    """Return the parts of a bridge or yard that any request has named."""
    request = AcceptanceRequest
    names = db.session.scalars(
        select(request.part)
        .where(request.work_id == work_id, request.part != "")
        .where(request.state != RequestState.WITHDRAWN)
        .distinct()
    )
    return frozenset(names)


def _standings(coming: Select[Any], work_ids: Collection[int]) -> Standings:
    reversal = AcceptanceReversal
    going = _turns(reversal, reversal.reversed_at, stands=False).where(
        reversal.work_id.in_(work_ids)
    )
    turns: dict[int, list[Turn]] = defaultdict(list)
    for row in _rows(coming, going):
        turns[row.work_id].append(
            Turn(row.at, row.process, place_from(row.start_m, row.end_m, row.part), row.stands)
        )
    return {work_id: standings(happened) for work_id, happened in turns.items()}


def _rows(*selects: Select[Any]) -> Sequence[Any]:
    return db.session.execute(union_all(*selects)).all()


def _turns(model: Any, at: Any, *, stands: bool) -> Select[Any]:
    return select(
        model.work_id, model.process, model.start_m, model.end_m, model.part, at.label("at"),
        (true() if stands else false()).label("stands"),
    )  # fmt: skip
