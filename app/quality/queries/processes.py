"""Which processes a kind of structure has on a day, and which list a work follows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import func, select

from app.extensions import db
from app.quality.models import AcceptanceRequest, ProcessList
from app.quality.rules.processes import DEFAULT_LISTS, Process, Structure, structure_of
from app.shared.calendar import today
from app.works.models import Project, Section, Work
from app.works.queries.scope import only_person


@dataclass(frozen=True)
class WorkProcesses:
    """The list that a work follows; without a number it is the one that the program came with."""

    structure: Structure
    list_id: int | None
    processes: Sequence[Process]

    def find(self, code: str) -> Process | None:
        """Return the process with this code, if the list has it."""
        return next((one for one in self.processes if one.code == code), None)


def list_in_force(structure: Structure, day: date) -> ProcessList | None:
    """Return the bureau's own list for the day, or None while the first one counts."""
    return db.session.scalars(
        select(ProcessList)
        .where(ProcessList.structure == structure, ProcessList.valid_from <= day)
        .order_by(ProcessList.valid_from.desc(), ProcessList.id.desc())
        .limit(1)
    ).one_or_none()


def processes_of(structure: Structure, day: date) -> WorkProcesses:
    """Return the processes of a kind of structure on a day."""
    found = list_in_force(structure, day)
    if found is None:
        return WorkProcesses(structure, None, DEFAULT_LISTS[structure])
    return WorkProcesses(structure, found.id, found.processes)


def list_versions(structure: Structure) -> Sequence[ProcessList]:
    """Return the bureau's own lists of a structure, the newest first."""
    versions = db.session.scalars(
        select(ProcessList)
        .where(ProcessList.structure == structure)
        .options(only_person(ProcessList.set_by))
        .order_by(ProcessList.valid_from.desc(), ProcessList.id.desc())
    )
    return versions.unique().all()


def processes_of_work(work: Work) -> WorkProcesses:
    """Return the list that a work follows: that of its first request, else the one in force today."""
    return processes_of_works([work.id])[work.id]


def processes_of_works(work_ids: Collection[int]) -> Mapping[int, WorkProcesses]:
    """Return for each work the list that it follows; a fixed number of statements."""
    begun = _lists_begun_with(work_ids)
    chosen = {list_id for _, list_id in begun.values() if list_id is not None}
    lists = {
        found.id: found
        for found in db.session.scalars(select(ProcessList).where(ProcessList.id.in_(chosen)))
    }
    rows = db.session.execute(
        select(Work.id, Work.kind, Project.kind.label("works_kind"), Work.structure, Work.nature)
        .join(Work.section)
        .join(Section.project)
        .where(Work.id.in_(work_ids))
    )
    in_force = cache(lambda structure: processes_of(structure, today()))
    found = {}
    for row in rows:
        if row.id not in begun:
            found[row.id] = in_force(
                structure_of(row.kind, row.works_kind, row.structure, row.nature)
            )
            continue
        structure, list_id = begun[row.id]
        processes = DEFAULT_LISTS[structure] if list_id is None else lists[list_id].processes
        found[row.id] = WorkProcesses(structure, list_id, processes)
    return found


def _lists_begun_with(work_ids: Collection[int]) -> dict[int, tuple[Structure, int | None]]:
    first = (
        select(func.min(AcceptanceRequest.id))
        .where(AcceptanceRequest.work_id.in_(work_ids))
        .group_by(AcceptanceRequest.work_id)
    )
    rows = db.session.execute(
        select(
            AcceptanceRequest.work_id, AcceptanceRequest.structure, AcceptanceRequest.process_list_id
        ).where(AcceptanceRequest.id.in_(first))
    )  # fmt: skip
    return {work_id: (structure, list_id) for work_id, structure, list_id in rows}
