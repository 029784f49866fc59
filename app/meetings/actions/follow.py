"""Decisions become tasks when their meeting is closed; one that is replaced is no longer owed."""

from app.extensions import db
from app.meetings.models import Meeting, Outcome
from app.meetings.rules import OutcomeKind
from app.shared.calendar import today
from app.tasks import actions as tasks
from app.tasks.queries import tasks_of_source
from app.tasks.rules import TaskSource
from app.works.models import Project


def give_tasks(meeting: Meeting) -> int:
    """Give the task of every decision with a day and an owner whom the program knows; return how many.

    The chair gives them. Raises RuleBroken where a task is refused.
    """
    chair = meeting.chair
    if chair is None:
        return 0
    given = [one for one in meeting.outcomes if _is_a_task(one)]
    for outcome in given:
        section = outcome.item.section if outcome.item else None
        project_id = outcome.item.project_id if outcome.item else None
        tasks.give_task(
            outcome.text, outcome.owner, None if outcome.owner else outcome.organisation,
            outcome.due_on, by=chair, source=(TaskSource.MEETING, outcome.id), section=section,
            project=db.session.get(Project, project_id) if project_id and not section else None,
            is_demonstration=meeting.is_demonstration, with_whom=outcome.with_whom,
        )  # fmt: skip
    _withdraw_replaced(meeting)
    return len(given)


def _is_a_task(outcome: Outcome) -> bool:
    has_account = outcome.owner_id is not None or outcome.organisation_id is not None
    is_owed = outcome.due_on is not None and outcome.due_on >= today()
    return outcome.kind is not OutcomeKind.INFORMATION and has_account and is_owed


def _withdraw_replaced(meeting: Meeting) -> None:
    replaced = {one.replaces_id: one for one in meeting.outcomes if one.replaces_id is not None}
    for task in tasks_of_source(TaskSource.MEETING, list(replaced)):
        newer = replaced.get(task.source_id or 0)
        if task.is_open and newer is not None and meeting.chair is not None:
            tasks.withdraw(task, f"会议另行议定：{newer.text[:100]}", by=meeting.chair)
