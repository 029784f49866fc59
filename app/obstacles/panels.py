"""What the pages of sections, projects and works show of obstacles: those that are open."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.accounts.models import User
from app.obstacles import queries
from app.obstacles.models import Obstacle
from app.shared.calendar import today
from app.shared.sentences import say
from app.works import panels
from app.works.models import Project, Section, Work
from app.works.panels import Drawing, Panel, Tab

LONGEST_PANEL = 5


def _open_here(kind: panels.Kind, found: Sequence[Obstacle], number: int) -> Drawing:
    if not found:
        return None
    return "obstacles/panel.html", {
        "obstacles": found[:LONGEST_PANEL], "total": len(found), "today": today(),
        "url": None if kind == "work" else url_for(f"obstacles.of_{kind}", **_number(kind, number)),
    }  # fmt: skip


def _number(kind: str, number: int) -> dict[str, Any]:
    return {f"{kind}_id": number}


def _of_section(section: Section, _user: User) -> Drawing:
    return _open_here("section", queries.open_of_section(section.id), section.id)


def _of_project(project: Project, user: User) -> Drawing:
    return _open_here("project", queries.open_of_project(project.id, user), project.id)


def _of_work(work: Work, _user: User) -> Drawing:
    return _open_here("work", queries.open_of_work(work), work.id)


def add_panels() -> None:
    """Register the panels and tabs; called once, when the views are imported."""
    panels.add_panel(Panel("section", _of_section, order=10))
    panels.add_panel(Panel("project", _of_project, order=10))
    panels.add_panel(Panel("work", _of_work, order=10))
    panels.add_tab(Tab("section", say("Obstacles"), "obstacles.of_section", order=40))
    panels.add_tab(Tab("project", say("Obstacles"), "obstacles.of_project", order=40))
