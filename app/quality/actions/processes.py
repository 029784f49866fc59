"""Changing the lists of processes: always a new list, from a day on."""

from collections.abc import Sequence
from datetime import date

from app.extensions import db
from app.quality import queries
from app.quality.models import ProcessLine, ProcessList
from app.quality.rules.processes import Process, Structure, process_list_problems
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import say


def set_processes(
    structure: Structure,
    processes: Sequence[Process],
    *,
    valid_from: date | None,
    reason: str,
    by: Actor,
) -> ProcessList:
    """Let a kind of structure have these processes from a day on. Raises RuleBroken.

    Works whose acceptance has begun keep the list they began with.
    """
    problems = process_list_problems(processes, valid_from, today())
    if not reason.strip():
        problems.append(say("Give the reason for the change."))
    if problems or valid_from is None:
        raise RuleBroken(problems)
    before = queries.processes_of(structure, valid_from).processes
    made = ProcessList(
        structure=structure, valid_from=valid_from, reason=reason.strip(), set_by_id=by.id
    )
    made.lines = [
        ProcessLine(
            position=position,
            code=process.code,
            name=process.name.strip(),
            item=process.item,
            tests=sorted(kind.value for kind in process.tests),
            is_side_station=process.is_side_station,
            is_concealed=process.is_concealed,
        )
        for position, process in enumerate(processes, start=1)
    ]
    db.session.add(made)
    names = [[process.name for process in before], [process.name for process in processes]]
    record(by, "processes.changed", made, {"structure": structure, "names": names}, reason=reason)
    return made
