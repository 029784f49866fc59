"""Makers for the start of works: only what the test is about is said."""

from datetime import date, timedelta

from app.accounts.models import User
from app.accounts.rules import Role
from app.shared.calendar import today
from app.startup import actions, queries
from app.startup.models import StartChecklist, StartStep
from app.startup.rules import Report, SecurityForm, StepKind
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.inspections import a_stored_photo
from tests.makers.works import a_section


def a_start(section: Section | None = None, *, awarded_on: date | None = None) -> StartChecklist:
    """Return the followed start of a section that was awarded ten days ago."""
    day = awarded_on or today() - timedelta(days=10)
    return actions.open_checklist(section or a_section(), day, by=a_user(Role.PROJECT_OFFICE))


def a_report(**changes: object) -> Report:
    """Return a report of today that is right for every kind of step."""
    given = {
        "done_on": today(),
        "note": "镇政府东侧",
        "bank": "徽商银行",
        "form": SecurityForm.GUARANTEE,
        "amount_fen": 1_000_000,
        "number": "BH-1",
        "valid_until": today() + timedelta(days=400),
    }
    return Report(**(given | changes))  # type: ignore[arg-type]


def a_reported_step(
    checklist: StartChecklist, kind: StepKind, *, by: User | None = None, **changes: object
) -> StartStep:
    """Return a step that waits for confirmation."""
    step = queries.step_of(checklist, kind)
    actions.report_step(
        step, a_report(**changes), [a_stored_photo(kind)], by=by or a_user(Role.CONTRACTOR)
    )
    return step


def a_confirmed_step(checklist: StartChecklist, kind: StepKind, **changes: object) -> StartStep:
    """Return a step that somebody else confirmed."""
    step = a_reported_step(checklist, kind, **changes)
    actions.decide_step(step, "", confirms=True, by=a_user(Role.PROJECT_OFFICE))
    return step
