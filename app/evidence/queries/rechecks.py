"""The weekly draws, the re-checks that wait for a person, and those of a section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import GRANTS, Permission
from app.accounts.queries import list_users_with_role
from app.evidence.models import Photo, PhotoFlag, PhotoUse, Recheck, RecheckSample
from app.evidence.queries.flags import DOUBTS
from app.evidence.queries.photos import visible_uses
from app.evidence.rules import RecheckOutcome
from app.evidence.rules.samples import NOT_DRAWN
from app.extensions import db
from app.shared.calendar import Week, start_of_day
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, paginate
from app.works.models import Project, Section
from app.works.queries.scope import only_person, writable_by


@dataclass(frozen=True)
class RecheckFilters:
    """What the list of re-checks is narrowed to."""

    section_id: int | None = None
    outcome: RecheckOutcome | None = None
    person_id: int | None = None
    only_open: bool = False


def find_sample(week: Week) -> RecheckSample | None:
    """Return the draw of the week, if it was made."""
    return db.session.scalars(select(RecheckSample).where(RecheckSample.week == week)).one_or_none()


def get_sample(week: Week) -> RecheckSample:
    """Return the draw of the week. Raises NotFound."""
    sample = find_sample(week)
    if sample is None:
        raise NotFound
    return sample


def photos_received(week: Week) -> list[tuple[int, bool]]:
    """Return every photo received in the week by its first showing, and whether it is doubtful."""
    doubtful = select(PhotoFlag.use_id).where(
        PhotoFlag.kind.in_(DOUBTS), PhotoFlag.is_fine.is_not(True)
    )
    first = func.min(PhotoUse.id)
    rows = db.session.execute(
        select(first, func.max(case((PhotoUse.id.in_(doubtful), 1), else_=0)))
        .join(Photo, Photo.id == PhotoUse.photo_id)
        .where(
            Photo.received_at >= start_of_day(week.start),
            Photo.received_at < start_of_day(week.end),
            PhotoUse.owner_kind.not_in(NOT_DRAWN),
        )
        .group_by(PhotoUse.photo_id)
        .order_by(first)
    )
    return [(use_id, bool(is_doubtful)) for use_id, is_doubtful in rows]


def people_for(uses: Iterable[PhotoUse]) -> dict[int, list[int]]:
    """Return for each photo who may look at its place again: who writes for it, but not who sent it."""
    people = list_users_with_role(*GRANTS[Permission.RECHECK_PHOTOS])
    sections = {
        person.id: set(db.session.scalars(select(Section.id).where(writable_by(person))))
        for person in people
    }
    return {
        use.id: [
            person.id
            for person in people
            if person.natural_person != use.photo.received_from.natural_person
            and (use.section_id is None or use.section_id in sections[person.id])
        ]
        for use in uses
    }


def get_recheck_for(user: User, recheck_id: int) -> Recheck:
    """Return the re-check with its photo. Raises NotFound, also for others' sections."""
    found = db.session.scalars(_statement(user).where(Recheck.id == recheck_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_rechecks(user: User, filters: RecheckFilters, request: ListRequest) -> Page[Recheck]:
    """Return one page of the re-checks that the user may see."""
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (filters.section_id, Recheck.section_id == filters.section_id),
        (filters.outcome, Recheck.outcome == filters.outcome),
        (filters.person_id, Recheck.assigned_to_id == filters.person_id),
        (filters.only_open, Recheck.done_at.is_(None)),
    ]
    statement = _statement(user).where(*(condition for asked, condition in wanted if asked))
    sortable: Mapping[str, Any] = {"due": Recheck.due_on, "week": RecheckSample.week}
    return paginate(statement, sortable, request, tie_breaker=Recheck.id, scalars=True)


def list_rechecks_due_for(user: User, most: int = 20) -> Sequence[Recheck]:
    """Return the re-checks that wait for the person, the earliest due first."""
    return db.session.scalars(
        _statement(user)
        .where(Recheck.assigned_to_id == user.id, Recheck.done_at.is_(None))
        .order_by(Recheck.due_on, Recheck.id)
        .limit(most)
    ).all()


def count_outcomes(section_id: int, since: date | None = None) -> dict[RecheckOutcome, int]:
    """Return how the section's re-checks came out, from a day on: part of its record."""
    statement = (
        select(Recheck.outcome, func.count())
        .where(Recheck.section_id == section_id, Recheck.done_at.is_not(None))
        .group_by(Recheck.outcome)
    )
    if since:
        statement = statement.where(Recheck.done_at >= start_of_day(since))
    found: dict[RecheckOutcome | None, int] = dict(db.session.execute(statement).tuples().all())
    return {outcome: found.get(outcome, 0) for outcome in RecheckOutcome}


def count_open_rechecks(section_id: int) -> int:
    """Return how many re-checks of the section are not done."""
    return (
        db.session.scalar(
            select(func.count()).where(Recheck.section_id == section_id, Recheck.done_at.is_(None))
        )
        or 0
    )


def list_drawn(sample_id: int, user: User) -> Sequence[Recheck]:
    """Return the re-checks of a draw that the user may see, in the order drawn."""
    return db.session.scalars(
        _statement(user).where(Recheck.sample_id == sample_id).order_by(Recheck.id)
    ).all()


def _statement(user: User) -> Select[tuple[Recheck]]:
    return (
        select(Recheck)
        .join(Recheck.use)
        .join(Recheck.sample)
        .outerjoin(Section, Section.id == Recheck.section_id)
        .outerjoin(Project, Project.id == Section.project_id)
        .where(visible_uses(user))
        .options(
            joinedload(Recheck.use),
            joinedload(Recheck.sample),
            joinedload(Recheck.section).joinedload(Section.project),
            only_person(Recheck.assigned_to),
            only_person(Recheck.done_by),
        )
    )
