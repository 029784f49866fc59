"""What obstacles take out of a section's plan, and where they lie on its roads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.obstacles.queries import open_of_section, owner_caused_days
from app.obstacles.rules import Blockage, OwnerCausedDays
from app.progress.rules.relief import BlockedStretch, WorkExtent
from app.progress.rules.strip import Stretch


def blocked_by_owner(
    extents: Mapping[int, Sequence[WorkExtent]], start: date, end: date
) -> dict[int, list[BlockedStretch]]:
    """Return for each section what was blocked by no fault of the contractor.

    `extents` are the works of each section; the period runs from start up to, not including, end.
    """
    found = owner_caused_days(list(extents), start, end)
    return {
        section_id: stretches_in(found[section_id], of_section)
        for section_id, of_section in extents.items()
    }


def stretches_in(found: OwnerCausedDays, extents: Iterable[WorkExtent]) -> list[BlockedStretch]:
    """Return what the room of obstacles found as stretches of the works."""
    places = {extent.work_id: extent for extent in extents}
    return [
        _stretch(blockage, places[work_id])
        for work_id, blockages in found.blocked.items()
        if work_id in places
        for blockage in blockages
    ]


def open_stretches(
    section_id: int, extents: Iterable[WorkExtent]
) -> Mapping[int, list[tuple[Stretch, str]]]:
    """Return for each work the stretches that open obstacles block now, with their names."""
    places = {extent.work_id: extent for extent in extents}
    found: dict[int, list[tuple[Stretch, str]]] = {work_id: [] for work_id in places}
    for obstacle in open_of_section(section_id):
        for scope in obstacle.scopes:
            if scope.cleared_on is not None:
                continue
            touched = places if scope.work_id is None else {scope.work_id} & places.keys()
            for work_id in touched:
                block = _stretch(scope.as_blockage(), places[work_id])
                found[work_id].append((Stretch(block.start_m, block.end_m), obstacle.name))
    return found


def _stretch(blockage: Blockage, place: WorkExtent) -> BlockedStretch:
    start_m, end_m = blockage.start_m, blockage.end_m
    if start_m is None or end_m is None:
        start_m, end_m = place.start_m, place.end_m
    return BlockedStretch(place.work_id, start_m, end_m, blockage.since, blockage.until)
