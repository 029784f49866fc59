"""Open obstacles as the map draws them: along the stretch of the road that they block."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.obstacles.models import Obstacle, ObstacleScope
from app.obstacles.queries import visible_obstacles
from app.obstacles.rules import ObstacleState
from app.shared.coordinates import Position
from app.works.models import Location, Work
from app.works_map.queries import SCALE, in_box, latitude, longitude
from app.works_map.rules.lines import share_at, stretch_of
from app.works_map.rules.view import Box

MOST_OBSTACLES = 500


@dataclass(frozen=True)
class PlacedObstacle:
    """One open obstacle to one work: the blocked stretch, or the work's point."""

    id: int
    name: str
    since: date
    at: Position
    stretch: list[Position] | None


def list_obstacles(user: User, box: Box) -> list[PlacedObstacle]:
    """Return what blocks works in the box now, the longest first."""
    rows = db.session.execute(
        select(
            Obstacle.id, Obstacle.name, Obstacle.since, longitude, latitude, Location.line,
            ObstacleScope.start_m, ObstacleScope.end_m, Work.start_m, Work.end_m, Work.length_m,
        )
        .select_from(ObstacleScope)
        .join(ObstacleScope.obstacle)
        .join(Work, Work.id == ObstacleScope.work_id)
        .join(Location, Location.work_id == Work.id)
        .where(
            Obstacle.state != ObstacleState.CLEARED, ObstacleScope.cleared_on.is_(None),
            visible_obstacles(user), in_box(box),
        )
        .order_by(Obstacle.since, Obstacle.id, ObstacleScope.id)
        .limit(MOST_OBSTACLES)
    ).tuples()  # fmt: skip
    return [
        PlacedObstacle(number, name, since, Position(x / SCALE, y / SCALE), _stretch(line, *ends))
        for number, name, since, x, y, line, *ends in rows
    ]


def _stretch(
    line: Sequence[Sequence[float]] | None,
    from_m: Decimal | None,
    to_m: Decimal | None,
    start_m: Decimal | None,
    end_m: Decimal | None,
    length_m: Decimal | None,
) -> list[Position] | None:
    """Return the blocked part of the work's line; all of it when no chainage says which."""
    if not line:
        return None
    places = [Position(x, y) for x, y in line]
    first_m = start_m if start_m is not None else Decimal(0)
    last_m = end_m if end_m is not None else first_m + (length_m or 0)
    if from_m is None or to_m is None or first_m == last_m:
        return places
    return stretch_of(places, share_at(from_m, first_m, last_m), share_at(to_m, first_m, last_m))
