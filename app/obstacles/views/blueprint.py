"""The blueprint, and what its pages have in common."""

from datetime import date

from flask import Blueprint, url_for

from app.obstacles import rules
from app.obstacles.panels import add_panels
from app.obstacles.rules import ObstacleState
from app.shared.calendar import today
from app.shared.sentences import say
from app.tasks.rules import TaskSource
from app.tasks.sources import tell_of

blueprint = Blueprint("obstacles", __name__)

TONES = {
    ObstacleState.OPEN: "red",
    ObstacleState.PARTLY_CLEARED: "yellow",
    ObstacleState.CLEARED: "green",
}
EVENTS = {
    "obstacle.raised": say("Entered"),
    "obstacle.changed": say("Entry changed"),
    "obstacle.partly_cleared": say("Partly cleared"),
    "obstacle.cleared": say("Cleared"),
    "obstacle.reopened": say("Blocked again"),
    "obstacle.followed": say("Followed up"),
}
add_panels()
tell_of(
    TaskSource.OBSTACLE,
    address=lambda number: url_for("obstacles.obstacle_page", obstacle_id=number),
)


@blueprint.app_template_global()
def obstacle_tone(state: ObstacleState) -> str:
    """Return the colour of an obstacle's state."""
    return TONES[state]


@blueprint.app_template_global()
def obstacle_age(since: date, cleared_on: date | None) -> int:
    """Return how many days it has blocked."""
    return rules.age_days(since, cleared_on, today())
