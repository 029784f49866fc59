"""Obstacles for tests: only what the test is about is said."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from app.obstacles import actions
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleKind, ScopeDraft
from app.shared.audit import Program
from app.works.models import Project, Section, Work

_numbers = count(1)


def an_obstacle(
    of: Work | Section | Project,
    *,
    since: date = date(2020, 6, 1),
    stretch: tuple[int, int] | None = None,
    kind: ObstacleKind = ObstacleKind.POLE_LINE,
    **details: Any,
) -> Obstacle:
    """Return a stored obstacle of the owner's to a work, a stretch of it, a section or a whole project."""
    touched: dict[str, Any] = {"blocks_everything": True}
    section = of if isinstance(of, Section) else None
    if isinstance(of, Work):
        ends = (None, None) if stretch is None else (Decimal(stretch[0]), Decimal(stretch[1]))
        touched = {"scopes": [ScopeDraft(of.id, *ends)]}
        section = of.section
    given = {"name": f"10kV 杆线{next(_numbers)}", "rights_owner": "供电公司"} | details
    return actions.raise_obstacle(
        kind, by=Program(), section=section, project=of if isinstance(of, Project) else None,
        since=since, **touched, **given,
    )  # fmt: skip
