"""What waits for one person in the laboratory: results that are due, and failed key items."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.extensions import db
from app.home.rules import Task
from app.quality.models import Nonconformity, SampleLot
from app.quality.rules.nonconformities import NonconformityState
from app.shared.sentences import say
from app.works.models import Section
from app.works.queries.scope import writable_by

MOST_OF_A_KIND = 30
#: A result is asked for a few days before it is due, so that the specimens are not forgotten.
DAYS_AHEAD = 3


def results(user: User, today: date) -> Iterator[Task]:
    """Strengths whose specimens are old enough to be broken."""
    if not may(user, Permission.ENTER_TESTS) or user.has_role(Role.QUALITY_STATION):
        return
    found = db.session.scalars(
        select(SampleLot)
        .join(SampleLot.section)
        .join(Section.project)
        .where(
            SampleLot.judged_at.is_(None),
            SampleLot.due_on <= today + timedelta(days=DAYS_AHEAD),
            writable_by(user),
        )
        .options(
            contains_eager(SampleLot.section).contains_eager(Section.project),
            joinedload(SampleLot.work),
        )
        .order_by(SampleLot.due_on, SampleLot.id)
        .limit(MOST_OF_A_KIND)
    )
    for lot in found:
        yield Task(
            say("Enter the strength"),
            f"{lot.section.project.name} {lot.section.name}",
            "quality.lot_page",
            {"lot_id": lot.id},
            lot.due_on,
            lot.work.name,
        )


def failed_items(user: User, _today: date) -> Iterator[Task]:
    """Failed key items: to decide, for those who may; to rectify, for the contractor."""
    if may(user, Permission.DECIDE_NONCONFORMITY):
        state, what = NonconformityState.OPEN, say("Decide on the failed item")
    elif user.has_role(Role.CONTRACTOR):
        state, what = NonconformityState.RECTIFYING, say("Rectify and test again")
    else:
        return
    found = db.session.scalars(
        select(Nonconformity)
        .join(Nonconformity.section)
        .join(Section.project)
        .where(Nonconformity.state == state, writable_by(user))
        .options(
            contains_eager(Nonconformity.section).contains_eager(Section.project),
            joinedload(Nonconformity.work),
        )
        .order_by(Nonconformity.opened_on, Nonconformity.id)
        .limit(MOST_OF_A_KIND)
    )
    for one in found:
        yield Task(
            what,
            f"{one.section.project.name} {one.section.name}",
            "quality.nonconformity_page",
            {"number": one.id},
            one.due_on,
            one.work.name,
        )
