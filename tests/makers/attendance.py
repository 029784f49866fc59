"""Makers of key posts, leave and absences: only what the test is about is said."""

from datetime import date, timedelta
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.attendance import actions
from app.attendance.models import AbsenceCase, Leave
from app.attendance.rules import CaseKind
from app.shared.audit import Program
from app.shared.calendar import clock_at, today
from app.works.actions.posts import fill_post
from app.works.models import KeyPost, Section
from tests.makers.accounts import a_user
from tests.makers.inspections import a_stored_photo, at_noon
from tests.makers.works import a_section


def a_key_post(
    section: Section | None = None, post: str = "项目经理", person_name: str = "张三"
) -> KeyPost:
    """Return who has held the key post for a month."""
    since = today() - timedelta(days=30)
    return fill_post(section or a_section(), post, person_name, since=since, by=Program())


def an_absence(
    section: Section | None = None,
    *,
    on: date | None = None,
    post: str = "项目经理",
    person_name: str = "张三",
    kind: CaseKind = CaseKind.ABSENT,
) -> AbsenceCase:
    """Return the case of an absence, whose evidence is due three days later."""
    day = on or today()
    with clock_at(at_noon(day)):
        return actions.open_case(
            section or a_section(),
            post,
            person_name,
            kind,
            absent_on=day,
            due_on=day + timedelta(days=3),
            by=a_user(Role.AREA_ENGINEER),
        )


def with_evidence(case: AbsenceCase, *, by: User) -> AbsenceCase:
    """Return the case with evidence that waits to be judged."""
    actions.hand_in_evidence(
        case, "因病就医", [a_stored_photo("v")], by=by, client_uuid=str(uuid4())
    )
    return case


def a_leave(holder: KeyPost, first_day: date, last_day: date, *, by: User | None = None) -> Leave:
    """Return a request for leave."""
    return actions.ask_for_leave(
        holder.section,
        holder,
        first_day,
        last_day,
        "体检",
        by=by or a_user(Role.CONTRACTOR),
        client_uuid=str(uuid4()),
    )
