"""The roads of a section as R25 counts them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.extensions import db
from app.inspections.models import Inspection
from app.inspections.rules import RoadsSeen, RoadState
from app.obstacles.queries import blocked_works
from app.shared.settings import value_of
from app.works.models import Section, Work
from app.works.rules import Cause, Status, WorkKind, WorkStatus

#: Stops that the contractor does not answer for.
_EXCUSED = (Cause.OWNER, Cause.FORCE_MAJEURE, Cause.WINTER)


def is_open_roads_section(section: Section, on: date) -> bool:
    """Return whether several roads must be open at once in this kind of section (a setting)."""
    return section.project.kind.value in value_of("open_roads_kinds", on)


def road_states(section: Section, on: date) -> list[RoadState]:
    """Return the roads of the section as they stood: finished ones and blocked ones are marked."""
    is_suspended = section.status == Status.ON_HOLD and section.suspended_by in _EXCUSED
    blocked = blocked_works([section.id], on)[section.id]
    works: Sequence[Work] = db.session.scalars(
        select(Work)
        .where(Work.section_id == section.id, Work.kind == WorkKind.ROAD)
        .order_by(Work.position, Work.id)
    ).all()
    return [
        RoadState(
            work.id,
            is_finished=_was_finished(work, on),
            is_blocked=is_suspended or work.id in blocked,
        )
        for work in works
    ]


def roads_seen(section_id: int, start: date, end: date) -> list[RoadsSeen]:
    """Return what the inspections saw of open roads, from start up to, not including, end."""
    rows = db.session.execute(
        select(Inspection.inspected_on, Inspection.roads_open, Inspection.roads_required)
        .where(
            Inspection.section_id == section_id,
            Inspection.inspected_on >= start,
            Inspection.inspected_on < end,
            Inspection.roads_required.is_not(None),
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    return [RoadsSeen(*row) for row in rows]


def _was_finished(work: Work, on: date) -> bool:
    if work.finished_on is not None:
        return work.finished_on <= on
    return work.status == WorkStatus.FINISHED
