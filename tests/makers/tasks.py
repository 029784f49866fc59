"""Makers of tasks: only what the test is about is said."""

from datetime import date, timedelta
from typing import Any

from app.accounts.models import Organisation, User
from app.accounts.rules import Role
from app.shared.calendar import today
from app.tasks import actions
from app.tasks.models import Task
from tests.makers.accounts import a_user


def a_task(
    owner: User | None = None,
    organisation: Organisation | None = None,
    *,
    by: User | None = None,
    text: str = "协调电力杆线迁移",
    due_on: date | None = None,
    **details: Any,
) -> Task:
    """Return a task of somebody of the project office, due in a week, given by a leader."""
    return actions.give_task(
        text,
        owner or (None if organisation else a_user(Role.PROJECT_OFFICE)),
        organisation,
        due_on or today() + timedelta(days=7),
        by=by or a_user(Role.LEADER),
        **details,
    )
