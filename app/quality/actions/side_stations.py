"""Entering a side-station record."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.quality import queries
from app.quality.models import SideStation
from app.quality.queries.side_stations import find_watch
from app.quality.rules.chain import ends_of
from app.quality.rules.entries import WatchEntry
from app.quality.rules.side_stations import WatchDraft, watch_problems
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.models import Work
from app.works.rules import WorkKind


def record_watch(
    work: Work, entry: WatchEntry, *, by: User, photos: Sequence[StoredPhoto] = ()
) -> SideStation:
    """Enter that `by` stood by a process. Raises RuleBroken.

    Being at two places at once is a warning on both records, not a refusal. The same form sent twice
    is one record: the second time returns the first.
    """
    if known := find_watch(entry.client_uuid):
        return _same_record(known, work, by)
    process = queries.processes_of_work(work).find(entry.process)
    problems = _problems(work, entry)
    if process is None:
        problems.append(say("This process is not in the list of this kind of work."))
    if problems or process is None:
        raise RuleBroken(problems)
    stretch = entry.place.stretch
    made = SideStation(
        client_uuid=entry.client_uuid, section_id=work.section_id, work_id=work.id, work=work,
        start_m=stretch.start_m if stretch else None, end_m=stretch.end_m if stretch else None,
        part="" if stretch else entry.place.part.strip(), process=process.code,
        process_name=process.name, supervisor=by, started_at=entry.started_at,
        ended_at=entry.ended_at, received_at=now(), weather=entry.weather,
        work_done=entry.work_done.strip(), watched=entry.watched.strip(),
        problems=entry.problems.strip(), quality_officer=entry.quality_officer.strip(),
        is_demonstration=work.is_demonstration,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := find_watch(entry.client_uuid):
            return _same_record(known, work, by)
        raise
    day = day_of(made.started_at)
    owner = Owner(OwnerKind.SIDE_STATION, made.id, day, section_id=work.section_id, work_id=work.id)
    attach(photos, owner, by=by)
    record(by, "side_station.entered", made, {"work": work.name, "process": process.name})
    return made


def _same_record(known: SideStation, work: Work, by: User) -> SideStation:
    if known.work_id != work.id or known.supervisor_id != by.id:
        raise RuleBroken([say("This form was already used for something else; open a new one.")])
    return known


def _problems(work: Work, entry: WatchEntry) -> list[Sentence]:
    draft = WatchDraft(
        entry.started_at, entry.ended_at, entry.place, entry.work_done, entry.watched
    )
    ends = ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD)
    return watch_problems(draft, ends, now())
