"""The threads of obstacles, and what each rights owner has to remove."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.obstacles import rules
from app.obstacles.models import Obstacle, ObstacleEntry
from app.obstacles.queries.lists import IS_OPEN, visible_obstacles
from app.obstacles.rules import AgeBand
from app.shared.errors import NotFound
from app.works.queries.scope import only_person


@dataclass
class OwnerShown:
    """What one rights owner has to remove."""

    name: str
    ages: dict[AgeBand, int] = field(default_factory=lambda: dict.fromkeys(AgeBand, 0))
    total: int = 0
    #: Past the planned day.
    late: int = 0
    oldest: date | None = None


def count_open_by_owner(user: User, on: date) -> Sequence[OwnerShown]:
    """Return the open obstacles that the user sees by rights owner, who has the oldest first."""
    late = func.count().filter(Obstacle.planned_clear_on < on)
    rows = db.session.execute(
        select(Obstacle.rights_owner, Obstacle.since, func.count(), late)
        .where(IS_OPEN, visible_obstacles(user))
        .group_by(Obstacle.rights_owner, Obstacle.since)
        .order_by(Obstacle.since, Obstacle.rights_owner)
    )
    owners: dict[str, OwnerShown] = {}
    for name, since, number, past in rows:
        shown = owners.setdefault(name, OwnerShown(name, oldest=since))
        shown.ages[rules.age_band(rules.age_days(since, None, on))] += number
        shown.total += number
        shown.late += past
    return list(owners.values())


def list_entries(obstacle_id: int) -> Sequence[ObstacleEntry]:
    """Return the thread of an obstacle, the latest step first."""
    return db.session.scalars(
        select(ObstacleEntry)
        .where(ObstacleEntry.obstacle_id == obstacle_id)
        .options(only_person(ObstacleEntry.written_by))
        .order_by(ObstacleEntry.entered_on.desc(), ObstacleEntry.id.desc())
    ).all()


def last_entries(obstacle_ids: Collection[int]) -> Mapping[int, ObstacleEntry]:
    """Return the latest step of each thread."""
    entries = db.session.scalars(
        select(ObstacleEntry)
        .where(ObstacleEntry.obstacle_id.in_(obstacle_ids))
        .order_by(ObstacleEntry.entered_on, ObstacleEntry.id)
    )
    return {entry.obstacle_id: entry for entry in entries}


def get_entry_for(user: User, entry_id: int) -> ObstacleEntry:
    """Return a step of a thread. Raises NotFound, also for others' obstacles."""
    entry = db.session.scalars(
        select(ObstacleEntry)
        .join(ObstacleEntry.obstacle)
        .where(ObstacleEntry.id == entry_id, visible_obstacles(user))
    ).one_or_none()
    if entry is None:
        raise NotFound
    return entry


def find_entry_by_uuid(client_uuid: str) -> ObstacleEntry | None:
    """Return the step that this form added."""
    return db.session.scalars(
        select(ObstacleEntry).where(ObstacleEntry.client_uuid == client_uuid)
    ).one_or_none()
