"""What the browser is told of an area: works or groups of them, and obstacles, as short as it can be."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.shared.coordinates import Position
from app.shared.formats import day
from app.shared.kept import kept_apart
from app.works.queries.scope import scope_of
from app.works_map import queries
from app.works_map.blocked import PlacedObstacle, list_obstacles
from app.works_map.choice import Asked
from app.works_map.projects import PlacedProject, list_projects
from app.works_map.queries import SCALE, Group, PlacedWork
from app.works_map.rules.lines import thinned
from app.works_map.rules.looks import Tone
from app.works_map.rules.view import (
    MOST_SINGLE_WORKS,
    Box,
    degrees_of_group,
    degrees_per_pixel,
    is_grouped,
)

#: A hundred-thousandth of a degree is a metre.
PLACES_SENT = 5
MARGIN_SHARE = 0.1


def features(user: User, asked: Asked, box: Box, zoom: int) -> dict[str, Any]:
    """Return the features of the box for a zoom, ready to be sent."""
    seen, scope = box.grown(MARGIN_SHARE), scope_of(user)
    tones = kept_apart(
        ("tones", scope, asked.colouring),
        lambda: queries.tones_of(queries.list_section_ids(user), asked.colouring),
    )
    projects = kept_apart(
        ("placed projects", scope, asked.choice, seen),
        lambda: list_projects(user, asked.choice, seen),
    )
    groups = queries.list_groups(user, asked.choice, seen, degrees_of_group(zoom), tones)
    total = sum(group.count for group in groups)
    answer: dict[str, Any] = {
        "total": total, "works": [], "groups": [], "obstacles": [],
        "projects": [_project(found) for found in projects],
    }  # fmt: skip
    if is_grouped(total):
        answer["groups"] = [_group(group) for group in groups]
    elif total:
        works = queries.list_works(user, asked.choice, seen, MOST_SINGLE_WORKS)
        step = degrees_per_pixel(zoom)
        answer["works"] = [
            _work(work, tones.get(work.section_id, Tone.GREY), step) for work in works
        ]
    if asked.with_obstacles and may(user, Permission.SEE_OBSTACLES):
        obstacles = kept_apart(
            ("placed obstacles", scope, seen), lambda: list_obstacles(user, seen)
        )
        answer["obstacles"] = [_obstacle(found) for found in obstacles]
    return answer


def _work(work: PlacedWork, tone: Tone, step: float) -> list[Any]:
    row: list[Any] = [
        work.id, work.kind.value, tone.value,
        round(work.longitude / SCALE, PLACES_SENT), round(work.latitude / SCALE, PLACES_SENT),
        int(work.is_approximate), work.name, work.section_name,
    ]  # fmt: skip
    if work.line:
        row.append(_line([Position(*place) for place in work.line], step))
    return row


def _project(project: PlacedProject) -> list[Any]:
    return [
        project.id, project.name, project.programme,
        round(project.longitude / SCALE, PLACES_SENT), round(project.latitude / SCALE, PLACES_SENT),
    ]  # fmt: skip


def _group(group: Group) -> list[Any]:
    tone = min(group.tones, key=lambda each: (-group.tones[each], list(Tone).index(each)))
    return [
        round(group.longitude, PLACES_SENT), round(group.latitude, PLACES_SENT), group.count,
        tone.value, _("%(count)s works; click to come nearer", count=group.count),
    ]  # fmt: skip


def _obstacle(obstacle: PlacedObstacle) -> dict[str, Any]:
    return {
        "at": [round(degrees, PLACES_SENT) for degrees in obstacle.at],
        "line": _line(obstacle.stretch, 0) if obstacle.stretch else None,
        "said": _("%(name)s, since %(day)s", name=obstacle.name, day=day(obstacle.since)),
        "url": url_for("obstacles.obstacle_page", obstacle_id=obstacle.id),
    }


def _line(places: Sequence[Position], step: float) -> list[list[float]]:
    return [
        [round(longitude, PLACES_SENT), round(latitude, PLACES_SENT)]
        for longitude, latitude in thinned(places, step)
    ]
