"""What progress shows on the pages of works: bars, the tab of a section, the last reports."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import has_request_context
from flask_login import current_user

from app.accounts.models import User
from app.progress.queries.overview import (
    deviation_of,
    state_of_rollup,
    wholes_of,
    work_shares,
)
from app.progress.queries.plans import thresholds
from app.progress.queries.rollups import latest_rollups, latest_shares
from app.progress.rules.plan import StateThresholds, deviation_share, state_of
from app.shared.calendar import today
from app.shared.sentences import say
from app.works.models import Project, Section
from app.works.panels import Drawing, Panel, Progress, Tab, add_panel, add_tab, show_progress_with


def sections_shown(numbers: Collection[int]) -> Mapping[int, Progress]:
    """Return how far these sections are, by their last frozen week."""
    limits = thresholds()
    return {row.section_id: _shown(row, limits) for row in latest_shares(numbers, today())}


def projects_shown(numbers: Collection[int]) -> Mapping[int, Progress]:
    """Return how far these projects are, weighed by contract amount; nothing for outsiders."""
    if has_request_context() and getattr(current_user, "is_outsider", False):
        return {}
    return {
        number: Progress(
            whole.by_amount,
            whole.planned_by_amount,
            whole.state.label if whole.state else None,
            whole.state.value if whole.state else "accent",
        )
        for number, whole in wholes_of(numbers, today()).items()
        if whole.by_amount is not None
    }


def works_shown(numbers: Collection[int]) -> Mapping[int, Progress]:
    """Return how far these works are, by the last confirmed report of their section."""
    return {number: Progress(share) for number, share in work_shares(numbers).items()}


def draw_section(section: Section, _reader: User) -> Drawing:
    """Return the panel of the section's last frozen week."""
    rollup = latest_rollups([section.id], today()).get(section.id)
    if rollup is None:
        return None
    context: dict[str, Any] = {
        "section": section,
        "rollup": rollup,
        "deviation": deviation_of(rollup),
        "state": state_of_rollup(rollup),
    }
    return "progress/_section_panel.html", context


def draw_project(project: Project, reader: User) -> Drawing:
    """Return the panel of the project's progress by amount and by length, and what was reported.

    People of one contract do not see what the sections of others come to.
    """
    if reader.is_outsider:
        return None
    whole = wholes_of([project.id], today()).get(project.id)
    if whole is None or (whole.by_amount is None and whole.by_length is None):
        return None
    return "progress/_project_panel.html", {"project": project, "whole": whole}


def _shown(row: Any, limits: StateThresholds) -> Progress:
    state = None
    if row.planned_share is not None:
        state = state_of(deviation_share(row.physical_share, row.planned_share), limits)
    return Progress(
        row.physical_share,
        row.planned_share,
        state.label if state else None,
        state.value if state else "accent",
    )


add_tab(Tab("section", say("Progress"), "progress.section", order=20))
add_panel(Panel("section", draw_section, order=10, place="main"))
add_panel(Panel("project", draw_project, order=10, place="main"))
show_progress_with("section", sections_shown)
show_progress_with("project", projects_shown)
show_progress_with("work", works_shown)
