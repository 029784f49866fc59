"""What waits for a person of absences, leave and replacements at key posts."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.attendance import queries
from app.attendance.models import AbsenceCase
from app.attendance.rules import CaseState
from app.home.rules import Task
from app.shared.sentences import Sentence, say
from app.works.queries.scope import visible_to, writable_by

MOST_OF_A_KIND = 30


def absences(user: User, today: date) -> Iterator[Task]:
    """Evidence to hand in, evidence to judge, criticisms to decide on."""
    if may(user, Permission.PROVE_ABSENCE):
        waiting = AbsenceCase.state.in_([CaseState.AWAITING, CaseState.REFUSED])
        for case in queries.list_cases_waiting(waiting, visible_to(user), MOST_OF_A_KIND):
            yield _task(say("Hand in evidence of the absence"), case, case.due_on)
    if may(user, Permission.JUDGE_ABSENCE):
        handed_in = AbsenceCase.state == CaseState.HANDED_IN
        for case in queries.list_cases_waiting(handed_in, writable_by(user), MOST_OF_A_KIND):
            yield _task(say("Judge the evidence of the absence"), case, None)
    if may(user, Permission.ISSUE_CRITICISM):
        proposed = queries.proposed_on(today)
        for case in queries.list_cases_waiting(proposed, visible_to(user), MOST_OF_A_KIND):
            yield _task(say("Decide on the criticism"), case, None)


def leave_requests(user: User, _today: date) -> Iterator[Task]:
    """Leave and replacements to decide on."""
    if not may(user, Permission.DECIDE_LEAVE):
        return
    for asked in queries.list_requests_waiting(writable_by(user), MOST_OF_A_KIND):
        yield Task(
            say("Decide on leave or replacement"),
            f"{asked.section.project.name} {asked.section.name}",
            "attendance.section_attendance",
            {"section_id": asked.section_id},
            None,
            asked.name,
        )


def _task(what: Sentence, case: AbsenceCase, due_on: date | None) -> Task:
    return Task(
        what,
        f"{case.section.project.name} {case.section.name}",
        "attendance.case_page",
        {"case_id": case.id},
        due_on,
        case.name,
        came_back=case.state == CaseState.REFUSED and due_on is not None,
    )
