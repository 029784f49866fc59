"""Stretches by processes along the chainage of works: passed, waiting, refused, let through, not asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.quality.models import AcceptanceRequest
from app.quality.queries.chain import overridden_of, passed_of
from app.quality.queries.processes import processes_of_works
from app.quality.queries.requests import LIVE
from app.quality.rules.chain import Place, Standing, ends_of
from app.quality.rules.parties import RequestState
from app.quality.rules.processes import Process
from app.quality.rules.stretches import Stretch, length_of, shared
from app.works.models import Work
from app.works.rules import WorkKind

#: The width of a strip in its own units.
WIDTH = 1000


@dataclass(frozen=True)
class Segment:
    """A piece of a strip, in its units, and what is known there."""

    x: float
    width: float
    #: passed, conditional, waiting, refused or overridden.
    state: str
    stretch: Stretch
    #: The request to open, where there is one.
    request_id: int | None = None


@dataclass
class Row:
    """One process of a work: its segments, or the parts of a bridge or yard with their states."""

    process: Process
    segments: list[Segment] = field(default_factory=list)
    parts: list[tuple[str, str, int | None]] = field(default_factory=list)
    #: Passed metres of the work, None where parts are counted.
    passed_m: Decimal | None = None


@dataclass(frozen=True)
class Strip:
    """A work with a row for each of its processes."""

    work: Work
    ends: Stretch | None
    rows: Sequence[Row]


def strips_of_section(section_id: int) -> list[Strip]:
    """Return the strips of a section's works of which any step was asked for, in ledger order."""
    asked = select(AcceptanceRequest.work_id).where(AcceptanceRequest.section_id == section_id)
    works = db.session.scalars(
        select(Work).where(Work.id.in_(asked)).order_by(Work.position, Work.id)
    ).all()
    return strips_of(works)


def strips_of(works: Collection[Work]) -> list[Strip]:
    """Return the strips of these works; a fixed number of statements."""
    if not works:
        return []
    ids = [work.id for work in works]
    lists, passed, let_through = processes_of_works(ids), passed_of(ids), overridden_of(ids)
    live = db.session.scalars(
        select(AcceptanceRequest)
        .where(
            AcceptanceRequest.work_id.in_(ids),
            AcceptanceRequest.state.in_((*LIVE, RequestState.CONDITIONAL)),
        )
        .options(joinedload(AcceptanceRequest.work))
        .order_by(AcceptanceRequest.id)
    ).all()
    strips = []
    for work in works:
        ends = ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD)
        rows = [
            _row(
                process,
                ends,
                passed.get(work.id, {}).get(process.code, Standing()),
                let_through.get(work.id, {}).get(process.code, Standing()),
                [one for one in live if (one.work_id, one.process) == (work.id, process.code)],
            )
            for process in lists[work.id].processes
        ]
        strips.append(Strip(work, ends, rows))
    return strips


def _row(
    process: Process,
    ends: Stretch | None,
    passed: Standing,
    let_through: Standing,
    live: Sequence[AcceptanceRequest],
) -> Row:
    row = Row(process)
    if ends is None:
        known: dict[str, tuple[str, int | None]] = dict.fromkeys(
            let_through.parts, ("overridden", None)
        )
        known |= dict.fromkeys(passed.parts, ("passed", None))
        known |= {one.part: (_state(one), one.id) for one in live}
        row.parts = [(part, *state) for part, state in sorted(known.items())]
        return row
    row.passed_m = length_of(shared(passed.stretches, [ends]))
    row.segments += [_segment(one, ends, "overridden") for one in let_through.stretches]
    row.segments += [_segment(one, ends, "passed") for one in passed.stretches]
    for request in live:
        for piece in _pieces(request, passed):
            row.segments.append(_segment(piece, ends, _state(request), request.id))
    return row


def _pieces(request: AcceptanceRequest, passed: Standing) -> list[Stretch]:
    """A conditional pass is drawn only where it still stands."""
    place: Place = request.place
    if place.stretch is None:
        return []
    if request.state == RequestState.CONDITIONAL:
        return shared([place.stretch], passed.stretches)
    return [place.stretch]


def _state(request: AcceptanceRequest) -> str:
    if request.state in (RequestState.REFUSED, RequestState.CONDITIONAL):
        return request.state.value
    return "waiting"


def _segment(stretch: Stretch, ends: Stretch, state: str, request_id: int | None = None) -> Segment:
    length = ends.length_m
    x = (stretch.start_m - ends.start_m) / length * WIDTH
    width = stretch.length_m / length * WIDTH
    return Segment(round(float(x), 2), round(float(width), 2), state, stretch, request_id)
