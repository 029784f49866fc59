"""What waits for a person at the start of works: steps to report and to confirm, securities that end."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.home.rules import Task
from app.shared.holidays import calendar_is_due
from app.shared.sentences import Sentence, say
from app.shared.settings import list_calendar_days
from app.startup import queries
from app.startup.rules import SIX, Standing, StepShown
from app.works.models import Section
from app.works.queries.scope import writable_by

MOST_OF_A_KIND = 30


def start_steps(user: User, today: date) -> Iterator[Task]:
    """Steps that the contractor owes, steps to confirm, and securities that end soon."""
    if user.has_role(Role.CONTRACTOR):
        for start in queries.list_starts(user, today)[:MOST_OF_A_KIND]:
            owed = [step for step in start.steps.values() if step.standing in _OWED]
            if owed and (start.ready_on is None or owed[0].kind not in SIX):
                step = min(owed, key=lambda one: one.due_on or date.max)
                yield _task(say("Report the step of the start"), start.section, step)
    if may(user, Permission.FOLLOW_START_UP):
        for reported in queries.list_steps_reported(writable_by(user), MOST_OF_A_KIND):
            section = reported.checklist.section
            yield Task(
                say("Confirm the step of the start"),
                _name(section),
                "startup.step_page",
                {"step_id": reported.id},
                None,
                reported.kind.label,
            )
        for section, ends_on in queries.securities_ending(today, user, MOST_OF_A_KIND):
            yield Task(
                say("See to the performance security that ends"),
                _name(section),
                "startup.section_start",
                {"section_id": section.id},
                ends_on,
                "",
            )


def missing_calendar(user: User, today: date) -> Iterator[Task]:
    """The holidays of next year, which terms are counted with."""
    year = today.year + 1
    if not may(user, Permission.EDIT_SETTINGS) or not calendar_is_due(today):
        return
    if not list_calendar_days(year):
        yield Task(
            say("Enter the holidays of next year"),
            str(year),
            "accounts.setting_calendar",
            {"year": year},
            date(year, 1, 1),
        )


_OWED = (Standing.OPEN, Standing.LATE)


def _task(what: Sentence, section: Section, step: StepShown) -> Task:
    return Task(
        what,
        _name(section),
        "startup.section_start",
        {"section_id": section.id},
        step.due_on,
        step.kind.label,
    )


def _name(section: Section) -> str:
    return f"{section.project.name} {section.name}"
