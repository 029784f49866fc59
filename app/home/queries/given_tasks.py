"""What waits for a person of tasks that somebody gave."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.home.rules import Task
from app.shared.sentences import Sentence, say
from app.tasks import models, queries
from app.tasks.rules import TaskState

MOST_OF_A_KIND = 30


def given_tasks(user: User, _today: date) -> Iterator[Task]:
    """Tasks to do, also those that came back, and reports to judge."""
    if not may(user, Permission.SEE_TASKS):
        return
    for task in queries.open_tasks_for(user, MOST_OF_A_KIND):
        yield _task(say("Do the task"), task, task.due_on)
    for task in queries.tasks_to_judge(user, MOST_OF_A_KIND):
        yield _task(say("Look at what was reported done"), task, None)


def _task(what: Sentence, task: models.Task, due_on: date | None) -> Task:
    return Task(
        what,
        task.name,
        "tasks.task_page",
        {"task_id": task.id},
        due_on,
        task.section.name if task.section else task.project.name if task.project else "",
        came_back=task.state == TaskState.RETURNED and due_on is not None,
    )
