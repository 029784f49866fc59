"""What waits for a person of notices, stop orders and reported problems."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.home.rules import Task
from app.orders import queries
from app.orders.models import StopOrder
from app.orders.rules import StopState, look_back_due_on
from app.shared.calendar import day_of
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of, working_calendar
from app.works.models import Section
from app.works.queries.scope import visible_to, writable_by

MOST_OF_A_KIND = 30
NEXT_STEP: dict[StopState, Sentence] = {
    StopState.STANDING: say("Put it right and ask for the resumption"),
    StopState.ASKED: say("Check whether the works may resume"),
    StopState.CHECKED: say("Order the resumption"),
}


def stop_orders(user: User, _today: date) -> Iterator[Task]:
    """Works to let resume: to ask for, to check, to order."""
    for state, permission in (
        (StopState.STANDING, Permission.PROVE_RECTIFICATION),
        (StopState.ASKED, Permission.CHECK_RESUMPTION),
        (StopState.CHECKED, Permission.LIFT_STOP_ORDER),
    ):
        if may(user, permission):
            mine = visible_to(user) if state == StopState.STANDING else writable_by(user)
            for order in queries.list_stops_waiting([state], mine)[:MOST_OF_A_KIND]:
                yield _stop_task(order)


def look_backs(user: User, today: date) -> Iterator[Task]:
    """Closed notices to look at again; kept to those that are due."""
    if not may(user, Permission.ISSUE_NOTICE):
        return
    days, calendar = value_of("look_back_days"), working_calendar()
    for notice in queries.list_look_backs_waiting(writable_by(user))[:MOST_OF_A_KIND]:
        closed = [item.finding.closed_on for item in notice.items if item.finding.closed_on]
        due_on = look_back_due_on(max(closed), notice.look_back_planned_on, days, calendar)
        if due_on and due_on <= today:
            yield Task(
                say("Look back"),
                _name(notice.section),
                "orders.notice_page",
                {"notice_id": notice.id},
                due_on,
                notice.number,
            )


def reported_problems(user: User, _today: date) -> Iterator[Task]:
    """Reports that nobody has judged."""
    if not may(user, Permission.JUDGE_PROBLEM):
        return
    for report in queries.list_reports_waiting(writable_by(user), MOST_OF_A_KIND):
        yield Task(
            say("Judge the reported problem"),
            _name(report.section),
            "orders.report_page",
            {"report_id": report.id},
            day_of(report.reported_at),
            report.name,
        )


def office_notes(user: User, _today: date) -> Iterator[Task]:
    """Records that came back to a phone and were handed to the office."""
    if not may(user, Permission.ANSWER_NOTE):
        return
    for note in queries.list_notes_waiting(MOST_OF_A_KIND):
        yield Task(
            say("Answer the note from the site"),
            note.place_name,
            "field.note_page",
            {"note_id": note.id},
            day_of(note.handed_at),
            note.name,
        )


def _stop_task(order: StopOrder) -> Task:
    return Task(
        NEXT_STEP[order.state],
        _name(order.section),
        "orders.stop_page",
        {"order_id": order.id},
        None,
        order.number,
    )


def _name(section: Section) -> str:
    return f"{section.project.name} {section.name}"
