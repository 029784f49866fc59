"""Side-station records: one, a list, those of a place, and the same person's at the same time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.quality.models import SideStation
from app.quality.rules.chain import Place
from app.quality.rules.side_stations import Watch, at_two_places
from app.quality.rules.stretches import shared
from app.shared.calendar import ONE_DAY, start_of_day
from app.shared.errors import NotFound
from app.shared.listing import contains
from app.works.models import Project, Section, Work
from app.works.queries.scope import only_person, visible_to

SORTABLE = {
    "started": SideStation.started_at,
    "section": Section.position,
    "work": Work.name,
    "process": SideStation.process_name,
    "supervisor": User.name,
}


@dataclass(frozen=True)
class WatchFilter:
    """What the list of side stations is asked for; None leaves a question open."""

    search: str = ""
    section_id: int | None = None
    supervisor_id: int | None = None
    first: date | None = None
    last: date | None = None


def find_watch(client_uuid: str) -> SideStation | None:
    """Return the record with the identifier that the phone made, if it has arrived."""
    return db.session.scalars(
        select(SideStation).where(SideStation.client_uuid == client_uuid)
    ).one_or_none()


def get_watch_for(user: User, watch_id: int) -> SideStation:
    """Return the record with everything its page shows. Raises NotFound, also for others' sections."""
    found = (
        db.session.scalars(
            select(SideStation)
            .join(Section, Section.id == SideStation.section_id)
            .where(SideStation.id == watch_id, visible_to(user))
            .options(
                joinedload(SideStation.section).joinedload(Section.project),
                joinedload(SideStation.section).joinedload(Section.contractor),
                joinedload(SideStation.section).joinedload(Section.supervision_firm),
                joinedload(SideStation.work),
                only_person(SideStation.supervisor),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def watches_statement(user: User, asked: WatchFilter) -> Select[Any]:
    """Return the statement of the list: one row of columns for each record that fits."""
    watch = SideStation
    statement = (
        select(
            watch.id, watch.process_name, watch.start_m, watch.end_m, watch.part,
            watch.started_at, watch.ended_at, watch.weather, watch.problems,
            Work.name.label("work"), Section.name.label("section"), Project.name.label("project"),
            User.name.label("supervisor"), watch.supervisor_id,
        )
        .join(Section, Section.id == watch.section_id)
        .join(Section.project)
        .join(Work, Work.id == watch.work_id)
        .join(User, User.id == watch.supervisor_id)
        .where(visible_to(user))
    )  # fmt: skip
    if asked.section_id:
        statement = statement.where(watch.section_id == asked.section_id)
    if asked.supervisor_id:
        statement = statement.where(watch.supervisor_id == asked.supervisor_id)
    if asked.first:
        statement = statement.where(watch.ended_at >= start_of_day(asked.first))
    if asked.last:
        statement = statement.where(watch.started_at < start_of_day(asked.last + ONE_DAY))
    if asked.search:
        columns = (Work.name, Section.name, watch.process_name, User.name, watch.work_done)
        statement = statement.where(or_(*(contains(column, asked.search) for column in columns)))
    return statement


def all_rows(statement: Select[Any]) -> Sequence[Row[Any]]:
    """Return all rows of a list, the latest first, for Excel."""
    return db.session.execute(
        statement.order_by(SideStation.started_at.desc(), SideStation.id)
    ).all()


def list_watches_by_ids(numbers: Collection[int]) -> Sequence[SideStation]:
    """Return these records with their supervisors and works."""
    return (
        db.session.scalars(
            select(SideStation)
            .where(SideStation.id.in_(numbers))
            .options(only_person(SideStation.supervisor), joinedload(SideStation.work))
            .order_by(SideStation.id)
        )
        .unique()
        .all()
    )


def watches_at(work_id: int, process: str, place: Place) -> Sequence[SideStation]:
    """Return the records of a process that touch the place, in the order of time."""
    records = db.session.scalars(
        select(SideStation)
        .where(SideStation.work_id == work_id, SideStation.process == process)
        .options(only_person(SideStation.supervisor))
        .order_by(SideStation.started_at, SideStation.id)
    ).all()
    return [record for record in records if _touches(record.place, place)]


def elsewhere_at_once(records: Collection[SideStation]) -> dict[int, list[SideStation]]:
    """Return for each record those of the same supervisor at another work at the same time."""
    if not records:
        return {}
    near = {record.id: record for record in records} | {
        record.id: record for record in _of_the_same_time(records)
    }
    watches = {number: record.as_watch() for number, record in near.items()}
    found: dict[int, list[SideStation]] = {}
    for record in records:
        others: list[Watch] = at_two_places(watches[record.id], watches.values())
        if others:
            found[record.id] = [near[other.id] for other in others]
    return found


def _of_the_same_time(records: Collection[SideStation]) -> Sequence[SideStation]:
    # A person may have two accounts; those of one natural person are few, so all are looked at.
    first = min(record.started_at for record in records)
    last = max(record.ended_at for record in records)
    return (
        db.session.scalars(
            select(SideStation)
            .where(SideStation.started_at < last, SideStation.ended_at > first)
            .options(
                only_person(SideStation.supervisor),
                joinedload(SideStation.work),
                joinedload(SideStation.section),
            )
            .order_by(SideStation.id)
        )
        .unique()
        .all()
    )


def list_supervisors(user: User) -> Sequence[Row[Any]]:
    """Return (id, name) of the people who have written records, for the list's filter."""
    return db.session.execute(
        select(User.id, User.name)
        .join(SideStation, SideStation.supervisor_id == User.id)
        .join(Section, Section.id == SideStation.section_id)
        .where(visible_to(user))
        .distinct()
        .order_by(User.name, User.id)
    ).all()


def _touches(one: Place, other: Place) -> bool:
    if one.stretch and other.stretch:
        return bool(shared([one.stretch], [other.stretch]))
    return one.part == other.part or not one.part
