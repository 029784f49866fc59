"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, request

from app.shared.calendar import today
from app.tasks import rules
from app.tasks.rules import TaskState

blueprint = Blueprint("tasks", __name__)
TONES: Mapping[TaskState, str] = {
    TaskState.OPEN: "orange",
    TaskState.REPORTED: "blue",
    TaskState.RETURNED: "red",
    TaskState.DONE: "green",
    TaskState.WITHDRAWN: "grey",
}


@blueprint.app_template_global()
def task_tone(state: TaskState) -> str:
    """Return the colour of a task's state."""
    return TONES[state]


@blueprint.app_template_global()
def is_task_late(state: TaskState, due_on: date) -> bool:
    """Return whether the task's holder is late today."""
    return rules.is_late(state, due_on, today())


def seen_version() -> int | None:
    """Return the version of the record that the form showed."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
